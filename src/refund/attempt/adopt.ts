/**
 * Adopts money that moved at the gateway without one of our open attempts: a cancel in its console, a chargeback, a late
 * effect of an attempt we had given up. A fact is never refused: it takes free balance, then reservations nobody has acted
 * on, then `excess` with an alarm.
 */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { advance, type RefundState } from "../../../machines/step.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import type { GatewayCancellation, GatewayEffect, PaymentPicture } from "../../gateways/port.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import { bookAtGateway, lockGatewayRemaining, refundableParts } from "../../orders/balance.js";
import { Payment } from "../../orders/payment.entity.js";
import { raiseAlarm } from "../history/alarm.js";
import { GatewayAttempt, GatewayEffectRow, OPEN_ATTEMPT_STATUSES, type EffectCause } from "./attempt.entity.js";
import { transact, type Desk } from "../desk.js";
import { Alarm, type Cause } from "../history/history.entity.js";
import { Refund } from "../refund.entity.js";
import { extentOf } from "./evidence.js";
import { tellFailedTransfer } from "./failed-transfer.js";
import { bookEffect, effectRow, partsMoved } from "./settle-attempt.js";
import { STATEMENT_EFFECT } from "./statement-effect.js";
import { takeStep } from "../take-step.js";

/** The ids of the cancellations we have booked on a payment. */
export async function bookedCancellations(em: EntityManager, paymentId: string): Promise<Set<string>> {
  const rows = await em.find(GatewayEffectRow, { paymentId });
  return new Set(rows.map((row) => row.gatewayCancellationId));
}

/**
 * Adopts whatever a picture shows that is not booked yet. While an attempt is open nothing is adopted: it could be its effect.
 * A pending or unknown attempt is looked up again and adoption comes with its end; a call under way is waited for.
 */
export async function adoptFrom(desk: Desk, paymentId: string, picture: PaymentPicture, cause: Cause): Promise<void> {
  await transact(desk, async (em) => {
    // Refunds before their payment, in id order, as everywhere.
    const refunds = await em.find(
      Refund,
      { paymentId },
      { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const payment = await em.findOneOrFail(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    payment.disputed = picture.disputed;
    if (picture.captureState === "CAPTURED") payment.captureState = "CAPTURED";
    const booked = await bookedCancellations(em, paymentId);
    const unbooked = picture.cancellations.filter(
      ({ state, amount, cancellationId }) => state === "SUCCEEDED" && amount !== 0 && !booked.has(cancellationId),
    );
    if (unbooked.length === 0) return tellFailedTransfer(desk, em, paymentId, picture);

    const open = await em.findOne(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
    if (open?.status === "SUBMITTING") await lookLater(desk, em, paymentId);
    if (open) return;
    for (const cancellation of unbooked) {
      if (booked.has(cancellation.cancellationId)) continue;
      booked.add(cancellation.cancellationId);
      const amount = cancellation.amount ?? amountByExtent(picture, payment);
      if (amount === null) {
        // It has gone as far as we have booked: this is our own cancel, which such a gateway lists under another id.
        const known = picture.extent === extentOf(payment.refundedAtGateway.total, payment.amount.total);
        if (!known) await askPeople(desk, em, payment.id, cancellation.cancellationId);
      } else await adoptOne(desk, em, { payment, refunds, cancellation: { ...cancellation, amount }, cause });
    }
    await tellFailedTransfer(desk, em, paymentId, picture);
  });
}

/** Plans another look at a payment, for when whoever is at it now should be done: a hint that comes meanwhile is not lost. */
export async function lookLater(desk: Desk, em: EntityManager, paymentId: string): Promise<void> {
  const later = after(desk.clock.now(), desk.settings.lookUpPausesMs.at(1) ?? desk.settings.sendPauseMs);
  await desk.jobs.enqueue(em, "payment.look-up", { paymentId }, later);
}

/** A cancellation without an amount (EBP) is known exactly in one case: nothing is left, so it took what was left. */
function amountByExtent(picture: PaymentPicture, payment: Payment): MinorUnits | null {
  const left = payment.amount.total - payment.refundedAtGateway.total;
  return picture.extent === "ALL" && left > 0 ? minorUnits(left) : null;
}

/** Somebody cancelled a part at a gateway that does not say how much: nothing is guessed, a person looks. Asked once. */
async function askPeople(desk: Desk, em: EntityManager, paymentId: string, cancellationId: string): Promise<void> {
  const asked = await em.find(Alarm, { kind: "AMOUNT_UNKNOWN", paymentId });
  if (asked.some((alarm) => alarm.detail["cancellationId"] === cancellationId)) return;
  raiseAlarm(desk, em, "AMOUNT_UNKNOWN", { paymentId, at: desk.clock.now(), detail: { cancellationId } });
}

interface Adoption {
  payment: Payment;
  refunds: Refund[];
  cancellation: GatewayCancellation & { amount: MinorUnits };
  cause: Cause;
}

async function adoptOne(desk: Desk, em: EntityManager, adoption: Adoption): Promise<void> {
  if (await isStatedAlready(em, adoption)) return;
  const late = await lateAttempts(em, adoption);
  const owed = late.find(({ refund }) => advance(refund.state, { type: "GATEWAY_SUCCEEDED" }));
  if (owed) return settleLate(desk, em, adoption, owed);
  return adoptForeign(desk, em, adoption, late[0]?.refund);
}

/**
 * Two people had said that this money moved: now the gateway says so too, and the row gets its real id. Also where it was
 * cancelled in the console, which is how people end an unknown refund by hand.
 */
async function isStatedAlready(em: EntityManager, { payment, cancellation }: Adoption): Promise<boolean> {
  const stated = await em.find(GatewayEffectRow, {
    paymentId: payment.id,
    gatewayCancellationId: { $like: `${STATEMENT_EFFECT}%` },
  });
  const same = stated.find((row) => row.amount.total === cancellation.amount);
  if (!same || cancellation.trigger === "CHARGEBACK") return false;
  same.gatewayCancellationId = cancellation.cancellationId;
  same.happenedAt = cancellation.at;
  same.paidToCustomer = cancellation.paidToCustomer;
  same.providerCancellationId = cancellation.providerCancellationId;
  same.receiptUrl = cancellation.receiptUrl;
  same.salesSlipUrl = cancellation.salesSlipUrl;
  same.cashReceiptKey = cancellation.cashReceiptKey;
  same.instrument = cancellation.instrument;
  await em.flush();
  return true;
}

interface Late {
  attempt: GatewayAttempt;
  refund: Refund;
}

/** The attempts we had closed as not done whose effect this may be, oldest first. */
async function lateAttempts(em: EntityManager, { payment, refunds, cancellation }: Adoption): Promise<Late[]> {
  if (cancellation.trigger === "CONSOLE" || cancellation.trigger === "CHARGEBACK") return [];
  const closed = await em.find(
    GatewayAttempt,
    { paymentId: payment.id, firstSentAt: { $ne: null }, status: { $in: ["NOT_EXECUTED", "REFUSED", "DEFERRED"] } },
    { orderBy: { createdAt: "asc", id: "asc" } },
  );
  const late: Late[] = [];
  for (const attempt of closed) {
    const refund = refunds.find((r) => r.id === attempt.refundId);
    assert(refund, "an attempt belongs to a refund of its payment");
    if (attempt.amount.total !== cancellation.amount) continue;
    if (attempt.knownCancellationIds.includes(cancellation.cancellationId)) continue;
    if ((await em.count(GatewayEffectRow, { attemptId: attempt.id })) > 0) continue;
    late.push({ attempt, refund });
  }
  return late;
}

/** The refund of a late effect is completed, with an alarm where the machine says so. `newer`: its attempt that is open now. */
async function settleLate(
  desk: Desk,
  em: EntityManager,
  { cancellation, cause }: Adoption,
  { attempt, refund }: Late,
  newer?: GatewayAttempt,
): Promise<void> {
  const at = desk.clock.now();
  const moved = await bookEffect(em, attempt, cancellation, "API", at);
  assert(moved, "adoption books each cancellation once");
  refund.paidToCustomer = cancellation.paidToCustomer;
  const story = { cause, actor: SYSTEM.worker.subject, at, attemptId: attempt.id };
  const closing =
    newer && ({ ...OVERTAKEN_BY_EARLIER, status: newer.status === "QUEUED" ? "DROPPED" : "NOT_EXECUTED" } as const);
  const step = await takeStep(desk, em, refund, { type: "GATEWAY_SUCCEEDED" }, story, {
    moved,
    attempt: newer,
    closing,
  });
  assert(step.ok, "asked before");
}

const OVERTAKEN_BY_EARLIER = { code: "EARLIER_ATTEMPT_BOOKED", message: "an earlier attempt was booked after all" };

/**
 * Books what the shop's own ledger reports of an attempt that was closed already. Whose it is is told, so nothing has to be
 * guessed or waited for; a newer attempt of the same refund that is still open is closed with it. In the caller's
 * transaction, with all the payment's refunds locked.
 */
export async function adoptReported(
  desk: Desk,
  em: EntityManager,
  reported: { refunds: Refund[]; attempt: GatewayAttempt; effect: GatewayEffect },
  cause: Cause,
): Promise<void> {
  const { refunds, attempt, effect } = reported;
  const payment = await em.findOneOrFail(Payment, attempt.paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const refund = refunds.find(({ id }) => id === attempt.refundId);
  assert(refund, "an attempt belongs to a refund of its payment");
  const cancellation = { ...effect, state: "SUCCEEDED", requestedAt: null, trigger: "API" } as const;
  const adoption: Adoption = { payment, refunds, cancellation, cause };
  const isSecond = (await em.count(GatewayEffectRow, { attemptId: attempt.id })) > 0;
  if (isSecond || !advance(refund.state, { type: "GATEWAY_SUCCEEDED" }))
    return adoptForeign(desk, em, adoption, refund);
  const newer = await em.findOne(
    GatewayAttempt,
    { refundId: refund.id, status: { $in: ["QUEUED", ...OPEN_ATTEMPT_STATUSES] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (!newer) return settleLate(desk, em, adoption, { attempt, refund });
  newer.fence += 1;
  newer.leaseUntil = null;
  const at = desk.clock.now();
  const detail = { state: refund.state, moved: effect.amount, openAttempt: newer.id };
  raiseAlarm(desk, em, "UNEXPECTED_SUCCESS", { refund, at, detail });
  await settleLate(desk, em, adoption, { attempt, refund }, newer);
}

/** Reservations nobody has acted on: they may be taken, the refund is then `refused` and still owed. */
const YIELDING: ReadonlySet<RefundState> = new Set([
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.deferred",
]);

const CAUSE_OF_TRIGGER: Record<GatewayCancellation["trigger"], EffectCause> = {
  API: "API",
  UNRECOGNISED: "API",
  CONSOLE: "GATEWAY_CONSOLE",
  CHARGEBACK: "CHARGEBACK",
};

/** `lateFor`: the refund that is over, or paid in another way, if this is the late effect of its attempt. */
async function adoptForeign(
  desk: Desk,
  em: EntityManager,
  { payment, refunds, cancellation }: Adoption,
  lateFor: Refund | undefined,
): Promise<void> {
  const at = desk.clock.now();
  const effectCause = CAUSE_OF_TRIGGER[cancellation.trigger];
  const story = {
    cause: effectCause === "CHARGEBACK" ? "CHARGEBACK" : "GATEWAY_CONSOLE",
    actor: SYSTEM.reconciler.subject,
    at,
  } as const;
  const { remaining, room } = await lockGatewayRemaining(em, payment.id);
  let lacking = cancellation.amount - room;
  while (lacking > 0) {
    const yielding = nextToYield(refunds, cancellation.amount);
    if (!yielding) break;
    const step = await takeStep(desk, em, yielding, { type: "OVERTAKEN" }, story);
    assert(step.ok, "a yielding state takes OVERTAKEN");
    lacking -= yielding.amount.total;
  }
  await em.flush();

  // The gateway tells one amount. Its tax parts come from what is free: in proportion to the whole payment they could
  // run into a part that another refund holds, and look like an excess although the total has room.
  const free = await refundableParts(em, payment.id);
  const fromFree = splitParts(minorUnits(Math.min(cancellation.amount, free.total)), free);
  const moved = partsMoved(cancellation.amount, fromFree, remaining);
  const { gateway, id: paymentId } = payment;
  em.persist(effectRow({ gateway, paymentId, attemptId: null, cause: effectCause, moved, effect: cancellation, at }));
  const { excessGrewBy } = await bookAtGateway(em, payment.id, moved);
  const about = { refund: lateFor, paymentId, at };
  const detail = { cancellationId: cancellation.cancellationId, amount: cancellation.amount, excess: excessGrewBy };
  if (effectCause === "API") raiseAlarm(desk, em, "UNEXPECTED_SUCCESS", { ...about, detail });
  if (effectCause === "CHARGEBACK") raiseAlarm(desk, em, "CHARGEBACK", { ...about, detail });
  if (excessGrewBy > 0) raiseAlarm(desk, em, "EXCESS", { ...about, detail });
}

/** The refund whose amount is exactly what was cancelled, for that is most likely the one meant; otherwise the oldest. */
function nextToYield(refunds: readonly Refund[], amount: number): Refund | undefined {
  const able = refunds.filter((refund) => YIELDING.has(refund.state) && refund.holdsReservation);
  return able.find((refund) => refund.amount.total === amount) ?? able[0];
}
