/** refundNo: one refund per number, the same answer again to the same request, and a refusal for anything else. */
import { randomUUID } from "node:crypto";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { failed, openTossPay, type OpenTossPay } from "./open-toss-pay.js";

const clock = handClock();
let open: OpenTossPay;

beforeAll(async () => {
  open = await openTossPay({ now: clock.now });
});
afterAll(() => open.end());

it.each([[{}], [{ idempotent: true }]])(
  "a repeat (%j) gets the same answer, also much later and after a restart",
  async (flag) => {
    const payToken = await open.paid({ amount: { total: 10_000, discount: 1_000 } });
    const request = { refundNo: randomUUID(), amount: 4_000, ...flag };
    const first = await open.refund(payToken, request);
    expect(first.body).toMatchObject({ code: 0, refundableAmount: 6_000 });
    await open.refund(payToken, { amount: 1_000 });
    clock.advance(24 * 60 * 60 * 1000);
    expect(await open.refund(payToken, { ...request, reason: "another reason" })).toEqual(first);
    open = await open.restart();
    expect(await open.refund(payToken, request)).toEqual(first);
    // It is still the answer when the payment could not be refunded any more.
    await open.refund(payToken);
    expect(await open.refund(payToken, request)).toEqual(first);
    expect(await open.control.cancellationsOf(payToken)).toHaveLength(3);
    const log = (await open.control.requests(payToken)).filter((one) => one.idempotencyKey === request.refundNo);
    expect(log.map((one) => one.replayed)).toEqual([false, true, true, true]);
  },
);

it("an omitted amount repeats as an omitted amount", async () => {
  const [payToken, refundNo] = [await open.paid(), randomUUID()];
  const first = await open.refund(payToken, { refundNo });
  expect(await open.refund(payToken, { refundNo })).toEqual(first);
  expect(await open.refund(payToken, { refundNo, amount: 10_000 })).toEqual(failed("REFUND_REFUND_NO_DUPLICATE"));
});

it("without idempotency a repeat is refused", async () => {
  const [payToken, refundNo] = [await open.paid(), randomUUID()];
  const request = { refundNo, amount: 1_000, idempotent: false };
  expect((await open.refund(payToken, request)).body.code).toBe(0);
  expect(await open.refund(payToken, request)).toEqual(failed("REFUND_REFUND_NO_DUPLICATE"));
  expect(await open.control.payment(payToken)).toMatchObject({ cancelled: 1_000 });
});

it.each<[string, Record<string, unknown>]>([
  ["another amount", { amount: 2_000 }],
  ["other parts", { amountTaxFree: 1 }],
  ["no amount", { amount: undefined }],
])("the same number with %s refunds nothing", async (_name, other) => {
  const [payToken, refundNo] = [await open.paid(), randomUUID()];
  await open.refund(payToken, { refundNo, amount: 1_000 });
  const answer = await open.refund(payToken, { refundNo, amount: 1_000, ...other });
  expect(answer).toEqual(failed("REFUND_REFUND_NO_DUPLICATE"));
  expect(await open.control.payment(payToken)).toMatchObject({ cancelled: 1_000 });
});

it("a number is the merchant's: not even another payment can use it", async () => {
  const [one, other, refundNo] = [await open.paid(), await open.paid(), randomUUID()];
  await open.refund(one, { refundNo });
  expect(await open.refund(other, { refundNo })).toEqual(failed("REFUND_REFUND_NO_DUPLICATE"));
  expect(await open.control.payment(other)).toMatchObject({ cancelled: 0 });
});

it("a refused refund leaves its number free", async () => {
  const [payToken, refundNo] = [await open.paid(), randomUUID()];
  expect(await open.refund(payToken, { refundNo, amount: 10_001 })).toEqual(failed("COMMON_REFUND_ERROR"));
  expect((await open.refund(payToken, { refundNo, amount: 10_000 })).body.code).toBe(0);
});

it("20 equal requests at once have one effect and one answer", async () => {
  const [payToken, refundNo] = [await open.paid(), randomUUID()];
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => open.refund(payToken, { refundNo, amount: 1_000 })),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.body).toMatchObject({ code: 0, refundableAmount: 9_000 });
  expect(await open.control.cancellationsOf(payToken)).toHaveLength(1);
  const log = await open.control.requests(payToken);
  expect(log.filter((one) => !one.replayed)).toHaveLength(1);
});

it("one number on many payments at once refunds one of them", async () => {
  const refundNo = randomUUID();
  const payTokens = await Promise.all(Array.from({ length: 10 }, () => open.paid()));
  const answers = await Promise.all(payTokens.map((payToken) => open.refund(payToken, { refundNo })));
  expect(answers.map((answer) => answer.body.errorCode ?? "made").toSorted()).toEqual([
    ...Array.from({ length: 9 }, () => "REFUND_REFUND_NO_DUPLICATE"),
    "made",
  ]);
});
