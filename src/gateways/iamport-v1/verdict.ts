/**
 * The verdict on i'mport V1's answer to one cancel. Pure and total; whatever is not in the table is UNKNOWN.
 *
 * The answer to a success is the whole payment, not the cancellation: this call's effect has to be found in its history.
 */
import { found, foundNoAnswer, said } from "../explanation.js";
import type { Explanation } from "../finding.js";
import type { HttpResult } from "../http.js";
import type { CancelCommand, Claim, GatewayCancellation, Verdict } from "../port.js";
import { claimOf, meaningOf } from "../provider-refusals.js";
import { envelopeSchema, type Payment } from "./schemas.js";
import { cancellationsOf, cancellationOf, isDiscounted } from "./snapshot.js";
import { readPayment } from "./translate.js";

/** Takes the result of one exchange and the command that was sent. */
export function verdictOf(result: HttpResult, command: CancelCommand): Verdict {
  if (result.kind === "NOT_SENT") return { kind: "NOT_SENT", ...foundNoAnswer(result) };
  // Timeout, reset, cut short: the cancel may well have been executed.
  if (result.kind === "UNKNOWN") return unknown(foundNoAnswer(result));
  if (result.status === 401) return notAllowed;
  // A business failure is HTTP 200 too; the document knows no other status, so anything else was written by somebody else.
  if (result.status !== 200)
    return unknown(found("FOREIGN_ANSWER", "an answer that i'mport does not document", `HTTP_${result.status}`));
  const envelope = envelopeSchema.safeParse(result.json);
  if (!envelope.success) return unknown(found("UNREADABLE_ANSWER", "HTTP 200 without a readable answer"));
  const { code, message = "", response } = envelope.data;
  if (code !== 0) {
    return response === null || response === undefined
      ? verdictOfFailure(code, message, command)
      : unknown(found("CONTRADICTORY_ANSWER", "a failure with a payment in it", codeName(code)));
  }
  const payment = readPayment(response);
  if (!payment) return unknown(found("UNREADABLE_ANSWER", "a success without a readable payment"));
  return verdictOfPayment(payment, command);
}

/** Our token was not accepted even after it was renewed: the call was turned away at the door, and so will the next ones be. */
const notAllowed: Verdict = {
  kind: "DEFERRED",
  until: null,
  notAllowed: true,
  ...found(
    "CREDENTIAL_REFUSED",
    "our i'mport token was not accepted, although it is new: check the REST API key and its rights",
    "HTTP_401",
  ),
};

/** The provider's own code, in brackets before its sentence: `[8133] 기취소된 거래 입니다.` */
const BRACKETED = /^\s*\[([^\]]{1,40})\]\s*(.*)$/su;

/** A word that only i'mport itself uses: its balance is not the one we sent, and nothing was done. */
const CHECKSUM = /checksum|체크섬/iu;

/**
 * `code` ≠ 0: i'mport says no (1), or passes on a provider's no (−1). The code decides nothing and most texts are not
 * documented, so the provider's code and sentence do, by the same table as everywhere. A reason that is known counts once a
 * look-up agrees; whatever else is said, i'mport's history knows nothing of what its provider did.
 */
function verdictOfFailure(code: number, message: string, { provider }: CancelCommand): Verdict {
  const words = said(codeName(code), message || codeName(code));
  if (CHECKSUM.test(message)) return unknown(words, "STATE_DIFFERS");
  const [, ownCode, sentence] = BRACKETED.exec(message) ?? [];
  const meaning = meaningOf({ provider, code: ownCode ?? null, text: sentence ?? message });
  if (meaning.kind === "NO_EFFECT") return { kind: "UNKNOWN", claim: "STATE_DIFFERS", cause: meaning.cause, ...words };
  if (meaning.kind === "NOT_NOW") return { kind: "DEFERRED", until: null, cause: "PROVIDER_REFUSED", ...words };
  return { kind: "UNKNOWN", claim: claimOf(meaning), ...words };
}

const codeName = (code: number): string => `CODE_${code}`;

/** A success is one only when the history shows its effect. */
function verdictOfPayment(payment: Payment, command: CancelCommand): Verdict {
  if (payment.imp_uid !== command.gatewayPaymentId) {
    return unknown(found("ANOTHER_PAYMENT", "the answer is about another payment"));
  }
  const effect = cancellationOfCall(payment, command);
  if (effect.ok) return { kind: "SUCCEEDED", cancellation: effect.cancellation };
  return effect.code === NOT_YET_CANCELLED && PAID_STATUSES.has(payment.status)
    ? { kind: "PENDING", cancellationId: null }
    : unknown(found("CONTRADICTORY_ANSWER", effect.message, effect.code));
}

/** WeChat Pay through KICC, PayPal and some others cancel later: accepted, and no row yet. */
const NOT_YET_CANCELLED = "NOT_YET_CANCELLED";

/** `paid` or `cancelled` stands after a partial cancel; anything else is no payment that could be cancelled later. */
const PAID_STATUSES: ReadonlySet<string> = new Set(["paid", "cancelled"]);

type Effect = { ok: true; cancellation: GatewayCancellation } | { ok: false; code: string; message: string };

/**
 * Finds the cancellation that this call made. The checksum was compared before anything moved, so at that moment
 * `amount − checksum` had been cancelled; what is cancelled beyond that is what moved since. It is ours when it is one
 * row, the newest. Several rows (somebody cancelled in the console in the same second), or a row that could as well be an
 * older one, are left to a look-up, which knows the ids that were there before.
 */
function cancellationOfCall(payment: Payment, command: CancelCommand): Effect {
  const read = cancellationsOf(payment);
  if (!read.ok) return { ok: false, code: read.code, message: "the answer's cancellations cannot be trusted" };
  if (payment.currency !== command.currency) {
    return { ok: false, code: "CURRENCY_DIFFERS", message: `the answer is about a payment in ${payment.currency}` };
  }
  if (payment.amount !== command.paymentAmount) {
    return { ok: false, code: "PAYMENT_AMOUNT_DIFFERS", message: `the answer is about a payment of ${payment.amount}` };
  }
  const moved = payment.cancel_amount - (payment.amount - command.cancellableBefore);
  if (moved < 0) return { ok: false, code: "LESS_CANCELLED", message: "less is cancelled than before the call" };
  if (moved === 0) return { ok: false, code: NOT_YET_CANCELLED, message: "code 0, and nothing more is cancelled yet" };
  const asked = moved === command.amount.total;
  if (!asked && isDiscounted(payment)) {
    // In which unit the history counts where a promotion took something off is not documented.
    return { ok: false, code: "AMOUNT_DIFFERS", message: `${moved} were cancelled of a payment with a promotion` };
  }
  const newest = Math.max(...read.rows.map((row) => row.cancelled_at));
  const latest = read.rows.filter((row) => row.cancelled_at === newest);
  const candidates = latest.filter((row) => row.amount === moved);
  const [row] = candidates;
  // An amount we did not ask for is believed only when nothing else happened in that second.
  if (row === undefined || candidates.length > 1 || (!asked && latest.length > 1)) {
    return { ok: false, code: "EFFECT_NOT_IDENTIFIED", message: `${moved} were cancelled, but not by one row alone` };
  }
  return { ok: true, cancellation: cancellationOf(row, payment) };
}

const unknown = (why: Explanation, claim: Claim = "NOTHING"): Verdict => ({ kind: "UNKNOWN", claim, ...why });
