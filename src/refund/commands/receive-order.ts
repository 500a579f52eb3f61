/** The facts of an order as they come in, alone or with a return: one after the other, and remembered without the customer in clear. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { sentence } from "../../messages/sentence.js";
import type { OrderFacts } from "../../orders/facts.js";
import { storeOrder, type OrderRows } from "../../orders/store-order.js";
import { fail, type Outcome } from "../../problem.js";
import type { RefundContext } from "../context.js";

/**
 * Everything reported about one order, one payment, or another thing of `turns`, is stored one after the other: facts reported
 * twice at once meet here, not in a constraint. In one order, so that two reporters cannot wait for each other.
 *
 * Outcomes: FACTS_INCONSISTENT, FACTS_CONFLICT (reported differently before), TOO_MANY.
 */
export async function receiveOrder(
  context: RefundContext,
  em: EntityManager,
  order: OrderFacts,
  by: { actor: string; at: Date },
  turns: readonly string[] = [],
): Promise<Outcome<OrderRows>> {
  const strange = order.payments.findIndex(({ gateway }) => !context.gateways.names.includes(gateway));
  const stranger = order.payments[strange];
  if (stranger) {
    const { paymentNo, gateway } = stranger;
    const reason = sentence("reasons.order.noSuchGateway", { paymentNo, gateway, names: context.gateways.names });
    return fail("FACTS_INCONSISTENT", { reason }, ["order", "payments", strange, "gateway"]);
  }
  const payments = order.payments.map((p) => `payment ${p.gateway} ${p.gatewayPaymentId}`);
  for (const name of [`order ${order.orderNo}`, ...turns, ...payments].sort()) {
    await em.execute(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [name]);
  }
  return storeOrder(em, context.cipher, order, by);
}

/**
 * The facts as they may be hashed and compared: the customer as a keyed fingerprint, never in clear. One spelling for
 * each encryption key, the present one's first: a key is kept for ever and must know its input after a rotation too.
 */
export function withoutCustomer({ cipher }: RefundContext, { customerId, customerName: _name, ...order }: OrderFacts) {
  return cipher.fingerprints(customerId, "return facts").map((customer) => ({ ...order, customer }));
}
