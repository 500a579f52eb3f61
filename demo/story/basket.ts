/** What one customer bought: lines off one shelf, with delivery where it was charged. */
import type { Dice } from "./dice.js";
import type { StoryLine } from "./facts.js";
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
/** What costs as much comes with somebody who puts it up. */
const MAKERS_LARGE_FROM = 500_000;

export function fillBasket(dice: Dice, number: number, shop: "MARKET" | "MAKER" = "MARKET"): StoryLine[] {
  const lines: StoryLine[] = [];
  const put = (goods: Goods, quantity: number) =>
    void lines.push({
      lineNo: String(lines.length + 1),
      kind: goods.kind,
      taxCategory: goods.tax,
      name: goods.name,
      quantity,
      amount: goods.price * quantity,
    });
  if (shop === "MAKER") {
    for (const goods of dice.draw(MAKERS_SHELF, dice.between(1, 3))) put(goods, dice.between(1, goods.most));
    if (totalOf(lines) >= MAKERS_LARGE_FROM) put(MAKERS_INSTALLATION, 1);
    else if (lines.some((line) => line.kind === "PHYSICAL")) put(MAKERS_DELIVERY, 1);
    return lines;
  }
  if (number % LARGE_EVERY === LARGE_EVERY - 1) {
    put(dice.pick(LARGE_GOODS), 1);
    if (dice.percent(50)) put(INSTALLATION, 1);
    return lines;
  }
  for (const goods of dice.draw(dice.pick(SHELVES), dice.between(1, 4))) put(goods, dice.between(1, goods.most));
  const isParcel = lines.some((line) => line.kind === "PHYSICAL");
  if (isParcel && totalOf(lines) < FREE_DELIVERY_FROM) put(DELIVERY, 1);
  return lines;
}

export const totalOf = (lines: readonly StoryLine[]): number => lines.reduce((sum, line) => sum + line.amount, 0);

export const taxFreeOf = (lines: readonly StoryLine[]): number =>
  totalOf(lines.filter((line) => line.taxCategory === "TAX_FREE"));
