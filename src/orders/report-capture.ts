/** paymentCaptureReport (매입): the order service tells that a payment was captured, so that parts of it can be refunded. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { GatewayName } from "../gateways/port.js";
import { fail, ok, type Outcome } from "../problem.js";
import { Payment } from "./payment.entity.js";

/** Told again, it changes nothing. Outcomes: NOT_FOUND. */
export async function reportCapture(
  em: EntityManager,
  reported: { gateway: GatewayName; gatewayPaymentId: string },
): Promise<Outcome<{ paymentId: string }>> {
  const payment = await em.findOne(Payment, reported, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!payment) return fail("NOT_FOUND", { what: "payment", id: reported.gatewayPaymentId }, ["gatewayPaymentId"]);
  payment.captureState = "CAPTURED";
  return ok({ paymentId: payment.id });
}
