/** The gateway leg: leases an attempt, looks before it leaps, calls the gateway once, settles. No transaction is open meanwhile. */
import { after } from "../clock.js";
import { crashPoint } from "../crash-point.js";
import type { Exchange, PaymentGateway, PaymentPicture, Verdict } from "../gateways/port.js";
import { minorUnits } from "../money/minor-units.js";
import { Payment } from "../orders/payment.entity.js";
import { adoptFrom, bookedCancellations } from "./adopt.js";
import { countTry, lease, markSent, type Lease } from "./attempt.js";
import { GatewayAttempt } from "./attempt.entity.js";
import { transact, type Desk } from "./desk.js";
import { settleAttempt, settleExpired } from "./settle-attempt.js";

/** Shown by the gateway and perhaps to the customer: no personal data. 반품 환불 is "refund of a return". */
const REASON = "반품 환불";

/** How long the lease is: the look before, the call, and a margin for the settlement. */
export const leaseMs = (desk: Desk, gateway: PaymentGateway): number =>
  2 * gateway.policy.readTimeoutMs + desk.settings.leaseMarginMs;

/** Job `attempt.send`. An attempt whose lease ran out is never called again: it becomes unknown, and evidence is looked for. */
export async function sendAttempt(desk: Desk, attemptId: string): Promise<void> {
  crashPoint("after-intent-commit");
  const known = await desk.root.fork().findOne(GatewayAttempt, attemptId);
  if (known?.status !== "SUBMITTING") return;
  const gateway = desk.gateways.of(known.gateway);
  const held = await transact(desk, (em) => lease(em, attemptId, ["SUBMITTING"], leaseMs(desk, gateway)));
  if (!held) {
    await settleExpired(desk, attemptId);
    return;
  }
  const { verdict, exchange, picture } = await lookThenCancel(desk, gateway, held, known);
  desk.metrics.gatewayCalls.inc({ gateway: gateway.name, verdict: verdict.kind });
  desk.log.info({ attemptId, refundId: known.refundId, verdict: verdict.kind }, "attempt answered");
  const settled = await settleAttempt(desk, held, { verdict, exchange, cause: "GATEWAY" });
  if (settled === "SETTLED" && picture) await adoptFrom(desk, known.paymentId, picture, "GATEWAY_CONSOLE");
}

interface Called {
  verdict: Verdict;
  exchange: Exchange | null;
  /** The gateway's picture where it holds something of which we know nothing yet. */
  picture?: PaymentPicture;
}

async function lookThenCancel(
  desk: Desk,
  gateway: PaymentGateway,
  held: Lease,
  attempt: GatewayAttempt,
): Promise<Called> {
  const em = desk.root.fork();
  const payment = await em.findOneOrFail(Payment, attempt.paymentId);
  const { lookUp, exchange } = await gateway.lookUp(payment.gatewayPaymentId);
  if (lookUp.kind === "UNREACHABLE") {
    await transact(desk, (tx) => countTry(tx, held));
    return { verdict: { kind: "NOT_SENT", code: lookUp.code, message: lookUp.message }, exchange };
  }
  if (lookUp.kind === "NOT_FOUND") {
    return {
      verdict: {
        kind: "REFUSED",
        cause: "PAYMENT_NOT_FOUND",
        code: "PAYMENT_NOT_FOUND",
        message: "the gateway does not know this payment",
      },
      exchange,
    };
  }
  const { picture } = lookUp;
  const booked = await bookedCancellations(em, payment.id);
  // Long enough that the attempts queued on this payment come to the same objection: adoption waits until none is open.
  const adoptedBy = after(desk.clock.now(), desk.settings.sendPauseMs);
  const objection = objectionIn(picture, payment, attempt, booked, adoptedBy);
  if (objection) return { verdict: objection, exchange, picture };

  const cancellableBefore = minorUnits(payment.amount.total - payment.refundedAtGateway.total);
  const knownCancellationIds = picture.cancellations.map((cancellation) => cancellation.cancellationId);
  const mine = await transact(desk, (tx) =>
    markSent(tx, held, { at: desk.clock.now(), cancellableBefore, knownCancellationIds }),
  );
  if (!mine)
    return {
      verdict: { kind: "NOT_SENT", code: "LEASE_LOST", message: "another worker has taken over" },
      exchange: null,
    };
  const sent = { id: attempt.id, amount: attempt.amount, cancellableBefore };
  const answer = await callGateway(desk, gateway, sent, payment.gatewayPaymentId);
  return { ...answer, verdict: picture.discounted ? answer.verdict : paidInFull(answer.verdict) };
}

/** Where nothing was discounted, the customer gets back exactly what was cancelled, though the answer does not say so. */
const paidInFull = (verdict: Verdict): Verdict =>
  verdict.kind === "SUCCEEDED"
    ? {
        ...verdict,
        effect: { ...verdict.effect, paidToCustomer: verdict.effect.paidToCustomer ?? verdict.effect.amount },
      }
    : verdict;

/** Sends the cancel, and sends the very same one again as a replay. */
export async function callGateway(
  desk: Desk,
  gateway: PaymentGateway,
  attempt: Pick<GatewayAttempt, "id" | "amount" | "cancellableBefore">,
  gatewayPaymentId: string,
): Promise<{ verdict: Verdict; exchange: Exchange }> {
  const stop = desk.metrics.gatewayCallSeconds.startTimer({ gateway: gateway.name, call: "cancel" });
  const answer = await gateway.cancel({
    key: attempt.id,
    gatewayPaymentId,
    amount: attempt.amount,
    cancellableBefore: minorUnits(attempt.cancellableBefore ?? 0),
    reason: REASON,
  });
  stop();
  return answer;
}

/** What in the gateway's picture forbids the call; nothing has been sent, so each answer is a definite one. */
function objectionIn(
  picture: PaymentPicture,
  payment: Payment,
  attempt: GatewayAttempt,
  booked: ReadonlySet<string>,
  adoptedBy: Date,
): Verdict | null {
  const differs = (code: string, message: string): Verdict => ({
    kind: "REFUSED",
    cause: "GATEWAY_STATE_DIFFERS",
    code,
    message,
  });
  if (picture.captureState === "NOT_PAID")
    return differs("NOT_PAID", "the gateway says this payment was never completed");
  const notYet = (code: string, message: string, until: Date | null = null): Verdict => ({
    kind: "DEFERRED",
    until,
    code,
    message,
  });
  if (picture.disputed) return notYet("PAYMENT_DISPUTED", "a dispute is open at the gateway");
  if (picture.captureState === "AUTHORISED" && attempt.amount.total !== payment.amount.total) {
    return notYet("NOT_CAPTURED", "before capture only a full cancel is possible");
  }
  if (picture.amount !== payment.amount.total) {
    return differs(
      "AMOUNT_DIFFERS",
      `the gateway says ${picture.amount} was paid, we were told ${payment.amount.total}`,
    );
  }
  if (picture.cancelled === payment.refundedAtGateway.total) {
    const left = payment.amount.total - payment.refundedAtGateway.total;
    return attempt.amount.total <= left ? null : differs("TOO_LITTLE_LEFT", `the gateway has ${left} left to cancel`);
  }
  const unknownToUs = picture.cancellations.some((c) => c.state === "SUCCEEDED" && !booked.has(c.cancellationId));
  return unknownToUs
    ? notYet("GATEWAY_AHEAD", "money was cancelled at the gateway of which we did not know", adoptedBy)
    : differs(
        "LEDGER_DIFFERS",
        `the gateway counts ${picture.cancelled} as cancelled, we count ${payment.refundedAtGateway.total}`,
      );
}
