/** What Toss Pay would take for the VAT of a refund that does not name it. */
import fc from "fast-check";
import { minorUnits, won } from "../../../src/money/minor-units.js";
import { includedVat } from "../../../src/money/vat.js";
import { defaultRefundVat } from "../../../src/gateways/toss-pay/vat.js";
import { seedOf } from "../random.js";

it.each([
  [0, 0],
  [1, 1],
  [10, 1],
  [11, 1],
  [12, 2],
  [1_000, 91],
  [5_000, 455],
  [10_000, 910],
  [11_000, 1_000],
  [Number.MAX_SAFE_INTEGER, 818_836_295_885_545],
])("an eleventh of %i, rounded up, is %i", (taxable, vat) => expect(defaultRefundVat(won(taxable))).toBe(vat));

it("is the smallest whole amount that is not less than an eleventh", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (taxable) => {
      const vat = BigInt(defaultRefundVat(minorUnits(taxable)));
      expect(11n * vat >= BigInt(taxable)).toBe(true);
      expect(11n * (vat - 1n) < BigInt(taxable)).toBe(true);
    }),
    { seed: seedOf("default VAT"), numRuns: 500 },
  );
});

it("is not our own rounding: the odd won is why we always name the VAT", () => {
  expect(includedVat(won(10_000))).toBe(909);
  expect(defaultRefundVat(won(10_000))).toBe(910);
});

it.each([-1, 0.5, NaN, 2 ** 53])("%d is no taxable amount", (taxable) => {
  expect(() => defaultRefundVat(taxable as ReturnType<typeof won>)).toThrow(/not an amount/);
});
