/** A refund to a bank account whose cancel succeeded, and whose transfer to the customer did not. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { PaymentPicture } from "../../gateways/port.js";
import { raiseAlarm } from "../history/alarm.js";
import { GatewayAttempt, GatewayEffectRow } from "./attempt.entity.js";
import type { Desk } from "../desk.js";
import { Alarm } from "../history/history.entity.js";
import { Refund } from "../refund.entity.js";

/**
 * Raises an alarm, once per cancellation: people must see to it and record the reversal. A gateway says it of the payment, so it speaks of the latest cancel.
 */
export async function tellFailedTransfer(
  desk: Desk,
  em: EntityManager,
  paymentId: string,
  { transferFailed, cancellations }: PaymentPicture,
): Promise<void> {
  if (!transferFailed) return;
  await em.flush();
  const effects = await em.find(GatewayEffectRow, { paymentId }, { orderBy: { bookedAt: "desc", id: "desc" } });
  const latest = effects.find((effect) => cancellations.some((c) => c.cancellationId === effect.gatewayCancellationId));
  // Not booked yet: told when it is.
  if (!latest) return;
  const { gatewayCancellationId: cancellationId, attemptId } = latest;
  const told = await em.find(Alarm, { kind: "TRANSFER_FAILED", paymentId });
  if (told.some((alarm) => alarm.detail["cancellationId"] === cancellationId)) return;
  const attempt = attemptId === null ? null : await em.findOneOrFail(GatewayAttempt, attemptId);
  const refund = attempt ? await em.findOneOrFail(Refund, attempt.refundId) : undefined;
  // Seen to already: the money is owed again, by another way.
  if (refund?.reversedAt) return;
  const detail = { cancellationId, amount: latest.amount.total };
  raiseAlarm(desk, em, "TRANSFER_FAILED", { refund, paymentId, at: desk.clock.now(), detail });
}
