/** A refund to a bank account whose cancel succeeded, and whose transfer to the customer did not. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { RedactedSnapshot } from "./ask-gateway.js";
import { raiseAlarm } from "../record/alarm.js";
import { GatewayAttempt, BookedCancellation } from "../record/attempt.entity.js";
import type { RefundContext } from "../context.js";
import { WorkItem } from "../record/work-item.entity.js";
import { Refund } from "../record/refund.entity.js";

/**
 * Raises an alarm, once per cancellation: people must see to it and record the reversal. A gateway says it of the payment, so it speaks of the latest cancel.
 */
export async function alarmFailedTransfer(
  context: RefundContext,
  em: EntityManager,
  paymentId: string,
  { transferFailed, cancellations }: RedactedSnapshot,
): Promise<void> {
  if (!transferFailed) return;
  await em.flush();
  const booked = await em.find(BookedCancellation, { paymentId }, { orderBy: { bookedAt: "desc", id: "desc" } });
  const latest = booked.find((one) => cancellations.some((c) => c.cancellationId === one.gatewayCancellationId));
  // Not booked yet: the alarm is raised when it is.
  if (!latest) return;
  const { gatewayCancellationId: cancellationId, attemptId } = latest;
  const earlier = await em.find(WorkItem, { kind: "TRANSFER_FAILED", paymentId });
  if (earlier.some((alarm) => alarm.detail["cancellationId"] === cancellationId)) return;
  const attempt = attemptId === null ? null : await em.findOneOrFail(GatewayAttempt, attemptId);
  const refund = attempt ? await em.findOneOrFail(Refund, attempt.refundId) : undefined;
  // Seen to already: the money is owed again, by another way.
  if (refund?.reversedAt) return;
  const detail = { cancellationId, amount: latest.amount.total };
  raiseAlarm(context, em, "TRANSFER_FAILED", { refund, paymentId, at: context.clock.now(), detail });
}
