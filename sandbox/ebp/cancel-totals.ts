/** Sums over the lines of a cancel. Amounts and taxes are per piece, so every sum is weighted by the quantity. Pure. */
import type { CancelLine } from "./cancellation.js";

/** Whole won; `product + delivery` is what is cancelled, the taxes are contained in it. */
export interface CancelTotals {
  product: number;
  productTax: number;
  delivery: number;
  deliveryTax: number;
}

type Priced = Pick<CancelLine, "quantity" | "amount" | "taxAmount">;
export const amountOf = (line: Priced): number => line.quantity * line.amount;
export const taxOf = (line: Priced): number => line.quantity * (line.taxAmount ?? 0);

/** DELIVERY lines are the delivery side; everything else, services too, is the product side. */
export function totalsOf(items: readonly CancelLine[]): CancelTotals {
  const delivery = items.filter((line) => line.itemType === "DELIVERY");
  const products = items.filter((line) => line.itemType !== "DELIVERY");
  return {
    product: sum(products, amountOf),
    productTax: sum(products, taxOf),
    delivery: sum(delivery, amountOf),
    deliveryTax: sum(delivery, taxOf),
  };
}

const sum = (items: readonly CancelLine[], won: (line: CancelLine) => number): number =>
  items.reduce((total, line) => total + won(line), 0);
