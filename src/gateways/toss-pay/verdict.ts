/**
 * The verdict on Toss Pay's answer to one refund. Pure and total; whatever is not in the table is UNKNOWN.
 *
 * UNKNOWN is cheap here: the same `refundNo` can be sent for ever and is done once. So it is the answer to every doubt.
 */
import { after } from "../../clock.js";
import { found, foundNoAnswer } from "../explanation.js";
import type { Explanation } from "../finding.js";
import type { HttpResult } from "../http.js";
import type { CancelCommand, Claim, RefusalCause, Verdict } from "../port.js";
import { explained, unlessEffectClaimed } from "../provider-refusals.js";
import { failureIn, foreignAnswer, saidIn, textOf } from "./failure.js";
import { nextKoreanMidnight } from "./korean-time.js";
import { refundAnswerSchema, type Failure } from "./schemas.js";
import { cancellationOf } from "./translate.js";

/** Toss Pay's clock and ours differ, and its counters need a moment to start anew. */
const DAY_MARGIN_MS = 5 * 60_000;

export type Asked = Pick<CancelCommand, "key" | "gatewayPaymentId">;

/** Takes the result of one exchange, the present moment (for the daily limit only), and what had been asked. */
export function verdictOf(result: HttpResult, now: Date, asked: Asked): Verdict {
  if (result.kind === "NOT_SENT") return { kind: "NOT_SENT", ...foundNoAnswer(result) };
  if (result.kind === "UNKNOWN") return doubt(foundNoAnswer(result));
  const no = failureIn(result.status, result.json);
  if (no) return verdictOfFailure(no.failure, no.genuine, now);
  // HTML of a proxy, nothing, half a JSON: whoever answered, it was not Toss Pay's refund endpoint.
  if (result.status !== 200) return doubt(foreignAnswer(result.status));
  return verdictOfRefund(result.json, asked);
}

/** Code 0 is "refunded" only about the refund and the payment we named: a `refundNo` used twice may refund another payment. */
function verdictOfRefund(body: unknown, asked: Asked): Verdict {
  const answer = refundAnswerSchema.safeParse(body);
  if (!answer.success) return doubt(found("UNREADABLE_ANSWER", "HTTP 200 without a readable refund"));
  const { refundNo, payToken, refundedAmount } = answer.data;
  if (refundNo !== asked.key)
    return doubt(found("ANOTHER_PAYMENT", "the answer is about another refundNo", "ANOTHER_REFUND"));
  if (payToken !== asked.gatewayPaymentId)
    return doubt(found("ANOTHER_PAYMENT", "the answer is about another payment"));
  // We never ask for 0, so a success of 0 is not an answer to us.
  if (refundedAmount === 0) return doubt(found("UNREADABLE_ANSWER", "a refund of 0 succeeded"));
  return { kind: "SUCCEEDED", cancellation: cancellationOf(answer.data) };
}

type Meaning = (failure: Failure, now: Date) => Verdict;

const definiteNo =
  (cause: RefusalCause): Meaning =>
  (failure) =>
    unlessEffectClaimed({
      kind: "REFUSED",
      cause,
      ...saidIn(failure),
    });

/** Not executed: Toss Pay sees the payment in another state than we do, or its sentence says why not. One look-up decides. */
const stateDiffers: Meaning = (failure) => explained(doubt(saidIn(failure), "STATE_DIFFERS"), textOf(failure));

/** Refunded in full. Where a look-up shows none of it, Toss Pay contradicts itself, and the wallet may have the money. */
const doneAlready: Meaning = (failure) => doubt(saidIn(failure), "DONE_ALREADY");

/** The call failed while at work, or speaks of an earlier try of ours: money may have moved. */
const outcomeOpen: Meaning = (failure) => doubt(saidIn(failure));

/** Our key, or the shop's standing with Toss Pay: nothing moved, and nothing will until somebody repairs it. */
const notAllowed: Meaning = (failure) => ({
  kind: "DEFERRED",
  until: null,
  notAllowed: true,
  ...saidIn(failure),
});

/** The shop's limit of the day. A few minutes after midnight it may still be yesterday's limit that was meant. */
const tomorrow: Meaning = (failure, now) => ({
  kind: "DEFERRED",
  until: after(nextKoreanMidnight(after(now, -DAY_MARGIN_MS)), DAY_MARGIN_MS),
  ...saidIn(failure),
});

/** The error codes of a refund. Sources: Toss Pay refunds, errorCode; its list of error codes. */
const ERRORS: Readonly<Record<string, Meaning>> = {
  COMMON_INVALID_PARAMETER: definiteNo("INVALID_REQUEST"),
  TRANSACTION_NOT_FOUND: definiteNo("PAYMENT_NOT_FOUND"),
  // The customer left Toss, or is suspended there: the money must go another way.
  INACTIVE_USER: definiteNo("CUSTOMER_UNREACHABLE"),
  PAUSE_USER: definiteNo("CUSTOMER_UNREACHABLE"),

  COMMON_INVALID_API_KEY: notAllowed,
  COMMON_UNAUTHORIZED: notAllowed,
  PAYMENT_SHOP_STATE_NOT_NORMAL: notAllowed,
  PAYMENT_SHOP_STATE_CANNOT_REFUND: notAllowed,
  REFUND_EXCEED_DAILY: tomorrow,

  REFUND_ALREADY_REFUNDED: doneAlready,
  BNPL_ALREADY_COMPLETED_REFUND: doneAlready,
  COMMON_REFUND_ERROR: stateDiffers,
  COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS: stateDiffers,
  TRANSACTION_NOT_COMPLETE: stateDiffers,

  // "이미 환불처리 된 refundNo": a refund with this number was done. The number is our attempt's UUID, so it was our own earlier
  // try, though its row may not be listed yet. One look-up without the row must not pass for "nothing moved".
  REFUND_REFUND_NO_DUPLICATE: outcomeOpen,

  COMMON_SYSTEM_ERROR: outcomeOpen,
  COMMON_TIMEOUT: outcomeOpen,
  COMMON_THROTTLED: outcomeOpen,
  COMMON_BREAK_TIME_OF_BANK: outcomeOpen,
  TRANSACTION_PENDING_ERROR: outcomeOpen,
  CARD_SYSTEM_ERROR: outcomeOpen,
  CARD_BANK_SYSTEM_ERROR: outcomeOpen,

  // The cash receipt could not be cancelled along with the refund: that says nothing of the refund itself.
  CASH_RECEIPT_ALREADY_CANCEL_FAIL: outcomeOpen,
  CASH_RECEIPT_CANCEL_ISSUE_FAIL: outcomeOpen,
  CASH_RECEIPT_REVOKE_REGIST_ISSUE_FAIL: outcomeOpen,
};

function verdictOfFailure(failure: Failure, genuine: boolean, now: Date): Verdict {
  const known = genuine && Object.hasOwn(ERRORS, failure.errorCode);
  const meaning = known ? ERRORS[failure.errorCode] : undefined;
  if (meaning) return meaning(failure, now);
  const open = doubt(saidIn(failure));
  // Words under a status that failures do not come with were written by somebody else.
  return genuine ? explained(open, failure.msg ?? "") : unlessEffectClaimed(open, failure.msg ?? "");
}

type Unknown = Extract<Verdict, { kind: "UNKNOWN" }>;

const doubt = (why: Explanation, claim: Claim = "NOTHING"): Unknown => ({ kind: "UNKNOWN", claim, ...why });
