/** Facts of an order that cannot be true, seen in the report itself. Pure. */
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
const inconsistent = (field: Field, reason: string): Failure =>
  fail("FACTS_INCONSISTENT", { reason }, ["order", ...field]);

/** The shop's own money: it goes back through the order service and never becomes cash. */
const MERCHANT_METHODS: ReadonlySet<PaymentMethod> = new Set(["POINTS", "DEPOSIT"]);

/** @returns FACTS_INCONSISTENT for the first fault, null when the facts add up. */
export function checkFacts(facts: OrderFacts): Failure | null {
  const repeated = findRepeated(facts);
  if (repeated) return repeated;
  for (const [index, payment] of facts.payments.entries()) {
    const faulty = checkPayment(payment, facts.currency);
    if (faulty)
      return inconsistent(["payments", index, faulty.field], `payment ${payment.paymentNo}: ${faulty.reason}`);
  }
  for (const [index, { lineNo, quantity }] of facts.lines.entries()) {
    if (!Number.isSafeInteger(quantity) || quantity < 1)
      return inconsistent(["lines", index, "quantity"], `line ${lineNo}: ${quantity} units`);
  }
  const difference = differenceIn(facts.payments.map(partsOfPayment), facts.lines);
  return difference === null ? null : inconsistent([], difference);
}

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
    what: "the gateway's payment",
    of: (facts) => facts.payments.map((p) => `${p.gateway} ${p.gatewayPaymentId}`),
  },
  { list: "lines", field: "lineNo", what: "line", of: (facts) => facts.lines.map((l) => l.lineNo) },
];

function findRepeated(facts: OrderFacts): Failure | null {
  for (const { list, field, what, of } of ONCE) {
    const values = of(facts);
    const again = values.findIndex((value, index) => values.indexOf(value) < index);
    if (again >= 0) return inconsistent([list, again, field], `${what} ${values[again]} stands twice`);
  }
  return null;
}

function checkPayment(p: PaymentFacts, currency: string): { field: keyof PaymentFacts; reason: string } | null {
  const fault = (field: keyof PaymentFacts, reason: string) => ({ field, reason });
  if (!canBePaidIn(p.gateway, currency)) return fault("gateway", `no payment at ${p.gateway} is in ${currency}`);
  const taxableGross = p.amount - p.taxFree - p.serviceFee;
  if (taxableGross < 0) return fault("amount", "its tax-free and service-fee parts exceed its amount");
  if (p.vat !== null && p.vat > taxableGross) return fault("vat", "its VAT exceeds its taxable part");
  if (p.paidByCustomer !== null && p.paidByCustomer > p.amount)
    return fault("paidByCustomer", "the customer paid more than its amount");
  if ((p.gateway === "MERCHANT_LEDGER") !== MERCHANT_METHODS.has(p.method))
    return fault("method", "points and deposits are paid at MERCHANT_LEDGER, and nothing else is");
  return null;
}

/** The tax category whose lines and payments differ, as a sentence; null when all agree. */
export function differenceIn(
  payments: readonly Parts[],
  lines: readonly { taxCategory: TaxCategory; amount: MinorUnits }[],
): string | null {
  const paidIn: Record<TaxCategory, bigint> = {
    TAXABLE: exactSum(payments.flatMap(({ taxable, vat }) => [taxable, vat])),
    TAX_FREE: exactSum(payments.map(({ taxFree }) => taxFree)),
    SERVICE_FEE: exactSum(payments.map(({ serviceFee }) => serviceFee)),
  };
  for (const category of TAX_CATEGORIES) {
    const sold = exactSum(lines.filter((line) => line.taxCategory === category).map((line) => line.amount));
    const paid = paidIn[category];
    if (sold !== paid) return `the ${category} lines sum to ${sold}, the payments' ${category} parts to ${paid}`;
  }
  const all = exactSum(payments.map(({ total }) => total));
  return all > BigInt(MAX_MINOR_UNITS) ? `the payments together are ${all}, more than ${MAX_MINOR_UNITS}` : null;
}

const exactSum = (amounts: readonly number[]): bigint => amounts.reduce((total, each) => total + BigInt(each), 0n);

/** @returns FACTS_INCONSISTENT for a payment that is new and could never be sent back, or was made after `at`. */
export function checkNewPayment(payment: PaymentFacts, index: number, at: Date): Failure | null {
  const fault = paymentFault(payment);
  if (fault) return inconsistent(["payments", index, fault.field], `payment ${payment.paymentNo}: ${fault.reason}`);
  if (!isAfter(payment.paidAt, at)) return null;
  const reason = `payment ${payment.paymentNo}: it was paid at ${payment.paidAt.toISOString()}, and now is ${at.toISOString()}`;
  return inconsistent(["payments", index, "paidAt"], reason);
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
  const reason = `it was paid at ${payment.paidAt.toISOString()}, and now is ${at.toISOString()}`;
  return fail("FACTS_INCONSISTENT", { reason }, ["paidAt"]);
}

/** @returns FACTS_INCONSISTENT when goods came back after `at`, or before any payment was made (a later one may be of an edit). */
export function checkCollected(
  collectedAt: Date,
  payments: readonly { paymentNo: string; paidAt: Date }[],
  at: Date,
): Failure | null {
  const collected = collectedAt.toISOString();
  if (isAfter(collectedAt, at)) {
    const reason = `the goods were back at ${collected}, and now is ${at.toISOString()}`;
    return fail("FACTS_INCONSISTENT", { reason }, ["collectedAt"]);
  }
  const [first] = payments.toSorted((a, b) => a.paidAt.getTime() - b.paidAt.getTime());
  if (!first || !isAfter(first.paidAt, collectedAt)) return null;
  const reason = `payment ${first.paymentNo} was made at ${first.paidAt.toISOString()}, after the goods were back at ${collected}`;
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
  const possible = FAULT_PARTIES.filter((party) => !NEVER_AT_FAULT[reason].includes(party)).join(" or ");
  return fail("FACTS_INCONSISTENT", { reason: `of a ${reason} return ${atFault} is not at fault, but ${possible}` }, [
    "atFault",
  ]);
}
