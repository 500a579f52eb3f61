/** The facts a return service tells us about an order, and how they become rows: the same facts again change nothing. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { PartsColumns } from "../database/columns.js";
import { canBePaidIn } from "../gateways/currencies.js";
import { includedVatAt } from "../gateways/included-vat.js";
import type { GatewayName, PromotionOption, ProviderName, CaptureState, PaymentMethod } from "../gateways/port.js";
import { newId } from "../identifier.js";
import { sum, ZERO, type MinorUnits } from "../money/minor-units.js";
import { NO_MONEY, partsOf, plus, type Parts } from "../money/parts.js";
import type { Cipher } from "../personal-data/cipher.js";
import { fail, ok, type Failure, type Outcome } from "../problem.js";
import { Secret } from "../secret.js";
import { Order, OrderLine, type LineKind } from "./order.entity.js";
import { Payment } from "./payment.entity.js";
import { TAX_CATEGORIES, type TaxCategory } from "./split.js";

export interface OrderFacts {
  orderNo: string;
  /** ISO 4217. */
  currency: string;
  customerId: Secret<string>;
  customerName: Secret<string>;
  /** Primary payment first. */
  payments: PaymentFacts[];
  lines: OrderLineFacts[];
}

export interface PaymentFacts {
  paymentNo: string;
  gateway: GatewayName;
  gatewayPaymentId: string;
  method: PaymentMethod;
  /** The provider that processes it behind the gateway (PG); null: not reported. */
  provider: ProviderName | null;
  promotion: PromotionOption;
  /** The amount the customer paid, discounts taken off; null: all of `amount`. */
  paidByCustomer: MinorUnits | null;
  captureState: CaptureState;
  paidAt: Date;
  /** In the gateway's cancel units; `taxFree` and `serviceFee` are parts of it, the rest is taxable with its VAT. */
  amount: MinorUnits;
  taxFree: MinorUnits;
  serviceFee: MinorUnits;
  /** As given to the gateway when the payment was made; null: computed. */
  vat: MinorUnits | null;
}

export interface OrderLineFacts {
  lineNo: string;
  kind: LineKind;
  taxCategory: TaxCategory;
  name: string;
  quantity: number;
  /** For the whole line, VAT included. */
  amount: MinorUnits;
}

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
 * Keeps an order's facts, or compares them with those already kept.
 *
 * @returns FACTS_INCONSISTENT when they do not add up; FACTS_CONFLICT naming the first fact that contradicts what was told before.
 */
export async function storeOrder(
  em: EntityManager,
  cipher: Cipher,
  facts: OrderFacts,
  at: Date,
): Promise<Outcome<OrderRows>> {
  const faulty = checkSums(facts);
  if (faulty) return faulty;
  const known = await findOrder(em, facts.orderNo);
  if (known) {
    const contradiction = contradictionIn(known, facts, cipher);
    if (contradiction) return fail("FACTS_CONFLICT", { fact: contradiction });
    for (const payment of known.payments) {
      const reported = facts.payments.find((p) => p.paymentNo === payment.paymentNo);
      if (reported?.captureState === "CAPTURED") payment.captureState = "CAPTURED";
    }
    return ok(known);
  }
  const elsewhere = await paymentElsewhere(em, facts);
  if (elsewhere) return elsewhere;
  return ok(newOrder(em, cipher, facts, at));
}

/** A payment's parts, from what the return service reported of it. */
export function partsOfPayment({ gateway, amount, taxFree, serviceFee, vat }: PaymentFacts): Parts {
  const taxableGross = (amount - taxFree - serviceFee) as MinorUnits;
  const itsVat = vat ?? includedVatAt(gateway, taxableGross);
  return partsOf({ taxable: taxableGross - itsVat, vat: itsVat, taxFree, serviceFee });
}

/** The shop's own money: it goes back through the order service and never becomes cash. */
const MERCHANT_METHODS: ReadonlySet<PaymentMethod> = new Set(["POINTS", "DEPOSIT"]);

function checkSums(facts: OrderFacts): Failure | null {
  const inconsistent = (reason: string) => fail("FACTS_INCONSISTENT", { reason });
  for (const [what, numbers] of [
    ["paymentNo", facts.payments.map((p) => p.paymentNo)],
    ["lineNo", facts.lines.map((l) => l.lineNo)],
  ] as const) {
    if (new Set(numbers).size !== numbers.length) return inconsistent(`a ${what} stands twice`);
  }
  for (const p of facts.payments) {
    if (!canBePaidIn(p.gateway, facts.currency))
      return inconsistent(`payment ${p.paymentNo}: no payment at ${p.gateway} is in ${facts.currency}`);
    const taxableGross = p.amount - p.taxFree - p.serviceFee;
    if (taxableGross < 0)
      return inconsistent(`payment ${p.paymentNo}: its tax-free and service-fee parts exceed its amount`);
    if (p.vat !== null && p.vat > taxableGross)
      return inconsistent(`payment ${p.paymentNo}: its VAT exceeds its taxable part`);
    if (p.paidByCustomer !== null && p.paidByCustomer > p.amount)
      return inconsistent(`payment ${p.paymentNo}: the customer paid more than its amount`);
    if ((p.gateway === "MERCHANT_LEDGER") !== MERCHANT_METHODS.has(p.method))
      return inconsistent(
        `payment ${p.paymentNo}: points and deposits are paid at MERCHANT_LEDGER, and nothing else is`,
      );
  }
  for (const { lineNo, quantity } of facts.lines) {
    if (!Number.isSafeInteger(quantity) || quantity < 1) return inconsistent(`line ${lineNo}: ${quantity} units`);
  }
  const paid = facts.payments.map(partsOfPayment).reduce(plus, NO_MONEY);
  const paidIn: Record<TaxCategory, number> = {
    TAXABLE: paid.taxable + paid.vat,
    TAX_FREE: paid.taxFree,
    SERVICE_FEE: paid.serviceFee,
  };
  for (const category of TAX_CATEGORIES) {
    const sold = sum(facts.lines.map((line) => (line.taxCategory === category ? line.amount : ZERO)));
    if (sold !== paidIn[category]) {
      return inconsistent(
        `the ${category} lines sum to ${sold}, the payments' ${category} parts to ${paidIn[category]}`,
      );
    }
  }
  return null;
}

/** The first fact that differs from what is kept, in words; null when all agree. Captured later than told is no contradiction. */
function contradictionIn(known: OrderRows, facts: OrderFacts, cipher: Cipher): string | null {
  const { order } = known;
  if (order.currency !== facts.currency) return `currency was ${order.currency}`;
  const customerId = cipher.open(order.customerIdSealed, { table: "orders", column: "customer_id", rowId: order.id });
  if (customerId.reveal() !== facts.customerId.reveal()) return "the order belongs to another customer";
  if (known.payments.length !== facts.payments.length) return `the order had ${known.payments.length} payments`;
  if (known.lines.length !== facts.lines.length) return `the order had ${known.lines.length} lines`;
  for (const reported of facts.payments) {
    const row = known.payments.find((p) => p.paymentNo === reported.paymentNo);
    if (!row) return `there was no payment ${reported.paymentNo}`;
    const parts = partsOfPayment(reported);
    const same =
      row.gateway === reported.gateway &&
      row.gatewayPaymentId === reported.gatewayPaymentId &&
      row.method === reported.method &&
      row.provider === reported.provider &&
      row.promotion === reported.promotion &&
      row.paidByCustomer === reported.paidByCustomer &&
      row.paidAt.getTime() === reported.paidAt.getTime() &&
      (Object.keys(parts) as (keyof Parts)[]).every((part) => row.amount[part] === parts[part]);
    if (!same) return `payment ${reported.paymentNo} was reported differently`;
  }
  for (const reported of facts.lines) {
    const row = known.lines.find((l) => l.lineNo === reported.lineNo);
    if (!row) return `there was no line ${reported.lineNo}`;
    const same =
      row.kind === reported.kind &&
      row.taxCategory === reported.taxCategory &&
      row.name === reported.name &&
      row.quantity === reported.quantity &&
      row.amount === reported.amount;
    if (!same) return `line ${reported.lineNo} was reported differently`;
  }
  return null;
}

async function paymentElsewhere(em: EntityManager, facts: OrderFacts): Promise<Failure | null> {
  for (const { gateway, gatewayPaymentId, paymentNo } of facts.payments) {
    const other = await em.findOne(Payment, { gateway, gatewayPaymentId });
    if (other)
      return fail("FACTS_CONFLICT", {
        fact: `payment ${paymentNo} (${gateway} ${gatewayPaymentId}) belongs to another order`,
      });
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
    customerFingerprint: cipher.fingerprint(facts.customerId, "order's customer"),
    createdAt: at,
  } satisfies Order);
  const payments = facts.payments.map((reported, index) =>
    Object.assign(new Payment(), {
      id: newId(),
      orderId: id,
      paymentNo: reported.paymentNo,
      position: index + 1,
      gateway: reported.gateway,
      gatewayPaymentId: reported.gatewayPaymentId,
      method: reported.method,
      provider: reported.provider,
      promotion: reported.promotion,
      paidByCustomer: reported.paidByCustomer,
      captureState: reported.captureState,
      paidAt: reported.paidAt,
      disputed: false,
      amount: new PartsColumns(partsOfPayment(reported)),
      refundedAtGateway: new PartsColumns(NO_MONEY),
      refundedByHand: new PartsColumns(NO_MONEY),
      reserved: new PartsColumns(NO_MONEY),
      reversed: new PartsColumns(NO_MONEY),
      excess: new PartsColumns(NO_MONEY),
      createdAt: at,
    } satisfies Payment),
  );
  const lines = facts.lines.map((reported) =>
    Object.assign(new OrderLine(), {
      ...reported,
      id: newId(),
      orderId: id,
      returnedQuantity: 0,
      reserved: ZERO,
      refunded: ZERO,
      reversed: ZERO,
    } satisfies OrderLine),
  );
  em.persist([order, ...payments, ...lines]);
  return { order, payments, lines };
}
