/** Stores the facts of an order: the same facts again change nothing, more of them are taken in, others are a contradiction. */
import { sentence } from "../messages/sentence.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../identifier.js";
import type { Cipher } from "../personal-data/cipher.js";
import { fail, ok, type Failure, type Outcome } from "../problem.js";
import type { Secret } from "../secret.js";
import { checkFacts, checkNewPayment } from "./check-facts.js";
import { compareFacts } from "./compare-facts.js";
import { OrderFactChange } from "./fact-change.entity.js";
import type { OrderFacts } from "./facts.js";
import { growOrder, newLines, newPayments } from "./grow-order.js";
import { checkLineItems, completeLineItems, contradictionInItems } from "./line-items.js";
import { fingerprintsOfCustomer } from "./customer.js";
import { Order, OrderLine } from "./order.entity.js";
import { Payment } from "./payment.entity.js";

export interface OrderRows {
  order: Order;
  /** Primary first. */
  payments: Payment[];
  lines: OrderLine[];
}

/** Finds an order's rows. */
export async function findOrder(em: EntityManager, orderNo: string): Promise<OrderRows | null> {
  const order = await em.findOne(Order, { orderNo });
  if (!order) return null;
  const payments = await em.find(Payment, { orderId: order.id }, { orderBy: { position: "asc" } });
  const lines = await em.find(OrderLine, { orderId: order.id }, { orderBy: { lineNo: "asc" } });
  return { order, payments, lines };
}

/**
 * Stores an order's facts, or compares them with those already stored and takes in what is new. The caller holds the
 * order's and the payments' turns (`waitForTurn`): of two reports at once, the second sees the first.
 *
 * @returns FACTS_INCONSISTENT when they do not add up or cannot be true; FACTS_CONFLICT naming what contradicts an earlier report.
 */
export async function storeOrder(
  em: EntityManager,
  cipher: Cipher,
  facts: OrderFacts,
  by: { actor: string; at: Date },
): Promise<Outcome<OrderRows>> {
  const faulty = checkFacts(facts) ?? checkLineItems(facts);
  if (faulty) return faulty;
  const known = await findOrder(em, facts.orderNo);
  if (known) {
    const changes = await em.find(OrderFactChange, { orderId: known.order.id }, { orderBy: { id: "asc" } });
    const conflict = compareFacts({ ...known, changes }, facts, cipher);
    if (conflict) return conflict;
    const contradiction = contradictionInItems(known.lines, facts.lines, changes);
    if (contradiction) return fail("FACTS_CONFLICT", { fact: contradiction }, ["order", "lines"]);
    completeLineItems(known.lines, facts.lines);
  }
  const refused = await checkNewPayments(em, facts, known, by.at);
  if (refused) return refused;
  return known ? growOrder(em, known, facts, by) : ok(newOrder(em, cipher, facts, by.at));
}

/** Checks each payment the order did not have: may it be one, and is it no other order's or under another number already? */
async function checkNewPayments(
  em: EntityManager,
  facts: OrderFacts,
  known: OrderRows | null,
  at: Date,
): Promise<Failure | null> {
  for (const [index, payment] of facts.payments.entries()) {
    const { gateway, gatewayPaymentId, paymentNo } = payment;
    if (known?.payments.some((row) => row.paymentNo === paymentNo)) continue;
    const faulty = checkNewPayment(payment, index, at);
    if (faulty) return faulty;
    const other = await em.findOne(Payment, { gateway, gatewayPaymentId });
    if (!other) continue;
    const about = { paymentNo, gateway, gatewayPaymentId };
    const fact =
      other.orderId === known?.order.id
        ? sentence("reasons.order.knownAs", { ...about, other: other.paymentNo })
        : sentence("reasons.order.ofAnotherOrder", about);
    return fail("FACTS_CONFLICT", { fact }, ["order", "payments", index, "gatewayPaymentId"]);
  }
  return null;
}

function newOrder(em: EntityManager, cipher: Cipher, facts: OrderFacts, at: Date): OrderRows {
  const id = newId();
  const seal = (column: string, value: Secret<string>) => cipher.seal(value, { table: "orders", column, rowId: id });
  const order = Object.assign(new Order(), {
    id,
    orderNo: facts.orderNo,
    currency: facts.currency,
    customerIdSealed: seal("customer_id", facts.customerId),
    customerNameSealed: seal("customer_name", facts.customerName),
    ...fingerprintsOfCustomer(cipher, { id: facts.customerId, name: facts.customerName }),
    createdAt: at,
  } satisfies Order);
  const payments = newPayments(id, facts.payments, { after: 0, at });
  const lines = newLines(id, facts.lines);
  em.persist([order, ...payments, ...lines]);
  return { order, payments, lines };
}
