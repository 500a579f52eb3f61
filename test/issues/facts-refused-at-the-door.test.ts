/** Facts that are wrong on sight were taken in and failed when money was to move, or met a constraint and were answered INTERNAL. */
import { randomUUID } from "node:crypto";
import { paymentFault } from "../../src/gateways/payment-fault.js";
import { won, ZERO } from "../../src/money/minor-units.js";
import { collectOverHttp, orderInput, returnInput, totalOf } from "../kit/return-collect.js";
import { sharedTestService } from "../kit/shared-test-service.js";

const t = sharedTestService();

type Facts = Record<string, string | number | undefined>;
const paid = { amount: 10_000 };
const sold = [{ amount: 10_000 }];
const now = () => t.clock.now().getTime();
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const refused = async (payments: Facts[], over: { lines?: Facts[]; back?: Facts[]; at?: Facts; of?: string } = {}) => {
  const { lines = sold, back = [{}], at = {}, of = randomUUID() } = over;
  const { userErrors } = await collectOverHttp(t, orderInput(of, payments, lines), returnInput(back, at));
  return userErrors;
};
const problem = (code: string, field: string, message: RegExp) => [
  { code, field: field.split("."), message: expect.stringMatching(message) },
];

describe("a number that may stand once", () => {
  const half = { amount: 5_000 };
  it.each<[string, Facts[], Facts[], Facts[], string, RegExp]>([
    [
      "a paymentNo",
      [half, { ...half, paymentNo: "1" }],
      sold,
      [{}],
      "order.payments.1.paymentNo",
      /payment 1 stands twice/,
    ],
    [
      "a payment of the gateway",
      [
        { ...half, gatewayPaymentId: "one-and-only" },
        { ...half, gatewayPaymentId: "one-and-only" },
      ],
      sold,
      [{}],
      "order.payments.1.gatewayPaymentId",
      /PORTONE_V2 one-and-only stands twice/,
    ],
    ["a line", [paid], [half, { ...half, lineNo: "1" }], [{}], "order.lines.1.lineNo", /line 1 stands twice/],
    ["a line of the return", [paid], [{ ...sold[0], quantity: 2 }], [{}, {}], "return.lines.1", /line 1 stands twice/],
  ])("%s twice in one report", async (_, payments, lines, back, field, message) => {
    expect(await refused(payments, { lines, back })).toEqual(problem("FACTS_INCONSISTENT", field, message));
  });

  it("a payment of the gateway that is another order's", async () => {
    const gatewayPaymentId = `pay-${randomUUID()}`;
    expect(await refused([{ ...paid, gatewayPaymentId }])).toEqual([]);
    expect(await refused([{ ...paid, gatewayPaymentId }])).toEqual(
      problem("FACTS_CONFLICT", "order.payments.0.gatewayPaymentId", /belongs to another order/),
    );
  });

  it("a payment of the gateway that is the order's own, under another number", async () => {
    const of = randomUUID();
    const first = { ...paid, gatewayPaymentId: `pay-${of}` };
    const cut = [{ quantity: 0, amount: 1 }];
    expect(await refused([first], { of, back: cut })).toEqual([]);
    const lines = [...sold, { amount: 10_000 }];
    expect(await refused([first, { ...first, paymentNo: "2" }], { of, lines, back: cut })).toMatchObject([
      { code: "FACTS_INCONSISTENT", field: ["order", "payments", "1", "gatewayPaymentId"] },
    ]);
    expect(await refused([{ ...first, paymentNo: "2" }], { of, back: cut })).toMatchObject([
      { code: "FACTS_CONFLICT", field: ["order", "payments"] },
    ]);
    const second = { amount: 1, paymentNo: "2" };
    const grown = [...sold, { amount: 1 }];
    expect(await refused([first, second], { of, lines: grown, back: cut })).toEqual([]);
    // Payment 2 came later, so a report may leave it out; its id is taken all the same.
    const third = { ...second, paymentNo: "3", gatewayPaymentId: `pay-${of}-2` };
    expect(await refused([first, third], { of, lines: [...sold, { amount: 1, lineNo: "3" }], back: cut })).toEqual(
      problem("FACTS_CONFLICT", "order.payments.1.gatewayPaymentId", /is payment 2/),
    );
  });

  it("a return number that is another order's", async () => {
    const returnNo = `R-${randomUUID()}`;
    expect(await refused([paid], { at: { returnNo } })).toEqual([]);
    expect(await refused([paid], { at: { returnNo } })).toEqual(
      problem("FACTS_CONFLICT", "return.returnNo", /belongs to another order/),
    );
  });
});

describe("a moment", () => {
  const iso = (ms: number) => new Date(ms).toISOString();

  it("a return of the future is refused, one a clock's error ahead is not", async () => {
    expect(await refused([paid], { at: { collectedAt: iso(now() + 6 * MINUTE) } })).toEqual(
      problem("FACTS_INCONSISTENT", "return.collectedAt", /the goods were back at .*, and now is/),
    );
    expect(await refused([paid], { at: { collectedAt: iso(now() + 4 * MINUTE) } })).toEqual([]);
  });

  it("a payment of the future is refused, one a clock's error ahead is not", async () => {
    const at = { collectedAt: iso(now()) };
    expect(await refused([{ ...paid, paidAt: iso(now() + 6 * MINUTE) }], { at })).toEqual(
      problem("FACTS_INCONSISTENT", "order.payments.0.paidAt", /was paid at .*, and now is/),
    );
    expect(await refused([{ ...paid, paidAt: iso(now() + 4 * MINUTE) }], { at })).toEqual([]);
  });

  it("goods that were back before anything was paid are refused; one payment of an edit may be later", async () => {
    const after = { amount: 5_000, paidAt: "2031-03-02T06:00:00.000Z" };
    expect(await refused([{ ...after, amount: 10_000 }])).toEqual(
      problem(
        "FACTS_INCONSISTENT",
        "return.collectedAt",
        /payment 1 was made at 2 March 2031 at 15:.*, after the goods were back at 2 March 2031 at 14:/,
      ),
    );
    expect(await refused([after, { amount: 5_000 }])).toEqual([]);
  });
});

describe("a payment that could never be sent back", () => {
  it("a service fee at a gateway whose cancels have none", async () => {
    const lines = [{ amount: 9_000 }, { amount: 1_000, taxCategory: "SERVICE_FEE" }];
    expect(await refused([{ ...paid, serviceFee: 1_000 }], { lines })).toEqual(
      problem("FACTS_INCONSISTENT", "order.payments.0.serviceFee", /PortOne V2 cannot give a service fee back/),
    );
  });

  it.each([".", ".."])("an id %s that would lead to another address", async (gatewayPaymentId) => {
    expect(await refused([{ ...paid, gatewayPaymentId }])).toEqual(
      problem("FACTS_INCONSISTENT", "order.payments.0.gatewayPaymentId", /is no payment at PortOne V2/),
    );
  });

  it("is told at each gateway where it applies", () => {
    const fault = (over: Partial<Parameters<typeof paymentFault>[0]>) =>
      paymentFault({ gateway: "EBP", gatewayPaymentId: "pay-1", provider: null, serviceFee: ZERO, ...over })?.field ??
      null;
    const at = (over: Partial<Parameters<typeof paymentFault>[0]>) =>
      (["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP", "MERCHANT_LEDGER"] as const).map((gateway) =>
        fault({ ...over, gateway }),
      );
    expect(at({ serviceFee: won(1) })).toEqual(["serviceFee", "serviceFee", null, null, null]);
    expect(at({ gatewayPaymentId: ".." })).toEqual(["gatewayPaymentId", "gatewayPaymentId", null, null, null]);
    expect(at({ provider: "KCP" })).toEqual([null, null, "provider", null, "provider"]);
    expect(at({ provider: "OTHER" })).toEqual([null, null, null, null, null]);
  });

  it("of an order known from before these checks, returns are still taken", async () => {
    const of = randomUUID();
    const halves = [{ amount: 5_000 }, { amount: 5_000 }];
    await collectOverHttp(t, orderInput(of, halves, sold), returnInput([{ quantity: 0, amount: 1 }]));
    const paidAt = new Date(now() + 60 * MINUTE).toISOString();
    await t.rows(`update payment set paid_at = ? where gateway_payment_id = ?`, [paidAt, `pay-${of}-2`]);
    const order = orderInput(of, [halves[0]!, { ...halves[1], paidAt }], sold);
    expect(totalOf(await collectOverHttp(t, order, returnInput([{}])))).toBe(9_999);
  });
});
