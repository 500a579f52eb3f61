/** Divides money into parts without losing or inventing a unit. */
import assert from "node:assert/strict";
import { minorUnits, sum, ZERO, type MinorUnits } from "./minor-units.js";

/** A way to divide a total: one part per entry of `entries`, in that order, adding up to `total`. */
export type Divide = (total: MinorUnits, entries: readonly MinorUnits[]) => MinorUnits[];

/**
 * Splits `total` in proportion to `weights`.
 * Minor units (KRW: won). Parts are ≥ 0, keep the order of the weights, and sum to `total` exactly;
 * leftover units go to the largest remainders, ties to the earlier entry. A weight of 0 gets 0.
 *
 * When `total` is at most the sum of the weights, no part exceeds its weight: only an entry whose exact share has a
 * fraction is rounded up, and the whole number above a fraction below the weight is at most the weight. So balances can
 * be the weights, and none of them is overdrawn.
 *
 * @throws AssertionError when an amount is negative or not whole, or every weight is zero while `total` is not (caller's bug).
 */
export function allocate(total: MinorUnits, weights: readonly MinorUnits[]): MinorUnits[] {
  minorUnits(total);
  // Products of two amounts leave the 53 bits in which a number is exact.
  const exactTotal = BigInt(total);
  const weightSum = weights.reduce((soFar, weight) => soFar + BigInt(minorUnits(weight)), 0n);
  if (total === 0) return weights.map(() => ZERO);
  assert(weightSum > 0n, `nothing to allocate ${total} to: every weight is zero`);

  const remainders = weights.map((weight, index) => ({ index, remainder: (exactTotal * BigInt(weight)) % weightSum }));
  const parts = weights.map((weight) => Number((exactTotal * BigInt(weight)) / weightSum));
  const leftover = total - parts.reduce((soFar, part) => soFar + part, 0);

  // The sort is stable, so equal remainders stay in the order of the weights.
  const largestFirst = remainders.toSorted((a, b) =>
    a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1,
  );
  const roundedUp = new Set(largestFirst.slice(0, leftover).map(({ index }) => index));
  const allocated = parts.map((part, index) => minorUnits(roundedUp.has(index) ? part + 1 : part));

  assert.equal(sum(allocated), total, "allocation lost money");
  return allocated;
}

/**
 * Fills the entries in order, each up to its ceiling. Minor units; parts sum to `total` exactly.
 *
 * @throws AssertionError when `total` is more than all ceilings together (caller's bug).
 */
export function fillInOrder(total: MinorUnits, ceilings: readonly MinorUnits[]): MinorUnits[] {
  let left = minorUnits(total);
  const parts = ceilings.map((ceiling) => {
    const part = minorUnits(Math.min(left, ceiling));
    left = minorUnits(left - part);
    return part;
  });
  assert.equal(left, 0, `${left} of ${total} found no room`);
  return parts;
}

/**
 * Divides one amount after the other over the same columns, each time within the room the earlier ones left.
 * Answers one row of parts per amount: every row sums to its amount, no column gets more than its room, and when the
 * amounts add up to all the room, every column gets exactly its room.
 *
 * @throws AssertionError when the amounts are more than the room (caller's bug).
 */
export function spread(amounts: readonly MinorUnits[], room: readonly MinorUnits[], divide: Divide): MinorUnits[][] {
  let left = [...room];
  return amounts.map((amount) => {
    const row = divide(amount, left);
    left = left.map((available, column) => minorUnits(available - (row[column] ?? 0)));
    return row;
  });
}
