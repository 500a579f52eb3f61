/** paymentCaptureReport (매입): the order service reports that a payment was captured; reported again, nothing changes. */
import type { Principal } from "../../access/principal.js";
import type { GatewayName } from "../../gateways/port.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { reportCapture } from "../../orders/report-capture.js";
import { commandOnce, type RefundContext } from "../context.js";

/** Outcomes: NOT_FOUND. */
export function reportPaymentCapture(
  context: RefundContext,
  principal: Principal,
  input: { gateway: GatewayName; gatewayPaymentId: string; idempotencyKey: string },
): Promise<IdempotentResult<{ paymentId: string }>> {
  const { idempotencyKey, ...reported } = input;
  return commandOnce(context, { principal, operation: "paymentCaptureReport", idempotencyKey, input: reported }, (em) =>
    reportCapture(em, reported),
  );
}
