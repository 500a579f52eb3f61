/**
 * Adopts money that moved at the gateway without one of our open attempts: a cancel in its console, a chargeback, a late
 * effect of an attempt we had given up. A fact is never refused: it takes free balance, then reservations nobody has acted
 * on, then `excess` with an alarm. Money that is none of our refunds' may be one of them all the same: those that are still
 * open wait for a second person.
 */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { advance, OPEN_ATTEMPT_STATES, SETTLED_STATES, type RefundState } from "../../../machines/transition.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import type { ListedCancellation } from "../../gateways/port.js";
import { ownText, type Redacted } from "../../personal-data/redacted-text.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import { bookAtGateway, bookFailedTransfer, lockGatewayRemaining, refundableParts } from "../../orders/balance.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { raiseAlarm } from "../record/alarm.js";
import type { RedactedCancellation, RedactedSnapshot } from "./ask-gateway.js";
import {
  GatewayAttempt,
  BookedCancellation,
  OPEN_ATTEMPT_STATUSES,
  type CancellationCause,
} from "../record/attempt.entity.js";
import { transact, type RefundContext } from "../context.js";
import { Alarm, type Cause } from "../record/history.entity.js";
import { Refund } from "../record/refund.entity.js";
import { extentOf } from "./evidence.js";
import { alarmFailedTransfer } from "./failed-transfer.js";
import { bookCancellation, cancellationRow, partsMoved } from "./book-cancellation.js";
import { completeWith } from "./match-cancellation.js";
import { STATED_CANCELLATION } from "./stated-cancellation.js";
import { applyTransition } from "../record/apply-transition.js";
import { recordNote, type TransitionOrigin } from "../record/record-transition.js";

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
    const booked = await bookedCancellations(em, paymentId);
    const unbooked = snapshot.cancellations.filter(
      ({ state, amount, cancellationId }) => state === "SUCCEEDED" && amount !== 0 && !booked.has(cancellationId),
    );
    if (unbooked.length === 0) return alarmFailedTransfer(context, em, paymentId, snapshot);

    const open = await em.findOne(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
    if (open?.status === "SUBMITTING") await scheduleLookUp(context, em, paymentId);
    if (open) return;
    const transferFailed = snapshot.transferFailed ?? false;
    for (const cancellation of unbooked) {
      if (booked.has(cancellation.cancellationId)) continue;
      booked.add(cancellation.cancellationId);
      const amount = cancellation.amount ?? amountByExtent(snapshot, payment);
      if (amount === null) {
        // It has gone as far as we have booked: this is our own cancel, which such a gateway lists under another id.
        const known = snapshot.extent === extentOf(payment.refundedAtGateway.total, payment.amount.total);
        if (!known) await alarmUnknownAmount(context, em, { payment, refunds }, cancellation.cancellationId);
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
export async function scheduleLookUp(context: RefundContext, em: EntityManager, paymentId: string): Promise<void> {
  const later = after(context.clock.now(), context.settings.lookUpPausesMs.at(1) ?? context.settings.sendPauseMs);
  await context.jobs.enqueue(em, "payment.look-up", { paymentId }, later);
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
  const asked = await em.find(Alarm, { kind: "AMOUNT_UNKNOWN", paymentId });
  if (asked.some((alarm) => alarm.detail["cancellationId"] === cancellationId)) return;
  const at = context.clock.now();
  raiseAlarm(context, em, "AMOUNT_UNKNOWN", { paymentId, at, detail: { cancellationId } });
  const origin = { cause: "GATEWAY_CONSOLE", actor: SYSTEM.reconciler.subject, at } as const;
  await raiseDoubts(context, em, refunds, origin);
}

interface Adoption {
  payment: Payment;
  refunds: Refund[];
  cancellation: Redacted<ListedCancellation> & { amount: MinorUnits };
  cause: Cause;
  /** The gateway says that a transfer to the customer failed. */
  transferFailed?: boolean;
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
 * cancelled in the console, which is how people end an unknown refund by hand.
 */
async function isStatedAlready(em: EntityManager, { payment, cancellation }: Adoption): Promise<boolean> {
  const stated = await em.find(BookedCancellation, {
    paymentId: payment.id,
    gatewayCancellationId: { $like: `${STATED_CANCELLATION}%` },
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
  code: ownText("EARLIER_ATTEMPT_BOOKED"),
  message: ownText("an earlier attempt was booked after all"),
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

/** Reservations nobody has acted on: they may be taken, the refund is then `refused` and still owed. */
const YIELDING: ReadonlySet<RefundState> = new Set([
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.deferred",
]);

const CAUSE_OF_TRIGGER: Record<ListedCancellation["trigger"], CancellationCause> = {
  API: "API",
  UNRECOGNISED: "API",
  CONSOLE: "GATEWAY_CONSOLE",
  CHARGEBACK: "CHARGEBACK",
};

/** `lateFor`: the refund that is over, or paid in another way, if this is the late effect of its attempt. */
async function adoptForeign(
  context: RefundContext,
  em: EntityManager,
  { payment, refunds, cancellation }: Adoption,
  lateFor: Refund | undefined,
): Promise<void> {
  const at = context.clock.now();
  const cancellationCause = CAUSE_OF_TRIGGER[cancellation.trigger];
  const origin = {
    cause: cancellationCause === "CHARGEBACK" ? "CHARGEBACK" : "GATEWAY_CONSOLE",
    actor: SYSTEM.reconciler.subject,
    at,
  } as const;
  const { remaining, room } = await lockGatewayRemaining(em, payment.id);
  const meant = cancellation.amount > room ? soleTwin(refunds, cancellation) : undefined;
  if (meant) return matchTwin(context, em, { payment, refunds, cancellation }, { refund: meant, origin });
  let lacking = cancellation.amount - room;
  while (lacking > 0) {
    const yielding = nextToYield(refunds, cancellation.amount);
    if (!yielding) break;
    const transition = await applyTransition(context, em, yielding, { type: "OVERTAKEN" }, origin);
    assert(transition.ok, "a yielding state takes OVERTAKEN");
    lacking -= yielding.amount.total;
  }
  await em.flush();

  // The gateway tells one amount. Its tax parts come from what is free: in proportion to the whole payment they could
  // run into a part that another refund holds, and look like an excess although the total has room.
  const free = await refundableParts(em, payment.id);
  const fromFree = splitParts(minorUnits(Math.min(cancellation.amount, free.total)), free);
  const moved = partsMoved(cancellation.amount, fromFree, remaining);
  const { gateway, id: paymentId } = payment;
  em.persist(
    cancellationRow({
      gateway,
      paymentId,
      attemptId: null,
      cause: cancellationCause,
      moved,
      cancellation,
      at,
    }),
  );
  const { excessGrewBy } = await bookAtGateway(em, payment.id, moved);
  const about = { refund: lateFor, paymentId, at };
  const detail = { cancellationId: cancellation.cancellationId, amount: cancellation.amount, excess: excessGrewBy };
  if (cancellationCause === "API") raiseAlarm(context, em, "UNEXPECTED_SUCCESS", { ...about, detail });
  if (cancellationCause === "CHARGEBACK") raiseAlarm(context, em, "CHARGEBACK", { ...about, detail });
  if (excessGrewBy > 0) raiseAlarm(context, em, "EXCESS", { ...about, detail });
  const doubted = await raiseDoubts(context, em, refunds, origin);
  if (doubted > 0) raiseAlarm(context, em, "MONEY_MAY_HAVE_MOVED", { paymentId, at, detail });
}

/** The one refund that could be meant: of exactly this amount, owed, nothing of it under way; undefined where there are several. */
function soleTwin(refunds: readonly Refund[], { amount, trigger }: Adoption["cancellation"]): Refund | undefined {
  // A chargeback is the card company's, and may be taken back.
  if (trigger === "CHARGEBACK") return undefined;
  const twins = refunds.filter(
    (refund) =>
      refund.holdsReservation &&
      refund.amount.total === amount &&
      !OPEN_ATTEMPT_STATES.has(refund.state) &&
      advance(refund.state, { type: "GATEWAY_SUCCEEDED" }),
  );
  return twins.length === 1 ? twins[0] : undefined;
}

/** No room is left to pay it otherwise, and it is exactly as much: the refund is completed with it, and people are told. */
async function matchTwin(
  context: RefundContext,
  em: EntityManager,
  { payment, cancellation }: Pick<Adoption, "payment" | "refunds" | "cancellation">,
  { refund, origin }: { refund: Refund; origin: TransitionOrigin },
): Promise<void> {
  const { gateway, id: paymentId } = payment;
  const { amount } = cancellation;
  const cause = CAUSE_OF_TRIGGER[cancellation.trigger];
  const row = cancellationRow({
    gateway,
    paymentId,
    attemptId: null,
    cause,
    moved: refund.amount,
    cancellation,
    at: origin.at,
  });
  em.persist(row);
  await em.flush();
  const told = advance(refund.state, { type: "GATEWAY_SUCCEEDED" })?.effects.includes("raiseAlarm");
  if (!told) {
    const detail = { state: refund.state, moved: amount };
    raiseAlarm(context, em, "UNEXPECTED_SUCCESS", { refund, at: origin.at, detail });
  }
  await completeWith(context, em, refund, { cancellation: row, amount }, origin);
}

/**
 * Money moved that may have been any of the payment's open refunds: whatever had been decided about them, a second person
 * looks at them again, and whoever has read one before that is told that it has changed. Returns how many there are.
 */
async function raiseDoubts(
  context: RefundContext,
  em: EntityManager,
  refunds: readonly Refund[],
  origin: TransitionOrigin,
): Promise<number> {
  // Those that have just been overtaken are told by an alarm of their own, and cannot act before there is room again.
  const open = refunds.filter(
    ({ state, holdsReservation }) => !SETTLED_STATES.has(state) && !OPEN_ATTEMPT_STATES.has(state) && holdsReservation,
  );
  for (const refund of open) await raiseDoubt(context, em, refund, origin);
  return open.length;
}

async function raiseDoubt(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  origin: TransitionOrigin,
): Promise<void> {
  refund.approvedBy = null;
  const waits = advance(refund.state, { type: "DOUBT_RAISED" }) || refund.state.endsWith(".awaitingApproval");
  if (waits) refund.approvalReasons = [...new Set([...refund.approvalReasons, "MONEY_MAY_HAVE_MOVED" as const])];
  if (!advance(refund.state, { type: "DOUBT_RAISED" })) {
    recordNote(em, refund, "MONEY_MAY_HAVE_MOVED", origin);
    return;
  }
  refund.deferredUntil = null;
  const transition = await applyTransition(context, em, refund, { type: "DOUBT_RAISED" }, origin);
  assert(transition.ok, "asked before");
}

/** The refund whose amount is exactly what was cancelled, for that is most likely the one meant; otherwise the oldest. */
function nextToYield(refunds: readonly Refund[], amount: number): Refund | undefined {
  const able = refunds.filter((refund) => YIELDING.has(refund.state) && refund.holdsReservation);
  return able.find((refund) => refund.amount.total === amount) ?? able[0];
}
