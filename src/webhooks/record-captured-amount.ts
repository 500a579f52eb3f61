/** Records a captured amount (매입) that a webhook says; one that cannot be, or contradicts what is recorded, is an alarm. */
import { SYSTEM } from "../access/principal.js";
import { minorUnits } from "../money/minor-units.js";
import type { Payment } from "../orders/payment.entity.js";
import { currencyOf } from "../orders/order.entity.js";
import { transact, type RefundContext } from "../refund/context.js";
import { raiseAlarm } from "../refund/record/alarm.js";
import { WorkItem } from "../refund/record/work-item.entity.js";
import { recordCapture } from "../refund/settlement/record-capture.js";

/** `said`: minor units as text, or UNREADABLE. Only EBP says it, and always in won. */
export async function recordCapturedAmount(context: RefundContext, payment: Payment, said: string): Promise<void> {
  const { id: paymentId, orderId } = payment;
  await transact(context, async (em) => {
    const readable = /^\d+$/.test(said) && (await currencyOf(em, orderId)) === "KRW";
    const by = { cause: "WEBHOOK", actor: SYSTEM.webhook.subject } as const;
    const outcome = readable
      ? await recordCapture(context, em, paymentId, { capturedAmount: minorUnits(Number(said)), ...by })
      : null;
    if (outcome?.ok) return;
    const told = await em.find(WorkItem, { kind: "CAPTURE_DIFFERS", paymentId });
    if (told.some(({ detail }) => detail["reported"] === said)) return;
    const recorded = payment.capturedAmount ?? payment.amount.total;
    const detail = { reported: said, recorded, problem: outcome?.problem.code ?? "UNREADABLE" };
    raiseAlarm(context, em, "CAPTURE_DIFFERS", { paymentId, at: context.clock.now(), detail });
  });
}
