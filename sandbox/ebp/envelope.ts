/** The envelope every answer of the vendor travels in, successes and errors alike. */
import type { Answer } from "../kit/http/http.js";
import type { ErrorShape, Refusal } from "./refusal.js";
import { responseTimestamp } from "./timestamp.js";

/** The envelope of one call. */
export class Envelope {
  readonly #call: { no: number; now: () => Date; zone: string; shape: ErrorShape };

  /** @param call `no` counts calls up; `zone` is the one the caller asked for */
  constructor(call: { no: number; now: () => Date; zone: string; shape: ErrorShape }) {
    this.#call = call;
  }

  success(data: unknown): Answer {
    return { status: 200, body: { ...this.#head("0", "SUCCESS"), data } };
  }

  /** With HTTP 200 there is a `data`, which is null: such an error looks like an answer until its code is read. */
  refusal(refusal: Refusal): Answer {
    const { code, message, status, details } = refusal;
    const laidOut =
      (refusal.shape ?? this.#call.shape) === "ERRORS" ? { errors: details } : { error: { errorDetails: details } };
    return { status, body: { ...this.#head(code, message), ...(status === 200 && { data: null }), ...laidOut } };
  }

  #head(resultCode: string, message: string) {
    const { no, now, zone } = this.#call;
    const at = now();
    return {
      resultCode,
      message,
      requestId: `${at.getTime()}${String(no).padStart(4, "0")}`,
      timestamp: responseTimestamp(at, zone, no),
    };
  }
}
