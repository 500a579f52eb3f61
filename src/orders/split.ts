/** Decides how much of a return comes from which payment and which tax part. Pure arithmetic on facts we were given. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import assert from "node:assert/strict";
import { allocate, fillInOrder, spread, type Divide } from "../money/allocate.js";
import { minorUnits, sum, ZERO, type MinorUnits } from "../money/minor-units.js";
import { NO_MONEY, partsOf, plus, TAX_PARTS, within, type Parts, type TaxPart } from "../money/parts.js";
import { transport } from "../money/transport.js";
import { splitParts } from "../money/vat.js";
import { fail, ok, type Failure, type Outcome } from "../problem.js";

/** Tax categories of a sale: 과세, 면세, 봉사료. In the order deductions are taken. */
export const TAX_CATEGORIES = ["TAXABLE", "TAX_FREE", "SERVICE_FEE"] as const;
export type TaxCategory = (typeof TAX_CATEGORIES)[number];

/** The tax parts each category's money is booked in. */
const PARTS_OF: Readonly<Record<TaxCategory, readonly TaxPart[]>> = {
  TAXABLE: ["taxable", "vat"],
  TAX_FREE: ["taxFree"],
  SERVICE_FEE: ["serviceFee"],
};

/** All amounts are in the gateway's cancel units, minor units of the order's currency. */
interface ReturnedLine {
  lineNo: string;
  category: TaxCategory;
  /** Gross: with its VAT, before deductions. */
  amount: MinorUnits;
}

/** Money that stays charged although goods came back: return shipping (반품 배송비), lost free shipping. */
interface Deduction {
  kind: string;
  amount: MinorUnits;
}

export interface PayingPayment {
  paymentNo: string;
  /** The amount that can still be refunded, by tax part. */
  refundable: Parts;
}

/** PROPORTIONAL: every payment in proportion to what it can still give. PRIMARY_FIRST: payments in order, each to its end. */
export const SPLIT_STRATEGIES = ["PROPORTIONAL", "PRIMARY_FIRST"] as const;
export type SplitStrategy = (typeof SPLIT_STRATEGIES)[number];

const DIVIDE: Readonly<Record<SplitStrategy, Divide>> = { PROPORTIONAL: allocate, PRIMARY_FIRST: fillInOrder };

/** The return service may name the amounts per payment; then no strategy is needed. */
export interface NamedLeg {
  paymentNo: string;
  amount: MinorUnits;
}

/** One payment's share of a return: `amount.total = Σ lines − Σ deductions`, every number positive or left out. */
export interface Leg {
  paymentNo: string;
  amount: Parts;
  /** Gross, in the order of the return's lines. */
  lines: { lineNo: string; amount: MinorUnits }[];
  deductions: Deduction[];
}

export interface SplitInput {
  lines: readonly ReturnedLine[];
  deductions: readonly Deduction[];
  /** The order's payments, primary first; each `paymentNo` once. */
  payments: readonly PayingPayment[];
  strategy: SplitStrategy;
  /** `undefined`: the strategy decides. Given, even empty: these are the amounts. */
  namedLegs?: readonly NamedLeg[];
}

/** `table[category][payment]`, in the order of `TAX_CATEGORIES` and of the payments. */
type ByCategory = MinorUnits[][];

/**
 * Splits a return over the order's payments, in the payments' order; a payment that gives nothing has no leg.
 *
 * Deductions are taken from the taxable lines first, then tax-free, then service fee: return shipping is a service the
 * shop did supply, taxed at 10 %, so what stays charged should stay taxed; only when no taxable goods came back does it
 * eat into the rest. A payment gives a category at most what it can still refund of it, and takes the VAT of a taxable
 * share in proportion to the supply value and VAT it has left.
 *
 * Over the legs, every line sums to its amount and every deduction to its amount; lines and deductions of a category go
 * to the legs in proportion to what the category gives them. A category that deductions ate whole gives nothing: its
 * lines and deductions are attached to the legs in proportion to the legs' totals, where they cancel out. A return whose
 * deductions eat all of it has no legs.
 *
 * Outcomes: FACTS_INCONSISTENT when deductions exceed lines or named legs do not fit the return; REFUND_AMOUNT_EXCEEDED
 * with the amount these lines could get when a category needs more than the payments can give; SPLIT_IMPOSSIBLE when the
 * named amounts cannot be made up of what their payments have left (an exact answer: no other division would do).
 *
 * @throws AssertionError when a paymentNo stands twice among the payments, or amounts add up beyond 2^53 − 1 (caller's bug).
 */
export function splitReturn(input: SplitInput): Outcome<Leg[]> {
  const { payments, strategy, namedLegs } = input;
  assert.equal(new Set(payments.map((payment) => payment.paymentNo)).size, payments.length, "a payment stands twice");

  const { owed, deducted, taken, net, room, givable } = demandOf(input);
  if (deducted > owed) {
    return inconsistent(sentence("reasons.split.deductions", { deducted, sum: owed }));
  }
  const misnamed = namedLegs && checkNames(namedLegs, payments, sum(net));
  if (misnamed) return misnamed;
  if (sum(givable) < sum(net)) return fail("REFUND_AMOUNT_EXCEEDED", { refundableAmount: sum(givable) });

  const shares = namedLegs
    ? divideNamed(namedLegs, payments, net, room)
    : ok(net.map((need, category) => DIVIDE[strategy](need, room[category]!)));
  if (!shares.ok) return shares;
  return ok(buildLegs(input, taken, shares.value));
}

/** The amounts a return asks for and its payments could give; lists by tax category, in the order of `TAX_CATEGORIES`. */
export interface Demand {
  owed: MinorUnits;
  deducted: MinorUnits;
  /** `taken[deduction][category]`; deductions beyond all lines are left out. */
  taken: MinorUnits[][];
  /** The lines less what deductions take. */
  net: MinorUnits[];
  /** `room[category][payment]`. */
  room: ByCategory;
  /** The part of `net` the payments have left. */
  givable: MinorUnits[];
}

export function demandOf({
  lines,
  deductions,
  payments,
}: Pick<SplitInput, "lines" | "deductions" | "payments">): Demand {
  const gross = TAX_CATEGORIES.map((category) => sum(lines.map((line) => amountIn(category, line))));
  const [owed, deducted] = [sum(gross), sum(deductions.map((deduction) => deduction.amount))];
  const room = TAX_CATEGORIES.map((category) => payments.map((payment) => refundableOf(category, payment)));
  const amounts = deducted > owed ? [] : deductions.map((deduction) => deduction.amount);
  const taken = spread(amounts, gross, fillInOrder);
  const net = gross.map((amount, category) => minorUnits(amount - sum(column(taken, category))));
  return { owed, deducted, taken, net, room, givable: net.map((need, category) => atMost(need, room[category]!)) };
}

const refundableOf = (category: TaxCategory, { refundable }: PayingPayment): MinorUnits =>
  sum(PARTS_OF[category].map((part) => refundable[part]));

const amountIn = (category: TaxCategory, line: ReturnedLine): MinorUnits =>
  line.category === category ? minorUnits(line.amount) : ZERO;

const column = (table: readonly MinorUnits[][], index: number): MinorUnits[] => table.map((row) => row[index]!);

/** The sum of `amounts`, but no more than `ceiling`; never adds beyond what a number holds exactly. */
const atMost = (ceiling: MinorUnits, amounts: readonly MinorUnits[]): MinorUnits =>
  minorUnits(amounts.reduce<number>((soFar, amount) => Math.min(ceiling, soFar + amount), 0));

const inconsistent = (reason: Sentence): Failure => fail("FACTS_INCONSISTENT", { reason });

function checkNames(
  namedLegs: readonly NamedLeg[],
  payments: readonly PayingPayment[],
  owed: MinorUnits,
): Failure | undefined {
  const unknown = new Set(namedLegs.map((leg) => leg.paymentNo));
  for (const { paymentNo } of payments) unknown.delete(paymentNo);
  for (const paymentNo of unknown) {
    return inconsistent(sentence("reasons.split.unknown", { paymentNo }));
  }
  const named = new Set<string>();
  for (const { paymentNo } of namedLegs) {
    if (named.has(paymentNo)) return inconsistent(sentence("reasons.split.twice", { paymentNo }));
    named.add(paymentNo);
  }
  const total = sum(namedLegs.map((leg) => leg.amount));
  if (total === owed) return undefined;
  return inconsistent(sentence("reasons.split.sums", { named: total, owed }));
}

/** Divides each named amount over the categories, within what its payment has left of them. */
function divideNamed(
  namedLegs: readonly NamedLeg[],
  payments: readonly PayingPayment[],
  net: readonly MinorUnits[],
  room: ByCategory,
): Outcome<ByCategory> {
  for (const { paymentNo, amount } of namedLegs) {
    const refundableAmount = payments.find((payment) => payment.paymentNo === paymentNo)?.refundable.total ?? ZERO;
    if (amount > refundableAmount) {
      const reason = sentence("reasons.split.tooLittle", { paymentNo, amount, refundableAmount });
      return fail("SPLIT_IMPOSSIBLE", { reason });
    }
  }
  const amountOf = new Map(namedLegs.map((leg) => [leg.paymentNo, leg.amount]));
  const columns = payments.map((payment) => amountOf.get(payment.paymentNo) ?? ZERO);
  const filled = transport({ rows: net, columns, ceilings: room });
  if (filled.kind === "FILLED") return ok(filled.cells);

  const { needed, available } = filled;
  const categories = filled.rows.map((row) => TAX_CATEGORIES[row]!);
  return fail("SPLIT_IMPOSSIBLE", { reason: sentence("reasons.split.noRoom", { categories, needed, available }) });
}

/** `shares[category][payment]` is the net each payment gives; `taken[deduction][category]` what deductions took. */
function buildLegs({ lines, deductions, payments }: SplitInput, taken: MinorUnits[][], shares: ByCategory): Leg[] {
  const totals = payments.map((_, payment) => sum(column(shares, payment)));
  if (sum(totals) === 0) return [];

  const details = TAX_CATEGORIES.map((category, index) => {
    const share = shares[index]!;
    const charges = column(taken, index);
    const charged = allocate(sum(charges), sum(share) > 0 ? share : totals);
    const grossOf = share.map((amount, payment) => minorUnits(amount + charged[payment]!));
    const grossOfLines = lines.map((line) => amountIn(category, line));
    return { lines: spread(grossOfLines, grossOf, allocate), deductions: spread(charges, charged, allocate) };
  });
  /** The amount of entry `entry` of the return's lines or deductions comes to in one payment's leg, over all categories. */
  const inLeg = (kind: "lines" | "deductions", entry: number, payment: number): MinorUnits =>
    sum(details.map((detail) => detail[kind][entry]![payment]!));

  const legs = payments.map((payment, index): Leg => {
    const amounts = TAX_CATEGORIES.map((category, row) => shareParts(category, shares[row]![index]!, payment));
    const leg: Leg = {
      paymentNo: payment.paymentNo,
      amount: amounts.reduce(plus, NO_MONEY),
      lines: lines.map(({ lineNo }, entry) => ({ lineNo, amount: inLeg("lines", entry, index) })).filter(isPositive),
      deductions: deductions
        .map(({ kind }, entry) => ({ kind, amount: inLeg("deductions", entry, index) }))
        .filter(isPositive),
    };
    const owed = sum(leg.lines.map((line) => line.amount)) - sum(leg.deductions.map((deduction) => deduction.amount));
    assert.equal(owed, leg.amount.total, "a leg's lines and deductions do not come to its amount");
    assert(within(leg.amount, payment.refundable), "a leg takes more than its payment can refund");
    return leg;
  });
  return legs.filter((leg) => leg.amount.total > 0);
}

const isPositive = ({ amount }: { amount: MinorUnits }): boolean => amount > 0;

/** A share of one category in the tax parts it is booked in, in proportion to what the payment has left of them. */
function shareParts(category: TaxCategory, share: MinorUnits, { refundable }: PayingPayment): Parts {
  const own = TAX_PARTS.filter((part) => PARTS_OF[category].includes(part));
  return splitParts(share, partsOf(Object.fromEntries(own.map((part) => [part, refundable[part]]))));
}

/** An amount over lines: each tax category's share of it over the lines of that category, in proportion to what they have. */
export function spreadOverLines(
  { taxable, vat, taxFree, serviceFee }: Parts,
  lines: readonly { taxCategory: TaxCategory; amount: MinorUnits }[],
): MinorUnits[] {
  const ofCategory = { TAXABLE: minorUnits(taxable + vat), TAX_FREE: taxFree, SERVICE_FEE: serviceFee };
  const shares = TAX_CATEGORIES.map((category) =>
    allocate(
      ofCategory[category],
      lines.map((line) => (line.taxCategory === category ? line.amount : ZERO)),
    ),
  );
  return lines.map((_, index) => sum(shares.map((share) => share[index] ?? ZERO)));
}
