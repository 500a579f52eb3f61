/**
 * A return whose payments have less left than it asks for. Lines and payments of an order come to the same, so the rest has
 * gone back already without a refund of ours, by a chargeback or a cancel in the gateway's console, or was never captured. It is not paid twice, and
 * the goods are back all the same: the return is recorded for what is left. Pure.
 */
import { allocate } from "../money/allocate.js";
import { minorUnits, sum, ZERO, type MinorUnits } from "../money/minor-units.js";
import { demandOf, TAX_CATEGORIES, type NamedLeg, type SplitInput } from "./split.js";

export interface Fitted {
  input: SplitInput;
  /** The part of what is asked for that has gone back already. */
  alreadyReturned: MinorUnits;
}

/**
 * Lowers lines, and legs named per payment, to what the payments have left: in each tax category, over its lines in
 * proportion to them. Unchanged when there is enough, and when deductions or legs do not add up (`splitReturn` says so).
 *
 * @param goneOf the money of a payment that went back without a refund of ours: at most this is taken off the leg named for it.
 */
export function fitToPayments(input: SplitInput, goneOf: (paymentNo: string) => MinorUnits): Fitted {
  const { owed, deducted, net, givable } = demandOf(input);
  const unchanged = { input, alreadyReturned: ZERO };
  const { namedLegs } = input;
  if (deducted > owed || (namedLegs && sum(namedLegs.map((leg) => leg.amount)) !== sum(net))) return unchanged;

  const legs = namedLegs?.map((leg) => withoutGone(leg, input, goneOf(leg.paymentNo)));
  const askable = legs ? Math.min(sum(givable), sum(legs.map((leg) => leg.amount))) : sum(givable);
  const alreadyReturned = minorUnits(sum(net) - askable);
  if (alreadyReturned === 0) return unchanged;

  const kept = allocate(minorUnits(askable), givable);
  const cut = TAX_CATEGORIES.map((_, index) => minorUnits(net[index]! - kept[index]!));
  return {
    input: { ...input, lines: cutLines(input.lines, cut), ...(legs && { namedLegs: cutLegs(legs, askable) }) },
    alreadyReturned,
  };
}

function withoutGone({ paymentNo, amount }: NamedLeg, { payments }: SplitInput, gone: MinorUnits): NamedLeg {
  const left = payments.find((payment) => payment.paymentNo === paymentNo)?.refundable.total ?? amount;
  const lacking = Math.max(0, amount - left);
  return { paymentNo, amount: minorUnits(amount - Math.min(lacking, gone)) };
}

function cutLines(lines: SplitInput["lines"], cut: readonly MinorUnits[]): SplitInput["lines"] {
  const cuts = TAX_CATEGORIES.map((category, index) =>
    allocate(
      cut[index]!,
      lines.map((line) => (line.category === category ? line.amount : ZERO)),
    ),
  );
  return lines.map((line, index) => ({
    ...line,
    amount: minorUnits(line.amount - sum(cuts.map((ofCategory) => ofCategory[index]!))),
  }));
}

function cutLegs(legs: readonly NamedLeg[], to: number): NamedLeg[] {
  const amounts = allocate(
    minorUnits(to),
    legs.map((leg) => leg.amount),
  );
  return legs.map(({ paymentNo }, index) => ({ paymentNo, amount: amounts[index]! })).filter((leg) => leg.amount > 0);
}
