/** Currencies of ISO 4217, and amounts in their major units (dollars) as some gateways write them. Ours are minor units (cents). */
import assert from "node:assert/strict";
import * as iso4217 from "dinero.js/currencies";
import { MAX_MINOR_UNITS, minorUnits, type MinorUnits } from "./minor-units.js";

/** A currency divided in fifths (MGA, MRU) has an exponent of 2 in ISO 4217, where the library counts the fifths. */
const EXPONENT_OF_FIFTHS = 2;

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.values(iso4217).map(({ code, base, exponent }) => [code, base === 10 ? exponent : EXPONENT_OF_FIFTHS]),
);

/** True for the three letters of a currency money is paid in; metals, test codes and withdrawn currencies are none. */
export const isCurrency = (code: string): boolean => EXPONENTS.has(code);

/** Minor units in one major unit: 1 for KRW and JPY, 100 for USD, 1,000 for BHD. */
function scaleOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  assert(exponent !== undefined, `not a currency of ISO 4217: ${currency}`);
  return 10 ** exponent;
}

/**
 * An amount as a JSON number of major units: 1,234 is 12.34 in USD, 1234 in KRW, 1.234 in BHD.
 *
 * @throws AssertionError for no currency, or an amount that such a number does not carry exactly (caller's bug).
 */
export function toMajorUnits(amount: MinorUnits, currency: string): number {
  const major = amount / scaleOf(currency);
  assert(toMinorUnits(major, currency) === amount, `${amount} minor units of ${currency} are no exact number`);
  return major;
}

/** Any whole number of minor units in decimal digits: -1234 is `-12.34` in USD. For people; exact, however large. */
export function decimalOf(amount: number | string, currency: string): string {
  const exponent = String(scaleOf(currency)).length - 1;
  const [, sign = "", whole = ""] = /^(-?)(\d+)$/.exec(String(amount)) ?? [];
  const digits = whole.padStart(exponent + 1, "0");
  const point = digits.length - exponent;
  return `${sign}${digits.slice(0, point)}${exponent > 0 ? `.${digits.slice(point)}` : ""}`;
}

/**
 * Takes a JSON number of major units for money; null where it is negative, too large, or has a fraction of a minor unit.
 *
 * @throws AssertionError for no currency (caller's bug).
 */
export function toMinorUnits(major: number, currency: string): MinorUnits | null {
  const scale = scaleOf(currency);
  const amount = Math.round(major * scale);
  if (!(amount >= 0 && amount <= MAX_MINOR_UNITS) || amount / scale !== major) return null;
  return minorUnits(amount);
}
