/** The order service plays the other side of MERCHANT_LEDGER: it hears of every pending refund, books it once, and the service hears of it. */
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { buildSchema, parse, validate } from "graphql";
import * as operations from "../../../sandbox/order-service/operations.js";
import { until } from "../../kit/server.js";
import { openShop, type OpenShop } from "./open-order-service.js";

let shop: OpenShop;
beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => shop.rest());
afterAll(() => shop?.end());

it.each(Object.entries(operations))("%s is valid in the service's schema", (_name, text) => {
  const schema = buildSchema(readFileSync("schema/schema.graphql", "utf8"));
  expect(validate(schema, parse(text))).toEqual([]);
});

it("a refund that was pending before the service was ever told anything is booked too", async () => {
  // Started where no service is, so that it knows the payment and nothing of the service.
  const elsewhere = await shop.start({ apiUrl: "http://127.0.0.1:9" });
  const order = await shop.order(elsewhere.control, { points: 3_000 });
  await elsewhere.close();
  const [refund] = await shop.requested(order);
  await shop.untilStatus(refund!.id, "PENDING");
  const { control } = await shop.start();
  await shop.untilStatus(refund!.id, "COMPLETED");
  expect(await control.account(order.accountId)).toMatchObject({ balance: 3_500 });
});

it("a points refund is booked and completed, in parts until nothing is left", async () => {
  const { control } = await shop.start();
  const order = await shop.order(control, { points: 10_000, units: 3 });
  expect(await control.account(order.accountId)).toMatchObject({ balance: 500 });
  const [first] = await shop.requested(order);
  const done = await shop.untilStatus(first!.id, "COMPLETED");
  const [rest] = await shop.requested(order, { quantity: 2 });
  expect(await shop.untilStatus(rest!.id, "COMPLETED")).toMatchObject({
    return: { refundStatus: "REFUNDED" },
    payment: { refundedAtGateway: { total: { amount: 10_000 } } },
  });

  const entries = await control.entries({ paymentId: order.pointsId });
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["SPENT", -10_000],
    ["RETURNED", first!.amount.amount],
    ["RETURNED", rest!.amount.amount],
  ]);
  expect(done.attempts).toMatchObject([
    { id: entries[1]?.attemptId, status: "SUCCEEDED", gatewayCancellationId: entries[1]?.id },
  ]);
  expect(await control.account(order.accountId)).toMatchObject({ balance: 10_500 });
  expect(await control.payment(order.pointsId)).toMatchObject({ amount: 10_000, returned: 10_000 });
});

it("a refusal becomes LEDGER_REFUSED with the service's own sentence; a retry is a new attempt and is answered anew", async () => {
  const { control } = await shop.start();
  const order = await shop.order(control, { points: 4_000 });
  const reason = "적립금 시스템 점검 중입니다.";
  await control.planFault({ paymentId: order.pointsId, fault: { kind: "REFUSE", reason } });
  const [refund] = await shop.requested(order);
  const refused = await shop.untilStatus(refund!.id, "REFUSED");
  expect(refused).toMatchObject({ refusalCause: "LEDGER_REFUSED", attempts: [{ gatewayMessage: reason }] });
  expect(await control.account(order.accountId)).toMatchObject({ balance: 500 });

  const retry = `mutation ($input: RefundRetryInput!) { refundRetry(input: $input) { userErrors { code message } } }`;
  const input = { id: refund!.id, expectedVersion: refused.version, idempotencyKey: randomUUID() };
  expect(await shop.operator(retry, { input })).toEqual({ refundRetry: { userErrors: [] } });
  await shop.untilStatus(refund!.id, "COMPLETED");
  expect(await control.answers(order.pointsId)).toMatchObject([
    { outcome: "REFUSED", reason, entryId: null },
    { outcome: "BOOKED", reason: null },
  ]);
  expect(await control.account(order.accountId)).toMatchObject({ balance: 4_500 });
});

it.each([
  {
    why: "of a customer who left",
    injectFault: async (order: Awaited<ReturnType<OpenShop["order"]>>) => {
      const { control } = await shop.start();
      await control.closeAccount(order.accountId);
      return order;
    },
  },
  {
    why: "of a payment the ledger does not know",
    injectFault: (order: Awaited<ReturnType<OpenShop["order"]>>) => {
      const [payment] = order.facts.payments as object[];
      const payments = [{ ...payment, gatewayPaymentId: `unknown-${order.orderNo}` }];
      return { ...order, facts: { ...order.facts, payments } };
    },
  },
  {
    why: "of more than was paid with points",
    injectFault: (order: Awaited<ReturnType<OpenShop["order"]>>) => {
      const [payment] = order.facts.payments as object[];
      const [line] = order.facts.lines as object[];
      const facts = { ...order.facts, payments: [{ ...payment, amount: 9_000 }], lines: [{ ...line, amount: 9_000 }] };
      return { ...order, facts };
    },
  },
])("a refund $why is refused, and nothing is booked", async ({ injectFault }) => {
  const { control } = await shop.start();
  const order = await injectFault(await shop.order(control, { points: 4_000 }));
  const [refund] = await shop.requested(order);
  expect(await shop.untilStatus(refund!.id, "REFUSED")).toMatchObject({ refusalCause: "LEDGER_REFUSED" });
  expect(await control.account(order.accountId)).toMatchObject({ balance: 500 });
});

it("card and points go back each its own way, and the return ends REFUNDED", async () => {
  let aheadMs = 0;
  const { control } = await shop.start({ now: () => new Date(Date.now() + aheadMs) });
  const slow = { kind: "SLOW", ms: 600_000 } as const;
  const order = await shop.order(control, { points: 5_000, card: 20_000, behaviour: slow });
  const refunds = await shop.requested(order);
  expect(refunds.map(({ amount }) => amount.amount)).toEqual([20_000, 5_000]);
  const [card, points] = refunds.map(({ id }) => id) as [string, string];
  await shop.untilStatus(card, "COMPLETED");
  await until(async () => (await control.payment(order.pointsId))?.returned === 5_000);
  expect(await shop.refund(points)).toMatchObject({
    gatewayPhase: "PENDING",
    return: { refundStatus: "PARTLY_REFUNDED" },
  });

  aheadMs = slow.ms;
  expect(await shop.untilStatus(points, "COMPLETED")).toMatchObject({ return: { refundStatus: "REFUNDED" } });
  expect(await shop.portone.control.payment(order.gatewayPaymentId)).toMatchObject({ cancelled: 20_000 });
  expect(await control.account(order.accountId)).toMatchObject({ balance: 5_500 });
});

it("killed between booking and reporting: reported after the restart, booked once", async () => {
  shop.line.reports = "SWALLOWED";
  const first = await shop.spawn();
  const order = await shop.order(first.control, { points: 6_000 });
  const before = shop.line.seen;
  const [refund] = await shop.requested(order);
  // It has booked, and waits for the answer to a report that will never come anywhere.
  await until(async () => shop.line.seen > before);
  expect(await first.control.answers(order.pointsId)).toMatchObject([{ outcome: "BOOKED", report: "DUE" }]);
  const gone = once(first.child, "exit");
  first.child.kill("SIGKILL");
  expect(await gone).toEqual([null, "SIGKILL"]);
  expect(await shop.refund(refund!.id)).toMatchObject({ gatewayPhase: "PENDING" });

  shop.line.reports = "PASS";
  const second = await shop.spawn();
  await shop.untilStatus(refund!.id, "COMPLETED");
  await until(async () => (await second.control.answers(order.pointsId))[0]?.report === "HEARD");
  expect(await second.control.account(order.accountId)).toMatchObject({ balance: 6_500 });
  const end = once(second.child, "exit");
  second.child.kill("SIGTERM");
  expect(await end).toEqual([0, null]);
});

it.each(["on the line", "by a planned fault"])(
  "a report whose answer is lost %s is made again with its key: one booking, one effect",
  async (where) => {
    const { control } = await shop.start();
    const order = await shop.order(control, { points: 2_000 });
    if (where === "on the line") shop.line.reports = "ANSWER_LOST";
    else await control.planFault({ paymentId: order.pointsId, times: 1_000, fault: { kind: "LOSE_REPORT" } });
    const [refund] = await shop.requested(order);
    await shop.untilStatus(refund!.id, "COMPLETED");
    expect(await control.answers(order.pointsId)).toMatchObject([{ report: "DUE" }]);
    shop.line.reports = "PASS";
    await control.clearFaults();
    const [answer] = await until(async () => {
      const answers = await control.answers(order.pointsId);
      return answers[0]?.report === "HEARD" && answers;
    });
    expect(answer?.tries).toBeGreaterThan(1);
    expect(await control.account(order.accountId)).toMatchObject({ balance: 2_500 });
    expect((await shop.refund(refund!.id)).payment.refundedAtGateway.total.amount).toBe(2_000);
  },
);

it("cut off and back again, it misses nothing that happened meanwhile", async () => {
  const { control } = await shop.start();
  const orders = [];
  for (let index = 0; index < 5; index++) orders.push(await shop.order(control, { points: 1_000 + index }));
  const [warmUp, ...others] = orders;
  const [known] = await shop.requested(warmUp!);
  await shop.untilStatus(known!.id, "COMPLETED");

  shop.line.down = true;
  shop.line.cut();
  const waiting: string[] = [];
  for (const order of others) waiting.push((await shop.requested(order))[0]!.id);
  for (const id of waiting) await shop.untilStatus(id, "PENDING");
  const before = shop.line.streams;
  shop.line.down = false;
  for (const id of waiting) await shop.untilStatus(id, "COMPLETED");
  expect(shop.line.streams).toBeGreaterThan(before);
  for (const { accountId, pointsId } of others) {
    const returned = (await control.entries({ accountId })).filter(({ kind }) => kind === "RETURNED");
    expect(returned).toMatchObject([{ paymentId: pointsId }]);
  }
});

it("an event whose refund could not be read is not forgotten: it comes again", async () => {
  const { control, lines } = await shop.start();
  const order = await shop.order(control, { points: 800 });
  shop.line.failingReads = 2;
  const [refund] = await shop.requested(order);
  await shop.untilStatus(refund!.id, "COMPLETED");
  expect(shop.line.failingReads).toBe(0);
  expect(lines).toEqual([expect.stringContaining("broke off"), expect.stringContaining("broke off")]);
});

it("closed in good order and started again, it goes on where it was", async () => {
  const first = await shop.start();
  const order = await shop.order(first.control, { points: 1_500 });
  await first.close();
  const [refund] = await shop.requested(order);
  await shop.untilStatus(refund!.id, "PENDING");
  await shop.start();
  await shop.untilStatus(refund!.id, "COMPLETED");
});

it("two instances on one ledger book an attempt once", async () => {
  const [one, two] = await Promise.all([shop.start(), shop.start()]);
  const orders = await Promise.all(Array.from({ length: 6 }, () => shop.order(one.control, { points: 700 })));
  const refunds = await Promise.all(orders.map(async (order) => (await shop.requested(order))[0]!));
  for (const { id } of refunds) await shop.untilStatus(id, "COMPLETED");
  for (const { accountId, pointsId } of orders) {
    expect(await two.control.account(accountId)).toMatchObject({ balance: 1_200 });
    expect(await two.control.answers(pointsId)).toHaveLength(1);
  }
});

it("a token that is not valid any more is replaced by a fresh one, for calls and for the stream", async () => {
  let asked = 0;
  const warm = await shop.start();
  const order = await shop.order(warm.control, { points: 900 });
  await warm.close();
  const [refund] = await shop.requested(order);
  // Some are refused, whether a stream, a read or a report meets them; the good ones last two seconds.
  const refused = [0, 2, 5];
  const token = async (): Promise<string> =>
    refused.includes(asked++) ? "no-token-any-more" : await shop.serviceToken(2);
  const before = shop.line.streams;
  const { control, lines } = await shop.start({ token });
  await shop.untilStatus(refund!.id, "COMPLETED");
  await until(async () => (await control.answers(order.pointsId))[0]?.report === "HEARD");
  // Some were refused; a good one ended with its token, and the next came.
  await until(async () => shop.line.streams >= before + 4);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join("\n")).not.toContain("no-token-any-more");
  expect(await control.account(order.accountId)).toMatchObject({ balance: 1_400 });
});

it("the ledger and the service agree to the point about every payment", async () => {
  const { control } = await shop.start();
  const PAID = `query ($orderNo: String!) { order(orderNo: $orderNo) {
    payments { gatewayPaymentId refundedAtGateway { total { amount } } } } }`;
  interface Paid {
    order: { payments: { gatewayPaymentId: string; refundedAtGateway: { total: { amount: number } } }[] } | null;
  }
  const totals = await control.totals();
  expect(totals.length).toBeGreaterThan(0);
  for (const { paymentId, cancelled } of totals) {
    const { order } = await shop.operator<Paid>(PAID, { orderNo: paymentId.replace("points-", "") });
    const ours = order?.payments.find((one) => one.gatewayPaymentId === paymentId);
    expect(ours?.refundedAtGateway.total.amount ?? 0).toBe(cancelled);
  }
});
