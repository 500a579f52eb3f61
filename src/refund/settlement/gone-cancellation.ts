/** Tells people when a gateway counts less as cancelled than is booked: a cancel was taken back there (취소 원복). */
import { currencyOf } from "../../orders/order.entity.js";
import type { Payment } from "../../orders/payment.entity.js";
import { transact, type RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import { endAlarms } from "../record/answered-alarms.js";
import { WorkItem } from "../record/work-item.entity.js";
import type { RedactedSnapshot } from "./ask-gateway.js";
import { bookedSoFar, extentAgainst } from "./evidence.js";

const KIND = "CANCELLATION_GONE";

/**
 * `payment` must have been read before the gateway was asked: what is booked meanwhile is not in the snapshot. Once for each
 * difference, and again when one that had ended by itself is back; one that the gateway no longer shows ends.
 */
export async function alarmGoneCancellation(
  context: RefundContext,
  payment: Payment,
  snapshot: RedactedSnapshot,
): Promise<void> {
  const { id: paymentId } = payment;
  const em = context.root.fork();
  if (snapshot.currency !== (await currencyOf(em, payment.orderId))) return;
  const gone = differenceIn(snapshot, payment);
  if (gone === null && (await em.count(WorkItem, { kind: KIND, paymentId, closedAt: null })) === 0) return;
  await transact(context, async (tx) => {
    await tx.execute(`select 1 from payment where id = ? for no key update`, [paymentId]);
    const at = context.clock.now();
    const same = { detail: { $contains: gone }, $or: [{ closedAt: null }, { closingReasonSealed: { $ne: null } }] };
    if (gone !== null && (await tx.count(WorkItem, { kind: KIND, paymentId, ...same })) > 0) return;
    await endAlarms(tx, KIND, paymentId, at);
    if (gone !== null) raiseAlarm(context, tx, KIND, { paymentId, at, detail: gone });
  });
}

/** Null where the gateway counts no less than is booked. */
function differenceIn(snapshot: RedactedSnapshot, payment: Payment): WorkItem["detail"] | null {
  const booked = payment.refundedAtGateway.total;
  const { cancelled, extent } = snapshot;
  const isGone = cancelled === null ? extentAgainst(extent, bookedSoFar(payment)) < 0 : cancelled < booked;
  return isGone ? { counted: cancelled ?? extent, booked } : null;
}
