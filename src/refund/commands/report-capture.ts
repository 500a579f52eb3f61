/** paymentCaptureReport (매입): the order service reports that a payment was captured, and how much of it; reported again, nothing changes. */
import type { Principal } from "../../access/principal.js";
import type { GatewayName } from "../../gateways/port.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { recordCapture } from "../settlement/record-capture.js";

export interface CaptureReport {
  gateway: GatewayName;
  gatewayPaymentId: string;
  /** Left out: the whole payment. */
  capturedAmount?: MinorUnits;
  idempotencyKey: string;
}

/** Outcomes: NOT_FOUND, FACTS_INCONSISTENT (more than was authorised, or nothing), FACTS_CONFLICT (another amount was reported before). */
export function reportPaymentCapture(
  context: RefundContext,
  principal: Principal,
  input: CaptureReport,
): Promise<IdempotentResult<{ paymentId: string }>> {
  const { idempotencyKey, ...reported } = input;
  const { gateway, gatewayPaymentId, capturedAmount } = reported;
  const operation = "paymentCaptureReport";
  return commandOnce(context, { principal, operation, idempotencyKey, input: reported }, async (em) => {
    const payment = await em.findOne(Payment, { gateway, gatewayPaymentId });
    if (!payment) return fail("NOT_FOUND", { what: "payment", id: gatewayPaymentId }, ["gatewayPaymentId"]);
    const by = { cause: "SERVICE", actor: principal.subject } as const;
    return recordCapture(context, em, payment.id, { capturedAmount, ...by });
  });
}
