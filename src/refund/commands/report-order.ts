/** orderReport: the facts of an order without a return, so that money of it can be refunded by hand. */
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { OrderFacts } from "../../orders/facts.js";
import { inCurrency, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { receiveOrder, withoutCustomer } from "./receive-order.js";

/**
 * Reported again, with a return or alone, the order may have grown; nothing is owed for it by itself.
 * Outcomes: FACTS_INCONSISTENT, FACTS_CONFLICT (reported differently before), TOO_MANY.
 */
export function reportOrder(
  context: RefundContext,
  principal: Principal,
  { order, idempotencyKey }: { order: OrderFacts; idempotencyKey: string },
): Promise<IdempotentResult<{ orderId: string }>> {
  const [input, ...earlierSpellings] = withoutCustomer(context, order);
  const command = { principal, operation: "orderReport", idempotencyKey, input, earlierSpellings };
  return commandOnce(context, command, async (em) => {
    const by = { actor: principal.subject, at: context.clock.now() };
    const rows = await receiveOrder(context, em, order, by);
    return rows.ok ? ok({ orderId: rows.value.order.id }) : inCurrency(rows, order.currency);
  });
}
