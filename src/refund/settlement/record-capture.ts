/** Records that a payment was captured (매입), and how much of it. What was authorised and not captured is never refundable. */
import { currencyOf } from "../../orders/order.entity.js";
import { sentence } from "../../messages/sentence.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../../identifier.js";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import { bookUncaptured, lockGatewayRemaining, refundableParts } from "../../orders/balance.js";
import { OrderFactChange } from "../../orders/fact-change.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, inCurrency, ok, type Failure, type Outcome } from "../../problem.js";
import type { RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import { Refund } from "../record/refund.entity.js";
import { partsMoved } from "./book-cancellation.js";
import { earlierCancels, loadReleasable, markReleased } from "./releasable.js";
import { releasedEarlier } from "./released.js";
import { yieldReservations } from "./yield-reservations.js";

export interface ReportedCapture {
  /** Left out: the whole payment. */
  capturedAmount?: MinorUnits | undefined;
  cause: "SERVICE" | "WEBHOOK";
  actor: string;
}

/**
 * In the caller's transaction. Reported again, nothing changes. Outcomes: FACTS_INCONSISTENT (no amount that can have been captured),
 * FACTS_CONFLICT (another amount was reported before).
 */
export async function recordCapture(
  context: RefundContext,
  em: EntityManager,
  paymentId: string,
  { capturedAmount, cause, actor }: ReportedCapture,
): Promise<Outcome<{ paymentId: string }>> {
  // Refunds before their payment, in id order, as everywhere.
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  const refunds = await em.find(Refund, { paymentId }, { orderBy: { id: "asc" }, ...lock });
  const payment = await em.findOneOrFail(Payment, paymentId, lock);
  const captured = capturedAmount ?? payment.amount.total;
  const impossible = impossibleIn(payment, captured);
  if (impossible) return inCurrency(impossible, await currencyOf(em, payment.orderId));
  if (payment.capturedAmount === captured) return ok({ paymentId });
  if (payment.capturedAmount !== null) {
    // A service repeats what it knows. A gateway that says it anew was asked by nobody: people look again.
    if (cause === "SERVICE" && (await isCorrected(em, payment, captured))) return ok({ paymentId });
    const currency = await currencyOf(em, payment.orderId);
    const fact = sentence("reasons.capture.was", { before: payment.capturedAmount, now: captured });
    return fail("FACTS_CONFLICT", { fact, currency }, ["capturedAmount"]);
  }

  const at = context.clock.now();
  em.persist(changeOf(payment, captured, { actor, at }));
  payment.captureState = "CAPTURED";
  payment.capturedAmount = captured;
  const uncaptured = minorUnits(payment.amount.total - captured - (await markReleases(em, payment, captured)));
  await em.flush();
  if (uncaptured > 0) await withhold(context, em, { paymentId, refunds, uncaptured }, { cause, actor, at });
  return ok({ paymentId });
}

/** An amount that cannot have been captured. */
function impossibleIn({ amount: { total } }: Payment, captured: MinorUnits): Failure | null {
  if (captured >= 1 && captured <= total) return null;
  const reason = sentence("reasons.capture.outOfRange", { total, least: 1, captured });
  return fail("FACTS_INCONSISTENT", { reason }, ["capturedAmount"]);
}

/** True for an amount that was recorded once and that people have corrected since: reported again, it changes nothing. */
async function isCorrected(em: EntityManager, { id, amount }: Payment, captured: MinorUnits): Promise<boolean> {
  const corrections = await em.find(OrderFactChange, { paymentId: id, kind: "CORRECTED" });
  return corrections.some(
    ({ before }) => before && "capturedAmount" in before && (before["capturedAmount"] ?? amount.total) === captured,
  );
}

/** Finds cancels that were booked as anybody's and released what was not captured; returns how much they released. */
async function markReleases(em: EntityManager, payment: Payment, captured: MinorUnits): Promise<MinorUnits> {
  const { id, amount, refundedAtGateway } = payment;
  const releasable = await loadReleasable(em, id);
  const released = releasedEarlier(earlierCancels(releasable), {
    uncaptured: minorUnits(amount.total - captured),
    beyond: refundedAtGateway.total - captured,
  });
  markReleased(releasable, released);
  return sum([...released.values()]);
}

/**
 * Takes the uncaptured rest out of what can be refunded. Reservations nobody has acted on yield to it; where others hold more than was
 * captured, an alarm says so, and their attempts are refused before they are sent.
 */
async function withhold(
  context: RefundContext,
  em: EntityManager,
  { paymentId, refunds, uncaptured }: { paymentId: string; refunds: Refund[]; uncaptured: MinorUnits },
  origin: TransitionOrigin & { at: Date },
): Promise<void> {
  const { room } = await lockGatewayRemaining(em, paymentId);
  await yieldReservations(context, em, refunds, { amount: uncaptured, room }, origin, { neverCaptured: true });
  const { remaining } = await lockGatewayRemaining(em, paymentId);
  const free = await refundableParts(em, paymentId);
  const fromFree = splitParts(minorUnits(Math.min(uncaptured, free.total)), free);
  const { excessGrewBy } = await bookUncaptured(em, paymentId, partsMoved(uncaptured, fromFree, remaining));
  if (excessGrewBy === 0) return;
  const detail = { uncaptured, excess: excessGrewBy };
  raiseAlarm(context, em, "EXCESS", { paymentId, at: origin.at, detail });
}

function changeOf(payment: Payment, captured: MinorUnits, by: { actor: string; at: Date }): OrderFactChange {
  const { id: paymentId, orderId, captureState, capturedAmount } = payment;
  return Object.assign(new OrderFactChange(), {
    id: newId(),
    orderId,
    paymentId,
    orderLineId: null,
    kind: "CAPTURED",
    before: { captureState, capturedAmount },
    after: { captureState: "CAPTURED", capturedAmount: captured },
    correctionId: null,
    ...by,
  } satisfies OrderFactChange);
}
