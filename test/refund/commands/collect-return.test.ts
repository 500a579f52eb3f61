/** returnCollect: one refund per payment, exact to the won; facts may be told twice and may not be contradicted. */
import { messageOf } from "../../../src/problem.js";
import { NO_MONEY, plus } from "../../../src/money/parts.js";
import { won } from "../../../src/money/minor-units.js";
import type { OrderFacts } from "../../../src/orders/facts.js";
import { OrderLine } from "../../../src/orders/order.entity.js";
import { cipherKeysOf } from "../../../src/personal-data/cipher-keys.js";
import { createCipher } from "../../../src/personal-data/cipher.js";
import { DEMO_SECRETS } from "../../../src/config.js";
import { collectReturn } from "../../../src/refund/commands/collect-return.js";
import type { ReturnFacts } from "../../../src/refund/commands/create-return.js";
import { cancelRefund, withdrawReturn } from "../../../src/refund/commands/cancel-refund.js";
import { Refund, RefundDeduction, RefundLine } from "../../../src/refund/record/refund.entity.js";
import { Secret } from "../../../src/secret.js";
import {
  balanceOf,
  changingNothing,
  codeOf,
  everyRow,
  orderFacts,
  refundsOfReturn,
  key,
  OPERATOR,
  RETURN_SERVICE,
  returnFacts,
  reportReturn,
} from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { act } from "../mutations.js";
import { storedRefundStatus } from "../ledgers.js";

const t = sharedTestService();

async function collected(
  order: OrderFacts,
  received: Partial<ReturnFacts> = {},
  context = t.context,
): Promise<Refund[]> {
  const facts = returnFacts(received);
  const { outcome } = await collectReturn(context, RETURN_SERVICE, { order, return: facts, idempotencyKey: key() });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  const legs = await refundsOfReturn(t, outcome.value.returnId);
  const place = new Map(await pathsOf(order));
  return legs.sort((a, b) => place.get(a.paymentId)! - place.get(b.paymentId)!);
}

async function pathsOf(order: OrderFacts): Promise<[string, number][]> {
  const rows = await t.rows<{ id: string; position: number }>(
    `select p.id, p.position from payment p join orders o on o.id = p.order_id where o.order_no = ?`,
    [order.orderNo],
  );
  return rows.map(({ id, position }) => [id, position]);
}

const totals = (refunds: Refund[]): number[] => refunds.map((refund) => refund.amount.total);

async function lineOf(order: OrderFacts, lineNo = "1"): Promise<OrderLine> {
  const [row] = await t.rows<{ id: string }>(
    `select l.id from order_line l join orders o on o.id = l.order_id where o.order_no = ? and l.line_no = ?`,
    [order.orderNo, lineNo],
  );
  return t.context.root.fork().findOneOrFail(OrderLine, row!.id);
}

const cancel = (refund: Refund, reason: "NOT_OWED" | "REOPEN_LATER") =>
  act(t, refund, cancelRefund, OPERATOR, { reason, memo: null });

describe("one refund per payment", () => {
  it("splits over the payments in proportion to what each can give", async () => {
    const refunds = await collected(
      orderFacts([{ amount: 7_000 }, { amount: 3_000 }], [{ amount: 10_000, quantity: 2 }]),
    );
    expect(totals(refunds)).toEqual([3_500, 1_500]);
    expect(refunds.map((refund) => refund.state)).toEqual(["returnCollected", "returnCollected"]);
  });

  it("PRIMARY_FIRST empties the primary payment before it touches the next", async () => {
    const context = { ...t.context, settings: { ...t.context.settings, splitStrategy: "PRIMARY_FIRST" as const } };
    const order = orderFacts([{ amount: 7_000 }, { amount: 3_000 }], [{ amount: 10_000, quantity: 2 }]);
    expect(totals(await collected(order, {}, context))).toEqual([5_000]);
    expect(totals(await collected(order, {}, context))).toEqual([2_000, 3_000]);
  });

  it("takes the amounts the return service names", async () => {
    const order = orderFacts([{ amount: 7_000 }, { amount: 3_000 }], [{ amount: 10_000, quantity: 2 }]);
    const legs = [
      { paymentNo: "2", amount: won(3_000) },
      { paymentNo: "1", amount: won(2_000) },
    ];
    expect(totals(await collected(order, { legs }))).toEqual([2_000, 3_000]);
    const tooMuch = await reportReturn(t, order, { legs: [{ paymentNo: "2", amount: won(5_000) }] });
    expect(tooMuch.outcome).toMatchObject({
      problem: { code: "SPLIT_IMPOSSIBLE", detail: { reason: { with: { paymentNo: "2", refundableAmount: 0 } } } },
    });
  });

  it("a refund is its lines less its deductions, over both payments exactly", async () => {
    const order = orderFacts([{ amount: 6_667 }, { amount: 3_333 }], [{ amount: 9_000 }, { amount: 1_000 }]);
    const refunds = await collected(order, {
      lines: [
        { lineNo: "1", quantity: 1, amount: null },
        { lineNo: "2", quantity: 1, amount: null },
      ],
      deductions: [
        { kind: "RETURN_SHIPPING", amount: won(2_501) },
        { kind: "LOST_FREE_SHIPPING", amount: won(0) },
      ],
    });
    expect(totals(refunds).reduce((a, b) => a + b)).toBe(7_499);
    const em = t.context.root.fork();
    for (const refund of refunds) {
      const lines = await em.find(RefundLine, { refundId: refund.id });
      const deductions = await em.find(RefundDeduction, { refundId: refund.id });
      const gross = lines.reduce((sum, line) => sum + line.amount, 0);
      expect(gross - deductions.reduce((sum, deduction) => sum + deduction.amount, 0)).toBe(refund.amount.total);
      expect((await balanceOf(t, refund.paymentId)).reserved).toBe(refund.amount.total);
    }
    expect((await lineOf(order, "1")).reserved).toBe(9_000);
  });

  it("a return whose deductions eat all of it has no refund and is finished", async () => {
    const order = orderFacts([{ amount: 6_000 }], [{ amount: 6_000, quantity: 2 }]);
    const { outcome } = await reportReturn(t, order, { deductions: [{ kind: "RETURN_SHIPPING", amount: won(3_000) }] });
    if (!outcome.ok) throw new Error("net zero is no problem");
    expect(await refundsOfReturn(t, outcome.value.returnId)).toEqual([]);
    expect(await storedRefundStatus(t, outcome.value.returnId)).toBe("REFUNDED");
    // The second unit is owed its own half: what was deducted from the first does not come back with it.
    expect(totals(await collected(order))).toEqual([3_000]);
  });
});

describe("tax", () => {
  it("partial returns win the odd won of VAT and every other, down to the last", async () => {
    const order = orderFacts([{ amount: 10_000 }], [{ amount: 10_000, quantity: 3 }]);
    const legs: Refund[] = [];
    for (let unit = 0; unit < 3; unit += 1) legs.push(...(await collected(order)));
    expect(totals(legs)).toEqual([3_333, 3_333, 3_334]);
    const returned = legs.map((leg) => leg.amount).reduce(plus, NO_MONEY);
    expect(returned).toMatchObject({ total: 10_000, taxable: 9_091, vat: 909 });
    expect(await balanceOf(t, legs[0]!.paymentId)).toMatchObject({ reserved: 10_000 });
  });

  it("a tax-free line takes tax-free money only, and what is told of VAT is kept", async () => {
    const order = orderFacts(
      [{ amount: 15_000, taxFree: 5_000, vat: 910 }],
      [{ amount: 10_000 }, { amount: 5_000, taxCategory: "TAX_FREE" }],
    );
    const [free] = await collected(order, { lines: [{ lineNo: "2", quantity: 1, amount: null }] });
    expect(free!.amount).toMatchObject({ total: 5_000, taxFree: 5_000, vat: 0 });
    const [taxed] = await collected(order);
    expect(taxed!.amount).toMatchObject({ total: 10_000, taxable: 9_090, vat: 910, taxFree: 0 });
  });
});

describe("units and shares of a line", () => {
  it("counts a unit once however many payments paid for it", async () => {
    const order = orderFacts([{ amount: 5_000 }, { amount: 5_000 }], [{ amount: 10_000, quantity: 4 }]);
    await collected(order, { lines: [{ lineNo: "1", quantity: 3, amount: null }] });
    expect((await lineOf(order)).returnedQuantity).toBe(3);
    const again = await reportReturn(t, order, { lines: [{ lineNo: "1", quantity: 2, amount: null }] });
    expect(again.outcome).toMatchObject({
      problem: { code: "QUANTITY_EXCEEDED", detail: { lineNo: "1", returnableQuantity: 1 } },
    });
  });

  it("a cut of a line's amount takes no unit", async () => {
    const order = orderFacts([{ amount: 10_000 }], [{ amount: 10_000, quantity: 2 }]);
    const [cut] = await collected(order, { lines: [{ lineNo: "1", quantity: 0, amount: won(1_000) }] });
    expect(cut!.amount.total).toBe(1_000);
    expect((await lineOf(order)).returnedQuantity).toBe(0);
    expect(totals(await collected(order, { lines: [{ lineNo: "1", quantity: 2, amount: null }] }))).toEqual([9_000]);
    expect(codeOf(await reportReturn(t, order, { lines: [{ lineNo: "1", quantity: 0, amount: null }] }))).toBe(
      "FACTS_INCONSISTENT",
    );
  });

  it.each(["NOT_OWED", "REOPEN_LATER"] as const)(
    "money cancelled as %s is not the share of the units still out",
    async (reason) => {
      const order = orderFacts([{ amount: 20_000 }], [{ amount: 20_000, quantity: 2 }]);
      const [first] = await collected(order);
      await cancel(first!, reason);
      expect(totals(await collected(order))).toEqual([10_000]);
    },
  );

  it("a withdrawn return gives its units and their share back", async () => {
    const order = orderFacts([{ amount: 20_001 }], [{ amount: 20_001, quantity: 2 }]);
    const facts = returnFacts();
    await collected(order, facts);
    const withdrawn = await withdrawReturn(t.context, RETURN_SERVICE, {
      returnNo: facts.returnNo,
      idempotencyKey: key(),
      memo: null,
    });
    expect(codeOf(withdrawn)).toBe("ok");
    expect(totals(await collected(order, { lines: [{ lineNo: "1", quantity: 2, amount: null }] }))).toEqual([20_001]);
  });

  it.each([-1, 0.5, Number.NaN])("refuses %p units", async (quantity) => {
    const order = orderFacts([{ amount: 10_000 }]);
    const received = await reportReturn(t, order, { lines: [{ lineNo: "1", quantity, amount: won(1_000) }] });
    expect(codeOf(received)).toBe("FACTS_INCONSISTENT");
  });

  it("refuses more than a line has left", async () => {
    const order = orderFacts([{ amount: 10_000 }], [{ amount: 6_000 }, { amount: 4_000 }]);
    const more = await reportReturn(t, order, { lines: [{ lineNo: "1", quantity: 1, amount: won(6_001) }] });
    expect(more.outcome).toMatchObject({
      problem: { code: "REFUND_AMOUNT_EXCEEDED", detail: { lineNo: "1", refundableAmount: 6_000 } },
    });
  });
});

describe("facts told twice", () => {
  it("are accepted under the same and under another key, and change nothing", async () => {
    const order = orderFacts([{ amount: 10_000 }]);
    const received = { order, return: returnFacts(), idempotencyKey: key() };
    const first = await collectReturn(t.context, RETURN_SERVICE, received);
    const before = await everyRow(t);
    const replay = await collectReturn(t.context, RETURN_SERVICE, received);
    const again = await collectReturn(t.context, RETURN_SERVICE, { ...received, idempotencyKey: key() });
    expect(replay).toEqual({ ...first, replayed: true });
    expect(again).toEqual(first);
    expect(await everyRow(t)).toEqual(before);
  });

  it("at once, ten times under ten keys, make one return", async () => {
    const order = orderFacts([{ amount: 10_000 }, { amount: 5_000 }], [{ amount: 15_000, quantity: 3 }]);
    const facts = returnFacts();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        collectReturn(t.context, RETURN_SERVICE, { order, return: facts, idempotencyKey: key() }),
      ),
    );
    expect(answers.map(codeOf)).toEqual(Array(10).fill("ok"));
    expect(new Set(answers.map(({ outcome }) => outcome.ok && outcome.value.returnId)).size).toBe(1);
    expect((await lineOf(order)).returnedQuantity).toBe(1);
  });

  it("a payment captured since is no contradiction, and is kept", async () => {
    const order = orderFacts([{ amount: 10_000, captureState: "AUTHORISED" }]);
    const received = { order, return: returnFacts(), idempotencyKey: key() };
    const first = await collectReturn(t.context, RETURN_SERVICE, received);
    const captured = { ...order, payments: order.payments.map((p) => ({ ...p, captureState: "CAPTURED" as const })) };
    const again = await collectReturn(t.context, RETURN_SERVICE, {
      ...received,
      order: captured,
      idempotencyKey: key(),
    });
    expect(again).toEqual(first);
    const [payment] = await t.rows(`select capture_state from payment where gateway_payment_id = ?`, [
      order.payments[0]!.gatewayPaymentId,
    ]);
    expect(payment).toEqual({ capture_state: "CAPTURED" });
    // Told of the time before the capture once more: the capture stays.
    expect(await collectReturn(t.context, RETURN_SERVICE, { ...received, idempotencyKey: key() })).toEqual(first);
  });

  it("are known again after the encryption key was changed", async () => {
    const order = orderFacts([{ amount: 10_000 }]);
    const received = { order, return: returnFacts(), idempotencyKey: key() };
    const first = await collectReturn(t.context, RETURN_SERVICE, received);
    const { keys } = cipherKeysOf(DEMO_SECRETS.encryptionKeys);
    const rotated = createCipher({
      keys: [...keys, { id: "next", key: new Secret(Buffer.alloc(32, 7)) }],
      current: "next",
    });
    const context = { ...t.context, cipher: rotated };
    expect(await collectReturn(context, RETURN_SERVICE, received)).toEqual({ ...first, replayed: true });
    expect(await collectReturn(context, RETURN_SERVICE, { ...received, idempotencyKey: key() })).toEqual(first);
    const another = { ...received, order: { ...order, customerId: new Secret("somebody else") } };
    expect(codeOf(await collectReturn(context, RETURN_SERVICE, another))).toBe("IDEMPOTENCY_KEY_REUSED");
  });
});

describe("facts that contradict what was told before", () => {
  type Change = (order: OrderFacts, received: ReturnFacts) => { order?: OrderFacts; return?: ReturnFacts };
  const payment = (order: OrderFacts, over: Partial<OrderFacts["payments"][number]>): OrderFacts => ({
    ...order,
    payments: order.payments.map((p, index) => (index === 0 ? { ...p, ...over } : p)),
  });
  const line = (order: OrderFacts, over: Partial<OrderFacts["lines"][number]>): OrderFacts => ({
    ...order,
    lines: order.lines.map((l, index) => (index === 0 ? { ...l, ...over } : l)),
  });
  const CHANGES: [string, Change, RegExp][] = [
    ["another currency", (order) => ({ order: { ...order, currency: "USD" } }), /^order › currency was KRW, now USD$/],
    ["another customer", (order) => ({ order: { ...order, customerId: new Secret("x") } }), /another customer/],
    [
      "a payment less",
      (order) => ({
        order: { ...orderFacts([{ amount: 10_000 }]), orderNo: order.orderNo, customerId: order.customerId },
      }),
      /^order › payments was with payment 2, now without it; order › lines was with line 2.*order › payments 1 › amount was KRW 6,000, now KRW 10,000/,
    ],
    [
      "another method",
      (order) => ({ order: payment(order, { method: "MOBILE" }) }),
      /method of payment was card, now /,
    ],
    ["another VAT", (order) => ({ order: payment(order, { vat: won(600) }) }), /VAT was KRW [\d,]+, now KRW [\d,]+/],
    [
      "another time",
      (order) => ({ order: payment(order, { paidAt: new Date(0) }) }),
      /^order › payments 1 › time of payment was 20 February 2031 at 12:00:00, now 1 January 1970 at 09:00:00$/,
    ],
    [
      "another name",
      (order) => ({ order: line(order, { name: "다른 상품" }) }),
      /^order › lines 1 › name was 상품 1, now 다른 상품$/,
    ],
    [
      "another quantity",
      (order) => ({ order: line(order, { quantity: 9 }) }),
      /^order › lines 1 › quantity was 2, now 9$/,
    ],
    [
      "collected later",
      (_, received) => ({ return: { ...received, collectedAt: new Date(9) } }),
      /was collected at \d+ \w+ \d{4}/,
    ],
    [
      "another line",
      (_, received) => ({ return: { ...received, lines: [{ lineNo: "2", quantity: 1, amount: null }] } }),
      /had no line 2/,
    ],
    [
      "more units",
      (_, received) => ({ return: { ...received, lines: [{ lineNo: "1", quantity: 2, amount: null }] } }),
      /had 1 of line 1/,
    ],
    [
      "a deduction",
      (_, received) => ({ return: { ...received, deductions: [{ kind: "OTHER", amount: won(1) }] } }),
      /amounts, deductions or legs/,
    ],
    ["another order", () => ({ order: orderFacts([{ amount: 9_000 }]) }), /belongs to another order/],
  ];

  it.each(CHANGES)("%s: FACTS_CONFLICT names it and no row changes", async (_, change, naming) => {
    const order = orderFacts(
      [{ amount: 6_000 }, { amount: 4_000 }],
      [{ amount: 8_000, quantity: 2 }, { amount: 2_000 }],
    );
    const received = { order, return: returnFacts(), idempotencyKey: key() };
    await collectReturn(t.context, RETURN_SERVICE, received);
    const before = await everyRow(t);
    const contradicting = { ...received, ...change(order, received.return), idempotencyKey: key() };
    const { outcome } = await collectReturn(t.context, RETURN_SERVICE, contradicting);
    if (outcome.ok) throw new Error("a contradiction was taken");
    expect(outcome.problem.code).toBe("FACTS_CONFLICT");
    const prefix = "This contradicts what was reported before: ";
    expect(messageOf(outcome.problem, "en").replace(prefix, "")).toMatch(naming);
    expect(await everyRow(t)).toEqual(before);
  });

  it("a payment of another order is refused, also when both are told at once", async () => {
    const orders = Array.from({ length: 6 }, () => {
      const order = orderFacts([{ amount: 5_000 }]);
      return { ...order, payments: order.payments.map((p) => ({ ...p, gatewayPaymentId: "pay-of-one-order-only" })) };
    });
    const codes = (await Promise.all(orders.map((order) => reportReturn(t, order)))).map(codeOf).sort();
    expect(codes).toEqual([...Array(5).fill("FACTS_CONFLICT"), "ok"]);
  });

  it("a return number of another order is refused, also when both are told at once", async () => {
    const { returnNo } = returnFacts();
    const orders = Array.from({ length: 6 }, () => orderFacts([{ amount: 5_000 }]));
    const codes = (await Promise.all(orders.map((order) => reportReturn(t, order, { returnNo })))).map(codeOf).sort();
    expect(codes).toEqual([...Array(5).fill("FACTS_CONFLICT"), "ok"]);
  });
});

describe("facts that do not add up", () => {
  const inconsistent: { name: string; order: () => OrderFacts; received?: Partial<ReturnFacts> }[] = [
    { name: "lines above what was paid", order: () => orderFacts([{ amount: 9_999 }], [{ amount: 10_000 }]) },
    {
      name: "tax-free money without a tax-free line",
      order: () => orderFacts([{ amount: 10_000, taxFree: 1 }], [{ amount: 10_000 }]),
    },
    { name: "VAT above the taxable part", order: () => orderFacts([{ amount: 10_000, vat: 10_001 }]) },
    { name: "a line of no units", order: () => orderFacts([{ amount: 10_000 }], [{ amount: 10_000, quantity: 0 }]) },
    { name: "no line came back", order: () => orderFacts([{ amount: 10_000 }]), received: { lines: [] } },
    {
      name: "an unknown line",
      order: () => orderFacts([{ amount: 10_000 }]),
      received: { lines: [{ lineNo: "7", quantity: 1, amount: null }] },
    },
    {
      name: "deductions above the lines",
      order: () => orderFacts([{ amount: 10_000 }]),
      received: { deductions: [{ kind: "OTHER", amount: won(10_001) }] },
    },
    {
      name: "legs that miss a won",
      order: () => orderFacts([{ amount: 10_000 }]),
      received: { legs: [{ paymentNo: "1", amount: won(9_999) }] },
    },
  ];
  it.each(inconsistent)("$name: FACTS_INCONSISTENT and nothing is kept", async ({ order, received }) => {
    expect(codeOf(await changingNothing(t, () => reportReturn(t, order(), received)))).toBe("FACTS_INCONSISTENT");
  });
});
