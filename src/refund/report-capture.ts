/** paymentCaptureReport (매입): the order service tells that a payment was captured; told again, nothing changes. */
import type { Principal } from "../access/principal.js";
import type { GatewayName } from "../gateways/port.js";
import type { Answered } from "../idempotency/ledger.js";
import { reportCapture } from "../orders/report-capture.js";
import { commandOnce, type Desk } from "./desk.js";

/** Outcomes: NOT_FOUND. */
export function reportPaymentCapture(
  desk: Desk,
  principal: Principal,
  input: { gateway: GatewayName; gatewayPaymentId: string; idempotencyKey: string },
): Promise<Answered<{ paymentId: string }>> {
  const { idempotencyKey, ...told } = input;
  return commandOnce(desk, { principal, operation: "paymentCaptureReport", idempotencyKey, input: told }, (em) =>
    reportCapture(em, told),
  );
}
