/**
 * An order that grew since it was reported: edited or exchanged, it has further payments, further lines, or more units of a
 * line with their money. Nothing that was there is made smaller, so that what is reserved and refunded of it stays covered.
 */
import { sentence } from "../messages/sentence.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import { PartsColumns } from "../database/columns.js";
import { newId } from "../identifier.js";
import { ZERO } from "../money/minor-units.js";
import { NO_MONEY } from "../money/parts.js";
import { fail, ok, type Outcome } from "../problem.js";
import { differenceIn } from "./check-facts.js";
import { growsInto } from "./compare-facts.js";
import { OrderFactChange, type FactValues } from "./fact-change.entity.js";
import { partsOfPayment, type OrderFacts, type OrderLineFacts, type PaymentFacts } from "./facts.js";
import { OrderLine, type Order } from "./order.entity.js";
import { Payment } from "./payment.entity.js";

/** No checkout splits a purchase further; each payment may become a refund. */
export const MAX_PAYMENTS = 10;
/** Also the bound of what one refund shows at once. */
export const MAX_LINES = 200;

interface Rows {
  order: Order;
  payments: Payment[];
  lines: OrderLine[];
}

/** @returns FACTS_CONFLICT when the order as it was and what is new do not add up together; TOO_MANY above the bounds of an order. */
export async function growOrder(
  em: EntityManager,
  known: Rows,
  facts: OrderFacts,
  by: { actor: string; at: Date },
): Promise<Outcome<Rows>> {
  const { order } = known;
  const addedPayments = facts.payments.filter((p) => !known.payments.some((row) => row.paymentNo === p.paymentNo));
  const addedLines = facts.lines.filter((l) => !known.lines.some((row) => row.lineNo === l.lineNo));
  const raised = known.lines.flatMap((row) => {
    const to = facts.lines.find((l) => l.lineNo === row.lineNo);
    return to && growsInto(row, to) ? [{ row, to }] : [];
  });
  if (addedPayments.length + addedLines.length + raised.length > 0) {
    const faulty = checkTogether(known, addedPayments, addedLines, raised);
    if (faulty) return faulty;
    await lockPaymentsAndLines(em, order.id);
  }

  const change = changeOf(em, order.id, by);
  learn(known.payments, facts.payments, change);
  const payments = newPayments(order.id, addedPayments, { after: known.payments.length, at: by.at });
  const lines = newLines(order.id, addedLines);
  em.persist([...payments, ...lines]);
  for (const { id, amount } of payments) change({ paymentId: id }, null, { amount: amount.total });
  for (const { id, quantity, amount } of lines) change({ orderLineId: id }, null, { quantity, amount });
  for (const { row, to } of raised) {
    const after = { quantity: to.quantity, amount: to.amount };
    change({ orderLineId: row.id }, { quantity: row.quantity, amount: row.amount }, after);
    Object.assign(row, after);
  }
  return ok({ order, payments: [...known.payments, ...payments], lines: [...known.lines, ...lines] });
}

function checkTogether(
  known: Rows,
  addedPayments: readonly PaymentFacts[],
  addedLines: readonly OrderLineFacts[],
  raised: readonly { row: OrderLine; to: OrderLineFacts }[],
): Outcome<never> | null {
  if (known.payments.length + addedPayments.length > MAX_PAYMENTS)
    return fail("TOO_MANY", { limit: MAX_PAYMENTS }, ["order", "payments"]);
  if (known.lines.length + addedLines.length > MAX_LINES)
    return fail("TOO_MANY", { limit: MAX_LINES }, ["order", "lines"]);
  const together = [...known.lines.map((row) => raised.find((r) => r.row === row)?.to ?? row), ...addedLines];
  const parts = [...known.payments.map((row) => row.amount), ...addedPayments.map(partsOfPayment)];
  const difference = differenceIn(parts, together);
  return difference === null
    ? null
    : fail("FACTS_CONFLICT", { fact: sentence("reasons.order.withEarlier", { difference }) }, ["order"]);
}

/** Payments before lines, each in id order, as everywhere. */
async function lockPaymentsAndLines(em: EntityManager, orderId: string): Promise<void> {
  await em.execute(`select 1 from payment where order_id = ? order by id for no key update`, [orderId]);
  await em.execute(`select 1 from order_line where order_id = ? order by id for no key update`, [orderId]);
}

type Change = (
  of: { paymentId: string } | { orderLineId: string },
  before: FactValues | null,
  after: FactValues,
) => void;

const changeOf =
  (em: EntityManager, orderId: string, { actor, at }: { actor: string; at: Date }): Change =>
  (of, before, after) => {
    const row = {
      id: newId(),
      orderId,
      paymentId: null,
      orderLineId: null,
      correctionId: null,
      ...of,
      before,
      after,
      actor,
      at,
    };
    em.persist(Object.assign(new OrderFactChange(), { ...row, kind: "GREW" } satisfies OrderFactChange));
  };

/** Stores what nobody had reported of a payment before: that it was captured since, its provider, and what was behind its wallet. */
function learn(known: readonly Payment[], reported: readonly PaymentFacts[], change: Change): void {
  for (const row of known) {
    const facts = reported.find((p) => p.paymentNo === row.paymentNo);
    if (facts?.captureState === "CAPTURED") row.captureState = "CAPTURED";
    if (facts?.provider && row.provider === null) {
      change({ paymentId: row.id }, { provider: null }, { provider: facts.provider });
      row.provider = facts.provider;
    }
    if (facts?.walletSource && row.walletSource === null) {
      change({ paymentId: row.id }, { walletSource: null }, { walletSource: facts.walletSource });
      row.walletSource = facts.walletSource;
    }
  }
}

export const newPayments = (
  orderId: string,
  reported: readonly PaymentFacts[],
  { after, at }: { after: number; at: Date },
): Payment[] =>
  reported.map((facts, index) =>
    Object.assign(new Payment(), {
      id: newId(),
      orderId,
      paymentNo: facts.paymentNo,
      position: after + index + 1,
      gateway: facts.gateway,
      gatewayPaymentId: facts.gatewayPaymentId,
      method: facts.method,
      provider: facts.provider,
      walletSource: facts.walletSource ?? null,
      walletSourceAtGateway: null,
      sellerConsented: false,
      promotion: facts.promotion,
      paidByCustomer: facts.paidByCustomer,
      captureState: facts.captureState,
      capturedAmount: null,
      paidAt: facts.paidAt,
      disputed: false,
      amount: new PartsColumns(partsOfPayment(facts)),
      refundedAtGateway: new PartsColumns(NO_MONEY),
      refundedByHand: new PartsColumns(NO_MONEY),
      reserved: new PartsColumns(NO_MONEY),
      reversed: new PartsColumns(NO_MONEY),
      excess: new PartsColumns(NO_MONEY),
      uncaptured: new PartsColumns(NO_MONEY),
      createdAt: at,
    } satisfies Payment),
  );

export const newLines = (orderId: string, reported: readonly OrderLineFacts[]): OrderLine[] =>
  reported.map((facts) =>
    Object.assign(new OrderLine(), {
      ...facts,
      id: newId(),
      orderId,
      itemId: facts.itemId ?? null,
      seq: facts.seq ?? null,
      returnedQuantity: 0,
      reserved: ZERO,
      refunded: ZERO,
      reversed: ZERO,
    } satisfies OrderLine),
  );
