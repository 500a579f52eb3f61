/** Finds and locks refunds, and derives the life of their return. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { validate as isUuid } from "uuid";
import { startOfKoreanDay } from "../../clock.js";
import { appendEvent } from "../../events/event-log.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import type { LineAmount } from "../../orders/balance.js";
import { Return, type ReturnRefundStatus } from "../../orders/return.entity.js";
import { fail, ok, type Outcome } from "../../problem.js";
import { Refund, RefundLine } from "./refund.entity.js";
import { isNotOwed, returnSums, standing, type ReturnLeg } from "./return-sums.js";

/** Locks a refund for a step. Locks are taken refund first, then payment, then lines: always in that order. */
export async function lockRefund(em: EntityManager, id: string): Promise<Outcome<Refund>> {
  // PostgreSQL would throw at a text that is no UUID, and one such id would stop a whole bulk.
  if (!isUuid(id)) return fail("NOT_FOUND", { what: "refund", id }, ["id"]);
  const refund = await em.findOne(Refund, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return refund ? ok(refund) : fail("NOT_FOUND", { what: "refund", id }, ["id"]);
}

/** Compare-and-set: the caller must have seen the refund as it is now. */
function checkVersion(refund: Refund, expectedVersion: number): Outcome<null> {
  if (refund.version === expectedVersion) return ok(null);
  return fail(
    "VERSION_CONFLICT",
    {
      refundId: refund.id,
      currentVersion: refund.version,
      currentState: refund.state,
      changedBy: refund.changedBy,
      changedAt: refund.changedAt.toISOString(),
    },
    ["expectedVersion"],
  );
}

/** Locks a refund at the version the caller has seen. */
export async function lockRefundAt(em: EntityManager, id: string, expectedVersion: number): Promise<Outcome<Refund>> {
  const refund = await lockRefund(em, id);
  if (!refund.ok) return refund;
  const current = checkVersion(refund.value, expectedVersion);
  return current.ok ? refund : current;
}

export async function linesOf(em: EntityManager, refundId: string): Promise<LineAmount[]> {
  const lines = await em.find(RefundLine, { refundId });
  return lines.map(({ orderLineId, amount }) => ({ orderLineId, amount }));
}

/** Money that is owed or has gone: what was cancelled, or came back and is owed by a successor, is in neither sum. */
const COUNTS = `state <> 'cancelled' and reversed_at is null`;

/**
 * The sum the four-eyes limit is compared with: all of an order's refunds, finished ones included, or all of its customer's that were
 * asked for on this Korean day, whichever is more. Splitting, at once or one after the other, does not get below it.
 */
export async function refundsTogether(em: EntityManager, orderId: string, now: Date): Promise<MinorUnits> {
  const [row] = await em.execute<{ sum: string }[]>(
    `select greatest(
       (select coalesce(sum(amount_total), 0) from refund where order_id = ? and ${COUNTS}),
       (select coalesce(sum(amount_total), 0) from refund
        where order_id in (select other.id from orders other join orders own on own.id = ? and other.customer_fingerprint = own.customer_fingerprint and other.currency = own.currency)
          and ${COUNTS} and (order_id = ? or (state <> 'returnCollected' and changed_at >= ?)))) as sum`,
    [orderId, orderId, orderId, startOfKoreanDay(now)],
  );
  return minorUnits(Number(row?.sum ?? 0));
}

/** `RF-yyyymmdd-nnnnnn`: the Korean day, and a number that no other refund of that day has (the sequence wraps after a million). */
export async function nextRefundNo(em: EntityManager, koreanDay: string): Promise<string> {
  const [row] = await em.execute<{ n: string }[]>(`select nextval('refund_no') as n`);
  return `RF-${koreanDay.replaceAll("-", "")}-${String(row?.n).padStart(6, "0")}`;
}

/** Derives a return's life from its refunds and tells of it when it changed. Call it after a step, in the same transaction. */
export async function updateReturnRefundStatus(em: EntityManager, returnId: string, at: Date): Promise<void> {
  await em.flush();
  // Locked before its legs are read: of two legs that end at once, the second must see the first.
  const owner = await em.findOneOrFail(Return, returnId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const legs = await em.find(Refund, { returnId }, { orderBy: { id: "asc" }, refresh: true });
  const refundStatus = owner.withdrawnAt && legs.length === 0 ? "WITHDRAWN" : refundStatusOf(legs);
  if (refundStatus === owner.refundStatus) return;
  const from = owner.refundStatus;
  owner.refundStatus = refundStatus;
  appendEvent(em, {
    type: "return.changed",
    subjectId: owner.id,
    at,
    payload: { returnNo: owner.returnNo, from, to: refundStatus, ...returnSums(legs, ({ amount }) => amount.total) },
  });
}

/**
 * The refund status of a return. A leg cancelled as not owed no longer counts, nor does one that a successor re-opened; a return
 * of which nothing is owed any more and nothing was paid is WITHDRAWN; one that never owed anything is REFUNDED.
 */
export function refundStatusOf(legs: readonly ReturnLeg[]): ReturnRefundStatus {
  if (legs.length === 0) return "REFUNDED";
  const owed = standing(legs).filter((leg) => !isNotOwed(leg));
  const completed = owed.filter((leg) => leg.state === "completed");
  if (owed.length === 0) return "WITHDRAWN";
  if (completed.length === owed.length) return "REFUNDED";
  return completed.length > 0 ? "PARTLY_REFUNDED" : "AWAITING";
}
