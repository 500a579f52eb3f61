/** How one basket was paid: with one means or several, at the order's gateway and out of the shop's own points, tax part by tax part. */
import type { GatewayName, PaymentMethod } from "../../src/gateways/port.js";
import { tossVat } from "./at-toss-pay.js";
import { taxFreeOf, totalOf } from "./basket.js";
import type { RandomSource } from "./random-source.js";
import type { SeedLine, SeedPayment } from "./facts.js";

/** A payment before it has a number and a time. */
export type Tender = Pick<SeedPayment, "gateway" | "method" | "amount" | "taxFree" | "vat">;

/** The gateways outside the shop; points and deposits (적립금·예치금) only ever stand beside one of them. */
export type OuterGateway = Exclude<GatewayName, "MERCHANT_LEDGER">;

/** Of a hundred orders. */
const GATEWAYS: readonly [OuterGateway, number][] = [
  ["PORTONE_V2", 49],
  ["IAMPORT_V1", 18],
  ["TOSS_PAY", 16],
  ["EBP", 17],
];

/** Of a hundred orders of a gateway with one payment. */
const SINGLE: Readonly<Record<OuterGateway, readonly [PaymentMethod, number][]>> = {
  PORTONE_V2: [
    ["CARD", 50],
    ["EASY_PAY", 20],
    ["BANK_TRANSFER", 8],
    ["VIRTUAL_ACCOUNT", 12],
    ["MOBILE", 6],
    ["GIFT_CERTIFICATE", 4],
  ],
  IAMPORT_V1: [
    ["CARD", 46],
    ["VIRTUAL_ACCOUNT", 30],
    ["EASY_PAY", 10],
    ["MOBILE", 8],
    ["BANK_TRANSFER", 6],
  ],
  TOSS_PAY: [
    ["CARD", 55],
    ["EASY_PAY", 45],
  ],
  EBP: [
    ["CARD", 72],
    ["EASY_PAY", 16],
    ["VIRTUAL_ACCOUNT", 12],
  ],
};

/** The primary means first. */
const TOGETHER: Readonly<Record<OuterGateway, readonly (readonly PaymentMethod[])[]>> = {
  PORTONE_V2: [
    ["CARD", "EASY_PAY"],
    ["CARD", "GIFT_CERTIFICATE"],
    ["EASY_PAY", "GIFT_CERTIFICATE"],
    ["CARD", "BANK_TRANSFER"],
    ["CARD", "EASY_PAY", "GIFT_CERTIFICATE"],
    ["CARD", "POINTS"],
    ["EASY_PAY", "POINTS"],
    ["CARD", "POINTS", "DEPOSIT"],
  ],
  IAMPORT_V1: [
    ["CARD", "POINTS"],
    ["CARD", "EASY_PAY"],
  ],
  TOSS_PAY: [["EASY_PAY", "POINTS"]],
  EBP: [
    ["CARD", "POINTS"],
    ["CARD", "DEPOSIT"],
  ],
};
/** 복합결제 (split tender). */
const SPLIT_PERCENT = 20;
/** People pay a round sum with the second means. */
const ROUND_WON = 1_000;
const SHOPS_OWN: readonly PaymentMethod[] = ["POINTS", "DEPOSIT"];
/** Balances people have saved up with a shop. */
const MOST_OF: Readonly<Partial<Record<PaymentMethod, number>>> = { POINTS: 30_000, DEPOSIT: 120_000 };

export const gatewayOf = (random: RandomSource): OuterGateway => weighted(random, GATEWAYS);

export function pay(random: RandomSource, outer: OuterGateway, lines: readonly SeedLine[]): Tender[] {
  let [left, taxFreeLeft] = [totalOf(lines), taxFreeOf(lines)];
  const methods = random.percent(SPLIT_PERCENT) ? random.pick(TOGETHER[outer]) : [weighted(random, SINGLE[outer])];
  const tender = (method: PaymentMethod, amount: number, taxFree: number): Tender => {
    const gateway = SHOPS_OWN.includes(method) ? "MERCHANT_LEDGER" : outer;
    return { gateway, method, amount, taxFree, vat: vatOf(random, gateway, amount - taxFree) };
  };
  const others: Tender[] = [];
  for (const method of methods.slice(1)) {
    const part = Math.min((left * random.between(15, 40)) / 100, MOST_OF[method] ?? left);
    const amount = Math.floor(part / ROUND_WON) * ROUND_WON;
    if (amount === 0) continue;
    // Half of the shops count the tax-free part to the first means as long as it can, half share it out.
    const share = random.percent(50) ? Math.floor((taxFreeLeft * amount) / left) : 0;
    const taxFree = Math.max(share, amount - (left - taxFreeLeft));
    others.push(tender(method, amount, taxFree));
    left -= amount;
    taxFreeLeft -= taxFree;
  }
  return [tender(methods[0] ?? "CARD", left, taxFreeLeft), ...others];
}

function weighted<T>(random: RandomSource, from: readonly (readonly [T, number])[]): T {
  let roll = random.below(100);
  for (const [what, percent] of from) {
    if (roll < percent) return what;
    roll -= percent;
  }
  throw new Error("the shares do not come to a hundred");
}

/** Shops do not agree on the odd won: some send no VAT, some round a tenth of the supply price, some round an eleventh up. */
function vatOf(random: RandomSource, gateway: GatewayName, taxable: number): number | null {
  const habit = random.below(3);
  if (gateway === "TOSS_PAY") return tossVat(taxable);
  if (gateway === "MERCHANT_LEDGER" || habit === 2) return null;
  return habit === 0 ? taxable - Math.round(taxable / 1.1) : Math.ceil(taxable / 11);
}
