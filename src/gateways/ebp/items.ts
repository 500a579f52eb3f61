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

/** The line that cannot be reported to EBP for want of the shop's `itemId` or `seq`; undefined: all can. Asked before `itemsOf`. */
export const lineWithoutItem = (lines: readonly CancelLine[]): CancelLine | undefined =>
  lines.find(({ itemId, seq }) => itemId === null || seq === null);

/**
 * One item per line, by `seq`: the second example cancels items 2 and 3 under the numbers they have in the order. Where a line's amount and VAT divide evenly by its quantity the item names units;
 * otherwise it is one unit with the whole amount, which is how EBP writes a cut by amount.
 *
 * @throws AssertionError for a line without its item, money or units, with more VAT than money, or standing twice (caller's bug).
 */
export function itemsOf(lines: readonly CancelLine[]): CancelItem[] {
  assert.equal(new Set(lines.map(({ seq }) => seq)).size, lines.length, "a line stands twice in one cancel");
  return lines.map(itemOf).toSorted((a, b) => a.seq - b.seq);
}

function itemOf({ lineNo, itemId, seq, kind, quantity, amount, vat }: CancelLine): CancelItem {
  assert(itemId !== null && itemId !== "" && seq !== null, `line ${lineNo} needs its itemId and its seq`);
  assert(Number.isSafeInteger(seq) && seq > 0, `line ${lineNo}: seq ${seq}`);
  assert(minorUnits(amount) > 0, `line ${lineNo}: ${amount} is nothing to cancel`);
  assert(minorUnits(vat) <= amount, `line ${lineNo}: a VAT of ${vat} in ${amount}`);
  assert(Number.isSafeInteger(quantity) && quantity > 0, `line ${lineNo}: ${quantity} units`);
  const even = amount % quantity === 0 && vat % quantity === 0;
  const units = even ? quantity : 1;
  return {
    seq,
    itemType: kind,
    itemId,
    quantity: units,
    amount: amount / units,
    taxAmount: vat / units,
  };
}
