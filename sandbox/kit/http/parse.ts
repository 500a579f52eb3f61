/** Input of a call, read with a schema or refused in the vendor's own way. */
import type { z } from "zod";

/** @throws what `refuse` makes of the first problem; it names the field, never its value */
export function parseOrRefuse<T extends z.ZodType>(
  schema: T,
  value: unknown,
  refuse: (problem: string) => Error,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(`${issue?.path.join(".") || "body"}: ${issue?.message ?? "not valid"}`);
}
