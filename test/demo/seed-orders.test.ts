/** The demo story holds: it is the same every time, its sums are those of a return service that counts right, and it shows everything. */
import { ORDERS, seedOrders } from "../../demo/seed/seed-orders.js";
import { EBP_TROUBLES, ebpFacts } from "../../demo/seed/at-ebp.js";
import { IAMPORT_V1_TROUBLES, iamportV1Facts } from "../../demo/seed/at-iamport-v1.js";
import { accountFacts, ORDER_SERVICE_TROUBLES, spentFacts } from "../../demo/seed/at-order-service.js";
import { PORTONE_V2_TROUBLES, portoneV2Facts } from "../../demo/seed/at-portone-v2.js";
import { TOSS_PAY_TROUBLES, tossPayFacts } from "../../demo/seed/at-toss-pay.js";
import { behaviourOf, type Troubles } from "../../demo/seed/behaviour.js";
import { paymentsAt, type Seed, type SeedOrder, type SeedPayment, type SeedReturn } from "../../demo/seed/facts.js";
import { FAULT as EBP_FAULT } from "../../sandbox/ebp/fault.js";
import { PAYMENT_FACTS as EBP_FACTS } from "../../sandbox/ebp/payment.js";
import { FAULT as IAMPORT_V1_FAULT } from "../../sandbox/iamport-v1/fault.js";
import { PAYMENT_FACTS as IAMPORT_V1_FACTS } from "../../sandbox/iamport-v1/payment.js";
import { FAULT_PLAN as ORDER_SERVICE_PLAN } from "../../sandbox/order-service/fault.js";
import { ACCOUNT_FACTS, PAYMENT_FACTS as ORDER_SERVICE_FACTS } from "../../sandbox/order-service/ledger.js";
import { FAULT as PORTONE_V2_FAULT } from "../../sandbox/portone-v2/fault.js";
import { PAYMENT_FACTS as PORTONE_V2_FACTS } from "../../sandbox/portone-v2/payment.js";
import { FAULT as TOSS_PAY_FAULT } from "../../sandbox/toss-pay/fault.js";
import { PAYMENT_FACTS as TOSS_PAY_FACTS } from "../../sandbox/toss-pay/payment.js";
import { koreanDay } from "../../src/clock.js";
import { GATEWAYS, CAPTURE_STATES, PAYMENT_METHODS } from "../../src/gateways/port.js";
import { sum, won } from "../../src/money/minor-units.js";
import { minus, type Parts } from "../../src/money/parts.js";
import { calendarOf } from "../../src/calendar/business-days.js";
import { dueDay } from "../../src/orders/due-date.js";
import { partsOfPayment } from "../../src/orders/facts.js";
import { CONTRACTS_WITH } from "../../demo/seed/contracts.js";
import { KNOWN_RULES } from "../../src/gateway-rules/known-rules.js";
import { objectionsOf, type RuleObjectionCode } from "../../src/gateway-rules/objection.js";
import { termsOf, type GatewayRule } from "../../src/gateway-rules/terms.js";
import { splitReturn } from "../../src/orders/split.js";

const BEGINS = new Date("2026-11-20T01:00:00.000Z");
const FOUR_EYES_LIMIT = 1_000_000;

let seed: Seed;
let payments: SeedPayment[];
beforeAll(() => {
  seed = seedOrders(BEGINS);
  payments = seed.orders.flatMap((order) => order.payments);
});

const partsPaid = (payment: SeedPayment): Parts =>
  partsOfPayment({
    ...payment,
    paidByCustomer: payment.paidByCustomer === null ? null : won(payment.paidByCustomer),
    amount: won(payment.amount),
    taxFree: won(payment.taxFree),
    serviceFee: won(0),
    vat: payment.vat === null ? null : won(payment.vat),
  });

const linesOf = (order: SeedOrder, category: string): number =>
  order.lines.filter((line) => line.taxCategory === category).reduce((total, line) => total + line.amount, 0);

describe("the story", () => {
  it("is told the same way twice, and moves with its beginning", () => {
    expect(seedOrders(BEGINS)).toEqual(seed);
    const later = seedOrders(new Date(BEGINS.getTime() + 24 * 60 * 60 * 1_000));
    expect(later.orders.map((order) => order.lines)).toEqual(seed.orders.map((order) => order.lines));
    expect(later.orders[0]?.orderNo).not.toEqual(seed.orders[0]?.orderNo);
  });

  it("has at least 200 orders, and no number stands twice", () => {
    expect(ORDERS).toBeGreaterThanOrEqual(200);
    expect(seed.orders).toHaveLength(ORDERS);
    for (const numbers of [
      seed.orders.map((order) => order.orderNo),
      seed.orders.map((order) => order.customer.id),
      payments.map((payment) => payment.gatewayPaymentId),
      seed.returns.map((one) => one.returnNo),
    ]) {
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  it("lies in the past: paid, then collected, before it begins", () => {
    for (const { order, collectedAt } of seed.returns) {
      expect(collectedAt.getTime()).toBeLessThan(BEGINS.getTime());
      for (const payment of order.payments) expect(payment.paidAt.getTime()).toBeLessThan(collectedAt.getTime());
    }
  });
});

describe("its sums", () => {
  it("come to the same for lines and payments, tax category by tax category", () => {
    for (const order of seed.orders) {
      const paid = order.payments.map(partsPaid);
      expect(sum(paid.map((parts) => won(parts.taxable + parts.vat)))).toBe(linesOf(order, "TAXABLE"));
      expect(sum(paid.map((parts) => parts.taxFree))).toBe(linesOf(order, "TAX_FREE"));
    }
  });

  it("end in round won, as prices do", () => {
    for (const line of seed.orders.flatMap((order) => order.lines)) expect(line.amount % 10).toBe(0);
  });

  it("let every return be split over its payments, one after the other", () => {
    const left = new Map(payments.map((payment) => [payment.gatewayPaymentId, partsPaid(payment)]));
    const lineLeft = new Map<string, { amount: number; quantity: number }>();
    for (const { returnNo, order, lines, deductions, legs } of seed.returns) {
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
  it("has every gateway, every way of paying and both capture states", () => {
    expect(new Set(payments.map((payment) => payment.gateway))).toEqual(new Set(GATEWAYS));
    for (const gateway of GATEWAYS) expect(paymentsAt(seed, gateway).length).toBeGreaterThan(20);
    expect(new Set(payments.map((payment) => payment.method))).toEqual(new Set(PAYMENT_METHODS));
    expect(new Set(payments.map((payment) => payment.captureState))).toEqual(new Set(CAPTURE_STATES));
  });

  it("has split tender, tax-free goods, a VAT that is one won off, and a discount", () => {
    expect(seed.orders.some((order) => order.payments.length === 2)).toBe(true);
    expect(seed.orders.some((order) => order.payments.length === 3)).toBe(true);
    expect(payments.some((payment) => payment.taxFree > 0 && payment.taxFree < payment.amount)).toBe(true);
    expect(payments.some((payment) => payment.taxFree === payment.amount)).toBe(true);
    const usual = (taxable: number) => taxable - Math.round(taxable / 1.1);
    expect(payments.some(({ amount, taxFree, vat }) => vat !== null && vat - usual(amount - taxFree) === 1)).toBe(true);
    expect(payments.some((payment) => payment.vat === null)).toBe(true);
    for (const gateway of ["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY"] as const)
      expect(paymentsAt(seed, gateway).some((payment) => payment.paidByCustomer !== null)).toBe(true);
    const behind = new Set(paymentsAt(seed, "TOSS_PAY").map((payment) => tossPayFacts(payment).method));
    expect(behind).toEqual(new Set(["CARD", "TOSS_MONEY"]));
    expect(payments.some((payment) => payment.atGateway.promotion !== undefined)).toBe(true);
  });

  it("has deductions of both kinds, parts of a quantity, cuts of an amount, two returns of an order, and named legs", () => {
    const kinds = new Set(seed.returns.flatMap((one) => one.deductions.map((deduction) => deduction.kind)));
    expect(kinds).toEqual(new Set(["RETURN_SHIPPING", "LOST_FREE_SHIPPING"]));
    const boughtOf = (order: SeedOrder, lineNo: string) => order.lines.find((l) => l.lineNo === lineNo)!.quantity;
    expect(
      seed.returns.some(({ order, lines }) =>
        lines.some(({ lineNo, quantity }) => quantity > 0 && quantity < boughtOf(order, lineNo)),
      ),
    ).toBe(true);
    expect(seed.returns.some(({ lines }) => lines.some((line) => line.quantity === 0))).toBe(true);
    expect(new Set(seed.returns.map((one) => one.order)).size).toBeLessThan(seed.returns.length);
    expect(seed.returns.some((one) => one.legs !== null)).toBe(true);
    // A part of a payment that is not captured yet (매입 전) has to wait; the whole of one does not.
    const uncaptured = seed.returns.filter(({ order }) => order.payments[0]?.captureState === "AUTHORISED");
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
    const total = (order: SeedOrder) => order.payments.reduce((soFar, payment) => soFar + payment.amount, 0);
    expect(seed.orders.filter((order) => total(order) > FOUR_EYES_LIMIT).length).toBeGreaterThan(5);
    const calendar = calendarOf([], { labourDay: true });
    const overdue = seed.returns.filter((one) => dueDay(calendar, one.collectedAt) < koreanDay(BEGINS));
    expect(overdue.length).toBeGreaterThan(10);
    expect(overdue.length).toBeLessThan(seed.returns.length / 2);
  });

  it("has points and deposits beside every other gateway, and never alone", () => {
    const beside = seed.orders.filter((order) => order.payments.some((one) => one.gateway === "MERCHANT_LEDGER"));
    for (const order of beside) expect(order.payments[0]?.gateway).not.toBe("MERCHANT_LEDGER");
    const primaries = new Set(beside.map((order) => order.payments[0]?.gateway));
    expect(primaries).toEqual(new Set(GATEWAYS.filter((name) => name !== "MERCHANT_LEDGER")));
  });

  it("has kinds of lines for EBP, whose VAT is whole won a piece", () => {
    const orders = seed.orders.filter((order) => order.payments[0]?.gateway === "EBP");
    const kinds = new Set(orders.flatMap((order) => order.lines.map((line) => line.kind)));
    expect(kinds).toEqual(new Set(["PHYSICAL", "DIGITAL", "SUBSCRIPTION", "DELIVERY", "SERVICE"]));
    for (const line of orders.flatMap((order) => order.lines)) expect((line.amount / line.quantity) % 11).toBe(0);
  });

  it("names EBP's lines by model and place, to the sandbox and to the service alike, and no others", () => {
    for (const order of seed.orders) {
      const [payment] = order.payments;
      const atEbp = payment?.gateway === "EBP";
      expect(order.lines.map(({ seq }) => seq)).toEqual(order.lines.map((_, index) => (atEbp ? index + 1 : undefined)));
      if (!payment || !atEbp) continue;
      const named = order.lines.map(({ itemId, seq }) => ({ itemId, seq }));
      expect(ebpFacts(payment, order)).toMatchObject({ items: named });
      expect(named.every(({ itemId, seq }) => itemId !== undefined && itemId !== String(seq))).toBe(true);
    }
  });

  it("tells an account for most virtual accounts and not for all, in the formats of several providers", () => {
    const needing = seed.returns.filter(({ order }) => order.payments[0]?.method === "VIRTUAL_ACCOUNT");
    const received = needing.filter((one) => one.refundAccount !== null);
    expect(received.length).toBeGreaterThan(needing.length / 2);
    expect(received.length).toBeLessThan(needing.length);
    const providers = new Set(
      received.map(({ order }) => `${order.payments[0]?.gateway} ${order.payments[0]?.provider}`),
    );
    expect([...providers]).toEqual(expect.arrayContaining(["IAMPORT_V1 KCP", "IAMPORT_V1 INICIS"]));
    expect(providers.size).toBeGreaterThan(3);
  });

  it("has refunds that the gateways' rules stop, for each reason worth showing", () => {
    const stopped = new Map<RuleObjectionCode, Set<string>>();
    for (const one of seed.returns)
      for (const payment of one.order.payments)
        for (const code of objectionsTo(one, payment)) {
          const who = `${payment.gateway} ${payment.method}`;
          stopped.set(code, (stopped.get(code) ?? new Set()).add(who));
        }
    expect([...stopped.keys()]).toEqual(
      expect.arrayContaining([
        "DEADLINE_PASSED",
        "DEADLINE_UNCERTAIN",
        "NOT_CAPTURED",
        "CONTRACT_MISSING",
        "REFUND_ACCOUNT_MISSING",
        "NOT_SUPPORTED",
      ]),
    );
    expect([...(stopped.get("DEADLINE_PASSED") ?? [])]).toEqual(
      expect.arrayContaining(["PORTONE_V2 CARD", "PORTONE_V2 MOBILE"]),
    );
  });

  it("has gateways that refuse, delay, lose and fail, and mostly work", () => {
    const kindsAt = (turns: number, troubles: Troubles<{ kind: string }>) =>
      Array.from({ length: turns }, (_, turn) => behaviourOf(troubles, turn)?.fault.kind ?? "WORKS");
    const share = (kinds: string[], ...wanted: string[]) =>
      kinds.filter((kind) => wanted.includes(kind)).length / kinds.length;
    const portone = kindsAt(paymentsAt(seed, "PORTONE_V2").length, PORTONE_V2_TROUBLES);
    expect(share(portone, "WORKS")).toBeGreaterThan(0.7);
    expect(share(portone, "REFUSE")).toBeGreaterThan(0.04);
    expect(share(portone, "SLOW")).toBeGreaterThan(0.01);
    expect(share(portone, "STATUS_5XX", "HTML", "TRUNCATED_JSON", "TOO_MANY_REQUESTS")).toBeGreaterThan(0.02);
    for (const [gateway, troubles] of [
      ["PORTONE_V2", PORTONE_V2_TROUBLES],
      ["IAMPORT_V1", IAMPORT_V1_TROUBLES],
      ["TOSS_PAY", TOSS_PAY_TROUBLES],
      ["EBP", EBP_TROUBLES],
    ] as const) {
      const kinds = kindsAt(paymentsAt(seed, gateway).length, troubles);
      expect(share(kinds, "WORKS")).toBeGreaterThan(0.6);
      for (const kind of ["REFUSE", "PENDING", "SLOW", "LOSE_ANSWER_BEFORE_EFFECT", "LOSE_ANSWER_AFTER_EFFECT"])
        expect(kinds).toContain(kind);
    }
    const outcomes = PORTONE_V2_TROUBLES.list.flatMap(({ fault }) => (fault.kind === "PENDING" ? [fault.outcome] : []));
    expect(new Set(outcomes)).toEqual(new Set(["SUCCEEDED", "FAILED"]));
    // EBP answers what is only accepted like what is done: a failure later would leave the books apart.
    const later = EBP_TROUBLES.list.flatMap(({ fault }) => (fault.kind === "PENDING" ? [fault.outcome] : []));
    expect(new Set(later)).toEqual(new Set(["SUCCEEDED"]));
  });

  it("meets each kind of trouble the same number of times in any round of payments", () => {
    const all = [PORTONE_V2_TROUBLES, IAMPORT_V1_TROUBLES, TOSS_PAY_TROUBLES, EBP_TROUBLES, ORDER_SERVICE_TROUBLES];
    for (const troubles of all as readonly Troubles<unknown>[]) {
      const count = (from: number) =>
        Array.from({ length: troubles.of }, (_, n) => behaviourOf(troubles, from + n)).filter(Boolean).length;
      expect(new Set([0, 7, 93, 100].map(count))).toEqual(new Set([troubles.list.length]));
    }
  });
});

/** The shop's contracts as the demo records them. */
const CONTRACTS = CONTRACTS_WITH.map((provider): GatewayRule => ({
  kind: "CONTRACT_MADE",
  value: { made: true },
  id: provider,
  gateway: null,
  provider,
  method: null,
  validFrom: "2000-01-01",
  source: "the contract",
  note: null,
  supersedes: null,
  recordedBy: "demo",
  recordedAt: BEGINS,
}));

/** What the rules say to refunding this return's part, as a rough picture: all of the payment, or a part of it. */
function objectionsTo(one: SeedReturn, payment: SeedPayment): RuleObjectionCode[] {
  const { order, lines, deductions, refundAccount } = one;
  const whole =
    deductions.length === 0 &&
    order.lines.every((line) => lines.some((l) => l.lineNo === line.lineNo && l.quantity === line.quantity));
  const amount = won(payment.amount);
  const intended = {
    amount: whole ? amount : won(payment.amount - 1),
    paymentAmount: amount,
    currency: "KRW",
    captureState: payment.captureState,
    cancelsSoFar: 0,
    at: BEGINS,
    account: refundAccount && { bankCode: refundAccount.bankCode, hasPhone: true },
  };
  return objectionsOf(termsOf([...KNOWN_RULES, ...CONTRACTS], payment, BEGINS), intended).map(({ code }) => code);
}

it("the sandboxes understand every payment and every fault of the story", () => {
  const orderOf = new Map(seed.orders.flatMap((order) => order.payments.map((payment) => [payment, order] as const)));
  const check = (schema: { safeParse(value: unknown): { error?: unknown } }, value: unknown) =>
    expect(schema.safeParse(value).error).toBeUndefined();
  for (const payment of payments) {
    const order = orderOf.get(payment)!;
    switch (payment.gateway) {
      case "PORTONE_V2":
        check(PORTONE_V2_FACTS, portoneV2Facts(payment));
        break;
      case "IAMPORT_V1":
        check(IAMPORT_V1_FACTS, iamportV1Facts(payment));
        break;
      case "TOSS_PAY":
        check(TOSS_PAY_FACTS, tossPayFacts(payment));
        break;
      case "EBP":
        check(EBP_FACTS, ebpFacts(payment, order));
        break;
      case "MERCHANT_LEDGER":
        check(ACCOUNT_FACTS, accountFacts(payment, order));
        check(ORDER_SERVICE_FACTS, spentFacts(payment, order));
    }
  }
  for (const { fault } of PORTONE_V2_TROUBLES.list) check(PORTONE_V2_FAULT, fault);
  for (const { fault } of IAMPORT_V1_TROUBLES.list) check(IAMPORT_V1_FAULT, fault);
  for (const { fault } of TOSS_PAY_TROUBLES.list) check(TOSS_PAY_FAULT, fault);
  for (const { fault } of EBP_TROUBLES.list) check(EBP_FAULT, fault);
  for (const { fault } of ORDER_SERVICE_TROUBLES.list) check(ORDER_SERVICE_PLAN, { fault });
});

it("every provider is told where the gateway has one", () => {
  for (const { gateway, provider, atGateway } of payments) {
    const hasOne = gateway === "PORTONE_V2" || gateway === "IAMPORT_V1";
    expect([provider !== null, atGateway.pgProvider !== null]).toEqual([hasOne, hasOne]);
  }
});
