/**
 * Adopts money that moved at the gateway without one of our open attempts: a cancel in its console, a chargeback, a late
 * effect of an attempt we had given up. A fact is never refused: it takes free balance, then reservations nobody has acted
 * on, then `excess` with an alarm. Money that is none of our refunds' may be one of them all the same: those that are still
 * open wait for a second person.
 */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { advance } from "../../../machines/transition.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import { ownFinding } from "./finding.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { bookFailedTransfer } from "../../orders/balance.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { raiseAlarm } from "../record/alarm.js";
import type { RedactedCancellation, RedactedSnapshot } from "./ask-gateway.js";
import { GatewayAttempt, BookedCancellation, OPEN_ATTEMPT_STATUSES } from "../record/attempt.entity.js";
import { transact, type RefundContext } from "../context.js";
import type { Cause } from "../record/history.entity.js";
import { WorkItem } from "../record/work-item.entity.js";
import { Refund } from "../record/refund.entity.js";
import { adoptForeign, type Adoption } from "./adopt-foreign.js";
import { bookedSoFar, extentAgainst } from "./evidence.js";
import { alarmFailedTransfer } from "./failed-transfer.js";
import { bookCancellation, particularsOf } from "./book-cancellation.js";
import { underStoredIds } from "./cancellation-ids.js";
import { raiseDoubts } from "./raise-doubts.js";
import { STATED_CANCELLATION } from "./stated-cancellation.js";
import { applyTransition } from "../record/apply-transition.js";

/** The ids of the cancellations we have booked on a payment. */
export async function bookedCancellations(em: EntityManager, paymentId: string): Promise<Set<string>> {
  const rows = await em.find(BookedCancellation, { paymentId });
  return new Set(rows.map((row) => row.gatewayCancellationId));
}

/**
 * Adopts whatever a picture shows that is not booked yet. While an attempt is open nothing is adopted: it could be its effect.
 * A pending or unknown attempt is looked up again and adoption comes with its end; a call under way is waited for.
 */
export async function adoptFrom(
  context: RefundContext,
  paymentId: string,
  snapshot: RedactedSnapshot,
  cause: Cause,
): Promise<void> {
  await transact(context, async (em) => {
    // Refunds before their payment, in id order, as everywhere.
    const refunds = await em.find(
      Refund,
      { paymentId },
      { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const payment = await em.findOneOrFail(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    // Money of another currency is no money of ours: an amount of it would be booked as so many won.
    if (snapshot.currency !== (await currencyOf(em, payment.orderId))) return;
    payment.disputed = snapshot.disputed;
    if (snapshot.captureState === "CAPTURED") payment.captureState = "CAPTURED";
    if (snapshot.walletSource) payment.walletSourceAtGateway = snapshot.walletSource;
    const rows = await em.find(BookedCancellation, { paymentId }, { orderBy: { bookedAt: "asc", id: "asc" } });
    const booked = new Set<string>(rows.map((row) => row.gatewayCancellationId));
    // Again: what was booked since the gateway was asked may have been listed without its id.
    const unbooked = underStoredIds(snapshot.cancellations, rows, booked).filter(
      ({ state, amount, cancellationId }) => state === "SUCCEEDED" && amount !== 0 && !booked.has(cancellationId),
    );
    if (unbooked.length === 0) return alarmFailedTransfer(context, em, paymentId, snapshot);

    const open = await em.findOne(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
    if (open?.status === "SUBMITTING") await scheduleLookUp(context, em, payment);
    if (open) return;
    const transferFailed = snapshot.transferFailed ?? false;
    for (const cancellation of unbooked) {
      if (booked.has(cancellation.cancellationId)) continue;
      booked.add(cancellation.cancellationId);
      // It has gone as far as we have booked: this is our own cancel, which such a gateway lists under another id.
      const known = cancellation.amount === null && extentAgainst(snapshot.extent, bookedSoFar(payment)) === 0;
      const amount = cancellation.amount ?? amountByExtent(snapshot, payment);
      if (known) continue;
      if (amount === null) {
        await alarmUnknownAmount(context, em, { payment, refunds }, cancellation.cancellationId);
      } else
        await adoptOne(context, em, {
          payment,
          refunds,
          cancellation: { ...cancellation, amount },
          cause,
          transferFailed,
        });
    }
    await alarmFailedTransfer(context, em, paymentId, snapshot);
  });
}

/** Plans another look at a payment, for when whoever is at it now should be done: a hint that comes meanwhile is not lost. */
export async function scheduleLookUp(
  context: RefundContext,
  em: EntityManager,
  { id: paymentId, gateway }: Pick<Payment, "id" | "gateway">,
): Promise<void> {
  const later = after(context.clock.now(), context.settings.lookUpPausesMs.at(1) ?? context.settings.sendPauseMs);
  await context.jobs.enqueue(em, "payment.look-up", { gateway, paymentId }, later);
}

/** A cancellation without an amount (EBP) is known exactly in one case: nothing is left, so it took what was left. */
function amountByExtent(snapshot: RedactedSnapshot, payment: Payment): MinorUnits | null {
  const left = payment.amount.total - payment.refundedAtGateway.total;
  return snapshot.extent === "ALL" && left > 0 ? minorUnits(left) : null;
}

/** Somebody cancelled a part at a gateway that does not say how much: nothing is guessed, a person looks. Asked once. */
async function alarmUnknownAmount(
  context: RefundContext,
  em: EntityManager,
  { payment: { id: paymentId }, refunds }: Pick<Adoption, "payment" | "refunds">,
  cancellationId: string,
): Promise<void> {
  const asked = await em.find(WorkItem, { kind: "AMOUNT_UNKNOWN", paymentId });
  if (asked.some((alarm) => alarm.detail["cancellationId"] === cancellationId)) return;
  const at = context.clock.now();
  raiseAlarm(context, em, "AMOUNT_UNKNOWN", { paymentId, at, detail: { cancellationId } });
  const origin = { cause: "GATEWAY_CONSOLE", actor: SYSTEM.reconciler.subject, at } as const;
  await raiseDoubts(context, em, refunds, origin);
}

async function adoptOne(context: RefundContext, em: EntityManager, adoption: Adoption): Promise<void> {
  if (await isStatedAlready(em, adoption)) return;
  const late = await lateAttempts(em, adoption);
  const owed = late.find(({ refund }) => advance(refund.state, { type: "GATEWAY_SUCCEEDED" }));
  if (owed) return settleLate(context, em, adoption, owed);
  return adoptForeign(context, em, adoption, late[0]?.refund);
}

/**
 * Two people had said that this money moved: now the gateway says so too, and the row gets its real id. Also where it was
 * cancelled in the console, which is how people end an unknown refund by hand. `attempt`: the only one it can be of.
 */
async function isStatedAlready(
  em: EntityManager,
  { payment, cancellation }: Adoption,
  attempt?: GatewayAttempt,
): Promise<boolean> {
  const stated = await em.find(BookedCancellation, {
    paymentId: payment.id,
    gatewayCancellationId: { $like: `${STATED_CANCELLATION}%` },
    restoredAt: null,
    ...(attempt && { attemptId: attempt.id }),
  });
  const same = stated.find((row) => row.amount.total === cancellation.amount);
  if (!same || cancellation.trigger === "CHARGEBACK") return false;
  same.gatewayCancellationId = cancellation.cancellationId;
  same.happenedAt = cancellation.at;
  same.paidToCustomer = cancellation.paidToCustomer;
  Object.assign(same, particularsOf(cancellation));
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
    if ((await em.count(BookedCancellation, { attemptId: attempt.id })) > 0) continue;
    late.push({ attempt, refund });
  }
  return late;
}

/** The refund of a late effect is completed, with an alarm where the machine says so. `newer`: its attempt that is open now. */
async function settleLate(
  context: RefundContext,
  em: EntityManager,
  { cancellation, cause, transferFailed = false }: Adoption,
  { attempt, refund }: Late,
  newer?: GatewayAttempt,
): Promise<void> {
  const at = context.clock.now();
  const moved = await bookCancellation(em, attempt, cancellation, "API", at, { transferFailed });
  assert(moved, "adoption books each cancellation once");
  // The customer has no money of it: the refund stays where it is, and its alarm is raised with those of the payment.
  if (transferFailed) {
    await bookFailedTransfer(em, attempt.paymentId, moved);
    return;
  }
  refund.paidToCustomer = cancellation.paidToCustomer;
  const origin = { cause, actor: SYSTEM.worker.subject, at, attemptId: attempt.id };
  const result =
    newer && ({ ...OVERTAKEN_BY_EARLIER, status: newer.status === "QUEUED" ? "DROPPED" : "NOT_EXECUTED" } as const);
  const transition = await applyTransition(context, em, refund, { type: "GATEWAY_SUCCEEDED" }, origin, {
    moved,
    attempt: newer,
    result,
  });
  assert(transition.ok, "asked before");
}

const OVERTAKEN_BY_EARLIER = {
  explanation: ownFinding("EARLIER_ATTEMPT_BOOKED", "an earlier attempt was booked after all"),
};

/**
 * Books what the shop's own ledger reports of an attempt that was closed already. Whose it is is told, so nothing has to be
 * guessed or waited for; a newer attempt of the same refund that is still open is closed with it. In the caller's
 * transaction, with all the payment's refunds locked.
 */
export async function adoptReported(
  context: RefundContext,
  em: EntityManager,
  reported: { refunds: Refund[]; attempt: GatewayAttempt; cancellation: RedactedCancellation },
  cause: Cause,
): Promise<void> {
  const { refunds, attempt, cancellation: own } = reported;
  const payment = await em.findOneOrFail(Payment, attempt.paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const refund = refunds.find(({ id }) => id === attempt.refundId);
  assert(refund, "an attempt belongs to a refund of its payment");
  const cancellation = { ...own, state: "SUCCEEDED", requestedAt: null, trigger: "API" } as const;
  const adoption: Adoption = { payment, refunds, cancellation, cause };
  if (await isStatedAlready(em, adoption, attempt)) return;
  const isSecond = (await em.count(BookedCancellation, { attemptId: attempt.id })) > 0;
  if (isSecond || !advance(refund.state, { type: "GATEWAY_SUCCEEDED" }))
    return adoptForeign(context, em, adoption, refund);
  const newer = await em.findOne(
    GatewayAttempt,
    { refundId: refund.id, status: { $in: ["QUEUED", ...OPEN_ATTEMPT_STATUSES] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (!newer) return settleLate(context, em, adoption, { attempt, refund });
  newer.fence += 1;
  newer.leaseUntil = null;
  const at = context.clock.now();
  const detail = { state: refund.state, moved: own.amount, openAttempt: newer.id };
  raiseAlarm(context, em, "UNEXPECTED_SUCCESS", { refund, at, detail });
  await settleLate(context, em, adoption, { attempt, refund }, newer);
}
