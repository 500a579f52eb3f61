/** The EBP sandbox gives the documented answers to the documented examples, and each error for its reason. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PaymentFacts } from "../../../sandbox/ebp/control.js";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { cut, openEbp, type OpenEbp } from "./open-ebp.js";

const clock = handClock("2025-12-30T21:14:13.909Z");
let open: OpenEbp;

beforeAll(async () => {
  open = await openEbp({ now: clock.now });
});
afterAll(() => open.end());

async function paid(facts: Partial<PaymentFacts> = {}): Promise<string> {
  const { id } = await open.control.createPayment({ id: randomUUID(), amount: { total: 10_000 }, ...facts });
  return id;
}

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../fixtures/ebp-sandbox", `${name}.json`), "utf8");
/** The text of the `data`, to the last digit. */
const dataIn = (json: string): string => json.slice(json.indexOf(`"data":`)).replaceAll(/\s/g, "");

/** The order of the examples, with the tax of its first line. */
const EXAMPLE_ORDER: PaymentFacts = {
  id: "ORD20251224001",
  amount: { total: 106_000 },
  method: "virtualAccount",
  paidAt: "2025-12-24T03:00:00Z",
  items: [
    { seq: 1, itemId: "P001", quantity: 2, amount: 50_000, taxAmount: 5_000 },
    { seq: 2, itemId: "P002", amount: 3_000 },
    { seq: 3, itemId: "P003", amount: 3_000 },
  ],
};

describe("the published examples", () => {
  // They are alternatives, not a story: the first already cancels everything.
  it.each([
    ["1-whole-order", "3", 106_000, 10_000],
    ["2-lines", "7", 6_000, 0],
    ["3-amount", "7", 2_000, 0],
  ])("%s is answered as published, to the letter", async (name, paymentStatus, total, tax) => {
    const example = await openEbp({ now: clock.now });
    try {
      await example.control.createPayment(EXAMPLE_ORDER);
      const answer = await example.cancel(fixture(`${name}.request`));
      expect(answer.status).toBe(200);
      // The samples' running number goes on from example to example; here each order is the first of its day.
      const published = dataIn(fixture(`${name}.response`)).replace(/RETREQ20251224\d{3}/, "RETREQ20251224001");
      expect(dataIn(answer.text)).toBe(published);
      expect(answer.body).toMatchObject({ resultCode: "0", message: "SUCCESS" });
      expect(answer.body.requestId).toMatch(/^\d{13,}$/);
      expect(answer.body.timestamp).toMatch(/^2025-12-30T21:14:13\.909\d{4}00Z$/);
      expect(await example.control.cancellationsOf(EXAMPLE_ORDER.id)).toMatchObject([
        { status: "SUCCEEDED", total, tax },
      ]);
      expect(await example.detail(EXAMPLE_ORDER.id)).toMatchObject({ body: { data: { paymentStatus } } });
    } finally {
      await example.end();
    }
  });

  it("the running number of returnRequestId counts the cancels of the day the payments were made", async () => {
    const ids = [];
    for (const paidAt of ["2024-02-29T01:00:00Z", "2024-02-29T23:00:00Z", "2024-03-01T00:00:00Z"]) {
      ids.push((await open.cancel(cut(await paid({ paidAt }), 1))).body.data?.returnRequestId);
    }
    expect(ids).toEqual(["RETREQ20240229001", "RETREQ20240229002", "RETREQ20240301001"]);
  });
});

describe("sums", () => {
  it("are weighted by quantity, split into products and delivery, and echo the lines as asked", async () => {
    const items = [
      { seq: 1, itemType: "PHYSICAL", itemId: "P", quantity: 3, amount: 1_100, taxAmount: 100 },
      { seq: 2, itemType: "SERVICE", itemId: "S", quantity: 1, amount: 700 },
      { seq: 3, itemType: "DELIVERY", itemId: "D", quantity: 2, amount: 1_500, taxAmount: 136 },
    ];
    const paymentId = await paid({ items: items as PaymentFacts["items"] & object, amount: { total: 7_000 } });
    const answer = await open.cancel({ orderNo: paymentId, totalCancelAmount: 7_000, items });
    expect(answer.body.data).toEqual({
      orderNo: paymentId,
      totalProductAmount: 4_000,
      totalProductTaxAmount: 300,
      totalDeliveryAmount: 3_000,
      totalDeliveryTaxAmount: 272,
      processedCount: 3,
      returnRequestId: expect.stringMatching(/^RETREQ20251230\d{3,}$/),
      items,
    });
    expect(answer.text).toContain(`"totalDeliveryTaxAmount":272.0`);
  });

  it("the same cancel twice is two cancels", async () => {
    const paymentId = await paid();
    const [first, second] = [await open.cancel(cut(paymentId, 3_000)), await open.cancel(cut(paymentId, 3_000))];
    expect(first.body.data?.returnRequestId).not.toBe(second.body.data?.returnRequestId);
    expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: 6_000, status: "PARTIAL_CANCEL" });
  });
});

describe("the look-up", () => {
  it("names the state and the latest cancel, and no amount", async () => {
    const paymentId = await paid();
    const look = async () => (await open.detail(paymentId)).body.data;
    expect(await look()).toEqual({
      orderNo: paymentId,
      storeRequestNo: expect.any(String),
      pgTransactionId: expect.any(String),
      buyerName: "John Doe",
      paymentStatus: "2",
    });
    const seen = [];
    for (const amount of [1_000, 2_000, 7_000]) {
      await open.cancel(cut(paymentId, amount));
      const { paymentStatus, pgCancelTransactionId } = (await look()) ?? {};
      seen.push(paymentStatus);
      const latest = (await open.control.cancellationsOf(paymentId)).at(-1);
      expect(pgCancelTransactionId).toBe(latest?.pgCancelTransactionId);
    }
    expect(seen).toEqual(["7", "7", "3"]);
  });

  it.each([
    ["REQUEST", "1"],
    ["FAIL", "4"],
    ["PENDING", "5"],
    ["REGISTER", "9"],
  ] as const)("a payment that is %s shows %s and cannot be cancelled", async (status, code) => {
    const paymentId = await paid({ status });
    expect(await open.detail(paymentId)).toMatchObject({ body: { data: { paymentStatus: code } } });
    expect(await open.cancel(cut(paymentId, 1))).toMatchObject({ status: 500, body: { resultCode: "EBP-C-0010" } });
  });
});

const account = { accountNumber: "0012345678", bankCode: "088", accountHolderName: "김환불" };
const lines: PaymentFacts = {
  id: "",
  amount: { total: 9_000 },
  items: [
    { seq: 1, itemId: "P001", quantity: 2, amount: 3_000, taxAmount: 272 },
    { seq: 2, itemId: "D", itemType: "DELIVERY", amount: 3_000 },
  ],
};
const line = { seq: 1, itemType: "PHYSICAL", itemId: "P001", quantity: 1, amount: 1_000, taxAmount: 0 };
const of = (items: object[], totalCancelAmount: unknown) => ({ totalCancelAmount, items });

describe("errors", () => {
  it.each<[string, number, Partial<PaymentFacts>, Record<string, unknown>]>([
    ["EBP-C-0007", 400, {}, {}],
    ["EBP-C-0007", 400, {}, of([], 0)],
    ["EBP-C-0007", 400, {}, of([line], "1000")],
    ["EBP-C-0007", 400, {}, of([line], 1_000.5)],
    ["EBP-C-0007", 400, {}, of([line], -1_000)],
    ["EBP-C-0007", 400, {}, of([{ ...line, quantity: 0 }], 1_000)],
    ["EBP-C-0007", 400, {}, of([{ ...line, itemType: "FOOD" }], 1_000)],
    ["EBP-C-0007", 400, {}, of([{ ...line, seq: undefined }], 1_000)],
    // The prose says the sum of the amounts; the examples say weighted by quantity.
    ["EBP-C-0004", 400, {}, of([{ ...line, quantity: 2 }], 1_000)],
    ["EBP-C-0004", 400, {}, of([line], 1_100)],
    ["EBP-C-0004", 400, {}, of([{ ...line, taxAmount: 1_001 }], 1_000)],
    ["EBP-C-0004", 400, {}, of([line, line], 2_000)],
    ["EBP-C-0004", 400, lines, of([{ ...line, seq: 3 }], 1_000)],
    ["EBP-C-0004", 400, lines, of([{ ...line, itemId: "P002" }], 1_000)],
    ["EBP-C-0004", 400, lines, of([{ ...line, itemType: "SERVICE" }], 1_000)],
    ["EBP-C-0004", 400, lines, of([{ ...line, quantity: 3 }], 3_000)],
    ["EBP-C-0004", 400, { method: "virtualAccount" }, of([line], 1_000)],
    ["EBP-C-0004", 400, { method: "bankDeposit" }, { ...of([line], 1_000), refundAccount: { bankCode: "088" } }],
    ["EBP-C-0010", 500, {}, of([{ ...line, amount: 10_001 }], 10_001)],
    ["EBP-C-0010", 500, lines, of([{ ...line, amount: 6_001 }], 6_001)],
    ["EBP-C-0010", 500, lines, of([{ ...line, taxAmount: 545 }], 1_000)],
    ["EBP-C-0010", 500, { captured: false }, of([line], 1_000)],
    ["EBP-D-0001", 200, { cancellableUntil: "2025-12-30T00:00:00Z" }, of([line], 1_000)],
  ])("%s (%i) for %j and %j", async (resultCode, status, facts, body) => {
    const orderNo = await paid({ ...facts, id: randomUUID() });
    const answer = await open.cancel({ orderNo, ...body });
    expect(answer).toMatchObject({
      status,
      body: { resultCode, message: expect.any(String), errors: expect.any(Array) },
    });
    expect(answer.body.data).toBe(status === 200 ? null : undefined);
    expect(await open.control.cancellationsOf(orderNo)).toEqual([]);
  });

  it("what the same rules allow is done", async () => {
    const accepted: [Partial<PaymentFacts>, Record<string, unknown>][] = [
      [{}, { ...of([line], 1_000), anUnknownField: { of: "the future" } }],
      [lines, of([{ ...line, amount: 6_000, taxAmount: 544 }], 6_000)],
      [lines, of([{ ...line, quantity: 2, amount: 3_000 }], 6_000)],
      [{ method: "virtualAccount" }, { ...of([line], 1_000), refundAccount: account }],
      [{ captured: false }, of([{ ...line, amount: 10_000 }], 10_000)],
      [{}, { ...of([line], 1_000), refundAccount: null }],
    ];
    for (const [facts, body] of accepted) {
      const orderNo = await paid({ ...facts, id: randomUUID() });
      expect(await open.cancel({ orderNo, ...body })).toMatchObject({ status: 200, body: { resultCode: "0" } });
    }
  });

  it("lines that another means paid a part of are known, and the payment gives back no more than it paid", async () => {
    const amount = { total: 7_000, paidOtherwise: 2_000 };
    const orderNo = await paid({ ...lines, id: randomUUID(), amount });
    const unknown = of([{ ...line, itemId: "P002" }], 1_000);
    expect(await open.cancel({ orderNo, ...unknown })).toMatchObject({ body: { resultCode: "EBP-C-0004" } });
    expect((await open.cancel({ orderNo, ...of([{ ...line, amount: 5_000 }], 5_000) })).status).toBe(200);
    const delivery = { seq: 2, itemType: "DELIVERY", itemId: "D", quantity: 1, amount: 3_000 };
    expect(await open.cancel({ orderNo, ...of([delivery], 3_000) })).toMatchObject({
      body: { resultCode: "EBP-C-0010" },
    });
    await expect(paid({ ...lines, id: randomUUID(), amount: { total: 7_000 } })).rejects.toThrow("add up to 9000");
  });

  it("a line gives back no more than it cost, however it is cut", async () => {
    const orderNo = await paid({ ...lines, id: randomUUID() });
    for (const amount of [2_500, 2_500, 1_000]) {
      expect((await open.cancel({ orderNo, ...of([{ ...line, amount }], amount) })).status).toBe(200);
    }
    const more = of([{ ...line, amount: 1 }], 1);
    expect(await open.cancel({ orderNo, ...more })).toMatchObject({ body: { resultCode: "EBP-C-0010" } });
    const delivery = { seq: 2, itemType: "DELIVERY", itemId: "D", quantity: 1, amount: 3_000 };
    expect((await open.cancel({ orderNo, ...of([delivery], 3_000) })).status).toBe(200);
    expect(await open.control.payment(orderNo)).toMatchObject({ status: "CANCEL", cancelled: 9_000 });
    expect(await open.cancel({ orderNo, ...more })).toMatchObject({ status: 500, body: { resultCode: "EBP-C-0010" } });
  });

  it("EBP-Z-0002 with 404 for an order there is none of, EBP-C-0006 for what is not JSON, 404 and 405 for other calls", async () => {
    expect(await open.cancel(cut("none", 1))).toMatchObject({ status: 404, body: { resultCode: "EBP-Z-0002" } });
    expect(await open.detail("none")).toMatchObject({ status: 404, body: { resultCode: "EBP-Z-0002" } });
    for (const body of ["{", "", `{"orderNo":"a\\u0000b"}`]) {
      expect(await open.cancel(body)).toMatchObject({ status: 400, body: { resultCode: "EBP-C-0006" } });
    }
    expect(await open.cancel("x".repeat(1_100_000))).toMatchObject({ status: 400, body: { resultCode: "EBP-C-0006" } });
    expect(await open.post("/api/v2/payment/refund", {})).toMatchObject({ status: 404 });
    const get = await fetch(`${open.sandbox.url}/api/v2/payment/cancel`);
    expect([get.status, await get.json()]).toMatchObject([405, { resultCode: "EBP-Z-0010" }]);
  });
});

describe("the refund account", () => {
  it("is known by its ending and its length, and never kept", async () => {
    const orderNo = await paid({ method: "virtualAccount" });
    expect((await open.cancel({ ...cut(orderNo, 1_000), refundAccount: account })).status).toBe(200);
    // The schema says number; what it loses is the caller's loss.
    const asNumber = { ...account, accountNumber: Number(account.accountNumber) };
    expect((await open.cancel({ ...cut(orderNo, 1_000), refundAccount: asNumber })).status).toBe(200);
    expect((await open.control.cancellationsOf(orderNo)).map((one) => one.refundAccount)).toEqual([
      { bankCode: "088", accountNumberLength: 10, accountNumberEnding: "5678" },
      { bankCode: "088", accountNumberLength: 8, accountNumberEnding: "5678" },
    ]);
    const log = (await open.control.requests(orderNo)).map((one) => one.body).join();
    expect(log).toContain(`"accountNumber":"***","bankCode":"088","accountHolderName":"***"`);
    expect(log).not.toMatch(/12345678|김환불/);
  });
});

describe("the ledger", () => {
  it("50 concurrent cancels of 3,000 from 100,000 never exceed it", async () => {
    const paymentId = await paid({ amount: { total: 100_000 } });
    const answers = await Promise.all(Array.from({ length: 50 }, () => open.cancel(cut(paymentId, 3_000))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(33);
    expect(answers.filter((answer) => answer.body.resultCode === "EBP-C-0010")).toHaveLength(17);
    const ids = answers.flatMap((answer) => answer.body.data?.returnRequestId ?? []);
    expect(new Set(ids).size).toBe(33);
    const totals = (await open.control.totals()).find((one) => one.paymentId === paymentId);
    expect(totals).toEqual({ paymentId, total: 100_000, cancelled: 99_000, pending: 0, succeededCancellations: 33 });
  });

  it("50 concurrent cancels from two lines never exceed a line", async () => {
    const orderNo = await paid({ ...lines, id: randomUUID() });
    const delivery = { seq: 2, itemType: "DELIVERY", itemId: "D", quantity: 1, amount: 400 };
    const ask = (index: number) => of([index % 2 === 0 ? { ...line, amount: 400 } : delivery], 400);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => open.cancel({ orderNo, ...ask(index) })),
    );
    const done = answers.map((answer, index) => answer.status === 200 && index % 2);
    expect(done.filter((side) => side === 0)).toHaveLength(15);
    expect(done.filter((side) => side === 1)).toHaveLength(7);
  });

  it("capture comes once, and parts are possible from then on", async () => {
    const paymentId = await paid({ captured: false });
    expect(await open.cancel(cut(paymentId, 1_000))).toMatchObject({ body: { resultCode: "EBP-C-0010" } });
    expect(await open.control.capture(paymentId)).toMatchObject({ captured: true, status: "COMPLETE" });
    await expect(open.control.capture(paymentId)).rejects.toThrow("captured already");
    expect((await open.cancel(cut(paymentId, 1_000))).status).toBe(200);
    const voided = await paid({ captured: false });
    await open.cancel(cut(voided, 10_000));
    await expect(open.control.capture(voided)).rejects.toThrow("being voided");
  });

  it("console cancels are on record with their trigger", async () => {
    const paymentId = await paid();
    await open.control.cancelInConsole(paymentId, { amount: 1_000 });
    await open.control.cancelInConsole(paymentId);
    expect(await open.control.cancellationsOf(paymentId)).toMatchObject([
      { trigger: "CONSOLE", total: 1_000, items: [] },
      { trigger: "CONSOLE", total: 9_000, items: [] },
    ]);
    await expect(open.control.cancelInConsole(paymentId)).rejects.toThrow("cancelled in full");
    await expect(open.control.cancelInConsole("none")).rejects.toThrow("EBP-Z-0002");
  });

  it("opening a payment again changes no money; other amounts, and lines that do not add up, are refused", async () => {
    const paymentId = await paid();
    await open.cancel(cut(paymentId, 4_000));
    expect(await open.control.createPayment({ id: paymentId, amount: { total: 10_000 } })).toMatchObject({
      status: "PARTIAL_CANCEL",
      cancelled: 4_000,
    });
    const again = open.control.createPayment({ id: paymentId, amount: { total: 9_999 } });
    await expect(again).rejects.toThrow("other amounts");
    const otherLines = open.control.createPayment({ ...lines, id: paymentId, amount: { total: 9_000 } });
    await expect(otherLines).rejects.toThrow("other amounts");
    await expect(open.control.createPayment({ ...lines, id: "x", amount: { total: 1 } })).rejects.toThrow(
      "add up to 9000",
    );
    const waiting = await paid({ status: "PENDING" });
    expect(await open.control.createPayment({ id: waiting, amount: { total: 10_000 } })).toMatchObject({
      status: "COMPLETE",
    });
  });

  it("its page shows the ledger and escapes what it shows; the control API takes nothing a foreign page could send", async () => {
    await paid({ id: "<script>alert(1)</script>" });
    const page = await (await fetch(open.sandbox.url)).text();
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("<script>");
    const headers = { "content-type": "text/plain" };
    const foreign = await fetch(`${open.sandbox.url}/__sandbox/payments`, { method: "POST", headers, body: "[]" });
    expect(foreign.status).toBe(415);
  });
});
