/** The gateways' own documents have literal examples that no return could be turned into: EBP's items, reasons of a cancel. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { exchangeJson, type HttpExchange, type HttpRequest } from "../../src/gateways/http.js";
import { Secret } from "../../src/secret.js";
import { readRefund, mutate } from "../api/ask.js";
import { ebp as ebpDriver } from "../gateways/contract/ebp.js";
import { iamportV1 as iamportDriver } from "../gateways/contract/iamport-v1.js";
import { example, type ExampleName } from "../gateways/ebp/command.js";
import { handClock, MINUTE } from "../kit/clock.js";
import { codeOf, requestAndDrain, RETURN_SERVICE } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { retry } from "../refund/mutations.js";
import { openEbp, type OpenEbp } from "../sandbox/ebp/open-ebp.js";
import { openIamport, type OpenIamport } from "../sandbox/iamport-v1/open-iamport-v1.js";
import { openTossPay, type OpenTossPay } from "../sandbox/toss-pay/open-toss-pay.js";
import { IS_ALARM } from "../kit/work-items.js";

type Json = Record<string, unknown>;
const seed = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/seeds/${name}.json`, import.meta.url), "utf8")) as T;

const TOSS = seed<{ request: Json; response: Json; money: Json; errors: Record<string, string> }>("toss-pay-refund");
const PORTONE = seed<Record<"full" | "part" | "account", Json>>("portone-v2-cancel");

let t: TestService;
let ebp: OpenEbp;
let toss: OpenTossPay;
let iamport: OpenIamport;

type Instead = ((body: Json, carriedOut: () => Promise<unknown>) => Promise<unknown>) | null;

/** The cancels that were sent, and what is answered in place of the sandbox's answer. */
const wire: { sent: Json[]; instead: Instead } = { sent: [], instead: null };
const listening: HttpExchange = async (request: HttpRequest) => {
  if (!request.crashPoints) return exchangeJson(request);
  const body = request.body as Json;
  wire.sent.push(body);
  if (!wire.instead) return exchangeJson(request);
  const json = await wire.instead(body, () => exchangeJson(request));
  return { kind: "ANSWERED", status: 200, text: JSON.stringify(json), json, retryAfterSeconds: null, durationMs: 1 };
};

beforeAll(async () => {
  const clock = handClock();
  const now = () => clock.now();
  const apiKey = String(TOSS.request["apiKey"]);
  ebp = await openEbp({ now });
  toss = await openTossPay({ now, apiKey });
  iamport = await openIamport({ now });
  t = await openTestService({
    clock,
    portone: { http: listening },
    gateways: () => ({
      ...ebpDriver.settings({ clock, baseUrl: ebp.sandbox.url, http: listening }),
      ...iamportDriver.settings({ clock, baseUrl: iamport.sandbox.url, http: listening }),
      tossPay: { baseUrl: toss.sandbox.url, apiKey: new Secret(apiKey), clock, http: listening },
    }),
  });
});
beforeEach(() => void Object.assign(wire, { sent: [], instead: null }));
afterAll(async () => {
  await t.close();
  for (const opened of [ebp, toss, iamport]) await opened.end();
});

const COLLECTED = `return { refunds { id version refundableAmount { amount } } } userErrors { code message field }`;
const SHOWN = `status gatewayPhase amount { amount } failure { cause actions } remainder { amount { amount } }
  attempts { status gatewayRequestId gatewayCancellationId gatewayCode gatewayMessage finding { code particulars } }`;

interface Collected {
  return: { refunds: { id: string; version: number; refundableAmount: { amount: number } }[] } | null;
  userErrors: { code: string; message: string; field: string[] }[];
}

interface Told {
  payment: Json;
  lines: Json[];
  return: Json;
}

async function collect({ payment, lines, return: returned }: Told, orderNo = `O-${randomUUID()}`) {
  const input = {
    idempotencyKey: randomUUID(),
    order: {
      orderNo,
      currencyCode: "KRW",
      customerId: `customer of ${orderNo}`,
      // The account's holder: at another name a second person would be asked.
      customerName: (returned["refundAccount"] as Json | undefined)?.["holder"] ?? "홍길동",
      payments: [{ paymentNo: "1", captureState: "CAPTURED", paidAt: "2031-03-01T03:00:00.000Z", ...payment }],
      lines,
    },
    return: { returnNo: `R-${randomUUID()}`, collectedAt: "2031-03-02T05:00:00.000Z", ...returned },
  };
  return mutate<Collected>(t, "returnCollect", input, COLLECTED, RETURN_SERVICE);
}

/** From the return to the gateway and back; gives the refund's id. */
async function refunded(told: Told): Promise<string> {
  const { return: made, userErrors } = await collect(told);
  expect(userErrors).toEqual([]);
  const [refund] = made?.refunds ?? [];
  assert(refund);
  const { id, version: expectedVersion, refundableAmount } = refund;
  const asked = {
    idempotencyKey: randomUUID(),
    refunds: [{ id, expectedVersion, expectedRefundableAmount: refundableAmount.amount }],
  };
  const answered = `results { userErrors { code message } } userErrors { code message }`;
  expect(await mutate(t, "refundsRequest", asked, answered)).toEqual({ results: [{ userErrors: [] }], userErrors: [] });
  await t.drain();
  return id;
}

const read = (id: string): Promise<Json> => readRefund(t, { id }, SHOWN);

const alarmsAbout = (id: string) =>
  t.rows<{ kind: string; detail: Json }>(`select kind, detail from work_item where refund_id = ? and ${IS_ALARM}`, [
    id,
  ]);

const oneLine = (amount: number) => [
  { lineNo: "1", kind: "PHYSICAL", taxCategory: "TAXABLE", name: "상품", quantity: 1, amount },
];
const all = (reason?: string): Json => ({ reason, lines: [{ lineNo: "1", quantity: 1 }] });

describe("EBP_API_232", () => {
  /** The order of the examples; the two that are cut from it are alternatives, so each is played on an order of its own. */
  const soldAs = (itemId: string, seq: number, quantity: number, amount: number, taxCategory: string) => ({
    lineNo: `L-${itemId}`,
    itemId,
    seq,
    kind: "PHYSICAL",
    taxCategory,
    name: "상품",
    quantity,
    amount,
  });
  const LINES = [
    soldAs("P003", 3, 1, 3_000, "TAX_FREE"),
    soldAs("P001", 1, 2, 100_000, "TAXABLE"),
    soldAs("P002", 2, 1, 3_000, "TAX_FREE"),
  ];
  const payment = (gatewayPaymentId: string) => ({
    gateway: "EBP",
    gatewayPaymentId,
    method: "VIRTUAL_ACCOUNT",
    amount: 106_000,
    taxFree: 6_000,
    vat: 10_000,
  });
  const refundAccount = { bankCode: "001", number: "1234567890", holder: "John Doe" };
  const pay = (id: string) =>
    ebp.control.createPayment({
      id,
      amount: { total: 106_000 },
      method: "virtualAccount",
      items: [
        { seq: 1, itemId: "P001", quantity: 2, amount: 50_000, taxAmount: 5_000 },
        { seq: 2, itemId: "P002", amount: 3_000 },
        { seq: 3, itemId: "P003", amount: 3_000 },
      ],
    });
  const whole = (itemId: string, quantity = 1) => ({ lineNo: `L-${itemId}`, quantity });

  const play = async (name: ExampleName, orderNo: string, lines: Json[]) => {
    await pay(orderNo);
    return refunded({ payment: payment(orderNo), lines: LINES, return: { lines, refundAccount } });
  };

  it.each<[ExampleName, string, Json[]]>([
    ["order", "ORD20251224001", [whole("P001", 2), whole("P002"), whole("P003")]],
    ["item", "ORD20251224002", [whole("P002"), whole("P003")]],
    ["amount", "ORD20251224003", [{ lineNo: "L-P003", quantity: 0, amount: 2_000 }]],
  ])("the example by %s is what is sent, and its answer what is booked", async (name, orderNo, lines) => {
    const { request, response } = example(name);
    wire.instead = async (_, carriedOut) => {
      await carriedOut();
      return { ...response, data: { ...response.data, orderNo } };
    };
    const id = await play(name, orderNo, lines);
    expect(wire.sent).toEqual([{ ...request, orderNo }]);
    expect(await ebp.control.cancellationsOf(orderNo)).toMatchObject([
      {
        total: request.totalCancelAmount,
        items: request.items,
        refundAccount: { bankCode: "001", accountNumberLength: 10, accountNumberEnding: "7890" },
      },
    ]);
    expect(await read(id)).toMatchObject({
      status: "COMPLETED",
      amount: { amount: request.totalCancelAmount },
      attempts: [{ gatewayRequestId: response.requestId, gatewayCancellationId: response.data.returnRequestId }],
    });
    expect(await alarmsAbout(id)).toEqual([]);
  });

  it("an answer whose parts are not those that were sent is completed, and people are told of each", async () => {
    const { response } = example("order");
    const [first, ...others] = response.data.items;
    const orderNo = "ORD20251224004";
    const parts = { totalProductAmount: 103_000, totalProductTaxAmount: 9_999, totalDeliveryAmount: 3_000 };
    wire.instead = async (_, carriedOut) => {
      await carriedOut();
      const items = [{ ...first, quantity: 1, amount: 100_000, taxAmount: 10_000 }, ...others];
      return { ...response, data: { ...response.data, ...parts, orderNo, items, totalDeliveryTaxAmount: undefined } };
    };
    const id = await play("order", orderNo, [whole("P001", 2), whole("P002"), whole("P003")]);
    expect(await read(id)).toMatchObject({ status: "COMPLETED", amount: { amount: 106_000 } });
    expect(await alarmsAbout(id)).toEqual([
      {
        kind: "ANSWER_DIFFERS",
        detail: {
          "totalProductAmount sent": 106_000,
          "totalProductAmount answered": 103_000,
          "totalProductTaxAmount sent": 10_000,
          "totalProductTaxAmount answered": 9_999,
          "totalDeliveryAmount sent": 0,
          "totalDeliveryAmount answered": 3_000,
          "totalDeliveryTaxAmount sent": 0,
          "totalDeliveryTaxAmount answered": null,
          "item 1 quantity sent": 2,
          "item 1 quantity answered": 1,
          "item 1 amount sent": 50_000,
          "item 1 amount answered": 100_000,
          "item 1 taxAmount sent": 5_000,
          "item 1 taxAmount answered": 10_000,
          gatewayRequestId: "1767129253908",
        },
      },
    ]);
  });

  it("they are told also where the cancel was only accepted", async () => {
    const { response } = example("item");
    const orderNo = "ORD20251224007";
    wire.instead = async () => ({ ...response, data: { ...response.data, orderNo, totalProductTaxAmount: 273 } });
    const id = await play("item", orderNo, [whole("P002"), whole("P003")]);
    expect(await read(id)).toMatchObject({ gatewayPhase: "PENDING" });
    expect(await alarmsAbout(id)).toMatchObject([
      { kind: "ANSWER_DIFFERS", detail: { "totalProductTaxAmount sent": 0, "totalProductTaxAmount answered": 273 } },
    ]);
  });

  it.each<[string, Json, RegExp]>([
    ["no itemId", { itemId: null }, /line L-P002 lacks item id: payment 1 is one of EBP/],
    ["no seq", { seq: undefined }, /line L-P002 lacks serial number: payment 1/],
    ["neither", { itemId: null, seq: null }, /line L-P002 lacks item id, serial number:/],
    ["another line's seq", { seq: 3 }, /line L-P002: serial number 3 stands twice/],
  ])("a line with %s is refused at the door", async (_, wrong, message) => {
    const [third, first, second] = LINES;
    const told = {
      payment: payment(`ORD-${randomUUID()}`),
      lines: [third, first, { ...second, ...wrong }] as Json[],
      return: { lines: [whole("P001", 2)], refundAccount },
    };
    expect(await collect(told)).toEqual({
      return: null,
      userErrors: [
        {
          code: "FACTS_INCONSISTENT",
          message: expect.stringMatching(message),
          field: ["order", "lines", "2"],
        },
      ],
    });
  });

  it.each<[string, Json, string[]]>([
    ["an empty itemId", { itemId: " " }, ["order", "lines", "0", "itemId"]],
    ["a seq of 0", { seq: 0 }, ["order", "lines", "0", "seq"]],
  ])("%s is no input", async (_, wrong, field) => {
    const lines = LINES.map((line) => ({ ...line, ...wrong }));
    const { userErrors } = await collect({ payment: payment("ORD-X"), lines, return: { lines: [whole("P001")] } });
    expect(userErrors[0]).toMatchObject({ code: "INVALID_INPUT", field });
  });

  it("an order from before lines had items is not sent until it is reported again with them", async () => {
    const orderNo = "ORD20251224005";
    await pay(orderNo);
    const told = { payment: payment(orderNo), lines: LINES, return: { lines: [whole("P002")], refundAccount } };
    const shopOrder = `O-${randomUUID()}`;
    const first = await collect(told, shopOrder);
    const refund = first.return?.refunds[0];
    assert(refund);
    await t.rows(
      `update order_line set item_id = null, seq = null
       where order_id = (select id from orders where order_no = ?) returning 1`,
      [shopOrder],
    );
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(wire.sent).toEqual([]);
    expect(await read(refund.id)).toMatchObject({
      gatewayPhase: "REFUSED",
      failure: { cause: "LINE_ITEMS_MISSING", actions: ["RETRY", "FALL_BACK_TO_MANUAL"] },
      attempts: [
        {
          gatewayCode: null,
          gatewayMessage: null,
          finding: { code: "NOT_SENDABLE", particulars: expect.stringMatching(/report the order again/) },
        },
      ],
    });
    const next = { ...told, return: { lines: [whole("P003")], refundAccount } };
    expect((await collect(next, shopOrder)).userErrors).toEqual([]);
    expect(codeOf(await retry(t, refund))).toBe("ok");
    await t.drain();
    expect(wire.sent).toMatchObject([{ items: [{ seq: 2, itemId: "P002" }] }]);
    expect(await read(refund.id)).toMatchObject({ status: "COMPLETED" });
    // What is known now is a fact like any other.
    const others = LINES.map((line) => ({ ...line, itemId: `X-${line.itemId}` }));
    expect((await collect({ ...next, lines: others }, shopOrder)).userErrors).toMatchObject([
      { code: "FACTS_CONFLICT", message: expect.stringMatching(/line L-P00\d had the item id P00\d/) },
    ]);
  });

  it("an item EBP does not know moves nothing, and is told as what it is", async () => {
    const orderNo = "ORD20251224006";
    await pay(orderNo);
    const lines = LINES.map((line) => ({ ...line, itemId: `${line.itemId}-X` }));
    const id = await refunded({ payment: payment(orderNo), lines, return: { lines: [whole("P002")], refundAccount } });
    await t.pass(MINUTE);
    expect(await ebp.control.cancellationsOf(orderNo)).toEqual([]);
    expect(await read(id)).toMatchObject({
      gatewayPhase: "REFUSED",
      attempts: [{ gatewayCode: "EBP-C-0004", gatewayMessage: expect.stringMatching(/seq 2 is not itemId P002-X/) }],
    });
  });
});

describe("Toss Pay refunds", () => {
  /** 20,000 with the document's token; each test has a token of its own behind it. */
  const told = (payToken: string): Told => ({
    payment: { gateway: "TOSS_PAY", gatewayPaymentId: payToken, method: "CARD", amount: 20_000 },
    lines: oneLine(20_000),
    return: { lines: [{ lineNo: "1", quantity: 0, amount: 5_000 }] },
  });
  /** The document's answer about the refund that was asked for: 2,000 of the 5,000, as it says. */
  const answered =
    (answer: Json): Instead =>
    async ({ refundNo, payToken }) => ({ ...TOSS.response, ...answer, refundNo, payToken, transactionId: refundNo });
  const bookedFor = (id: string) =>
    t.rows<Json>(
      `select amount_total, happened_at, cash_receipt_key, instrument, paid_to_customer from booked_cancellation
       where attempt_id in (select id from gateway_attempt where refund_id = ?)`,
      [id],
    );

  it("the example's request, with what Toss Pay would otherwise choose; of its answer, what moved and what is still owed", async () => {
    const { payToken, apiKey, amount } = TOSS.request;
    await toss.control.createPayment({ id: String(payToken), amount: { total: 20_000 } });
    wire.instead = answered({});
    const id = await refunded(told(String(payToken)));
    expect(wire.sent).toEqual([
      {
        payToken,
        apiKey,
        amount,
        refundNo: expect.stringMatching(/^[0-9a-f-]{36}$/),
        idempotent: true,
        amountTaxFree: 0,
        amountTaxable: 5_000,
        amountVat: 455,
        reason: "반품 환불",
      },
    ]);
    expect(await read(id)).toMatchObject({
      status: "COMPLETED",
      amount: { amount: 2_000 },
      remainder: { amount: { amount: 3_000 } },
      attempts: [{ gatewayCancellationId: wire.sent[0]?.["refundNo"] }],
    });
    expect(await bookedFor(id)).toEqual([
      {
        amount_total: "2000",
        happened_at: "2020-04-29 02:32:52+00",
        cash_receipt_key: "0123456-abcd-9abcd0Df",
        instrument: "654321******1234",
        paid_to_customer: "2000",
      },
    ]);
    expect(await alarmsAbout(id)).toMatchObject([
      { kind: "AMOUNT_DIFFERS", detail: { asked: 5_000, moved: 2_000 } },
      {
        kind: "ANSWER_DIFFERS",
        detail: { "refundableAmount in our books": 18_000, "refundableAmount answered": 2_000 },
      },
    ]);
  });

  it("the example's answer for Toss money names the account as Toss Pay masked it", async () => {
    await toss.control.createPayment({ id: "example-money", amount: { total: 20_000 }, method: "TOSS_MONEY" });
    wire.instead = answered({ cardNumber: undefined, ...TOSS.money });
    const id = await refunded(told("example-money"));
    expect(await bookedFor(id)).toMatchObject([{ instrument: "110******676" }]);
  });

  it.each<[string, Json]>([
    ["INACTIVE_USER", { gatewayPhase: "REFUSED", failure: { cause: "CUSTOMER_UNREACHABLE" } }],
    ["COMMON_REFUND_ERROR", { gatewayPhase: "REFUSED", failure: { cause: "GATEWAY_STATE_DIFFERS" } }],
    ["REFUND_EXCEED_DAILY", { gatewayPhase: "DEFERRED" }],
  ])("%s in the document's words", async (errorCode, expected) => {
    const payToken = `toss-${errorCode}`;
    await toss.control.createPayment({ id: payToken, amount: { total: 20_000 } });
    const msg = TOSS.errors[errorCode];
    wire.instead = async () => ({ code: -1, errorCode, msg });
    const id = await refunded(told(payToken));
    await t.pass(MINUTE);
    expect(await read(id)).toMatchObject({
      ...expected,
      attempts: [{ gatewayCode: errorCode, gatewayMessage: msg, finding: null }],
    });
  });
});

describe("i'mport V1, refund of a virtual account", () => {
  it("the example's fields: what is asked for, what can be cancelled, and the bank as KG Inicis numbers it", async () => {
    const impUid = "imp_448280090638";
    const amount = { total: 10_000 };
    await iamport.control.createPayment({ id: impUid, amount, method: "vbank", pgProvider: "html5_inicis" });
    const id = await refunded({
      payment: {
        gateway: "IAMPORT_V1",
        gatewayPaymentId: impUid,
        method: "VIRTUAL_ACCOUNT",
        provider: "INICIS",
        amount: 10_000,
      },
      lines: oneLine(10_000),
      return: {
        ...all("CUSTOMER_REQUEST"),
        refundAccount: { bankCode: "088", number: "110123456789", holder: "홍길동" },
      },
    });
    expect(wire.sent).toMatchObject([
      {
        reason: "고객 요청",
        imp_uid: impUid,
        amount: 10_000,
        checksum: 10_000,
        refund_holder: "홍길동",
        refund_bank: "88",
        refund_account: "110123456789",
      },
    ]);
    // The fee of 300 won for the transfer is between the shop and its PG: the customer gets all of it.
    expect(await read(id)).toMatchObject({ status: "COMPLETED", amount: { amount: 10_000 } });
    expect(await iamport.control.cancellationsOf(impUid)).toMatchObject([{ total: 10_000, reason: "고객 요청" }]);
  });
});

describe("PortOne V2, cancel of a payment", () => {
  const told = (gatewayPaymentId: string, returned: Json, payment: Json = {}): Told => ({
    payment: { gateway: "PORTONE_V2", gatewayPaymentId, method: "CARD", amount: 10_000, ...payment },
    lines: oneLine(10_000),
    return: returned,
  });
  const part: Json = { reason: "CUSTOMER_REQUEST", lines: [{ lineNo: "1", quantity: 0, amount: 3_000 }] };
  const ofTenThousand = (id: string) => t.sandbox.createPayment({ id, amount: { total: 10_000 } });

  it("전액 취소: the example's body, with the amount that it leaves out, for an amount left out is whatever is left by then", async () => {
    await ofTenThousand("payment-id");
    const id = await refunded(told("payment-id", all("CUSTOMER_REQUEST")));
    expect(wire.sent).toMatchObject([{ ...PORTONE.full, amount: 10_000, currentCancellableAmount: 10_000 }]);
    expect(await read(id)).toMatchObject({ status: "COMPLETED" });
  });

  it("부분 취소: the example's body", async () => {
    await ofTenThousand("payment-id-part");
    const id = await refunded(told("payment-id-part", part));
    expect(wire.sent).toMatchObject([PORTONE.part]);
    expect(await read(id)).toMatchObject({ status: "COMPLETED", amount: { amount: 3_000 } });
  });

  it("가상계좌 환불: the example's account, with the telephone number that Smartro needs", async () => {
    const paymentId = "payment-id-account";
    const facts = { method: "virtualAccount", pgProvider: "SMARTRO_V2", transferDelayMs: 0 } as const;
    await t.sandbox.createPayment({ id: paymentId, amount: { total: 10_000 }, ...facts });
    const refundAccount = { bankCode: "001", number: "1234567890", holder: "홍길동", phone: "010-1234-5678" };
    await refunded(
      told(
        paymentId,
        { ...all("CUSTOMER_REQUEST"), refundAccount },
        { method: "VIRTUAL_ACCOUNT", provider: "TOSS_PAYMENTS" },
      ),
    );
    expect(wire.sent).toMatchObject([PORTONE.account]);
  });

  it.each([
    ["SUCCEEDED", "COMPLETED", "DONE"],
    ["REQUESTED", "REFUND_REQUESTED", "PENDING"],
    ["FAILED", "REFUND_REQUESTED", "REFUSED"],
    // The example writes "취소 실패" for a word it does not know; the money may have moved.
    ["SOME_NEW_STATUS", "REFUND_REQUESTED", "UNKNOWN"],
  ])("an answer of %s is %s", async (status, refundStatus, gatewayPhase) => {
    const paymentId = `payment-${status}`;
    await ofTenThousand(paymentId);
    wire.instead = async ({ amount, reason }) => ({
      cancellation: {
        status,
        id: `cancellation-${status}`,
        totalAmount: amount,
        taxFreeAmount: 0,
        vatAmount: 273,
        reason,
        requestedAt: "2031-03-03T01:00:00Z",
      },
    });
    const id = await refunded(told(paymentId, part));
    expect(await read(id)).toMatchObject(
      gatewayPhase === "DONE" ? { status: refundStatus } : { status: refundStatus, gatewayPhase },
    );
  });
});
