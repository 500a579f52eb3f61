/** Facts that contradict what was reported of an order before. What an order gained later may be missing: that report may be older. Pure. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import type { Cipher } from "../personal-data/cipher.js";
import { fail, type Failure } from "../problem.js";
import type { FactValues, OrderFactChange } from "./fact-change.entity.js";
import { partsOfPayment, type OrderFacts, type OrderLineFacts, type PaymentFacts } from "./facts.js";
import type { Order, OrderLine } from "./order.entity.js";
import type { Payment } from "./payment.entity.js";

export interface KnownOrder {
  order: Order;
  payments: Payment[];
  lines: OrderLine[];
  /** Oldest first. */
  changes: OrderFactChange[];
}

interface Contradiction {
  field: (string | number)[];
  before: Said;
  now: Said;
}

/** A value as it is, or in words. */
type Said = string | Sentence;

const WITHOUT = sentence("reasons.order.without");
const NOT_REPORTED = sentence("reasons.order.notReported");

/** Facts that are money, in minor units. */
const MONEY: ReadonlySet<string> = new Set([
  "amount",
  "taxFree",
  "serviceFee",
  "vat",
  "paidByCustomer",
  "capturedAmount",
]);

/** More are counted, not named: a message is read by people. */
const MAX_NAMED = 5;
const MAX_SHOWN_LENGTH = 100;

/** @returns FACTS_CONFLICT naming each contradicting fact, the value reported before and the value reported now. */
export function compareFacts(known: KnownOrder, facts: OrderFacts, cipher: Cipher): Failure | null {
  const found = contradictionsIn(known, facts, cipher);
  const [first] = found;
  if (!first) return null;
  const named = found
    .slice(0, MAX_NAMED)
    .map(({ field, before, now }) => sentence("reasons.order.was", { field: field.join("."), before, now }));
  const others = found.length - named.length;
  const more = others > 0 ? [sentence("reasons.order.more", { count: others })] : [];
  return fail("FACTS_CONFLICT", { fact: [...named, ...more] }, first.field);
}

function contradictionsIn(known: KnownOrder, facts: OrderFacts, cipher: Cipher): Contradiction[] {
  const { order } = known;
  const found: Contradiction[] = [];
  if (order.currency !== facts.currency)
    found.push({ field: ["order", "currencyCode"], before: order.currency, now: facts.currency });
  const customerId = cipher.open(order.customerIdSealed, { table: "orders", column: "customer_id", rowId: order.id });
  if (customerId.reveal() !== facts.customerId.reveal())
    found.push({
      field: ["order", "customerId"],
      before: sentence("reasons.order.otherCustomer"),
      now: sentence("reasons.order.notTheirs"),
    });
  for (const { paymentNo } of missing(known.payments, facts.payments, known.changes, "paymentNo", "paymentId"))
    found.push({
      field: ["order", "payments"],
      before: sentence("reasons.order.withPayment", { paymentNo }),
      now: WITHOUT,
    });
  for (const { lineNo } of missing(known.lines, facts.lines, known.changes, "lineNo", "orderLineId"))
    found.push({ field: ["order", "lines"], before: sentence("reasons.order.withLine", { lineNo }), now: WITHOUT });
  for (const [index, reported] of facts.payments.entries()) {
    const row = known.payments.find((p) => p.paymentNo === reported.paymentNo);
    if (row) found.push(...differences(["order", "payments", index], ofPayment(row, reported, known.changes)));
  }
  for (const [index, reported] of facts.lines.entries()) {
    const row = known.lines.find((l) => l.lineNo === reported.lineNo);
    if (row) found.push(...differences(["order", "lines", index], ofLine(row, reported, known.changes)));
  }
  return found;
}

/** Rows of the order's first report that the present one leaves out. */
function missing<K extends string, R extends Record<K, string> & { id: string }>(
  rows: readonly R[],
  reported: readonly Record<K, string>[],
  changes: readonly OrderFactChange[],
  number: K,
  of: "paymentId" | "orderLineId",
): R[] {
  const gained = new Set(changes.filter(({ before }) => before === null).map((change) => change[of]));
  const present = new Set(reported.map((each) => each[number]));
  return rows.filter((row) => !gained.has(row.id) && !present.has(row[number]));
}

interface Compared {
  before: FactValues;
  now: FactValues;
  /** Values reported at some time, and changed since: reported once more they contradict nothing. */
  earlier: readonly FactValues[];
}

function differences(path: (string | number)[], { before, now, earlier }: Compared): Contradiction[] {
  return Object.keys(now)
    .filter(
      (name) => now[name] !== before[name] && !earlier.some((values) => name in values && values[name] === now[name]),
    )
    .map((name) => ({
      field: [...path, name],
      before: shownFact(name, before[name]),
      now: shownFact(name, now[name]),
    }));
}

/** A fact in words: money with its currency, and what was never reported as that. */
export function shownFact(name: string, value: string | number | boolean | null | undefined): Said {
  if (value === null || value === undefined) return NOT_REPORTED;
  return typeof value === "number" && MONEY.has(name)
    ? sentence("reasons.order.money", { amount: value })
    : String(value).slice(0, MAX_SHOWN_LENGTH);
}

const earlierOf = (changes: readonly OrderFactChange[], id: string): FactValues[] =>
  changes
    .filter(({ paymentId, orderLineId }) => paymentId === id || orderLineId === id)
    .flatMap(({ before }) => (before === null ? [] : [before]));

/** Facts nobody reported, then or now, are left out: `provider`, and a VAT that was computed from another amount. */
function ofPayment(row: Payment, reported: PaymentFacts, changes: readonly OrderFactChange[]): Compared {
  const parts = partsOfPayment(reported);
  const { amount: stored } = row;
  const gross = stored.taxable + stored.vat === parts.taxable + parts.vat;
  const both = (of: {
    gateway: string;
    gatewayPaymentId: string;
    method: string;
    promotion: string;
    paidAt: Date;
  }) => ({
    gateway: of.gateway,
    gatewayPaymentId: of.gatewayPaymentId,
    method: of.method,
    promotion: of.promotion,
    paidAt: of.paidAt.toISOString(),
  });
  return {
    before: {
      ...both(row),
      ...(row.provider !== null && reported.provider !== null && { provider: row.provider }),
      ...(row.walletSource !== null && reported.walletSource && { walletSource: row.walletSource }),
      paidByCustomer: row.paidByCustomer === stored.total ? null : row.paidByCustomer,
      amount: stored.total,
      taxFree: stored.taxFree,
      serviceFee: stored.serviceFee,
      ...((gross || reported.vat !== null) && { vat: stored.vat }),
    },
    now: {
      ...both(reported),
      ...(row.provider !== null && reported.provider !== null && { provider: reported.provider }),
      ...(row.walletSource !== null && reported.walletSource && { walletSource: reported.walletSource }),
      paidByCustomer: reported.paidByCustomer === reported.amount ? null : reported.paidByCustomer,
      amount: parts.total,
      taxFree: parts.taxFree,
      serviceFee: parts.serviceFee,
      ...((gross || reported.vat !== null) && { vat: parts.vat }),
    },
    earlier: earlierOf(changes, row.id),
  };
}

/** The units of a line and its money, which grow together. */
type Stage = Pick<OrderLineFacts, "quantity" | "amount">;

function ofLine(row: OrderLine, reported: OrderLineFacts, changes: readonly OrderFactChange[]): Compared {
  const kind = ({ kind, taxCategory, name }: OrderLine | OrderLineFacts) => ({ kind, taxCategory, name });
  const grown = isStageOf(row, reported, changes);
  const stage = ({ quantity, amount }: Stage) => ({ quantity, amount });
  return {
    before: { ...kind(row), ...(!grown && stage(row)) },
    now: { ...kind(reported), ...(!grown && stage(reported)) },
    earlier: [],
  };
}

/** True for what the line is or was, for anything between two such stages, which came late, and for more than it is. */
function isStageOf(row: OrderLine, reported: Stage, changes: readonly OrderFactChange[]): boolean {
  // A corrected item is no stage.
  const earlier = earlierOf(changes, row.id).filter((values) => "quantity" in values) as unknown as Stage[];
  const stages = [...earlier, row];
  if (stages.some((stage) => stage.quantity === reported.quantity && stage.amount === reported.amount)) return true;
  const below = stages.filter((stage) => stage.quantity < reported.quantity);
  const above = stages.filter((stage) => stage.quantity > reported.quantity);
  return (
    below.length > 0 &&
    below.length + above.length === stages.length &&
    below.every((stage) => growsInto(stage, reported)) &&
    above.every((stage) => growsInto(reported, stage))
  );
}

/** More units with their money; units of a line that costs nothing have none. */
export const growsInto = (from: Stage, to: Stage): boolean =>
  to.quantity > from.quantity && (to.amount > from.amount || (to.amount === 0 && from.amount === 0));
