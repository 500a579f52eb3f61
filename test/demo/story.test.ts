/** The demo story holds: it is the same every time, its sums are those of a return service that counts right, and it shows everything. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { ORDERS, tellStory } from "../../demo/story/story.js";
import { behaviourOf } from "../../demo/story/behaviour.js";
import type { Story, StoryOrder, StoryPayment } from "../../demo/story/facts.js";
import { FAULT } from "../../sandbox/portone-v2/fault.js";
import { PAYMENT_FACTS } from "../../sandbox/portone-v2/payment.js";
import { gatewayFacts } from "../../demo/story/tell-gateway.js";
import { koreanDay } from "../../src/clock.js";
import { sum, won } from "../../src/money/minor-units.js";
import { minus, type Parts } from "../../src/money/parts.js";
import { dueDay } from "../../src/orders/due-date.js";
import { partsOfPayment } from "../../src/orders/facts.js";
import { CAPTURE_STATES, PAYMENT_METHODS } from "../../src/orders/payment.entity.js";
import { splitReturn } from "../../src/orders/split.js";

const BEGINS = new Date("2026-11-20T01:00:00.000Z");
const FOUR_EYES_LIMIT = 1_000_000;

let story: Story;
let payments: StoryPayment[];
beforeAll(() => {
  story = tellStory(BEGINS);
  payments = story.orders.flatMap((order) => order.payments);
});

const partsPaid = (payment: StoryPayment): Parts =>
  partsOfPayment({
    ...payment,
    gateway: "PORTONE_V2",
    provider: null,
    promotion: "RELEASE",
    paidByCustomer: null,
    amount: won(payment.amount),
    taxFree: won(payment.taxFree),
    serviceFee: won(0),
    vat: payment.vat === null ? null : won(payment.vat),
  });

const linesOf = (order: StoryOrder, category: string): number =>
  order.lines.filter((line) => line.taxCategory === category).reduce((total, line) => total + line.amount, 0);

describe("the story", () => {
  it("is told the same way twice, and moves with its beginning", () => {
    expect(tellStory(BEGINS)).toEqual(story);
    const later = tellStory(new Date(BEGINS.getTime() + 24 * 60 * 60 * 1_000));
    expect(later.orders.map((order) => order.lines)).toEqual(story.orders.map((order) => order.lines));
    expect(later.orders[0]?.orderNo).not.toEqual(story.orders[0]?.orderNo);
  });

  it("has at least 200 orders, and no number stands twice", () => {
    expect(ORDERS).toBeGreaterThanOrEqual(200);
    expect(story.orders).toHaveLength(ORDERS);
    for (const numbers of [
      story.orders.map((order) => order.orderNo),
      story.orders.map((order) => order.customer.id),
      payments.map((payment) => payment.gatewayPaymentId),
      story.returns.map((one) => one.returnNo),
    ]) {
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  it("lies in the past: paid, then collected, before it begins", () => {
    for (const { order, collectedAt } of story.returns) {
      expect(collectedAt.getTime()).toBeLessThan(BEGINS.getTime());
      for (const payment of order.payments) expect(payment.paidAt.getTime()).toBeLessThan(collectedAt.getTime());
    }
  });
});

describe("its sums", () => {
  it("come to the same for lines and payments, tax category by tax category", () => {
    for (const order of story.orders) {
      const paid = order.payments.map(partsPaid);
      expect(sum(paid.map((parts) => won(parts.taxable + parts.vat)))).toBe(linesOf(order, "TAXABLE"));
      expect(sum(paid.map((parts) => parts.taxFree))).toBe(linesOf(order, "TAX_FREE"));
    }
  });

  it("end in round won, as prices do", () => {
    for (const line of story.orders.flatMap((order) => order.lines)) expect(line.amount % 10).toBe(0);
  });

  it("let every return be split over its payments, one after the other", () => {
    const left = new Map(payments.map((payment) => [payment.gatewayPaymentId, partsPaid(payment)]));
    const lineLeft = new Map<string, { amount: number; quantity: number }>();
    for (const { returnNo, order, lines, deductions, legs } of story.returns) {
      const owed = lines.map(({ lineNo, quantity, amount }) => {
        const line = order.lines.find((one) => one.lineNo === lineNo)!;
        const key = `${order.orderNo} ${lineNo}`;
        const rest = lineLeft.get(key) ?? { amount: line.amount, quantity: line.quantity };
        expect(quantity).toBeLessThanOrEqual(rest.quantity);
        const share = amount ?? Math.floor((rest.amount * quantity) / rest.quantity);
        expect(share).toBeGreaterThan(0);
        lineLeft.set(key, { amount: rest.amount - share, quantity: rest.quantity - quantity });
        return { lineNo, category: line.taxCategory, amount: won(share) };
      });
      const split = splitReturn({
        lines: owed,
        deductions: deductions.map(({ kind, amount }) => ({ kind, amount: won(amount) })),
        payments: order.payments.map(({ paymentNo, gatewayPaymentId }) => ({
          paymentNo,
          refundable: left.get(gatewayPaymentId)!,
        })),
        strategy: "PROPORTIONAL",
        ...(legs && { namedLegs: legs.map(({ paymentNo, amount }) => ({ paymentNo, amount: won(amount) })) }),
      });
      if (!split.ok) throw new Error(`${returnNo}: ${JSON.stringify(split.problem)}`);
      expect(split.value.length).toBeGreaterThan(0);
      for (const leg of split.value) {
        const { gatewayPaymentId } = order.payments.find((payment) => payment.paymentNo === leg.paymentNo)!;
        left.set(gatewayPaymentId, minus(left.get(gatewayPaymentId)!, leg.amount));
      }
    }
  });
});

describe("what it shows", () => {
  it("has every way of paying and both capture states", () => {
    expect(new Set(payments.map((payment) => payment.method))).toEqual(new Set(PAYMENT_METHODS));
    expect(new Set(payments.map((payment) => payment.captureState))).toEqual(new Set(CAPTURE_STATES));
  });

  it("has split tender, tax-free goods, a VAT that is one won off, and a discount", () => {
    expect(story.orders.some((order) => order.payments.length === 2)).toBe(true);
    expect(story.orders.some((order) => order.payments.length === 3)).toBe(true);
    expect(payments.some((payment) => payment.taxFree > 0 && payment.taxFree < payment.amount)).toBe(true);
    expect(payments.some((payment) => payment.taxFree === payment.amount)).toBe(true);
    const usual = (taxable: number) => taxable - Math.round(taxable / 1.1);
    expect(payments.some(({ amount, taxFree, vat }) => vat !== null && vat - usual(amount - taxFree) === 1)).toBe(true);
    expect(payments.some((payment) => payment.vat === null)).toBe(true);
    expect(payments.some((payment) => payment.atGateway.paid !== undefined)).toBe(true);
    expect(payments.some((payment) => payment.atGateway.promotion !== undefined)).toBe(true);
  });

  it("has deductions of both kinds, parts of a quantity, cuts of an amount, two returns of an order, and named legs", () => {
    const kinds = new Set(story.returns.flatMap((one) => one.deductions.map((deduction) => deduction.kind)));
    expect(kinds).toEqual(new Set(["RETURN_SHIPPING", "LOST_FREE_SHIPPING"]));
    const boughtOf = (order: StoryOrder, lineNo: string) => order.lines.find((l) => l.lineNo === lineNo)!.quantity;
    expect(
      story.returns.some(({ order, lines }) =>
        lines.some(({ lineNo, quantity }) => quantity > 0 && quantity < boughtOf(order, lineNo)),
      ),
    ).toBe(true);
    expect(story.returns.some(({ lines }) => lines.some((line) => line.quantity === 0))).toBe(true);
    expect(new Set(story.returns.map((one) => one.order)).size).toBeLessThan(story.returns.length);
    expect(story.returns.some((one) => one.legs !== null)).toBe(true);
    // A part of a payment that is not captured yet (매입 전) has to wait; the whole of one does not.
    const uncaptured = story.returns.filter(({ order }) => order.payments[0]?.captureState === "AUTHORISED");
    const whole = uncaptured.filter(
      ({ order, lines, deductions }) =>
        deductions.length === 0 &&
        lines.length === order.lines.length &&
        lines.every(({ lineNo, quantity }) => quantity === boughtOf(order, lineNo)),
    );
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(uncaptured.length);
  });

  it("has orders above the four-eyes limit, and returns that are overdue and that are not", () => {
    const total = (order: StoryOrder) => order.payments.reduce((soFar, payment) => soFar + payment.amount, 0);
    expect(story.orders.filter((order) => total(order) > FOUR_EYES_LIMIT).length).toBeGreaterThan(5);
    const overdue = story.returns.filter((one) => dueDay(one.collectedAt) < koreanDay(BEGINS));
    expect(overdue.length).toBeGreaterThan(10);
    expect(overdue.length).toBeLessThan(story.returns.length / 2);
  });

  it("has a gateway that refuses, delays, loses and fails about as often as promised, and mostly works", () => {
    const kinds = payments.map((payment) => payment.behaviour?.fault.kind ?? "WORKS");
    const share = (...wanted: string[]) => kinds.filter((kind) => wanted.includes(kind)).length / kinds.length;
    expect(share("WORKS")).toBeGreaterThan(0.7);
    expect(share("REFUSE")).toBeGreaterThan(0.04);
    expect(share("LOSE_ANSWER_BEFORE_EFFECT")).toBeGreaterThan(0.015);
    expect(share("LOSE_ANSWER_AFTER_EFFECT")).toBeGreaterThan(0.01);
    expect(share("SLOW")).toBeGreaterThan(0.01);
    expect(share("STATUS_5XX", "HTML", "TRUNCATED_JSON", "TOO_MANY_REQUESTS")).toBeGreaterThan(0.02);
    const outcomes = payments.flatMap(({ behaviour }) =>
      behaviour?.fault.kind === "PENDING" ? [behaviour.fault.outcome] : [],
    );
    expect(new Set(outcomes)).toEqual(new Set(["SUCCEEDED", "FAILED"]));
  });

  it("meets each kind of trouble the same number of times in any hundred payments", () => {
    const count = (from: number) => Array.from({ length: 100 }, (_, n) => behaviourOf(from + n)).filter(Boolean).length;
    expect(new Set([0, 7, 93, 100].map(count)).size).toBe(1);
  });
});

it("the sandbox understands every payment and every fault of the story", () => {
  for (const payment of payments) expect(PAYMENT_FACTS.safeParse(gatewayFacts(payment)).error).toBeUndefined();
  const faults = payments.flatMap(({ behaviour }) => (behaviour ? [behaviour.fault] : []));
  for (const fault of faults) expect(FAULT.safeParse(fault).error).toBeUndefined();
});
