/** The demo story: a Korean shop's collected returns of the last days, the same on every start with the same beginning. */
import { after } from "../../src/clock.js";
import type { GatewayName } from "../../src/gateways/port.js";
import { inventAccount } from "./accounts.js";
import * as iamportV1 from "./at-iamport-v1.js";
import * as portoneV2 from "./at-portone-v2.js";
import { fillBasket, totalOf } from "./basket.js";
import { inventCustomer } from "./customers.js";
import { compactDay, inventPaidAt } from "./dates.js";
import { RandomSource } from "./random-source.js";
import type { Seed, SeedLine, SeedOrder, SeedPayment, SeedReturn } from "./facts.js";
import { returnsOf } from "./returns.js";
import { gatewayOf, pay, type OuterGateway, type Tender } from "./tender.js";

export const ORDERS = 240;
/** Any number would do; this one is the year of the Electronic Commerce Act (전자상거래법). */
const SEED = 2002;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Refunds are due 3 business days after the goods are back: of returns this old some are overdue. */
const LONGEST_WAIT_DAYS = 9;
const FRESH_PERCENT = 65;
const FRESH_WAIT_DAYS = 2;
const AUTHORISED_PERCENT = 15;
/** Gateways that show a card payment before its capture (매입 전) in this shop. */
const SHOWS_AUTHORISED: readonly GatewayName[] = ["PORTONE_V2", "EBP"];
/** 즉시할인: the customer paid less than the order cost; the gateway cancels in order units all the same. EBP knows none. */
const DISCOUNT_PERCENT: Readonly<Record<OuterGateway, number>> = {
  PORTONE_V2: 8,
  IAMPORT_V1: 6,
  TOSS_PAY: 35,
  EBP: 0,
};
/** Toss Pay's own takes a tenth off, card companies a twentieth. */
const rateOf = (gateway: OuterGateway): number => (gateway === "TOSS_PAY" ? 0.9 : 0.95);
/** Every so many orders one has a promotion of PortOne's own, whose partial cancels it recalculates. */
const PROMOTION_EVERY = 35;
const PROMOTION = { kind: "FIXED", discount: 5_000, minimum: 50_000 } as const;

/**
 * Tells the story.
 *
 * @param begins when the demo was first started; everything happened before it
 */
export function seedOrders(begins: Date): Seed {
  const random = new RandomSource(SEED);
  const orders: SeedOrder[] = [];
  const returns: SeedReturn[] = [];
  const turns = new Map<GatewayName, number>();
  for (let number = 0; number < ORDERS; number += 1) {
    const waitDays = random.percent(FRESH_PERCENT) ? FRESH_WAIT_DAYS : LONGEST_WAIT_DAYS;
    const collectedAt = after(begins, -random.between(30, (waitDays * DAY_MS) / MINUTE_MS) * MINUTE_MS);
    const order = inventOrder(random, { number, begins, collectedAt });
    for (const payment of order.payments) {
      payment.turn = turns.get(payment.gateway) ?? 0;
      turns.set(payment.gateway, payment.turn + 1);
    }
    orders.push(order);
    const refundAccount = inventAccount(random, order, begins);
    returnsOf(random, order).forEach((returned, index) => {
      const at = after(collectedAt, index * 17 * MINUTE_MS);
      returns.push({
        ...returned,
        returnNo: `R${compactDay(at)}-${String(number + 1).padStart(4, "0")}-${index + 1}`,
        order,
        collectedAt: at,
        refundAccount,
      });
    });
  }
  returns.sort((a, b) => a.collectedAt.getTime() - b.collectedAt.getTime() || (a.returnNo < b.returnNo ? -1 : 1));
  return { orders, returns };
}

function inventOrder(random: RandomSource, at: { number: number; begins: Date; collectedAt: Date }): SeedOrder {
  const { number } = at;
  const gateway = gatewayOf(random);
  const lines = fillBasket(random, number, gateway === "EBP" ? "MAKER" : "MARKET");
  const tenders = pay(random, gateway, lines);
  const method = tenders.length === 1 ? (tenders[0]?.method ?? null) : null;
  const maybeAuthorised = method === "CARD" && SHOWS_AUTHORISED.includes(gateway);
  const authorised = maybeAuthorised && random.percent(AUTHORISED_PERCENT);
  const paidAt = inventPaidAt(random, { ...at, gateway, method, authorised });
  const orderNo = `${compactDay(paidAt)}-${String(4_100_000 + number * 137 + random.below(100)).padStart(7, "0")}`;
  const [first] = lines;
  const orderName = `${first?.name ?? "주문"}${lines.length > 1 ? ` 외 ${lines.length - 1}건` : ""}`;
  const payments = tenders.map((tender, index): SeedPayment => {
    const isSinglePayment = method !== null && method !== "VIRTUAL_ACCOUNT";
    const pgProvider = pickPg(random, tender);
    return {
      ...tender,
      paymentNo: String(index + 1),
      gatewayPaymentId: idOf(tender.gateway, orderNo, index + 1),
      provider: pgProvider === null ? null : (CHANNELS[tender.gateway]?.PROVIDER_OF[pgProvider] ?? null),
      captureState: authorised ? "AUTHORISED" : "CAPTURED",
      paidAt,
      promotion: "RELEASE",
      paidByCustomer: null,
      atGateway: { pgProvider, orderName },
      turn: 0,
      ...(isSinglePayment && discountOf(random, { number, gateway, lines, method, orderName, pgProvider })),
    };
  });
  return { orderNo, customer: inventCustomer(random, number + 1), payments, lines };
}

/** In each gateway's own manner: i'mport's imp_uid is digits, the others take what the shop makes up. */
const idOf = (gateway: GatewayName, orderNo: string, index: number): string => {
  switch (gateway) {
    case "PORTONE_V2":
      return `pay-${orderNo}-${index}`;
    case "IAMPORT_V1":
      return `imp_${orderNo.replace("-", "").slice(3)}${index}`;
    case "TOSS_PAY":
      return `toss-${orderNo}-${index}`;
    case "EBP":
      return `EBP${orderNo.replace("-", "")}${index}`;
    case "MERCHANT_LEDGER":
      return `shop-${orderNo}-${index}`;
  }
};

/** Gateways with providers behind them: which there are for a method, and their names in the service. */
const CHANNELS: Partial<Record<GatewayName, typeof portoneV2 | typeof iamportV1>> = {
  PORTONE_V2: portoneV2,
  IAMPORT_V1: iamportV1,
};

function pickPg(random: RandomSource, { gateway, method }: Tender): string | null {
  const channels = CHANNELS[gateway];
  return channels ? random.pick(channels.PGS[method] ?? []) : null;
}

interface Discountable {
  number: number;
  gateway: OuterGateway;
  lines: readonly SeedLine[];
  method: SeedPayment["method"];
  orderName: string;
  pgProvider: string | null;
}

function discountOf(random: RandomSource, { number, gateway, lines, method, orderName, pgProvider }: Discountable) {
  const total = totalOf(lines);
  const isDiscounted = random.percent(DISCOUNT_PERCENT[gateway]);
  if (method !== "CARD" && gateway !== "TOSS_PAY") return {};
  if (gateway === "PORTONE_V2" && number % PROMOTION_EVERY === 3 && total >= PROMOTION.minimum)
    return {
      promotion: random.percent(50) ? ("RETAIN" as const) : ("RELEASE" as const),
      paidByCustomer: total - PROMOTION.discount,
      atGateway: { pgProvider, orderName, promotion: PROMOTION },
    };
  return isDiscounted ? { paidByCustomer: Math.round(total * rateOf(gateway)) } : {};
}
