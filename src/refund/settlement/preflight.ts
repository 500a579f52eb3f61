/** The preflight: the gateway is looked at right before a cancel is sent, and whatever forbids it is found while nothing has moved. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../../clock.js";
import { explanationOf, type FindingCode } from "../../gateways/finding.js";
import type { RefusalCause } from "../../gateways/port.js";
import { closedNow } from "../../gateway-rules/objection.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { termsOf } from "../../gateway-rules/terms.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import { bookedCancellations } from "./adopt.js";
import {
  askGateway,
  type RedactedExchange,
  type RedactedLookUp,
  type RedactedSnapshot,
  type RedactedVerdict,
} from "./ask-gateway.js";
import { bookedSoFar, extentAgainst } from "./evidence.js";
import { objectionOfFoundProvider } from "./found-provider.js";
import { ownFinding } from "./finding.js";
import { alarmGoneCancellation } from "./gone-cancellation.js";

export type Preflight =
  | { clear: true; snapshot: RedactedSnapshot }
  /** Nothing was sent: a definite verdict, and the snapshot where it holds something of which we know nothing yet. */
  | { clear: false; verdict: RedactedVerdict; exchange: RedactedExchange | null; snapshot?: RedactedSnapshot };

/** Asks the gateway for the payment and compares: clear, or the verdict that stands in the way of this attempt. */
export async function preflight(context: RefundContext, payment: Payment, attempt: GatewayAttempt): Promise<Preflight> {
  const em = context.root.fork();
  const closed = await closedUntil(em, payment, context.clock.now());
  if (closed) return { clear: false, verdict: closed, exchange: null };
  const { lookUp, exchange } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") return { clear: false, verdict: withoutEvidence(lookUp), exchange };
  if (lookUp.kind === "NOT_FOUND") {
    const unknown = ownFinding("PAYMENT_NOT_FOUND", "the gateway does not know this payment");
    return { clear: false, verdict: { kind: "REFUSED", cause: "PAYMENT_NOT_FOUND", ...unknown }, exchange };
  }
  const { snapshot } = lookUp;
  const booked = await bookedCancellations(em, payment.id);
  // Long enough that the attempts queued on this payment come to the same objection: adoption waits until none is open.
  const adoptedBy = after(context.clock.now(), context.settings.sendPauseMs);
  const currency = await currencyOf(em, payment.orderId);
  // Money of another currency is no money of ours, so nothing of that snapshot is adopted.
  if (snapshot.currency !== currency) {
    const message = `the gateway says the payment is in ${snapshot.currency}, it was reported to us in ${currency}`;
    return { clear: false, verdict: differs("CURRENCY_DIFFERS", message), exchange };
  }
  await alarmGoneCancellation(context, payment, snapshot);
  const verdict =
    (await objectionToItsId(em, payment, snapshot)) ??
    objectionIn(snapshot, payment, attempt, booked, adoptedBy) ??
    (await objectionOfFoundProvider(context, payment, attempt, snapshot));
  return verdict ? { clear: false, verdict, exchange, snapshot } : { clear: true, snapshot };
}

/** Nobody answered: at once again. An answer that cannot be used comes again, however soon it is asked for. */
function withoutEvidence(lookUp: Extract<RedactedLookUp, { kind: "UNREACHABLE" }>): RedactedVerdict {
  const { why } = lookUp;
  const because = explanationOf(lookUp);
  if (why === "NO_ANSWER") return { kind: "NOT_SENT", ...because };
  if (why === "NOT_ALLOWED") return { kind: "DEFERRED", until: null, notAllowed: true, ...because };
  return { kind: "DEFERRED", until: null, cause: "ANSWER_UNREADABLE", ...because };
}

/** Some providers take refunds at certain hours only: before that nothing is sent, and the refund waits for the opening. */
async function closedUntil(em: EntityManager, payment: Payment, now: Date): Promise<RedactedVerdict | null> {
  const opening = closedNow(termsOf(await loadRules(em), payment, now), now);
  if (!opening) return null;
  return {
    kind: "DEFERRED",
    until: opening,
    ...ownFinding("OUTSIDE_HOURS", "the provider takes no refunds at this hour"),
  };
}

const differs = (code: FindingCode, message: string): RedactedVerdict => ({
  kind: "REFUSED",
  cause: "GATEWAY_STATE_DIFFERS",
  ...ownFinding(code, message),
});

/** Found by another id, it may be a payment that is known by its own: the same money would be in our books twice. */
async function objectionToItsId(
  em: EntityManager,
  { gateway }: Payment,
  { gatewayPaymentId }: RedactedSnapshot,
): Promise<RedactedVerdict | null> {
  if (gatewayPaymentId === undefined || (await em.count(Payment, { gateway, gatewayPaymentId })) === 0) return null;
  return differs("ANOTHER_PAYMENT", `the gateway's payment ${gatewayPaymentId} is reported as another payment already`);
}

/** The objection in the gateway's snapshot that forbids the call; nothing has been sent, so each answer is a definite one. */
function objectionIn(
  snapshot: RedactedSnapshot,
  payment: Payment,
  attempt: GatewayAttempt,
  booked: ReadonlySet<string>,
  adoptedBy: Date,
): RedactedVerdict | null {
  if (snapshot.captureState === "NOT_PAID")
    return differs("NOT_PAID", "the gateway says this payment was never completed");
  const notYet = (
    cause: RefusalCause,
    code: FindingCode,
    message: string,
    until: Date | null = null,
  ): RedactedVerdict => ({ kind: "DEFERRED", until, cause, ...ownFinding(code, message) });
  if (snapshot.disputed) return notYet("PAYMENT_DISPUTED", "PAYMENT_DISPUTED", "a dispute is open at the gateway");
  if (snapshot.captureState === "AUTHORISED" && attempt.amount.total !== payment.amount.total) {
    return notYet("NOT_CAPTURED", "NOT_CAPTURED", "before capture only a full cancel is possible");
  }
  if (snapshot.amount !== null && snapshot.amount !== payment.amount.total) {
    return differs(
      "AMOUNT_DIFFERS",
      `the gateway says ${snapshot.amount} was paid, it was reported to us as ${payment.amount.total}`,
    );
  }
  if (snapshot.cancellations.some((cancellation) => cancellation.state === "PENDING")) {
    return notYet("GATEWAY_STATE_DIFFERS", "GATEWAY_BUSY", "another cancel of this payment is running at the gateway");
  }
  const refunded = payment.refundedAtGateway.total;
  const agrees =
    snapshot.cancelled === null
      ? extentAgainst(snapshot.extent, bookedSoFar(payment)) === 0
      : snapshot.cancelled === refunded;
  if (agrees) {
    const left = payment.amount.total - payment.uncaptured.total - refunded;
    return attempt.amount.total <= left ? null : differs("TOO_LITTLE_LEFT", `the gateway has ${left} left to cancel`);
  }
  const unknownToUs = snapshot.cancellations.some((c) => c.state === "SUCCEEDED" && !booked.has(c.cancellationId));
  return unknownToUs
    ? notYet(
        "GATEWAY_STATE_DIFFERS",
        "GATEWAY_AHEAD",
        "money was cancelled at the gateway of which we did not know",
        adoptedBy,
      )
    : differs(
        "BALANCE_DIFFERS",
        `the gateway counts ${snapshot.cancelled ?? snapshot.extent} as cancelled, we count ${refunded}`,
      );
}
