/** VAT inside a gross amount, and amounts divided over the tax parts that remain (M8). */
import fc from "fast-check";
import { MAX_MINOR_UNITS, minorUnits, won } from "../../src/money/minor-units.js";
import { minus, NO_MONEY, partsOf, TAX_PARTS, within } from "../../src/money/parts.js";
import { includedVat, splitParts } from "../../src/money/vat.js";
import { forAll } from "../gateways/random.js";

const seed = Math.trunc(Math.random() * 2 ** 31);

describe(`includedVat, seed ${seed}`, () => {
  it.each([
    [0, 0],
    [1, 0],
    [5, 0],
    [6, 1],
    [11, 1],
    [110, 10],
    [1_000, 91],
    [2_000, 182],
    [8_000, 727],
    [10_000, 909],
    [10_005, 910],
    [11_000, 1_000],
    [MAX_MINOR_UNITS, 818_836_295_885_545],
  ])("of %i won is %i", (gross, vat) => {
    expect(includedVat(won(gross))).toBe(vat);
  });

  it("leaves the whole supply value nearest to gross / 1.1", () => {
    forAll([fc.maxSafeNat().map(minorUnits)], { seed, numRuns: 2_000 }, (gross) => {
      const supply = BigInt(gross - includedVat(gross));
      // |supply − 10·gross/11| < 1/2, without a fraction
      const twiceOff = 2n * (11n * supply - 10n * BigInt(gross));
      expect(twiceOff > -11n && twiceOff < 11n).toBe(true);
    });
  });
});

const part = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2 ** 50 }));
const remainingParts = fc.record({ taxable: part, vat: part, taxFree: part, serviceFee: part }).map(partsOf);

describe(`splitParts, seed ${seed}`, () => {
  it("sums exactly, exceeds no remaining part, and all of it is exactly what remains", () => {
    forAll([remainingParts, fc.maxSafeNat()], { seed, numRuns: 2_000 }, (remaining, draw) => {
      const amount = minorUnits(draw % (remaining.total + 1));
      const parts = splitParts(amount, remaining);
      expect(parts.total).toBe(amount);
      expect(TAX_PARTS.reduce((soFar, name) => soFar + parts[name], 0)).toBe(amount);
      expect(within(parts, remaining)).toBe(true);
      expect(splitParts(remaining.total, remaining)).toEqual(remaining);
    });
  });

  it("however often something is taken, the last won comes out", () => {
    forAll([remainingParts, fc.array(fc.maxSafeNat(), { maxLength: 10 })], { seed, numRuns: 1_000 }, (all, draws) => {
      let remaining = all;
      for (const draw of draws) {
        remaining = minus(remaining, splitParts(minorUnits(draw % (remaining.total + 1)), remaining));
      }
      expect(minus(remaining, splitParts(remaining.total, remaining))).toEqual(NO_MONEY);
    });
  });

  it("worked by hand: 10,000 won with VAT, returned in three pieces", () => {
    let remaining = partsOf({ taxable: 9_091, vat: 909 });
    const take = (amount: number) => {
      const parts = splitParts(won(amount), remaining);
      remaining = minus(remaining, parts);
      return [parts.taxable, parts.vat];
    };
    expect(take(3_333)).toEqual([3_030, 303]); // 3,030.03 and 302.97
    expect(take(3_333)).toEqual([3_030, 303]); // 3,030.05 and 302.95
    expect(take(3_334)).toEqual([3_031, 303]); // what is left
    expect(remaining).toEqual(NO_MONEY);
  });

  it("keeps parts that are not taxed untaxed", () => {
    expect(splitParts(won(7_000), partsOf({ taxFree: 10_000 }))).toEqual(partsOf({ taxFree: 7_000 }));
    const mixed = partsOf({ taxable: 1_000, vat: 100, taxFree: 800, serviceFee: 100 });
    expect(splitParts(won(1_000), mixed)).toEqual(partsOf({ taxable: 500, vat: 50, taxFree: 400, serviceFee: 50 }));
  });

  it("more than what remains is a caller's bug", () => {
    expect(() => splitParts(won(101), partsOf({ taxable: 91, vat: 9 }))).toThrow("101 is more than the 100");
    expect(() => splitParts(won(1), NO_MONEY)).toThrow("1 is more than the 0");
  });
});
