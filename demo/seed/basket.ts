/** The basket of one customer: lines off one shelf, with delivery where it was charged. */
import type { RandomSource } from "./random-source.js";
import type { SeedLine } from "./facts.js";
import {
  DELIVERY,
  FREE_DELIVERY_FROM,
  INSTALLATION,
  LARGE_GOODS,
  MAKERS_DELIVERY,
  MAKERS_INSTALLATION,
  MAKERS_SHELF,
  SHELVES,
  type Goods,
} from "./goods.js";

/** Every so many orders one is above the four-eyes limit. */
const LARGE_EVERY = 18;
/** Goods that cost as much come with somebody who puts it up. */
const MAKERS_LARGE_FROM = 500_000;

export function fillBasket(random: RandomSource, number: number, shop: "MARKET" | "MAKER" = "MARKET"): SeedLine[] {
  const lines: SeedLine[] = [];
  const put = (goods: Goods, quantity: number) =>
    void lines.push({
      lineNo: String(lines.length + 1),
      kind: goods.kind,
      taxCategory: goods.tax,
      name: goods.name,
      ...(goods.model && { itemId: goods.model, seq: lines.length + 1 }),
      quantity,
      amount: goods.price * quantity,
    });
  if (shop === "MAKER") {
    for (const goods of random.draw(MAKERS_SHELF, random.between(1, 3))) put(goods, random.between(1, goods.most));
    if (totalOf(lines) >= MAKERS_LARGE_FROM) put(MAKERS_INSTALLATION, 1);
    else if (lines.some((line) => line.kind === "PHYSICAL")) put(MAKERS_DELIVERY, 1);
    return lines;
  }
  if (number % LARGE_EVERY === LARGE_EVERY - 1) {
    put(random.pick(LARGE_GOODS), 1);
    if (random.percent(50)) put(INSTALLATION, 1);
    return lines;
  }
  for (const goods of random.draw(random.pick(SHELVES), random.between(1, 4)))
    put(goods, random.between(1, goods.most));
  const isParcel = lines.some((line) => line.kind === "PHYSICAL");
  if (isParcel && totalOf(lines) < FREE_DELIVERY_FROM) put(DELIVERY, 1);
  return lines;
}

export const totalOf = (lines: readonly SeedLine[]): number => lines.reduce((sum, line) => sum + line.amount, 0);

export const taxFreeOf = (lines: readonly SeedLine[]): number =>
  totalOf(lines.filter((line) => line.taxCategory === "TAX_FREE"));
