/**
 * The share of a cancel that released what was never captured (매입): a gateway lists both alike, and nobody got money of a release.
 * A cancel of exactly the uncaptured amount is its release; and what goes beyond the captured money can be nothing else. Pure.
 */
import { minorUnits, sum, ZERO, type MinorUnits } from "../../money/minor-units.js";
import { NO_MONEY, type Parts } from "../../money/parts.js";
import { splitParts } from "../../money/vat.js";

/** Of a cancel that comes after the capture was reported. `remaining`: what the gateway could cancel before it, captured or not. */
export function releasedBy(
  { amount, trigger }: { amount: MinorUnits; trigger: string },
  { uncaptured, remaining }: { uncaptured: Parts; remaining: Parts },
): Parts {
  if (uncaptured.total === 0) return NO_MONEY;
  // A chargeback gives a customer's money back: an authorisation that lapsed has none.
  if (trigger !== "CHARGEBACK" && amount === uncaptured.total) return uncaptured;
  const beyond = amount - Math.max(0, remaining.total - uncaptured.total);
  return splitParts(within(beyond, uncaptured.total), uncaptured);
}

/** A cancel that was booked before anybody said how much was captured, as far as no refund was completed with it. */
export interface EarlierCancel {
  id: string;
  amount: MinorUnits;
}

/** How much of each earlier cancel released uncaptured money. `beyond`: what the gateway counts as cancelled above the captured amount. */
export function releasedEarlier(
  cancels: readonly EarlierCancel[],
  { uncaptured, beyond }: { uncaptured: MinorUnits; beyond: number },
): Map<string, MinorUnits> {
  const exact = cancels.find(({ amount }) => amount === uncaptured);
  if (exact) return new Map([[exact.id, exact.amount]]);
  if (sum(cancels.map(({ amount }) => amount)) === uncaptured)
    return new Map(cancels.map(({ id, amount }) => [id, amount]));
  const released = new Map<string, MinorUnits>();
  let left = within(beyond, uncaptured);
  for (const { id, amount } of cancels) {
    const share = within(left, amount);
    if (share > 0) released.set(id, share);
    left = minorUnits(left - share);
  }
  return released;
}

const within = (amount: number, most: MinorUnits): MinorUnits =>
  amount <= 0 ? ZERO : minorUnits(Math.min(amount, most));
