/** EBP's amounts are per unit and its sums weighted by quantity: shown by its own examples, and kept for every command. */
import fc from "fast-check";
import { itemsOf, totalsOf } from "../../../src/gateways/ebp/items.js";
import type { CancelLine } from "../../../src/gateways/port.js";
import { minorUnits, won } from "../../../src/money/minor-units.js";
import { itemOf } from "../../kit/fixtures.js";
import { example, line } from "./command.js";
import { forAll, seedOf } from "../random.js";

describe("the documented examples", () => {
  it.each([
    ["order", 106_000, 10_000, 3],
    ["item", 6_000, 0, 2],
    ["amount", 2_000, 0, 1],
  ] as const)("by %s: %i won, of them %i tax, %i lines", (name, amount, tax, count) => {
    const { request, response } = example(name);
    const totals = totalsOf(request.items);
    expect(totals).toEqual({
      productAmount: amount,
      productTaxAmount: tax,
      deliveryAmount: 0,
      deliveryTaxAmount: 0,
      count,
    });
    expect(request.totalCancelAmount).toBe(amount);
    expect(response.data).toMatchObject({
      totalProductAmount: totals.productAmount,
      totalProductTaxAmount: totals.productTaxAmount,
      totalDeliveryAmount: totals.deliveryAmount,
      totalDeliveryTaxAmount: totals.deliveryTaxAmount,
      processedCount: totals.count,
    });
    expect(response.data.items).toEqual(request.items);
  });

  it("only the weighted sum is right: a plain one would be 56,000", () => {
    const { items, totalCancelAmount } = example("order").request;
    const plain = items.reduce((sum, item) => sum + item.amount, 0);
    expect(plain).toBe(56_000);
    expect(totalCancelAmount).not.toBe(plain);
  });

  it("our lines become the example's items", () => {
    const lines = [line("1", 100_000, { quantity: 2, vat: won(10_000) }), line("2", 3_000), line("3", 3_000)];
    expect(itemsOf(lines)).toEqual(example("order").request.items);
  });
});

describe("a line becomes an item", () => {
  it.each([
    ["even: units", 9_000, 900, 3, { quantity: 3, amount: 3_000, taxAmount: 300 }],
    ["an odd won: one unit with the whole", 9_001, 900, 3, { quantity: 1, amount: 9_001, taxAmount: 900 }],
    ["an odd won of VAT: the same", 9_000, 901, 3, { quantity: 1, amount: 9_000, taxAmount: 901 }],
    ["one unit", 9_001, 901, 1, { quantity: 1, amount: 9_001, taxAmount: 901 }],
  ])("%s", (_, amount, vat, quantity, expected) => {
    expect(itemsOf([line("7", amount, { vat: won(vat), quantity })])).toEqual([
      { seq: 7, itemId: "P007", itemType: "PHYSICAL", ...expected },
    ]);
  });

  it("delivery is summed apart, a service is a product", () => {
    const items = itemsOf([
      line("1", 5_000, { kind: "SERVICE" }),
      line("2", 3_000, { kind: "DELIVERY", vat: won(273) }),
    ]);
    expect(totalsOf(items)).toEqual({
      productAmount: 5_000,
      productTaxAmount: 0,
      deliveryAmount: 3_000,
      deliveryTaxAmount: 273,
      count: 2,
    });
  });

  it("is named as the shop registered it, in the order of its seqs, whatever our line number is", () => {
    const lines = [line("10", 100), line("2", 100, { itemId: "MODEL-X", seq: 40 })];
    expect(itemsOf(lines).map(({ itemId, seq }) => [itemId, seq])).toEqual([
      ["P0010", 10],
      ["MODEL-X", 40],
    ]);
    // Two lines may be of one product; no two are in one place.
    expect(itemsOf([line("1", 100), line("2", 100, { itemId: "P001" })])).toHaveLength(2);
    expect(() => itemsOf([line("1", 100), line("2", 100, { seq: 1 })])).toThrow(/twice/);
  });
});

it("nothing is lost or invented, whatever the lines", () => {
  const anyLine: fc.Arbitrary<Omit<CancelLine, "lineNo" | "itemId" | "seq">> = fc
    .record({
      kind: fc.constantFrom("PHYSICAL", "DIGITAL", "SUBSCRIPTION", "DELIVERY", "SERVICE"),
      quantity: fc.integer({ min: 1, max: 999 }),
      amount: fc.integer({ min: 1, max: 1_000_000_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ share, amount, ...rest }) => ({
      ...rest,
      amount: minorUnits(amount),
      vat: minorUnits(Math.floor(amount * share)),
    }));
  forAll([fc.array(anyLine, { minLength: 1, maxLength: 20 })], { seed: seedOf("EBP items"), numRuns: 500 }, (drawn) => {
    const lines = drawn.map((one, index): CancelLine => ({ lineNo: `L${index}`, ...itemOf(index + 1), ...one }));
    const items = itemsOf(lines);
    const totals = totalsOf(items);
    const summed = (per: "amount" | "vat"): number => lines.reduce((sum, l) => sum + l[per], 0);
    expect(totals.productAmount + totals.deliveryAmount).toBe(summed("amount"));
    expect(totals.productTaxAmount + totals.deliveryTaxAmount).toBe(summed("vat"));
    for (const [index, item] of items.entries()) {
      expect(Number.isSafeInteger(item.amount) && Number.isSafeInteger(item.taxAmount)).toBe(true);
      expect([1, lines[index]?.quantity]).toContain(item.quantity);
    }
  });
});
