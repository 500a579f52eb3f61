/** Toss Pay's way to say no: HTTP 200 with code −1, and for a few codes the HTTP status its page gives them. */
import { found, said } from "../explanation.js";
import type { Explanation } from "../finding.js";
import { failureSchema, type Failure } from "./schemas.js";

/** Wrong parameter, wrong merchant key, no such thing. Under any other status the words were written by somebody else. */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  COMMON_INVALID_PARAMETER: 400,
  COMMON_INVALID_API_KEY: 401,
  COMMON_UNAUTHORIZED: 401,
  TRANSACTION_NOT_FOUND: 404,
};

/** The failure in a body, and whether it came as Toss Pay's page says failures come; null when it is none. */
export function failureIn(status: number, body: unknown): { failure: Failure; genuine: boolean } | null {
  const read = failureSchema.safeParse(body);
  if (!read.success) return null;
  const { errorCode } = read.data;
  const own = Object.hasOwn(HTTP_STATUS, errorCode) ? HTTP_STATUS[errorCode] : undefined;
  return { failure: read.data, genuine: status === 200 || status === own };
}

export const textOf = ({ msg, errorCode }: Failure): string => msg ?? errorCode;

/** Toss Pay's own words; the code alone where it gave no sentence. */
export const saidIn = (failure: Failure): Explanation => said(storedCode(failure.errorCode), textOf(failure));

export const foreignAnswer = (status: number): Explanation =>
  found("FOREIGN_ANSWER", "an answer that is not Toss Pay's", `HTTP_${status}`);

/** A vendor's code, fit to be stored: visible characters only. */
const storedCode = (code: string): string => code.replace(/[^\x20-\x7e]/g, "?");
