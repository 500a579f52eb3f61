/** The mistake of a control call, in a sentence; it is answered with HTTP 400. */
import type { z } from "zod";

export class WrongInput extends Error {}

/** @throws WrongInput naming the field and what would be right */
export function readBody<T extends z.ZodType>(schema: T, body: string | null): z.output<T> {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WrongInput(`${issue?.path.join(".") || "body"}: ${issue?.message ?? "not valid"}`);
}

function readJson(body: string | null): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    throw new WrongInput("body: must be JSON of at most 1 MiB");
  }
}
