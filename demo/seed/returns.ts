/** Returns of an order: lines, time, and the customer's deductions: the returns a return service hands over. */
import type { RandomSource } from "./random-source.js";
import { taxFreeOf, totalOf } from "./basket.js";
import type { SeedLine, SeedOrder, SeedReturn } from "./facts.js";
import { FREE_DELIVERY_FROM, RETURN_SHIPPING } from "./goods.js";

/** A return before it has a number, a time and an account. */
export type ReturnedGoods = Pick<SeedReturn, "lines" | "deductions" | "legs">;

/** 단순 변심: the customer bears the way back. */
const CHANGE_OF_MIND_PERCENT = 40;
const CUT_PERCENT = 8;
const PART_OF_QUANTITY_PERCENT = 55;
const TWICE_PERCENT = 45;
const ONE_OF_SEVERAL_PERCENT = 40;
/** Below this a way back that costs 3,000 is not worth it. */
const WORTH_RETURNING = 10_000;
/** A compensation for a scratch, kept goods: a round sum. */
const CUT_WON = 5_000;

/** One or two returns; the same line never comes back beyond what was bought. */
export function returnsOf(random: RandomSource, order: SeedOrder): ReturnedGoods[] {
  const goods = order.lines.filter((line) => line.kind !== "DELIVERY" && line.kind !== "SERVICE");
  const several = goods.find((line) => line.quantity > 1);
  const only = order.payments.length === 1 ? order.payments[0] : undefined;
  // Before capture (매입 전) the gateway takes nothing but everything back; a part has to wait, and the page says so.
  if (only?.captureState === "AUTHORISED" && random.percent(60)) return [everything(order)];

  if (goods.length > 1 && random.percent(ONE_OF_SEVERAL_PERCENT)) {
    const [first, second] = random.draw(goods, 2) as [SeedLine, SeedLine];
    const returns = [withDeductions(random, order, [first])];
    if (random.percent(TWICE_PERCENT)) returns.push(withDeductions(random, order, [second]));
    return returns;
  }
  if (several && random.percent(PART_OF_QUANTITY_PERCENT)) {
    const part = random.between(1, several.quantity - 1);
    return [withDeductions(random, order, [{ ...several, quantity: part }])];
  }
  const [dearest] = [...goods].sort((a, b) => b.amount - a.amount);
  if (dearest && dearest.amount > 2 * CUT_WON && random.percent(CUT_PERCENT)) {
    return [{ lines: [{ lineNo: dearest.lineNo, quantity: 0, amount: CUT_WON }], deductions: [], legs: null }];
  }
  return [random.percent(CHANGE_OF_MIND_PERCENT) ? withDeductions(random, order, goods, true) : everything(order)];
}

/** The shop's fault: all of it, delivery included. For split tender this return service names the legs itself. */
const everything = (order: SeedOrder): ReturnedGoods => ({
  lines: order.lines.map(({ lineNo, quantity }) => ({ lineNo, quantity, amount: null })),
  deductions: [],
  legs: order.payments.length > 1 ? order.payments.map(({ paymentNo, amount }) => ({ paymentNo, amount })) : null,
});

/** `lines` carry the quantity that comes back. */
function withDeductions(
  random: RandomSource,
  order: SeedOrder,
  lines: readonly SeedLine[],
  changeOfMind = random.percent(CHANGE_OF_MIND_PERCENT),
): ReturnedGoods {
  const worth = lines.reduce((sum, { lineNo, quantity }) => sum + worthOf(order, lineNo, quantity), 0);
  const deductions: ReturnedGoods["deductions"] = [];
  const isParcel = lines.some((line) => line.kind === "PHYSICAL");
  // Return shipping is charged with its VAT, so it is kept from orders that have something taxable in them.
  const hasTaxable = taxFreeOf(order.lines) < totalOf(order.lines);
  if (changeOfMind && isParcel && hasTaxable && worth >= WORTH_RETURNING) {
    deductions.push({ kind: "RETURN_SHIPPING", amount: RETURN_SHIPPING });
    const wasFree = !order.lines.some((line) => line.kind === "DELIVERY" || line.kind === "SERVICE");
    const kept = totalOf(order.lines) - worth;
    if (wasFree && kept > 0 && kept < FREE_DELIVERY_FROM) {
      deductions.push({ kind: "LOST_FREE_SHIPPING", amount: RETURN_SHIPPING });
    }
  }
  return { lines: lines.map(({ lineNo, quantity }) => ({ lineNo, quantity, amount: null })), deductions, legs: null };
}

function worthOf(order: SeedOrder, lineNo: string, quantity: number): number {
  const line = order.lines.find((one) => one.lineNo === lineNo);
  return line ? Math.floor((line.amount * quantity) / line.quantity) : 0;
}
