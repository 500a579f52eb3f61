/** Whole minor units of one currency (KRW: won). A branded number, so that a count or a price list index cannot pass for money. */
import assert from "node:assert/strict";

declare const brand: unique symbol;
export type MinorUnits = number & { readonly [brand]: "MinorUnits" };

/** The largest amount JSON and JavaScript carry exactly: 2^53 − 1 minor units. */
export const MAX_MINOR_UNITS = Number.MAX_SAFE_INTEGER;

/**
 * Takes a number for money.
 *
 * @throws AssertionError when it is not a whole number of minor units from 0 to 2^53 − 1 (caller's bug: inputs are checked at the door).
 */
export function minorUnits(value: number): MinorUnits {
  assert(Number.isSafeInteger(value) && value >= 0, `not an amount of money: ${value}`);
  return value as MinorUnits;
}

/** Won, for code and tests that speak of Korean money. */
export const won = minorUnits;

export const ZERO = 0 as MinorUnits;

export const sum = (amounts: Iterable<MinorUnits>): MinorUnits => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return minorUnits(total);
};
