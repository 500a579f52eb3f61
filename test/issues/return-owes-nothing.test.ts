/** A return that owes nothing could not be recorded: goods that came back after a chargeback, an order that cost nothing. */
import { randomUUID } from "node:crypto";
import { mutate } from "../api/ask.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { caseInputs } from "../kit/case.js";
import { cancelledAtGateway, RETURN_SERVICE, requestAndDrain } from "../kit/fixtures.js";
import { collectOverHttp, orderInput, returnInput, totalOf } from "../kit/return-collect.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { assertBooksAgree } from "../refund/ledgers.js";

const t = sharedTestService();

const WITHDRAWN = `return { refundStatus refunds { id } } userErrors { code }`;
const withdraw = (returnNo: string) =>
  mutate<object>(t, "returnWithdraw", { returnNo, idempotencyKey: randomUUID() }, WITHDRAWN, RETURN_SERVICE);

type Order = ReturnType<typeof orderInput>;
const sold = (...amounts: number[]) => amounts.map((amount) => ({ amount }));
const back = (lineNo: string, over: object = {}) => returnInput([{ lineNo, ...over }]);

/** An order of which money went back at the gateway without us, and that we have heard of it. */
async function paidOrder(of: string, payments: number[], lines: object[]): Promise<Order> {
  const order = orderInput(of, sold(...payments), lines as Record<string, string | number>[]);
  for (const [index, total] of payments.entries())
    await t.sandbox.createPayment({ id: `pay-${of}-${index + 1}`, amount: { total } });
  return order;
}

async function gone(of: string, how: "chargeback" | "cancelInConsole", amount: number, payment = 1): Promise<void> {
  await t.sandbox[how](`pay-${of}-${payment}`, { amount });
  const [row] = await t.rows<{ id: string }>(`select id from payment where gateway_payment_id = ?`, [
    `pay-${of}-${payment}`,
  ]);
  await lookUpPayment(t.context, row!.id, "WEBHOOK");
}

const alarms = (returnNo: string) =>
  t.rows(`select kind, detail from work_item where detail ->> 'returnNo' = ?`, [returnNo]);

it("return-after-chargeback-cannot-be-recorded: the goods are back, nothing is owed, the units are used up", async () => {
  const { payment } = (await caseInputs("return-after-chargeback-cannot-be-recorded")) as {
    payment: { amount: { total: number } };
  };
  const of = randomUUID();
  const order = await paidOrder(of, [payment.amount.total], sold(10_000, 10_000));
  const first = await collectOverHttp(t, order, back("1"));
  await requestAndDrain(t, { id: first.return.refunds[0]!.id });
  await gone(of, "chargeback", 10_000);

  const second = await collectOverHttp(t, order, back("2"));
  expect(second).toMatchObject({
    userErrors: [],
    return: { refundStatus: "REFUNDED", noRefundReason: "CHARGED_BACK", alreadyReturned: 10_000, refunds: [] },
  });
  expect(second.return.order.lines.map((line) => line.returnedQuantity)).toEqual([1, 1]);
  expect((await collectOverHttp(t, order, back("2"))).userErrors).toMatchObject([{ code: "QUANTITY_EXCEEDED" }]);
  expect(await alarms(second.return.returnNo)).toEqual([]);
  expect(await cancelledAtGateway(t, `pay-${of}-1`)).toBe(20_000);
  await assertBooksAgree(t);
});

it("an amount of 0 says that nothing is owed for the units", async () => {
  const order = orderInput(randomUUID(), sold(20_000), sold(10_000, 10_000));
  const nothing = await collectOverHttp(t, order, back("2", { amount: 0 }));
  expect(nothing).toMatchObject({
    userErrors: [],
    return: { refundStatus: "REFUNDED", noRefundReason: "NOT_OWED", alreadyReturned: 0, refunds: [] },
  });
  expect(nothing.return.order.lines.map((line) => line.returnedQuantity)).toEqual([0, 1]);
  expect((await collectOverHttp(t, order, back("1", { quantity: 0, amount: 0 }))).userErrors).toEqual([
    {
      code: "FACTS_INCONSISTENT",
      message: expect.stringContaining("quantity 0 needs an amount above 0"),
      field: ["return", "lines", "0"],
    },
  ]);
});

describe("order-paid-with-nothing: the return is recorded and owed nothing", () => {
  it.each([
    ["without a payment", []],
    ["with a payment of 0", [{ amount: 0 }]],
  ])("%s", async (_, payments) => {
    const { returnCollect } = (await caseInputs("order-paid-with-nothing")) as {
      returnCollect: {
        input: {
          order: { lines: Record<string, string | number>[] };
          return: { lines: Record<string, string | number>[] };
        };
      };
    };
    const { order: reported, return: returned } = returnCollect.input;
    const order = orderInput(randomUUID(), payments, reported.lines);
    expect(await collectOverHttp(t, order, returnInput(returned.lines))).toMatchObject({
      userErrors: [],
      return: { refundStatus: "REFUNDED", noRefundReason: "FREE_OF_CHARGE", refunds: [] },
    });
    expect((await collectOverHttp(t, order, returnInput(returned.lines))).userErrors).toMatchObject([
      { code: "QUANTITY_EXCEEDED" },
    ]);
  });

  it("and may be paid later: money is then refunded", async () => {
    const of = randomUUID();
    await collectOverHttp(t, orderInput(of, [], sold(0)), back("1"));
    const edited = orderInput(of, sold(5_000), sold(0, 5_000));
    expect(totalOf(await collectOverHttp(t, edited, back("2")))).toBe(5_000);
  });
});

describe("money that went back at the gateway without us is not paid twice, and loses no return", () => {
  it("of a part, what is left is refunded, and a person is told", async () => {
    const of = randomUUID();
    const order = await paidOrder(of, [20_000], sold(5_000, 15_000));
    await collectOverHttp(t, order, back("1"));
    await gone(of, "cancelInConsole", 4_000);
    const answer = await collectOverHttp(t, order, back("2"));
    expect(answer).toMatchObject({
      userErrors: [],
      return: { refundStatus: "AWAITING", noRefundReason: null, alreadyReturned: 4_000 },
    });
    expect(totalOf(answer)).toBe(11_000);
    expect(await alarms(answer.return.returnNo)).toEqual([
      { kind: "RETURN_OWED_LESS", detail: { returnNo: answer.return.returnNo, alreadyReturned: 4_000 } },
    ]);
  });

  it("of all, there is no refund: a cancel in the console is told apart from a chargeback", async () => {
    const of = randomUUID();
    const order = await paidOrder(of, [20_000], sold(20_000));
    await collectOverHttp(t, order, returnInput([{ quantity: 0, amount: 1 }]));
    await gone(of, "cancelInConsole", 19_999);
    expect(await collectOverHttp(t, order, back("1"))).toMatchObject({
      userErrors: [],
      return: {
        refundStatus: "REFUNDED",
        noRefundReason: "CANCELLED_AT_GATEWAY",
        alreadyReturned: 19_999,
        refunds: [],
      },
    });
  });

  it("deductions stay, and come off what is left", async () => {
    const of = randomUUID();
    const order = await paidOrder(of, [20_000], sold(1_000, 19_000));
    await collectOverHttp(t, order, back("1"));
    await gone(of, "chargeback", 18_000);
    const deductions = [{ kind: "RETURN_SHIPPING", amount: 3_000 }];
    const answer = await collectOverHttp(t, order, returnInput([{ lineNo: "2" }], { deductions }));
    expect(answer).toMatchObject({ userErrors: [], return: { alreadyReturned: 15_000, noRefundReason: null } });
    expect(totalOf(answer)).toBe(1_000);
  });

  it("a leg named for the payment it was of is lowered, the others are not", async () => {
    const of = randomUUID();
    const order = await paidOrder(of, [10_000, 10_000], sold(20_000));
    await collectOverHttp(t, order, returnInput([{ quantity: 0, amount: 2_000 }]));
    await gone(of, "chargeback", 6_000);
    const legs = [
      { paymentNo: "1", amount: 9_000 },
      { paymentNo: "2", amount: 9_000 },
    ];
    const answer = await collectOverHttp(t, order, returnInput([{}], { legs }));
    expect(answer).toMatchObject({ userErrors: [], return: { alreadyReturned: 6_000 } });
    expect(
      answer.return.refunds.map((refund) => `${refund.payment.paymentNo}: ${refund.amount.amount}`).sort(),
    ).toEqual(["1: 3000", "2: 9000"]);
  });

  it("legs that were always too much are still a fault of the caller's", async () => {
    const order = await paidOrder(randomUUID(), [10_000, 10_000], sold(20_000));
    const legs = [{ paymentNo: "1", amount: 20_000 }];
    expect((await collectOverHttp(t, order, returnInput([{}], { legs }))).userErrors).toMatchObject([
      { code: "SPLIT_IMPOSSIBLE" },
    ]);
  });
});

it("may be withdrawn: its units may be returned again, for what is owed then", async () => {
  const order = orderInput(randomUUID(), sold(10_000), sold(10_000));
  const { return: nothing } = await collectOverHttp(t, order, back("1", { amount: 0 }));
  expect(await withdraw(nothing.returnNo)).toMatchObject({
    return: { refundStatus: "WITHDRAWN", refunds: [] },
    userErrors: [],
  });
  expect(totalOf(await collectOverHttp(t, order, back("1")))).toBe(10_000);
  await assertBooksAgree(t);
});
