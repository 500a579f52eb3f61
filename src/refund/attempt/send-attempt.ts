/** The gateway leg: leases an attempt, looks before it leaps, calls the gateway once, settles. No transaction is open meanwhile. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../../clock.js";
import { crashPoint } from "../../crash-point.js";
import type { CancelCommand, Exchange, PaymentGateway, PaymentPicture, Verdict } from "../../gateways/port.js";
import { minorUnits } from "../../money/minor-units.js";
import { loadRules } from "../../orders/gateway-rule-book.js";
import { closedNow } from "../../orders/gateway-rule-objection.js";
import { termsOf } from "../../orders/gateway-rules.js";
import { Payment } from "../../orders/payment.entity.js";
import { adoptFrom, bookedCancellations } from "./adopt.js";
import { commandOf } from "./cancel-command.js";
import { extentOf } from "./evidence.js";
import { countTry, lease, markSent, type Lease } from "./attempt.js";
import { GatewayAttempt } from "./attempt.entity.js";
import { transact, type Desk } from "../desk.js";
import { settleAttempt, settleExpired } from "./settle-attempt.js";

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

const LEASE_LOST: Called = {
  verdict: { kind: "NOT_SENT", code: "LEASE_LOST", message: "another worker has taken over" },
  exchange: null,
};

async function lookThenCancel(
  desk: Desk,
  gateway: PaymentGateway,
  held: Lease,
  attempt: GatewayAttempt,
): Promise<Called> {
  const em = desk.root.fork();
  const payment = await em.findOneOrFail(Payment, attempt.paymentId);
  if (gateway.reports) return handOver(desk, gateway, held, attempt, payment);
  const closed = await closedUntil(em, payment, desk.clock.now());
  if (closed) return { verdict: closed, exchange: null };
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
  if (!mine) return LEASE_LOST;
  const answer = await callGateway(desk, gateway, await commandOf(desk, attempt, payment, cancellableBefore));
  return { ...answer, verdict: picture.discounted ? answer.verdict : paidInFull(answer.verdict) };
}

/** Nobody can be asked, before or after: the attempt is committed as sent, its event tells the other side, and it waits. */
async function handOver(
  desk: Desk,
  gateway: PaymentGateway,
  held: Lease,
  attempt: GatewayAttempt,
  payment: Payment,
): Promise<Called> {
  const cancellableBefore = minorUnits(payment.amount.total - payment.refundedAtGateway.total);
  const sent = { at: desk.clock.now(), cancellableBefore, knownCancellationIds: [] };
  const mine = await transact(desk, (tx) => markSent(tx, held, sent));
  return mine ? gateway.cancel(await commandOf(desk, attempt, payment, cancellableBefore)) : LEASE_LOST;
}

/** Some providers take refunds at certain hours only: before that nothing is sent, and the refund waits for the opening. */
async function closedUntil(em: EntityManager, payment: Payment, now: Date): Promise<Verdict | null> {
  const opening = closedNow(termsOf(await loadRules(em), payment, now), now);
  if (!opening) return null;
  return {
    kind: "DEFERRED",
    until: opening,
    code: "OUTSIDE_HOURS",
    message: "the provider takes no refunds at this hour",
  };
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
  command: CancelCommand,
): Promise<{ verdict: Verdict; exchange: Exchange }> {
  const stop = desk.metrics.gatewayCallSeconds.startTimer({ gateway: gateway.name, call: "cancel" });
  const answer = await gateway.cancel(command);
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
  if (picture.amount !== null && picture.amount !== payment.amount.total) {
    return differs(
      "AMOUNT_DIFFERS",
      `the gateway says ${picture.amount} was paid, we were told ${payment.amount.total}`,
    );
  }
  if (picture.cancellations.some((cancellation) => cancellation.state === "PENDING")) {
    return notYet("GATEWAY_BUSY", "another cancel of this payment is running at the gateway");
  }
  const refunded = payment.refundedAtGateway.total;
  const agrees =
    picture.cancelled === null
      ? picture.extent === extentOf(refunded, payment.amount.total)
      : picture.cancelled === refunded;
  if (agrees) {
    const left = payment.amount.total - refunded;
    return attempt.amount.total <= left ? null : differs("TOO_LITTLE_LEFT", `the gateway has ${left} left to cancel`);
  }
  const unknownToUs = picture.cancellations.some((c) => c.state === "SUCCEEDED" && !booked.has(c.cancellationId));
  return unknownToUs
    ? notYet("GATEWAY_AHEAD", "money was cancelled at the gateway of which we did not know", adoptedBy)
    : differs(
        "LEDGER_DIFFERS",
        `the gateway counts ${picture.cancelled ?? picture.extent} as cancelled, we count ${refunded}`,
      );
}
