/** The items of an EBP cancel and their arithmetic: amounts and taxes are per unit, sums are weighted by quantity. Pure. */
import assert from "node:assert/strict";
import { minorUnits } from "../../money/minor-units.js";
import type { CancelLine } from "../port.js";

export interface CancelItem {
  seq: number;
  itemType: CancelLine["kind"];
  itemId: string;
  quantity: number;
  /** Per unit, VAT included. */
  amount: number;
  /** Per unit; a part of `amount`, not added to it. */
  taxAmount: number;
}

export interface ItemTotals {
  productAmount: number;
  productTaxAmount: number;
  deliveryAmount: number;
  deliveryTaxAmount: number;
  /** Lines, not units: EBP's `processedCount`. */
  count: number;
}

type Summed = Pick<CancelItem, "itemType" | "quantity" | "amount" | "taxAmount">;

/**
 * The sums an answer names. EBP's prose says "the sum of the items' amounts"; its own first example, two units at 50,000
 * and two single ones at 3,000 for a total of 106,000, shows that each amount counts once per unit.
 */
export function totalsOf(items: readonly Summed[]): ItemTotals {
  const of = (isDelivery: boolean, per: "amount" | "taxAmount"): number =>
    items
      .filter((item) => (item.itemType === "DELIVERY") === isDelivery)
      .reduce((soFar, item) => soFar + item.quantity * item[per], 0);
  return {
    productAmount: of(false, "amount"),
    productTaxAmount: of(false, "taxAmount"),
    deliveryAmount: of(true, "amount"),
    deliveryTaxAmount: of(true, "taxAmount"),
    count: items.length,
  };
}

/**
 * One item per line, in line order. Where a line's amount and VAT divide evenly by its quantity the item names units;
 * otherwise it is one unit with the whole amount, which is how EBP writes a cut by amount.
 *
 * @throws AssertionError for a line without money or units, with more VAT than money, or standing twice (caller's bug).
 */
export function itemsOf(lines: readonly CancelLine[]): CancelItem[] {
  const seqs = sequenceOf(lines.map((line) => line.lineNo));
  return lines.map(({ lineNo, kind, quantity, amount, vat }, index) => {
    assert(lineNo !== "", "a line needs its number");
    assert(minorUnits(amount) > 0, `line ${lineNo}: ${amount} is nothing to cancel`);
    assert(minorUnits(vat) <= amount, `line ${lineNo}: a VAT of ${vat} in ${amount}`);
    assert(Number.isSafeInteger(quantity) && quantity > 0, `line ${lineNo}: ${quantity} units`);
    const even = amount % quantity === 0 && vat % quantity === 0;
    const units = even ? quantity : 1;
    return {
      seq: seqs[index] ?? index + 1,
      itemType: kind,
      itemId: lineNo,
      quantity: units,
      amount: amount / units,
      taxAmount: vat / units,
    };
  });
}

/**
 * `seq` is the item's place in the order: the second example cancels items 2 and 3 under these numbers. So our line
 * numbers, where all of them are such numbers; otherwise they only count the items of this cancel.
 */
function sequenceOf(lineNos: readonly string[]): number[] {
  assert.equal(new Set(lineNos).size, lineNos.length, "a line stands twice in one cancel");
  const numbered = lineNos.every((lineNo) => /^[1-9]\d{0,8}$/.test(lineNo));
  return lineNos.map((lineNo, index) => (numbered ? Number(lineNo) : index + 1));
}
