/** Every refusal for its documented reason, the division of amounts, the daily limit, and never more than was paid. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { PaymentFacts } from "../../../sandbox/toss-pay/control.js";
import { seedOf } from "../../gateways/random.js";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { failed, openTossPay, type OpenTossPay } from "./open-toss-pay.js";

const clock = handClock();
let open: OpenTossPay;

beforeAll(async () => {
  open = await openTossPay({ now: clock.now });
});
afterAll(() => open.end());

const HOUR_MS = 60 * 60 * 1000;

describe("parameters", () => {
  it.each<[string, Record<string, unknown>]>([
    ["no refundNo", { refundNo: undefined }],
    ["a null refundNo", { refundNo: null }],
    ["an empty refundNo", { refundNo: "" }],
    ["a refundNo of 37 characters", { refundNo: "x".repeat(37) }],
    ["a refundNo that is a number", { refundNo: 1 }],
    ["amount 0", { amount: 0 }],
    ["a negative amount", { amount: -1 }],
    ["a fraction", { amount: 1.5 }],
    ["an amount in words", { amount: "천원" }],
    ["a null amount", { amount: null }],
    ["an unsafe amount", { amount: 2 ** 53 }],
    ["a negative tax-free part", { amount: 1, amountTaxFree: -1 }],
    ["a reason of 256 characters", { reason: "가".repeat(256) }],
    ["idempotent that is no boolean", { idempotent: "yes" }],
    ["no payToken", { payToken: "" }],
    ["parts that are more than the amount", { amount: 1_000, amountTaxFree: 1_001 }],
    ["parts that are less than the amount", { amount: 1_000, amountTaxable: 900, amountVat: 90 }],
    ["VAT above the taxable part", { amount: 1_000, amountTaxable: 1_000, amountVat: 1_001 }],
    ["a taxable part without the VAT, and no VAT", { amount: 1_000, amountTaxable: 909 }],
    ["a service fee the payment never had", { amount: 1_000, amountServiceFee: 1 }],
  ])("%s: 400 and nothing happens", async (_name, parameters) => {
    const payToken = await open.paid();
    expect(await open.refund(payToken, parameters)).toEqual(failed("COMMON_INVALID_PARAMETER", 400));
    expect(await open.control.cancellationsOf(payToken)).toEqual([]);
  });

  it("a body that is no JSON and no form is 400", async () => {
    for (const body of ["", "{", "[]", "hello", '{"a":"\\u0000"}']) {
      expect(await open.post("/api/v2/refunds", body)).toEqual(failed("COMMON_INVALID_PARAMETER", 400));
    }
  });

  it("the approval's transactionId is no refundNo", async () => {
    const payToken = await open.paid();
    const { transactionId } = (await open.control.payment(payToken)) ?? {};
    expect(await open.refund(payToken, { refundNo: transactionId })).toEqual(failed("COMMON_INVALID_PARAMETER", 400));
  });

  it("a refundNo of 36 characters and a reason of 255 are fine", async () => {
    const longest = { refundNo: "번".repeat(36), reason: "가".repeat(255), amountServiceFee: 0, idempotent: "true" };
    expect((await open.refund(await open.paid(), longest)).body.code).toBe(0);
  });
});

describe("the state of the payment", () => {
  it.each<[string, Partial<PaymentFacts>, string, string]>([
    ["not begun", { status: "PAY_STANDBY" }, "PAY_STANDBY", "TRANSACTION_NOT_COMPLETE"],
    ["only approved", { status: "PAY_APPROVED" }, "PAY_APPROVED", "TRANSACTION_NOT_COMPLETE"],
    ["under way", { status: "PAY_PROGRESS" }, "PAY_PROGRESS", "TRANSACTION_NOT_COMPLETE"],
    ["cancelled", { status: "PAY_CANCEL" }, "PAY_CANCEL", "COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS"],
    ["settled", { paidAt: "2025-03-02T01:00:00Z" }, "SETTLEMENT_COMPLETE", "COMMON_REFUND_ERROR"],
    ["of a user who left", { user: "INACTIVE" }, "PAY_COMPLETE", "INACTIVE_USER"],
    ["of a suspended user", { user: "PAUSED" }, "PAY_COMPLETE", "PAUSE_USER"],
  ])("a payment %s", async (_name, facts, payStatus, errorCode) => {
    const payToken = await open.paid(facts);
    expect((await open.status({ payToken })).body.payStatus).toBe(payStatus);
    expect(await open.refund(payToken)).toEqual(failed(errorCode));
    expect(await open.control.payment(payToken)).toMatchObject({ status: payStatus, cancelled: 0 });
  });

  it("is refundable until a year after it was paid, by the Korean calendar", async () => {
    const yearAgo = await open.paid({ paidAt: new Date(clock.now().getTime() - 365 * 24 * HOUR_MS).toISOString() });
    expect(await open.refund(yearAgo)).toEqual(failed("COMMON_REFUND_ERROR"));
    const almost = await open.paid({ paidAt: new Date(clock.now().getTime() - 365 * 24 * HOUR_MS + 1).toISOString() });
    expect((await open.refund(almost, { amount: 1 })).body.code).toBe(0);
    clock.advance(1);
    expect((await open.status({ payToken: almost })).body.payStatus).toBe("SETTLEMENT_REFUND_COMPLETE");
    expect(await open.refund(almost)).toEqual(failed("COMMON_REFUND_ERROR"));
    const early = await open.paid({ settlesAt: clock.now().toISOString() });
    expect(await open.refund(early)).toEqual(failed("COMMON_REFUND_ERROR"));
  });

  it("unknown, more than is left, and refunded in full", async () => {
    expect(await open.refund("unknown")).toEqual(failed("TRANSACTION_NOT_FOUND"));
    const payToken = await open.paid();
    expect(await open.refund(payToken, { amount: 10_001 })).toEqual(failed("COMMON_REFUND_ERROR"));
    expect((await open.refund(payToken, { amount: 10_000 })).body).toMatchObject({ code: 0, refundableAmount: 0 });
    expect(await open.refund(payToken, { amount: 1 })).toEqual(failed("REFUND_ALREADY_REFUNDED"));
    expect(await open.refund(payToken)).toEqual(failed("REFUND_ALREADY_REFUNDED"));
  });

  it("a user who comes back can be refunded again", async () => {
    const payToken = await open.paid({ user: "INACTIVE" });
    await open.control.createPayment({ id: payToken, amount: { total: 10_000 } });
    expect((await open.refund(payToken)).body.code).toBe(0);
  });

  it("the shop must be in order", async () => {
    const payToken = await open.paid();
    await open.control.setShop({ state: "NOT_NORMAL" });
    expect(await open.refund(payToken)).toEqual(failed("PAYMENT_SHOP_STATE_NOT_NORMAL"));
    await open.control.setShop({ state: "CANNOT_REFUND" });
    expect(await open.refund(payToken)).toEqual(failed("PAYMENT_SHOP_STATE_CANNOT_REFUND"));
    expect(await open.control.setShop({ state: "NORMAL" })).toEqual({ state: "NORMAL", dailyRefundLimit: null });
    expect((await open.refund(payToken)).body.code).toBe(0);
  });
});

describe("tax parts", () => {
  const parts = async (payToken: string) =>
    (await open.control.cancellationsOf(payToken)).map(({ taxFree, taxable, vat, serviceFee }) => [
      taxFree,
      taxable,
      vat,
      serviceFee,
    ]);

  it("amountTaxable is taken with or without the VAT beside it: the documents use it both ways", async () => {
    const payToken = await open.paid({ amount: { total: 10_000, taxFree: 3_000, serviceFee: 1_000, vat: 545 } });
    const rest = { amount: 2_000, amountTaxFree: 800, amountServiceFee: 100, amountVat: 100 };
    expect((await open.refund(payToken, { ...rest, amountTaxable: 1_000 })).body.code).toBe(0);
    expect((await open.refund(payToken, { ...rest, amountTaxable: 1_100 })).body.code).toBe(0);
    expect((await open.refund(payToken, rest)).body.code).toBe(0);
    expect((await open.refund(payToken)).body.code).toBe(0);
    const one = [800, 1_000, 100, 100];
    expect(await parts(payToken)).toEqual([one, one, one, [600, 2_455, 245, 700]]);
  });

  it("VAT that is not given is the eleventh, rounded up, and never more than there is", async () => {
    const payToken = await open.paid({ amount: { total: 23, vat: 3 } });
    await open.refund(payToken, { amount: 12 });
    for (let i = 0; i < 2; i++) await open.refund(payToken, { amount: 1 });
    await open.refund(payToken, { amount: 9, amountTaxFree: 0 });
    expect(await parts(payToken)).toEqual([
      [0, 10, 2, 0],
      [0, 0, 1, 0],
      [0, 1, 0, 0],
      [0, 9, 0, 0],
    ]);
  });

  it("no part can be refunded beyond what is left of it", async () => {
    const payToken = await open.paid({ amount: { total: 10_000, taxFree: 3_000, serviceFee: 1_000, vat: 545 } });
    for (const parameters of [
      { amount: 3_001, amountTaxFree: 3_001 },
      { amount: 1_001, amountServiceFee: 1_001 },
      { amount: 6_001 },
      { amount: 1_000, amountVat: 546 },
      { amount: 6_000, amountVat: 544 },
    ]) {
      expect(await open.refund(payToken, parameters)).toEqual(failed("COMMON_REFUND_ERROR"));
    }
  });

  it("any row of refunds ends with every part and the discount used up to the won", async () => {
    const seed = seedOf("Toss Pay sandbox splits");
    const won = fc.integer({ min: 0, max: 100_000 });
    const payment = fc.record({
      taxFree: won,
      taxable: won,
      vat: won,
      serviceFee: won,
      off: fc.integer({ max: 100, min: 0 }),
    });
    const shares = fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(payment, shares, async ({ off, taxable, ...given }, percents) => {
        const total = given.taxFree + taxable + given.vat + given.serviceFee;
        fc.pre(total > 0);
        const discount = Math.floor((total * off) / 100);
        const payToken = await open.paid({ amount: { total, ...given, discount } });
        for (const percent of percents) {
          const share = (part: number): number => Math.floor((part * percent) / 500);
          const asked = {
            amountTaxFree: share(given.taxFree),
            amountTaxable: share(taxable),
            amountVat: share(given.vat),
            amountServiceFee: share(given.serviceFee),
          };
          const amount = Object.values(asked).reduce((sum, part) => sum + part, 0);
          // A share that rounds to nothing is no refund.
          const { status } = await open.refund(payToken, { amount, ...asked });
          expect(status).toBe(amount > 0 ? 200 : 400);
        }
        const last = (await open.refund(payToken)).body;
        expect(last).toMatchObject({ code: 0, refundableAmount: 0, discountedAmount: 0, paidAmount: 0 });
        const refunds = await open.control.cancellationsOf(payToken);
        expect(refunds.every((one) => one.status === "SUCCEEDED")).toBe(true);
        const sum = (name: "total" | "taxFree" | "vat" | "serviceFee" | "discount" | "paidBack"): number =>
          refunds.reduce((all, one) => all + one[name], 0);
        expect([sum("taxFree"), sum("vat"), sum("serviceFee")]).toEqual([given.taxFree, given.vat, given.serviceFee]);
        expect([sum("total"), sum("discount"), sum("paidBack")]).toEqual([total, discount, total - discount]);
        expect(refunds.every((one) => one.discount >= 0 && one.paidBack >= 0)).toBe(true);
      }),
      { seed, numRuns: 25 },
    );
  });
});

describe("the daily limit", () => {
  afterEach(() => open.control.setShop({ dailyRefundLimit: null }));

  it("holds for the shop, all payments together, until midnight in Korea", async () => {
    // 23:00 in Korea, a day nobody refunded on yet.
    const evening = new Date(clock.now());
    evening.setUTCHours(14 + 24, 0, 0, 0);
    clock.advance(evening.getTime() - clock.now().getTime());
    await open.control.setShop({ dailyRefundLimit: 15_000 });
    const [one, other] = [await open.paid(), await open.paid()];
    expect((await open.refund(one)).body.code).toBe(0);
    expect(await open.refund(other)).toEqual(failed("REFUND_EXCEED_DAILY"));
    expect((await open.refund(other, { amount: 5_000 })).body.code).toBe(0);
    expect(await open.refund(other, { amount: 1 })).toEqual(failed("REFUND_EXCEED_DAILY"));
    open = await open.restart();
    clock.advance(HOUR_MS - 1);
    expect(await open.refund(other, { amount: 1 })).toEqual(failed("REFUND_EXCEED_DAILY"));
    clock.advance(1);
    expect((await open.refund(other)).body).toMatchObject({ code: 0, refundedAmount: -5_000 });
  });

  it("holds for refunds that come at once", async () => {
    clock.advance(48 * HOUR_MS);
    open = await open.restart({ dailyRefundLimit: 10_000 });
    const payTokens = await Promise.all(Array.from({ length: 10 }, () => open.paid()));
    const answers = await Promise.all(payTokens.map((payToken) => open.refund(payToken, { amount: 2_500 })));
    expect(answers.filter((answer) => answer.body.code === 0)).toHaveLength(4);
    expect(answers.filter((answer) => answer.body.errorCode === "REFUND_EXCEED_DAILY")).toHaveLength(6);
  });

  it("is one more thing a refused refundNo may be used again after", async () => {
    clock.advance(48 * HOUR_MS);
    await open.control.setShop({ dailyRefundLimit: 0 });
    const [payToken, refundNo] = [await open.paid(), randomUUID()];
    expect(await open.refund(payToken, { refundNo })).toEqual(failed("REFUND_EXCEED_DAILY"));
    await open.control.setShop({ dailyRefundLimit: null });
    expect((await open.refund(payToken, { refundNo })).body.code).toBe(0);
  });
});

describe("never more than was paid", () => {
  it("50 refunds at once, each a seventh: seven are made", async () => {
    const payToken = await open.paid({ amount: { total: 10_500, discount: 500 } });
    const answers = await Promise.all(Array.from({ length: 50 }, () => open.refund(payToken, { amount: 1_500 })));
    expect(answers.filter((answer) => answer.body.code === 0)).toHaveLength(7);
    expect(answers.filter((answer) => answer.body.errorCode === "REFUND_ALREADY_REFUNDED")).toHaveLength(43);
    const totals = (await open.control.totals()).find((one) => one.paymentId === payToken);
    expect(totals).toEqual({
      paymentId: payToken,
      total: 10_500,
      cancelled: 10_500,
      pending: 0,
      succeededCancellations: 7,
    });
    expect(await open.control.payment(payToken)).toMatchObject({ paidBack: 10_000 });
  });
});

describe("the merchant's console", () => {
  it("refunds without a call, and the look-up tells of it", async () => {
    const payToken = await open.paid({ amount: { total: 10_000, discount: 1_000 } });
    const made = await open.control.cancelInConsole(payToken, { amount: 4_000 });
    expect(made).toMatchObject({ status: "SUCCEEDED", total: 4_000, paidBack: 3_600, trigger: "CONSOLE" });
    expect((await open.status({ payToken })).body).toMatchObject({
      payStatus: "REFUND_SUCCESS",
      transactions: [{ stepType: "PAY" }, { stepType: "REFUND", transactionId: made.id, transactionAmount: -4_000 }],
    });
    // Its number is taken, and no call can repeat it.
    expect(await open.refund(payToken, { refundNo: made.refundNo, amount: 4_000 })).toEqual(
      failed("REFUND_REFUND_NO_DUPLICATE"),
    );
    await expect(open.control.cancelInConsole(payToken, { amount: 6_001 })).rejects.toThrow("COMMON_REFUND_ERROR");
  });
});

it("opening a payment again changes no money; facts that do not add up are refused", async () => {
  const payToken = await open.paid();
  await open.refund(payToken, { amount: 1_000 });
  const again = await open.control.createPayment({ id: payToken, amount: { total: 10_000 }, status: "PAY_STANDBY" });
  expect(again).toMatchObject({ status: "REFUND_SUCCESS", cancelled: 1_000 });
  await expect(open.control.createPayment({ id: payToken, amount: { total: 9_999 } })).rejects.toThrow("other amounts");
  for (const amount of [
    { total: 100, taxFree: 101 },
    { total: 100, vat: 101 },
    { total: 100, discount: 60, points: 41 },
  ]) {
    await expect(open.paid({ amount })).rejects.toThrow("must fit");
  }
});
