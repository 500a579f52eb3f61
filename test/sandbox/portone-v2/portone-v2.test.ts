/** The sandbox answers the vendor's own client, and gives every documented error for its documented reason. */
import { AuthClient, PaymentClient } from "@portone/server-sdk";
import { handClock, openSandbox, STORE_ID, type OpenSandbox } from "./open-portone-v2.js";

const clock = handClock();
let open: OpenSandbox;

beforeAll(async () => {
  open = await openSandbox({ now: clock.now });
});
afterAll(() => open.end());

let count = 0;
/** A fresh paid payment. */
async function paid(facts: Partial<Parameters<OpenSandbox["control"]["createPayment"]>[0]> = {}): Promise<string> {
  const { id } = await open.control.createPayment({ id: `payment-${++count}`, amount: { total: 10_000 }, ...facts });
  return id;
}

describe("the vendor's own client", () => {
  it("cancels a part, then the rest, and reads the payment back", async () => {
    const paymentId = await paid({ id: "주문 1/a" });
    const part = await open.sdk.cancelPayment({
      paymentId,
      amount: 3_000,
      currentCancellableAmount: 10_000,
      reason: "변심",
    });
    expect(part.cancellation).toMatchObject({
      status: "SUCCEEDED",
      totalAmount: 3_000,
      taxFreeAmount: 0,
      vatAmount: 273,
    });
    expect(await open.sdk.getPayment({ paymentId })).toMatchObject({
      status: "PARTIAL_CANCELLED",
      id: paymentId,
      storeId: STORE_ID,
      amount: {
        total: 10_000,
        paid: 10_000,
        discount: 0,
        vat: 909,
        supply: 9_091,
        cancelled: 3_000,
        cancelledTaxFree: 0,
      },
    });

    const rest = await open.sdk.cancelPayment({ paymentId, reason: "변심" });
    expect(rest.cancellation).toMatchObject({ status: "SUCCEEDED", totalAmount: 7_000, vatAmount: 636 });
    const after = await open.sdk.getPayment({ paymentId });
    expect(after).toMatchObject({ status: "CANCELLED", amount: { cancelled: 10_000 } });
    expect(
      "cancellations" in after && after.cancellations?.map((one) => "totalAmount" in one && one.totalAmount),
    ).toEqual([3_000, 7_000]);
  });

  it.each([
    ["card", "PaymentMethodCard"],
    ["charge", "PaymentMethodEasyPayMethodCharge"],
    ["transfer", "PaymentMethodTransfer"],
    ["unnamed", undefined],
  ] as const)("names what is behind a wallet: %s", async (easyPayMethod, expected) => {
    const shown = await open.sdk.getPayment({ paymentId: await paid({ method: "easyPay", easyPayMethod }) });
    expect(shown).toMatchObject({ method: { type: "PaymentMethodEasyPay" } });
    const method = "method" in shown && shown.method?.type === "PaymentMethodEasyPay" ? shown.method : undefined;
    expect(method?.easyPayMethod?.type).toBe(expected);
  });

  it("reports refusals with their type", async () => {
    const paymentId = await paid();
    await expect(open.sdk.cancelPayment({ paymentId, amount: 10_001, reason: "r" })).rejects.toMatchObject({
      name: "CancelPaymentError",
      data: { type: "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT" },
    });
    await expect(open.sdk.getPayment({ paymentId: "nobody's" })).rejects.toMatchObject({
      data: { type: "PAYMENT_NOT_FOUND" },
    });
    const stranger = PaymentClient({ secret: "wrong", baseUrl: open.sandbox.url });
    await expect(stranger.getPayment({ paymentId })).rejects.toMatchObject({ data: { type: "UNAUTHORIZED" } });
  });

  it("logs in, and a new token pair ends the old refresh token", async () => {
    const auth = AuthClient({ secret: "sandbox-api-secret", baseUrl: open.sandbox.url });
    const first = await auth.loginViaApiSecret({ apiSecret: "sandbox-api-secret" });
    const second = await auth.refreshToken({ refreshToken: first.refreshToken });
    await expect(auth.refreshToken({ refreshToken: first.refreshToken })).rejects.toMatchObject({
      data: { type: "UNAUTHORIZED" },
    });
    const asBearer = { authorization: `Bearer ${second.accessToken}` };
    const path = `/payments/${await paid()}`;
    expect((await open.call("GET", path, undefined, asBearer)).status).toBe(200);
    clock.advance(30 * 60_000);
    expect(await open.call("GET", path, undefined, asBearer)).toMatchObject({
      status: 401,
      body: { type: "UNAUTHORIZED" },
    });
    expect((await open.control.requests()).map((one) => one.body).join()).not.toContain(first.refreshToken);
  });

  it("stops a cancel that was only accepted", async () => {
    const paymentId = await paid();
    await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "PENDING" } });
    const { cancellation } = await open.sdk.cancelPayment({ paymentId, reason: "r" });
    const cancellationId = "id" in cancellation ? String(cancellation.id) : "";
    const stop = `/payments/${paymentId}/cancellations/${cancellationId}/stop`;
    expect(await open.call("POST", stop, {})).toMatchObject({
      status: 200,
      body: { stoppedAt: clock.now().toISOString() },
    });
    expect(await open.call("POST", stop)).toMatchObject({
      status: 409,
      body: { type: "PAYMENT_CANCELLATION_NOT_PENDING" },
    });
    expect(await open.call("POST", `/payments/${paymentId}/cancellations/none/stop`)).toMatchObject({
      status: 404,
      body: { type: "PAYMENT_CANCELLATION_NOT_FOUND" },
    });
    expect(await open.control.payment(paymentId)).toMatchObject({ status: "PAID", cancelled: 0, pending: 0 });
  });

  it("lists banks", async () => {
    const { body } = await open.call("GET", "/banks");
    expect(body.items).toHaveLength(79);
    expect(body.items).toContainEqual({ bank: "SHINHAN", name: "신한은행" });
  });
});

describe("documented errors", () => {
  const reason = "r";
  const account = { bank: "SHINHAN", number: "110123456789", holderName: "김환불" };

  it.each<[string, number, Partial<Parameters<typeof paid>[0]>, Record<string, unknown>]>([
    ["INVALID_REQUEST", 400, {}, { amount: 1_000 }],
    ["INVALID_REQUEST", 400, {}, { reason, amount: 0 }],
    ["INVALID_REQUEST", 400, {}, { reason, amount: 1.5 }],
    ["INVALID_REQUEST", 400, {}, { reason, amount: "1000" }],
    ["INVALID_REQUEST", 400, {}, { reason, amount: null }],
    ["INVALID_REQUEST", 400, {}, { reason, requester: "ROBOT" }],
    ["INVALID_REQUEST", 400, {}, { reason: "a\0b" }],
    ["INVALID_REQUEST", 400, { method: "virtualAccount" }, { reason }],
    ["INVALID_REQUEST", 400, { method: "virtualAccount" }, { reason, refundAccount: { ...account, bank: "88" } }],
    [
      "INVALID_REQUEST",
      400,
      { method: "virtualAccount", pgProvider: "SMARTRO_V2" },
      { reason, refundAccount: account },
    ],
    ["FORBIDDEN", 403, {}, { reason, storeId: "another-store" }],
    ["PAYMENT_NOT_PAID", 409, { status: "READY" }, { reason }],
    ["PAYMENT_NOT_PAID", 409, { status: "VIRTUAL_ACCOUNT_ISSUED" }, { reason, refundAccount: account }],
    ["CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN", 409, {}, { reason, amount: 1, currentCancellableAmount: 9_999 }],
    ["CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT", 409, {}, { reason, amount: 10_001 }],
    [
      "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT",
      409,
      { amount: { total: 10_000, taxFree: 4_000 } },
      { reason, amount: 100, taxFreeAmount: 101 },
    ],
    ["SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT", 409, {}, { reason, amount: 100, vatAmount: 101 }],
    [
      "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT",
      409,
      { amount: { total: 10_000, taxFree: 4_000 } },
      { reason, amount: 5_000, taxFreeAmount: 4_001 },
    ],
    [
      "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT",
      409,
      { amount: { total: 10_000, taxFree: 4_000 } },
      { reason, amount: 6_001 },
    ],
    ["PG_PROVIDER", 502, { cancellableUntil: "2026-03-01T00:00:00Z" }, { reason }],
    ["PG_PROVIDER", 502, { method: "mobile", paidAt: "2026-02-28T14:59:59Z" }, { reason }],
    ["PG_PROVIDER", 502, { method: "mobile", paidAt: "2026-03-01T00:00:00Z" }, { reason, amount: 1_000 }],
  ])("%s (%i) for %j and %j", async (type, status, facts, body) => {
    const paymentId = await paid(facts);
    expect(await open.cancel(paymentId, body)).toMatchObject({ status, body: { type, message: expect.any(String) } });
    expect(await open.control.cancellationsOf(paymentId)).toEqual([]);
  });

  it("accepts what the same rules allow", async () => {
    const accepted: [Parameters<typeof paid>[0], Record<string, unknown>][] = [
      [{ method: "virtualAccount" }, { reason, refundAccount: account, anUnknownField: { of: "the future" } }],
      // 1 March 00:00 in Korea is still February in UTC.
      [{ method: "mobile", paidAt: "2026-02-28T15:00:00Z" }, { reason }],
      [
        { method: "mobile", pgProvider: "KCP_V2", paidAt: "2026-01-31T00:00:00Z" },
        { reason, amount: 1_000, refundAccount: account },
      ],
      [{ amount: { total: 10_000, taxFree: 4_000 } }, { reason }],
      [{ amount: { total: 10_000, taxFree: 10_000 } }, { reason, amount: 10_000, taxFreeAmount: 10_000, vatAmount: 0 }],
    ];
    for (const [facts, body] of accepted) {
      expect(await open.cancel(await paid(facts), body)).toMatchObject({
        status: 200,
        body: { cancellation: { status: "SUCCEEDED" } },
      });
    }
  });

  it("PAYMENT_NOT_FOUND, PAYMENT_ALREADY_CANCELLED, WEBHOOK_NOT_FOUND and broken calls", async () => {
    expect(await open.cancel("none", { reason })).toMatchObject({ status: 404, body: { type: "PAYMENT_NOT_FOUND" } });
    const paymentId = await paid();
    expect(await open.call("POST", `/payments/${paymentId}/resend-webhook`, {})).toMatchObject({
      status: 404,
      body: { type: "WEBHOOK_NOT_FOUND" },
    });
    await open.cancel(paymentId, { reason });
    expect(await open.cancel(paymentId, { reason })).toMatchObject({
      status: 409,
      body: { type: "PAYMENT_ALREADY_CANCELLED" },
    });
    expect(await open.cancel(paymentId, "{")).toMatchObject({ status: 400, body: { type: "INVALID_REQUEST" } });
    expect(await open.call("POST", "/payments/%E0%A4%A/cancel", { reason })).toMatchObject({ status: 404 });
    expect(await open.cancel(paymentId, { reason: "x".repeat(1_100_000) })).toMatchObject({ status: 400 });
  });

  it("MAX_CANCEL_COUNT_REACHED counts attempts, refused ones too", async () => {
    const paymentId = await paid({ maxCancelCount: 2 });
    await open.control.planFault({
      hits: "cancel",
      paymentId,
      fault: { kind: "REFUSE", pgCode: "A1", pgMessage: "거절" },
    });
    expect(await open.cancel(paymentId, { reason, amount: 1 })).toMatchObject({
      status: 502,
      body: { type: "PG_PROVIDER", pgCode: "A1", pgMessage: "거절" },
    });
    expect((await open.cancel(paymentId, { reason, amount: 1 })).status).toBe(200);
    expect(await open.cancel(paymentId, { reason, amount: 1 })).toMatchObject({
      status: 409,
      body: { type: "MAX_CANCEL_COUNT_REACHED" },
    });
    expect((await open.control.cancellationsOf(paymentId)).map((one) => one.status)).toEqual(["FAILED", "SUCCEEDED"]);
  });
});

describe("tax parts", () => {
  it("the last cancel takes the VAT that is left, to the won", async () => {
    const paymentId = await paid({ amount: { total: 1_000, taxFree: 300, vat: 60 } });
    for (const body of [{ amount: 333 }, { amount: 333, taxFreeAmount: 300 }, {}]) {
      expect((await open.cancel(paymentId, { reason: "r", ...body })).status).toBe(200);
    }
    const parts = await open.control.cancellationsOf(paymentId);
    const sum = (part: "total" | "taxFree" | "vat") => parts.reduce((total, one) => total + one[part], 0);
    expect([sum("total"), sum("taxFree"), sum("vat")]).toEqual([1_000, 300, 60]);
  });
});

describe("the ledger", () => {
  it("50 concurrent cancels of 3,000 from 100,000 never exceed it", async () => {
    const paymentId = await paid({ amount: { total: 100_000 } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => open.cancel(paymentId, { reason: "r", amount: 3_000 })),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(33);
    expect(answers.filter((answer) => answer.body.type === "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT")).toHaveLength(
      17,
    );
    const totals = (await open.control.totals()).find((one) => one.paymentId === paymentId);
    expect(totals).toEqual({ paymentId, total: 100_000, cancelled: 99_000, pending: 0, succeededCancellations: 33 });
  });

  it("console cancels and chargebacks are on record with their trigger, disputes on the payment", async () => {
    const paymentId = await paid();
    await open.control.dispute(paymentId, { reason: "미수령" });
    expect(await open.sdk.getPayment({ paymentId })).toMatchObject({
      disputes: [{ status: "UNRESOLVED", reason: "미수령" }],
    });
    await open.control.dispute(paymentId, { resolved: true });
    expect(await open.sdk.getPayment({ paymentId })).toMatchObject({ disputes: [{ status: "RESOLVED" }] });
    await open.control.cancelInConsole(paymentId, { amount: 1_000 });
    await open.control.chargeback(paymentId);
    expect(await open.control.cancellationsOf(paymentId)).toMatchObject([
      { trigger: "CONSOLE", total: 1_000 },
      { trigger: "CHARGEBACK", total: 9_000 },
    ]);
    await expect(open.control.chargeback(paymentId)).rejects.toThrow("PAYMENT_ALREADY_CANCELLED");
  });

  it("opening a payment again changes no money, and other amounts are refused", async () => {
    const paymentId = await paid();
    await open.cancel(paymentId, { reason: "r", amount: 4_000 });
    const again = await open.control.createPayment({ id: paymentId, amount: { total: 10_000 } });
    expect(again).toMatchObject({ status: "PARTIAL_CANCELLED", cancelled: 4_000 });
    await expect(open.control.createPayment({ id: paymentId, amount: { total: 9_999 } })).rejects.toThrow(
      "other amounts",
    );
    const waiting = await paid({ status: "VIRTUAL_ACCOUNT_ISSUED", method: "virtualAccount" });
    expect(await open.control.createPayment({ id: waiting, amount: { total: 10_000 } })).toMatchObject({
      status: "PAID",
    });
  });

  it("its page shows the ledger and escapes what it shows", async () => {
    await paid({ id: "<script>alert(1)</script>" });
    const page = await (await fetch(open.sandbox.url)).text();
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("<script>");
  });

  it("the control API takes no request a foreign web page could send", async () => {
    const response = await fetch(`${open.sandbox.url}/__sandbox/faults`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: JSON.stringify({ hits: "cancel", fault: { kind: "FAIL" } }),
    });
    expect(response.status).toBe(415);
  });
});
