/** Facts of an order that cannot be true, seen in the report itself. Pure. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import { canBePaidIn } from "../gateways/currencies.js";
import type { PaymentMethod } from "../gateways/port.js";
import { paymentFault } from "../gateways/payment-fault.js";
import type { MinorUnits } from "../money/minor-units.js";
import { MAX_MINOR_UNITS } from "../money/minor-units.js";
import type { Parts } from "../money/parts.js";
import { fail, type Failure } from "../problem.js";
import { partsOfPayment, type OrderFacts, type PaymentFacts } from "./facts.js";
import { FAULT_PARTIES, NEVER_AT_FAULT, type FaultParty, type ReturnReason } from "./return.entity.js";
import { TAX_CATEGORIES, type TaxCategory } from "./split.js";

/** The clocks of a shop's services may be a little ahead of ours. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

type Field = (string | number)[];
const inconsistent = (field: Field, reason: Sentence): Failure =>
  fail("FACTS_INCONSISTENT", { reason }, ["order", ...field]);

/** The shop's own money: it goes back through the order service and never becomes cash. */
const MERCHANT_METHODS: ReadonlySet<PaymentMethod> = new Set(["POINTS", "DEPOSIT"]);

/** @returns FACTS_INCONSISTENT for the first fault, null when the facts add up. */
export function checkFacts(facts: OrderFacts): Failure | null {
  const repeated = findRepeated(facts);
  if (repeated) return repeated;
  for (const [index, payment] of facts.payments.entries()) {
    const faulty = checkPayment(payment, facts.currency);
    if (faulty) return inconsistent(["payments", index, faulty.field], ofPayment(payment, faulty.reason));
  }
  for (const [index, { lineNo, quantity }] of facts.lines.entries()) {
    if (!Number.isSafeInteger(quantity) || quantity < 1)
      return inconsistent(["lines", index, "quantity"], sentence("reasons.order.units", { lineNo, quantity }));
  }
  const difference = differenceIn(facts.payments.map(partsOfPayment), facts.lines);
  return difference === null ? null : inconsistent([], difference);
}

const ofPayment = ({ paymentNo }: PaymentFacts, fault: Sentence): Sentence =>
  sentence("reasons.order.ofPayment", { paymentNo, fault });

/** Each fact that may stand once in an order, with the field it is read from. */
const ONCE: readonly {
  list: "payments" | "lines";
  field: string;
  of: (facts: OrderFacts) => string[];
  what: string;
}[] = [
  { list: "payments", field: "paymentNo", what: "payment", of: (facts) => facts.payments.map((p) => p.paymentNo) },
  {
    list: "payments",
    field: "gatewayPaymentId",
    what: "gatewayPayment",
    of: (facts) => facts.payments.map((p) => `${p.gateway} ${p.gatewayPaymentId}`),
  },
  { list: "lines", field: "lineNo", what: "line", of: (facts) => facts.lines.map((l) => l.lineNo) },
];

function findRepeated(facts: OrderFacts): Failure | null {
  for (const { list, field, what, of } of ONCE) {
    const values = of(facts);
    const again = values.findIndex((value, index) => values.indexOf(value) < index);
    const value = values[again];
    if (value !== undefined)
      return inconsistent([list, again, field], sentence("reasons.order.onceOnly", { what, value }));
  }
  return null;
}

function checkPayment(p: PaymentFacts, currency: string): { field: keyof PaymentFacts; reason: Sentence } | null {
  const fault = (field: keyof PaymentFacts, reason: Sentence) => ({ field, reason });
  if (!canBePaidIn(p.gateway, currency))
    return fault("gateway", sentence("reasons.order.currency", { gateway: p.gateway, currency }));
  const taxableGross = p.amount - p.taxFree - p.serviceFee;
  if (taxableGross < 0) return fault("amount", sentence("reasons.order.partsExceed"));
  if (p.vat !== null && p.vat > taxableGross) return fault("vat", sentence("reasons.order.vatExceeds"));
  if (p.paidByCustomer !== null && p.paidByCustomer > p.amount)
    return fault("paidByCustomer", sentence("reasons.order.paidMore"));
  if ((p.gateway === "MERCHANT_LEDGER") !== MERCHANT_METHODS.has(p.method))
    return fault("method", sentence("reasons.order.merchantMethod"));
  return null;
}

/** The tax category whose lines and payments differ, as a sentence; null when all agree. */
export function differenceIn(
  payments: readonly Parts[],
  lines: readonly { taxCategory: TaxCategory; amount: MinorUnits }[],
): Sentence | null {
  const paidIn: Record<TaxCategory, bigint> = {
    TAXABLE: exactSum(payments.flatMap(({ taxable, vat }) => [taxable, vat])),
    TAX_FREE: exactSum(payments.map(({ taxFree }) => taxFree)),
    SERVICE_FEE: exactSum(payments.map(({ serviceFee }) => serviceFee)),
  };
  for (const category of TAX_CATEGORIES) {
    const sold = exactSum(lines.filter((line) => line.taxCategory === category).map((line) => line.amount));
    const paid = paidIn[category];
    if (sold !== paid)
      return sentence("reasons.order.categoryDiffers", { category, sold: String(sold), paid: String(paid) });
  }
  const all = exactSum(payments.map(({ total }) => total));
  return all > BigInt(MAX_MINOR_UNITS)
    ? sentence("reasons.order.tooMuch", { paid: String(all), most: MAX_MINOR_UNITS })
    : null;
}

const exactSum = (amounts: readonly number[]): bigint => amounts.reduce((total, each) => total + BigInt(each), 0n);

/** @returns FACTS_INCONSISTENT for a payment that is new and could never be sent back, or was made after `at`. */
export function checkNewPayment(payment: PaymentFacts, index: number, at: Date): Failure | null {
  const fault = paymentFault(payment);
  if (fault) return inconsistent(["payments", index, fault.field], ofPayment(payment, fault.reason));
  if (!isAfter(payment.paidAt, at)) return null;
  return inconsistent(["payments", index, "paidAt"], ofPayment(payment, paidLater(payment, at)));
}

/** @returns FACTS_INCONSISTENT when one of the corrected facts of a payment cannot be true beside the others. */
export function checkCorrected(
  payment: PaymentFacts,
  corrected: ReadonlySet<string>,
  { currency, at }: { currency: string; at: Date },
): Failure | null {
  const faults = [checkPayment(payment, currency), paymentFault(payment)];
  const fault = faults.find((each) => each && corrected.has(each.field));
  if (fault) return fail("FACTS_INCONSISTENT", { reason: fault.reason }, [fault.field]);
  if (!corrected.has("paidAt") || !isAfter(payment.paidAt, at)) return null;
  return fail("FACTS_INCONSISTENT", { reason: paidLater(payment, at) }, ["paidAt"]);
}

const paidLater = ({ paidAt }: PaymentFacts, at: Date): Sentence =>
  sentence("reasons.order.paidLater", { paidAt: paidAt.toISOString(), now: at.toISOString() });

/** @returns FACTS_INCONSISTENT when goods came back after `at`, or before any payment was made (a later one may be of an edit). */
export function checkCollected(
  collectedAt: Date,
  payments: readonly { paymentNo: string; paidAt: Date }[],
  at: Date,
): Failure | null {
  const back = { collectedAt: collectedAt.toISOString() };
  if (isAfter(collectedAt, at)) {
    const reason = sentence("reasons.order.backLater", { ...back, now: at.toISOString() });
    return fail("FACTS_INCONSISTENT", { reason }, ["collectedAt"]);
  }
  const [first] = payments.toSorted((a, b) => a.paidAt.getTime() - b.paidAt.getTime());
  if (!first || !isAfter(first.paidAt, collectedAt)) return null;
  const { paymentNo, paidAt } = first;
  const reason = sentence("reasons.order.paidAfterReturn", { paymentNo, paidAt: paidAt.toISOString(), ...back });
  return fail("FACTS_INCONSISTENT", { reason }, ["collectedAt"]);
}

const isAfter = (moment: Date, limit: Date): boolean => moment.getTime() > limit.getTime() + CLOCK_TOLERANCE_MS;

/** @returns FACTS_INCONSISTENT for a party that the reason of the return rules out. */
export function checkFault({
  reason,
  atFault,
}: {
  reason?: ReturnReason | null;
  atFault?: FaultParty | null;
}): Failure | null {
  if (!reason || !atFault || !NEVER_AT_FAULT[reason].includes(atFault)) return null;
  const possible = FAULT_PARTIES.filter((party) => !NEVER_AT_FAULT[reason].includes(party));
  const fault = sentence("reasons.order.notAtFault", { reason, atFault, possible });
  return fail("FACTS_INCONSISTENT", { reason: fault }, ["atFault"]);
}
