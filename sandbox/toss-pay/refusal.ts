/** The answer to whatever is not done: `{code: -1, msg, errorCode}`, business failures with HTTP 200. */
import type { Answer } from "../kit/http/http.js";
import { errorCode, type KnownErrorCode } from "./error-code.js";

/** Longer texts are not documented for `msg`. */
const MAX_MESSAGE_LENGTH = 120;

/** @param over a sentence or a status of one's own instead of those the code comes with */
export function failure(
  code: string,
  over: { message?: string | undefined; status?: number | undefined } = {},
): Answer {
  const known = errorCode(code);
  const msg = (over.message ?? known.message).slice(0, MAX_MESSAGE_LENGTH);
  return { status: over.status ?? known.status, body: { code: -1, msg, errorCode: code } };
}

/** Thrown by whatever checks a call, before anything is written; the route turns it into the answer. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(
    readonly code: KnownErrorCode,
    detail?: string,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    const message = detail === undefined ? undefined : `${errorCode(code).message} (${detail})`;
    this.answer = failure(code, { message });
  }
}

export const answerOf = (error: unknown): Answer | null => (error instanceof Refusal ? error.answer : null);

/** A parameter error (HTTP 400). @param problem names the parameter and what would be right, never the value */
export const invalid = (problem: string): Refusal => new Refusal("COMMON_INVALID_PARAMETER", problem);

/** "Not Found" in the vendor's list of HTTP statuses is a request that does not exist; it names no error code for it. */
export const NO_SUCH_ENDPOINT: Answer = { status: 404, body: { code: -1, msg: "없는 요청입니다." } };

/** A fault of the sandbox itself. */
export const INTERNAL_ERROR = failure("COMMON_SYSTEM_ERROR", { status: 500 });
