/** Minor and major units, by the exponents of ISO 4217. */
import fc from "fast-check";
import { isCurrency, toMajorUnits, toMinorUnits } from "../../src/money/currency.js";
import { minorUnits } from "../../src/money/minor-units.js";

const EXPONENTS = { JPY: 0, KRW: 0, USD: 2, MGA: 2, BHD: 3 } as const;
/** No gateway names more: a trillion. */
const MAX = 1_000_000_000_000;

describe.each(Object.entries(EXPONENTS))("%s has an exponent of %i", (currency, exponent) => {
  it("one major unit is as many minor units", () => {
    expect(toMajorUnits(minorUnits(10 ** exponent), currency)).toBe(1);
    expect(toMinorUnits(1, currency)).toBe(10 ** exponent);
  });

  it("every amount goes there and back, written with as many digits as the currency has", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX }), (amount) => {
        const major = toMajorUnits(minorUnits(amount), currency);
        expect(toMinorUnits(JSON.parse(JSON.stringify(major)) as number, currency)).toBe(amount);
        expect(Number(major.toFixed(exponent))).toBe(major);
      }),
    );
  });

  it("a fraction of a minor unit, a negative amount and what is too large are no amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 9 }), (amount, digit) => {
        const finer = Number(`${amount}${digit}`) / 10 ** (exponent + 1);
        expect(toMinorUnits(finer, currency)).toBeNull();
        expect(toMinorUnits(-1 - amount, currency)).toBeNull();
      }),
    );
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) expect(toMinorUnits(none, currency)).toBeNull();
  });
});

it("an amount that no number carries exactly is the caller's bug, and so is no currency", () => {
  expect(() => toMajorUnits(minorUnits(Number.MAX_SAFE_INTEGER), "BHD")).toThrow("no exact number");
  expect(() => toMajorUnits(minorUnits(1), "XYZ")).toThrow("XYZ");
  expect(["KRW", "USD", "XYZ", "XXX", "XAU", "krw", "constructor"].filter(isCurrency)).toEqual(["KRW", "USD"]);
});
