/** What one customer bought, and how it was paid: lines and payments that add up, tax part by tax part. */
import type { Dice } from "./dice.js";
import type { Method, StoryLine, StoryPayment } from "./facts.js";
import { DELIVERY, FREE_DELIVERY_FROM, INSTALLATION, LARGE_GOODS, SHELVES, type Goods } from "./goods.js";

/** A payment before it has a number, a time and a way of going wrong. */
export type Tender = Pick<StoryPayment, "method" | "amount" | "taxFree" | "vat">;

/** Every so many orders one is above the four-eyes limit. */
const LARGE_EVERY = 18;

export function fillBasket(dice: Dice, number: number): StoryLine[] {
  const lines: StoryLine[] = [];
  const put = (goods: Goods, quantity: number) =>
    lines.push({
      lineNo: String(lines.length + 1),
      kind: goods.kind,
      taxCategory: goods.tax,
      name: goods.name,
      quantity,
      amount: goods.price * quantity,
    });
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

/** Of a hundred orders with one payment. */
const SINGLE: readonly [Method, number][] = [
  ["CARD", 52],
  ["EASY_PAY", 24],
  ["BANK_TRANSFER", 8],
  ["VIRTUAL_ACCOUNT", 7],
  ["MOBILE", 5],
  ["GIFT_CERTIFICATE", 4],
];
const TOGETHER: readonly (readonly Method[])[] = [
  ["CARD", "EASY_PAY"],
  ["CARD", "GIFT_CERTIFICATE"],
  ["EASY_PAY", "GIFT_CERTIFICATE"],
  ["CARD", "BANK_TRANSFER"],
  ["CARD", "EASY_PAY", "GIFT_CERTIFICATE"],
];
/** 복합결제 (split tender). */
const SPLIT_PERCENT = 16;
/** People pay a round sum with the second means. */
const ROUND_WON = 1_000;

export function pay(dice: Dice, lines: readonly StoryLine[]): Tender[] {
  let [left, taxFreeLeft] = [totalOf(lines), taxFreeOf(lines)];
  const methods = dice.percent(SPLIT_PERCENT) ? dice.pick(TOGETHER) : [methodOf(dice)];
  const tenders: Tender[] = [];
  for (const method of methods.slice(1)) {
    const amount = Math.floor((left * dice.between(15, 40)) / 100 / ROUND_WON) * ROUND_WON;
    if (amount === 0) continue;
    // Half of the shops count the tax-free part to the first means as long as it can, half share it out.
    const share = dice.percent(50) ? Math.floor((taxFreeLeft * amount) / left) : 0;
    const taxFree = Math.max(share, amount - (left - taxFreeLeft));
    tenders.push({ method, amount, taxFree, vat: vatOf(dice, amount - taxFree) });
    left -= amount;
    taxFreeLeft -= taxFree;
  }
  const [primary = "CARD"] = methods;
  const first = { method: primary, amount: left, taxFree: taxFreeLeft, vat: vatOf(dice, left - taxFreeLeft) };
  return [first, ...tenders];
}

function methodOf(dice: Dice): Method {
  let roll = dice.below(100);
  for (const [method, percent] of SINGLE) {
    if (roll < percent) return method;
    roll -= percent;
  }
  return "CARD";
}

/** Shops do not agree on the odd won: some send no VAT, some round a tenth of the supply price, some round an eleventh up. */
function vatOf(dice: Dice, taxable: number): number | null {
  switch (dice.below(3)) {
    case 0:
      return taxable - Math.round(taxable / 1.1);
    case 1:
      return Math.ceil(taxable / 11);
    default:
      return null;
  }
}
