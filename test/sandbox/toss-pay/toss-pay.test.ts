/** The sandbox refunds and tells of payments as the vendor's pages show it: fields, signs, Korean times, shapes by payment method. */
import { randomUUID } from "node:crypto";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { API_KEY, failed, openTossPay, type OpenTossPay } from "./open-toss-pay.js";

// 2026-03-03 01:30:15 in Korea: another day than in UTC.
const clock = handClock("2026-03-02T16:30:15.900Z");
let open: OpenTossPay;

beforeAll(async () => {
  open = await openTossPay({ now: clock.now });
});
afterAll(() => open.end());

describe("a refund", () => {
  it("shrinks the immediate discount as in the documented example", async () => {
    const payToken = await open.paid({ amount: { total: 10_000, discount: 1_000 } });
    const refundNo = randomUUID();
    const { status, body } = await open.refund(payToken, { refundNo, amount: 4_000, reason: "단순 변심" });
    expect(status).toBe(200);
    expect(body).toEqual({
      code: 0,
      refundNo,
      approvalTime: "2026-03-03 01:30:15",
      refundableAmount: 6_000,
      discountedAmount: 600,
      paidAmount: 5_400,
      refundedAmount: -4_000,
      refundedDiscountAmount: -400,
      refundedPaidAmount: -3_600,
      payToken,
      transactionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      cardMethodType: "CREDIT",
      cardNumber: "654321******1234",
      cardUserType: "PERSONAL",
      cardNum4Print: "1234",
      cardBinNumber: "654321",
      salesCheckLinkUrl: expect.stringContaining(String(body.transactionId)),
    });
    expect(body.transactionId).not.toBe(refundNo);

    expect((await open.refund(payToken)).body).toMatchObject({
      refundableAmount: 0,
      discountedAmount: 0,
      paidAmount: 0,
      refundedAmount: -6_000,
      refundedDiscountAmount: -600,
      refundedPaidAmount: -5_400,
    });
    expect(await open.control.payment(payToken)).toMatchObject({ cancelled: 10_000, paid: 9_000, paidBack: 9_000 });
  });

  it("rounds the discount that stays down", async () => {
    const payToken = await open.paid({ amount: { total: 1_000, discount: 90, points: 9 } });
    const { body } = await open.refund(payToken, { amount: 333 });
    // 667 × 99 / 1,000 = 66.03
    expect(body).toMatchObject({ discountedAmount: 66, refundedDiscountAmount: -33, refundedPaidAmount: -300 });
  });

  it("of Toss money tells of the account, its bank code not padded, and of the cash receipt", async () => {
    const payToken = await open.paid({ method: "TOSS_MONEY" });
    const { body } = await open.refund(payToken, { amount: 1_000 });
    expect(body).toMatchObject({
      accountBankCode: "88",
      accountBankName: "신한은행",
      accountNumber: "110******676",
      cashReceiptMgtKey: expect.stringMatching(/^\w{1,36}$/),
    });
    expect(body).not.toHaveProperty("cardNumber");
    expect(body).not.toHaveProperty("salesCheckLinkUrl");
    const without = await open.refund(await open.paid({ method: "TOSS_MONEY", cashReceipt: false }));
    expect(without.body).not.toHaveProperty("cashReceiptMgtKey");
  });

  it("without an amount takes all that remains, and an unknown field does not disturb", async () => {
    const payToken = await open.paid({ amount: { total: 10_000, taxFree: 3_000 } });
    await open.refund(payToken, { amount: 2_500, amountTaxFree: 1_000, somethingNew: { a: 1 } });
    expect((await open.refund(payToken)).body).toMatchObject({ code: 0, refundedAmount: -7_500, refundableAmount: 0 });
    // 7,000 with VAT: 637 by the documented default, 137 of it with the first 1,500.
    expect(await open.control.cancellationsOf(payToken)).toMatchObject([
      { total: 2_500, taxFree: 1_000, taxable: 1_363, vat: 137, serviceFee: 0 },
      { total: 7_500, taxFree: 2_000, taxable: 5_000, vat: 500, serviceFee: 0 },
    ]);
  });

  it("may come as a form, whatever the content type says, and with its number as text", async () => {
    const payToken = await open.paid();
    const form = (amount: number): string =>
      new URLSearchParams({ apiKey: API_KEY, payToken, refundNo: randomUUID(), amount: String(amount) }).toString();
    for (const type of ["application/x-www-form-urlencoded", "application/json"]) {
      const answer = await open.post("/api/v2/refunds", form(1_000), { "content-type": type });
      expect(answer).toMatchObject({ status: 200, body: { code: 0, refundedAmount: -1_000 } });
    }
    expect((await open.refund(payToken, { amount: "5000" })).body).toMatchObject({ code: 0, refundableAmount: 3_000 });
  });
});

describe("a look-up", () => {
  it("of a card payment has the published fields, and a transaction for each refund", async () => {
    const payToken = await open.paid({ orderNo: "주문-1", amount: { total: 1_000, discount: 90, points: 10 } });
    const { body: refunded } = await open.refund(payToken, { amount: 300 });
    const { status, body } = await open.status({ payToken });
    const { transactionId } = (await open.control.payment(payToken)) ?? {};
    expect(status).toBe(200);
    expect(body).toEqual({
      code: 0,
      mode: "TEST",
      payToken,
      orderNo: "주문-1",
      payStatus: "REFUND_SUCCESS",
      payMethod: "CARD",
      amount: 1_000,
      discountedAmount: 100,
      discountAmountV2: 90,
      paidPointV2: 10,
      paidAmount: 900,
      refundableAmount: 700,
      amountTaxable: 909,
      amountTaxFree: 0,
      amountVat: 91,
      amountServiceFee: 0,
      disposableCupDeposit: 0,
      card: expect.objectContaining({
        cardNumber: "654321******1234",
        cardCompanyCode: 4,
        salesCheckLinkUrl: expect.stringContaining(String(transactionId)),
      }),
      transactions: [
        {
          stepType: "PAY",
          transactionId,
          transactionAmount: 1_000,
          discountedAmount: 100,
          pointAmount: 0,
          paidAmount: 900,
          regTs: "2026-03-03 01:30:15",
        },
        {
          stepType: "REFUND",
          transactionId: refunded.transactionId,
          transactionAmount: -300,
          discountedAmount: -30,
          pointAmount: 0,
          paidAmount: -270,
          regTs: "2026-03-03 01:30:15",
        },
      ],
      createdTs: "2026-03-03 01:30:15",
      paidTs: "2026-03-03 01:30:15",
    });
    expect(await open.status({ orderNo: "주문-1" })).toEqual({ status, body });
    expect((await open.control.requests(payToken)).map((one) => one.path)).toEqual([
      "/api/v2/refunds",
      "/api/v2/status",
      "/api/v2/status",
    ]);
  });

  it("of Toss money has the account instead of a card; of an unpaid payment neither", async () => {
    const money = (await open.status({ payToken: await open.paid({ method: "TOSS_MONEY" }) })).body;
    expect(money).toMatchObject({ payMethod: "TOSS_MONEY", accountBankCode: "88", accountNumber: "110******676" });
    expect(money).not.toHaveProperty("card");
    const unpaid = (await open.status({ payToken: await open.paid({ status: "PAY_STANDBY" }) })).body;
    expect(unpaid).toMatchObject({ payStatus: "PAY_STANDBY", refundableAmount: 0, transactions: [] });
    expect(unpaid).not.toHaveProperty("card");
    expect(unpaid).not.toHaveProperty("paidTs");
  });

  it("finds only what there is", async () => {
    expect(await open.status({ payToken: "unknown" })).toEqual(failed("TRANSACTION_NOT_FOUND"));
    expect(await open.status({ orderNo: "unknown" })).toEqual(failed("TRANSACTION_NOT_FOUND"));
    expect(await open.status({})).toEqual(failed("COMMON_INVALID_PARAMETER", 400));
  });
});

describe("who may call", () => {
  it.each([["/api/v2/refunds"], ["/api/v2/status"]])("%s needs the merchant's key", async (path) => {
    const payToken = await open.paid();
    for (const apiKey of [undefined, "", "sk_test_other", 5, `${API_KEY} `]) {
      const answer = await open.post(path, { apiKey, payToken, refundNo: randomUUID() });
      expect(answer).toEqual(failed("COMMON_INVALID_API_KEY", 401));
    }
    expect(await open.control.payment(payToken)).toMatchObject({ cancelled: 0 });
  });

  it("no key is kept: not in JSON, in a form, in a broken body, or in another field", async () => {
    const payToken = await open.paid();
    await open.refund(payToken, { amount: 1_000, reason: `my key is ${API_KEY}` });
    await open.post("/api/v2/refunds", `apiKey=${API_KEY}&payToken=${payToken}&amount=1000&refundNo=r`);
    await open.post("/api/v2/refunds", `{"apiKey":"${API_KEY}","payToken":"${payToken}"`);
    await open.post("/api/v2/status", { apiKey: "sk_live_of-somebody-else", payToken });
    const log = JSON.stringify(await open.control.requests());
    expect(log).toContain(payToken);
    expect(log).not.toContain(API_KEY);
    expect(log).not.toContain("of-somebody-else");
  });

  it("an unknown endpoint or method is 404", async () => {
    expect(await open.post("/api/v2/payments", { apiKey: API_KEY })).toMatchObject({ status: 404, body: { code: -1 } });
    expect((await fetch(`${open.sandbox.url}/api/v2/refunds`)).status).toBe(404);
  });

  it("a live key makes live answers", async () => {
    const payToken = await open.paid();
    open = await open.restart({ apiKey: "sk_live_key" });
    const answer = await open.post("/api/v2/status", { apiKey: "sk_live_key", payToken });
    expect(answer.body).toMatchObject({ mode: "LIVE" });
    open = await open.restart({ apiKey: API_KEY });
  });
});

it("the page shows payments and refunds, every text escaped", async () => {
  const payToken = await open.paid();
  await open.refund(payToken, { reason: "<script>" });
  const html = await (await fetch(open.sandbox.url)).text();
  expect(html).toContain(payToken);
  expect(html).toContain("&lt;script&gt;");
});
