/**
 * The verdict on PortOne V2's answer to one cancel. Pure and total; whatever is not in the table is UNKNOWN.
 *
 * A verdict speaks of the call it answers. When an earlier try of the same attempt got no answer, only SUCCEEDED,
 * PENDING and REFUSED (PortOne replays the stored answer under the same key) also settle that earlier try.
 */
import { after } from "../../clock.js";
import { found, foundNoAnswer, said } from "../explanation.js";
import type { Explanation } from "../finding.js";
import type { HttpResult } from "../http.js";
import type { CancelCommand, Claim, RefusalCause, Verdict } from "../port.js";
import { claimOf, explained, meaningOf, unlessEffectClaimed } from "../provider-refusals.js";
import { cancelAnswerSchema, errorSchema, type ErrorAnswer } from "./schemas.js";
import { cancellationOf } from "./translate.js";

/** A `Retry-After` beyond a day is a mistake somewhere; the default pause is used instead. */
const MAX_RETRY_AFTER_SECONDS = 86_400;

export type Asked = Pick<CancelCommand, "provider">;

/** Takes the result of one exchange, the present moment (for `Retry-After` only), and what had been asked. */
export function verdictOf(result: HttpResult, now: Date, asked: Asked): Verdict {
  if (result.kind === "NOT_SENT") return { kind: "NOT_SENT", ...foundNoAnswer(result) };
  // Timeout, reset, cut short: the cancel may well have been executed ("a disconnect does not abort server work").
  if (result.kind === "UNKNOWN") return unknown(foundNoAnswer(result));
  if (result.status === 200) return verdictOfCancellation(result.json);
  // Turned away before any work, by PortOne or by what stands in front of it, whatever the body says.
  if (result.status === 429) return limited(result, now);
  const error = errorSchema.safeParse(result.json);
  // HTML of a proxy, nothing, half a JSON: whoever answered, it was not PortOne's cancel endpoint.
  if (!error.success) return unknown(foreignAnswer(result.status));
  return verdictOfError(result.status, error.data, asked);
}

/** HTTP 200 is not "refunded": the status inside says what happened. */
function verdictOfCancellation(body: unknown): Verdict {
  const answer = cancelAnswerSchema.safeParse(body);
  if (!answer.success) return unknown(found("UNREADABLE_ANSWER", "HTTP 200 without a readable cancellation"));
  const { cancellation } = answer.data;
  switch (cancellation.status) {
    case "SUCCEEDED":
      // We never ask for 0, so a success of 0 is not an answer to us.
      return cancellation.totalAmount > 0
        ? { kind: "SUCCEEDED", cancellation: cancellationOf(cancellation) }
        : unknown(found("UNREADABLE_ANSWER", "a cancellation of 0 succeeded"));
    case "REQUESTED":
      return { kind: "PENDING", cancellationId: cancellation.id };
    case "FAILED":
      // The document gives no reason in this status; the provider's own words are not part of it.
      return {
        kind: "REFUSED",
        cause: "PROVIDER_REFUSED",
        ...found("CANCELLATION_FAILED", `cancellation ${cancellation.id} failed`),
      };
    default:
      return unknown(
        found("UNREADABLE_ANSWER", `cancellation status ${cancellation.status}`, "UNRECOGNISED_CANCELLATION_STATUS"),
      );
  }
}

type Meaning = (error: ErrorAnswer, asked: Asked) => Verdict;

const definiteNo =
  (cause: RefusalCause): Meaning =>
  (error) =>
    unlessEffectClaimed({ kind: "REFUSED", cause, ...saidIn(error) });

/** Not executed, but PortOne's picture of the payment is not ours: one look-up decides. */
const stateDiffers: Meaning = (error) => unknown(saidIn(error), "STATE_DIFFERS");

/** Cancelled as a whole. By whom, a look-up may show; where it does not, the money may be back all the same. */
const doneAlready: Meaning = (error) => unknown(saidIn(error), "DONE_ALREADY");

/** Our credential or its rights: nothing moved, and nothing will until somebody repairs the configuration. */
const notAllowed: Meaning = (error) => ({
  kind: "DEFERRED",
  until: null,
  notAllowed: true,
  ...saidIn(error),
});

/**
 * The documented errors of `POST /payments/{paymentId}/cancel`, each valid only with its documented HTTP status: a
 * pair that is not here was written by somebody else, or means something new.
 */
const ERRORS: Readonly<Record<string, Meaning>> = {
  "400 INVALID_REQUEST": definiteNo("INVALID_REQUEST"),
  // The recalculated promotion would make the provider's amount negative; the same amount can never be cancelled.
  "400 NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT": definiteNo("PROMOTION_FORBIDS"),
  // An earlier partial cancel (somebody's, in the console) chose another option than ours.
  "400 PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED": definiteNo("PROMOTION_FORBIDS"),
  "401 UNAUTHORIZED": notAllowed,
  "403 FORBIDDEN": notAllowed,
  "404 PAYMENT_NOT_FOUND": definiteNo("PAYMENT_NOT_FOUND"),
  "409 PAYMENT_NOT_PAID": stateDiffers,
  "409 PAYMENT_ALREADY_CANCELLED": doneAlready,
  // The compare-and-set failed: somebody else moved the balance, or an earlier try of ours did.
  "409 CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN": stateDiffers,
  "409 CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT": stateDiffers,
  // Our parts fit the payment as we know it (they are reserved per part), so PortOne's parts are others.
  "409 CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT": stateDiffers,
  "409 CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT": stateDiffers,
  // Arithmetic inside our own body, whatever the payment's state: a fault of ours. `cancelBody` asserts against it.
  "409 SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT": definiteNo("INVALID_REQUEST"),
  "409 MAX_CANCEL_COUNT_REACHED": definiteNo("CANCEL_COUNT_EXHAUSTED"),
  // The same key is still being worked on: the outcome is open, and this answer says nothing of it.
  "409 IDEMPOTENCY_OUTSTANDING_REQUEST": (error) => unknown(saidIn(error)),
  "502 PG_PROVIDER": (error, { provider }) => verdictOfProvider(error, provider),
};

function verdictOfError(status: number, error: ErrorAnswer, asked: Asked): Verdict {
  const name = `${status} ${error.type}`;
  const meaning = Object.hasOwn(ERRORS, name) ? ERRORS[name] : undefined;
  if (meaning) return meaning(error, asked);
  const open = unknown(saidIn(error));
  // A refusal of tomorrow. What failed with 5xx did not decide, whatever it says.
  return status < 500 ? explained(open, error.message ?? "") : unlessEffectClaimed(open, error.message ?? "");
}

/**
 * 502 PG_PROVIDER: the provider (PG, card company) answered PortOne with an error. It is a no only where the provider's code
 * or sentence is known to name a reason nothing moved. PortOne's own balance knows nothing of a cancel that its provider
 * carried out or has taken on, so neither a look-up nor PortOne's list of failed cancels can decide about the rest.
 */
function verdictOfProvider(
  { type, pgCode = "", pgMessage = "", message = "" }: ErrorAnswer,
  provider: Asked["provider"],
): Verdict {
  const code = storedCode(`PG_PROVIDER:${pgCode}`);
  const words = said(code, pgMessage || message || type);
  const meaning = meaningOf({ provider, code: pgCode, text: pgMessage });
  if (meaning.kind === "NO_EFFECT") return { kind: "REFUSED", cause: meaning.cause, ...words };
  if (meaning.kind === "NOT_NOW") return { kind: "DEFERRED", until: null, cause: "PROVIDER_REFUSED", ...words };
  return unknown(words, claimOf(meaning));
}

/** A vendor's code, fit to be stored: bounded, visible characters only. */
const storedCode = (code: string): string => code.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);

/** PortOne's own words; its type alone where it gave no sentence. */
export const saidIn = (error: ErrorAnswer): Explanation => said(storedCode(error.type), error.message ?? error.type);

export const foreignAnswer = (status: number): Explanation =>
  found("FOREIGN_ANSWER", "an answer that is not PortOne's", `HTTP_${status}`);

type Unknown = Extract<Verdict, { kind: "UNKNOWN" }>;

const unknown = (why: Explanation, claim: Claim = "NOTHING"): Unknown => ({ kind: "UNKNOWN", claim, ...why });

function limited(answer: { retryAfterSeconds: number | null }, now: Date): Verdict {
  const seconds = answer.retryAfterSeconds;
  const until = seconds !== null && seconds <= MAX_RETRY_AFTER_SECONDS ? after(now, seconds * 1000) : null;
  return { kind: "DEFERRED", until, ...found("TOO_MANY_REQUESTS", "the gateway limits our calls") };
}
