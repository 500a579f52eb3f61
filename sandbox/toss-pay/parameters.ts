/** The parameters of a call: JSON or a form, whatever the content type says, and how they may be kept without the API key. */
import type { z } from "zod";
import type { Call } from "../kit/http/http.js";
import { parseOrRefuse } from "../kit/http/parse.js";
import { invalid } from "./refusal.js";

export type Parameters = Readonly<Record<string, unknown>>;

const HIDDEN = "***";

/**
 * The vendor's own examples send JSON in some languages and a form in others, one of them a form that is called JSON.
 * @returns `null` when the body is neither, too large, or holds a NUL character, which the ledger cannot keep
 */
export function readParameters(body: string | null): Parameters | null {
  if (body === null || /\0|%00|\\u0000/.test(body)) return null;
  return body.trimStart().startsWith("{") ? readJson(body) : readForm(body);
}

function readJson(body: string): Parameters | null {
  try {
    return JSON.parse(body) as Parameters;
  } catch {
    return null;
  }
}

const readForm = (body: string): Parameters | null =>
  body.includes("=") ? Object.fromEntries(new URLSearchParams(body)) : null;

/** The call as the request log may keep it. An unreadable body may have a key anywhere in it: it is not kept at all. */
export function withoutApiKey(call: Call, parameters: Parameters | null, apiKey: string): Call {
  if (parameters === null) return { ...call, body: null };
  const kept = Object.hasOwn(parameters, "apiKey") ? { ...parameters, apiKey: HIDDEN } : parameters;
  return { ...call, body: JSON.stringify(kept).replaceAll(apiKey, HIDDEN) };
}

/** @throws Refusal naming the parameter, never its value */
export const read = <T extends z.ZodType>(schema: T, parameters: unknown): z.output<T> =>
  parseOrRefuse(schema, parameters, invalid);

/** A body of the control API. @throws Refusal */
export function readControlBody<T extends z.ZodType>(schema: T, body: string | null): z.output<T> {
  try {
    return read(schema, JSON.parse(body ?? ""));
  } catch (error) {
    throw error instanceof SyntaxError ? invalid("body: must be JSON of at most 1 MiB") : error;
  }
}
