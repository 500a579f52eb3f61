/** Allocation: exact sums, largest remainder, nobody above his weight (M8). */
import fc from "fast-check";
import { allocate, fillInOrder, spread } from "../../src/money/allocate.js";
import { MAX_MINOR_UNITS, minorUnits, sum, won, ZERO, type MinorUnits } from "../../src/money/minor-units.js";
import { forAll } from "../gateways/random.js";

const seed = Math.trunc(Math.random() * 2 ** 31);
const small = fc.integer({ min: 0, max: 20 }).map(minorUnits);
const large = fc.maxSafeNat().map(minorUnits);
const weightsOf = (amount: fc.Arbitrary<MinorUnits>) => fc.array(amount, { minLength: 1, maxLength: 8 });
const total = (amounts: readonly MinorUnits[]): bigint => amounts.reduce((soFar, amount) => soFar + BigInt(amount), 0n);

/** A total and weights that can take it, small (many ties) and beyond 53 bits. */
const cases = fc
  .oneof(
    fc.record({ amount: small, weights: weightsOf(small) }),
    fc.record({ amount: large, weights: weightsOf(large) }),
    fc.record({ amount: small, weights: weightsOf(large) }),
    fc.record({ amount: large, weights: weightsOf(small) }),
  )
  .filter(({ weights }) => total(weights) > 0n);

describe(`allocate, seed ${seed}`, () => {
  it("sums exactly, and every part is its exact share rounded down or up", () => {
    forAll([cases], { seed, numRuns: 2_000 }, ({ amount, weights }) => {
      const parts = allocate(amount, weights);
      expect(sum(parts)).toBe(amount);
      expect(parts).toHaveLength(weights.length);
      parts.forEach((part, index) => {
        const off = BigInt(part) * total(weights) - BigInt(amount) * BigInt(weights[index]!);
        expect(off > -total(weights) && off < total(weights)).toBe(true);
      });
    });
  });

  it("gives leftover units to the largest remainders, ties to the earlier entry", () => {
    forAll([cases], { seed, numRuns: 2_000 }, ({ amount, weights }) => {
      const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
      const remainders = exact.map((product) => product % total(weights));
      const up = allocate(amount, weights).map((part, index) => BigInt(part) - exact[index]! / total(weights) === 1n);
      up.forEach((winner, i) =>
        up.forEach((other, j) => {
          if (!winner || other) return;
          expect(remainders[i]! > remainders[j]! || (remainders[i] === remainders[j] && i < j)).toBe(true);
        }),
      );
    });
  });

  it("never gives more than the weight when the total is within the weights", () => {
    forAll([cases], { seed, numRuns: 2_000 }, ({ amount, weights }) => {
      const within = minorUnits(BigInt(amount) <= total(weights) ? amount : Number(total(weights)));
      allocate(within, weights).forEach((part, index) => expect(part).toBeLessThanOrEqual(weights[index]!));
    });
  });

  it("worked by hand", () => {
    expect(allocate(won(10_000), [won(1), won(1), won(1)])).toEqual([3_334, 3_333, 3_333]);
    expect(allocate(won(100), [won(1), won(0), won(2), won(4)])).toEqual([14, 0, 29, 57]);
    expect(allocate(won(2), [won(1), won(1), won(1)])).toEqual([1, 1, 0]);
    expect(allocate(won(7), [won(8_000), won(2_000)])).toEqual([6, 1]);
  });

  it("stays exact where a product leaves 53 bits", () => {
    const max = minorUnits(MAX_MINOR_UNITS);
    expect(allocate(max, [max, max])).toEqual([2 ** 52, 2 ** 52 - 1]);
    expect(allocate(max, [minorUnits(max - 1), won(1)])).toEqual([max - 1, 1]);
  });

  it("nothing to allocate is nothing for everybody; no weights for something is a caller's bug", () => {
    expect(allocate(ZERO, [won(3), won(0)])).toEqual([0, 0]);
    expect(allocate(ZERO, [won(0)])).toEqual([0]);
    expect(allocate(ZERO, [])).toEqual([]);
    expect(() => allocate(won(1), [ZERO, ZERO])).toThrow("every weight is zero");
    expect(() => allocate(won(1), [])).toThrow("every weight is zero");
    expect(() => allocate(won(1), [-1 as MinorUnits, won(2)])).toThrow("not an amount of money");
    expect(() => allocate(ZERO, [-1 as MinorUnits])).toThrow("not an amount of money");
    expect(() => allocate(-1 as MinorUnits, [won(1)])).toThrow("not an amount of money");
    expect(() => allocate(0.5 as MinorUnits, [won(1)])).toThrow("not an amount of money");
  });
});

describe(`fillInOrder and spread, seed ${seed}`, () => {
  it("fills each entry up to its ceiling before the next", () => {
    expect(fillInOrder(won(9), [won(5), won(0), won(3), won(4)])).toEqual([5, 0, 3, 1]);
    expect(fillInOrder(ZERO, [])).toEqual([]);
    expect(() => fillInOrder(won(9), [won(5), won(3)])).toThrow("1 of 9 found no room");
  });

  it("spreads amounts so that rows and columns both come out exactly", () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 }).map(minorUnits);
    forAll(
      [fc.array(amount, { maxLength: 12 }), weightsOf(amount), fc.constantFrom(allocate, fillInOrder)],
      { seed, numRuns: 1_000 },
      (amounts, weights, divide) => {
        fc.pre(sum(weights) > 0);
        const room = allocate(sum(amounts), weights);
        const rows = spread(amounts, room, divide);
        expect(rows.map(sum)).toEqual(amounts);
        expect(room.map((_, column) => sum(rows.map((row) => row[column]!)))).toEqual(room);
      },
    );
  });
});
