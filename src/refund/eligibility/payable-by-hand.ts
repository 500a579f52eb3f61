/** How much cash a bank transfer pays for a refund that is counted in pre-discount units. Pure. */
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";

export interface PaidBack {
  /** In cancel units. */
  amount: MinorUnits;
  /** Cash the customer got, or is about to get, for it; null: not known, then his share is counted. */
  cash: MinorUnits | null;
}

/**
 * The customer's share of what he paid: 10,000 bought for 9,000, of which 4,000 come back, are 3,600. Won.
 * Shares are counted from the sum, so that parts refunded one after the other add up to exactly what was paid; the last one
 * gives what is left of it, and none more than that, nor more than it is in cancel units. Never negative.
 */
export function payableByHand(refund: {
  amount: MinorUnits;
  /** The whole payment, in cancel units. */
  payment: MinorUnits;
  /** The cash the customer paid for it. */
  paid: MinorUnits;
  earlier: readonly PaidBack[];
}): MinorUnits {
  const { amount, payment, paid, earlier } = refund;
  const share = (units: number): number => Number((BigInt(paid) * BigInt(Math.min(units, payment))) / BigInt(payment));
  const before = sum(earlier.map((one) => one.amount));
  const guessed = share(sum(earlier.filter(({ cash }) => cash === null).map((one) => one.amount)));
  const given = earlier.reduce((total, { cash }) => total + (cash ?? 0), guessed);
  const left = Math.max(0, paid - given);
  const isLast = before + amount >= payment;
  return minorUnits(Math.min(left, amount, isLast ? left : share(before + amount) - share(before)));
}
