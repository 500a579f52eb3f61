/** Tells people when a gateway counts less as cancelled than is booked: a cancel was taken back there (취소 원복). */
import { currencyOf } from "../../orders/order.entity.js";
import type { Payment } from "../../orders/payment.entity.js";
import { transact, type RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import { WorkItem } from "../record/work-item.entity.js";
import type { RedactedSnapshot } from "./ask-gateway.js";
import { bookedSoFar, extentAgainst } from "./evidence.js";

/** `payment` must have been read before the gateway was asked: what is booked meanwhile is not in the snapshot. Told once for each difference. */
export async function alarmGoneCancellation(
  context: RefundContext,
  payment: Payment,
  snapshot: RedactedSnapshot,
): Promise<void> {
  const booked = payment.refundedAtGateway.total;
  const isGone =
    snapshot.cancelled === null
      ? extentAgainst(snapshot.extent, bookedSoFar(payment)) < 0
      : snapshot.cancelled < booked;
  if (!isGone || snapshot.currency !== (await currencyOf(context.root.fork(), payment.orderId))) return;
  const { id: paymentId } = payment;
  const counted = snapshot.cancelled ?? snapshot.extent;
  await transact(context, async (em) => {
    const told = await em.find(WorkItem, { kind: "CANCELLATION_GONE", paymentId });
    if (told.some(({ detail }) => detail["counted"] === counted && detail["booked"] === booked)) return;
    raiseAlarm(context, em, "CANCELLATION_GONE", { paymentId, at: context.clock.now(), detail: { counted, booked } });
  });
}
