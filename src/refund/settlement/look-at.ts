/** A look at a payment's gateway before people's statements about it take effect: what the gateway itself shows wins over them. */
import { validate as isUuid } from "uuid";
import { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";
import { askGateway, type RedactedSnapshot } from "./ask-gateway.js";

/** Null where nobody can be asked. */
export type Look = { snapshot: RedactedSnapshot } | "NOT_FOUND" | "UNREACHABLE" | null;

/** Before any transaction: none is ever open during a call. */
export async function lookAt(context: RefundContext, paymentId: string): Promise<Look> {
  const payment = isUuid(paymentId) ? await context.root.fork().findOne(Payment, paymentId) : null;
  if (!payment || context.gateways.of(payment.gateway).reports) return null;
  const { lookUp } = await askGateway(context, payment);
  return lookUp.kind === "FOUND" ? { snapshot: lookUp.snapshot } : lookUp.kind;
}
