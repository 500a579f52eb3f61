/** The demo story: a Korean shop's collected returns of the last days, the same on every start with the same beginning. */
import { after, koreanDay } from "../../src/clock.js";
import { fillBasket, pay, totalOf } from "./basket.js";
import { behaviourOf } from "./behaviour.js";
import { inventCustomer } from "./customers.js";
import { Dice } from "./dice.js";
import type { Method, Story, StoryLine, StoryOrder, StoryPayment, StoryReturn } from "./facts.js";
import { comeHome } from "./homecoming.js";

export const ORDERS = 220;
/** Any number would do; this one is the year of the Electronic Commerce Act (전자상거래법). */
const SEED = 2002;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Refunds are due 3 business days after the goods are back: of returns this old some are overdue. */
const LONGEST_WAIT_DAYS = 9;
const FRESH_PERCENT = 65;
const FRESH_WAIT_DAYS = 2;
const AUTHORISED_PERCENT = 15;
/** 카드 즉시할인: the customer paid less than the order cost; the gateway cancels in order units all the same. */
const CARD_DISCOUNT_PERCENT = 8;
/** Orders with a promotion of the gateway's own, whose partial cancels it recalculates. */
const PROMOTION_EVERY = 70;
const PROMOTION = { kind: "FIXED", discount: 5_000, minimum: 50_000 } as const;

const CARD_PGS = ["TOSSPAYMENTS", "KCP_V2", "INICIS_V2", "NICE_V2"];
const PG_OF: Readonly<Record<Exclude<Method, "CARD">, string>> = {
  EASY_PAY: "KAKAOPAY",
  BANK_TRANSFER: "TOSSPAYMENTS",
  VIRTUAL_ACCOUNT: "TOSSPAYMENTS",
  MOBILE: "DANAL",
  GIFT_CERTIFICATE: "KCP_V2",
};

/**
 * Tells the story.
 *
 * @param begins when the demo was first started; everything happened before it
 */
export function tellStory(begins: Date): Story {
  const dice = new Dice(SEED);
  const orders: StoryOrder[] = [];
  const returns: StoryReturn[] = [];
  let paymentCount = 0;
  for (let number = 0; number < ORDERS; number += 1) {
    const waitDays = dice.percent(FRESH_PERCENT) ? FRESH_WAIT_DAYS : LONGEST_WAIT_DAYS;
    const collectedAt = after(begins, -dice.between(30, (waitDays * DAY_MS) / MINUTE_MS) * MINUTE_MS);
    const lines = fillBasket(dice, number);
    const order = inventOrder(dice, number, lines, collectedAt);
    for (const payment of order.payments) {
      payment.behaviour = behaviourOf(paymentCount);
      paymentCount += 1;
    }
    orders.push(order);
    comeHome(dice, order).forEach((homecoming, index) => {
      const at = after(collectedAt, index * 17 * MINUTE_MS);
      returns.push({
        ...homecoming,
        returnNo: `R${compact(at)}-${String(number + 1).padStart(4, "0")}-${index + 1}`,
        order,
        collectedAt: at,
      });
    });
  }
  returns.sort((a, b) => a.collectedAt.getTime() - b.collectedAt.getTime() || (a.returnNo < b.returnNo ? -1 : 1));
  return { orders, returns };
}

function inventOrder(dice: Dice, number: number, lines: StoryLine[], collectedAt: Date): StoryOrder {
  const tenders = pay(dice, lines);
  const single = tenders.length === 1;
  const authorised = single && tenders[0]?.method === "CARD" && dice.percent(AUTHORISED_PERCENT);
  // Cards are captured (매입) within about three days.
  const daysBefore = authorised ? 1 : dice.between(3, 12);
  const paidAt = after(collectedAt, -(daysBefore * DAY_MS + dice.below(600) * MINUTE_MS));
  const orderNo = `${compact(paidAt)}-${String(4_100_000 + number * 137 + dice.below(100)).padStart(7, "0")}`;
  const [first] = lines;
  const orderName = `${first?.name ?? "주문"}${lines.length > 1 ? ` 외 ${lines.length - 1}건` : ""}`;
  const payments = tenders.map((tender, index): StoryPayment => {
    const isCard = tender.method === "CARD";
    return {
      ...tender,
      paymentNo: String(index + 1),
      gatewayPaymentId: `pay-${orderNo}-${index + 1}`,
      captureState: authorised ? "AUTHORISED" : "CAPTURED",
      paidAt,
      atGateway: {
        pgProvider: isCard ? dice.pick(CARD_PGS) : PG_OF[tender.method as Exclude<Method, "CARD">],
        orderName,
        ...(single && isCard && discountOf(dice, number, totalOf(lines))),
      },
      behaviour: null,
    };
  });
  return { orderNo, customer: inventCustomer(dice, number + 1), payments, lines };
}

function discountOf(dice: Dice, number: number, total: number): Partial<StoryPayment["atGateway"]> {
  if (number % PROMOTION_EVERY === 3 && total >= PROMOTION.minimum)
    return { promotion: PROMOTION, paid: total - PROMOTION.discount };
  if (dice.percent(CARD_DISCOUNT_PERCENT)) return { paid: Math.round(total * 0.95) };
  return {};
}

/** `20261121`, the Korean day. */
const compact = (moment: Date): string => koreanDay(moment).replaceAll("-", "");
