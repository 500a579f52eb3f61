/** What goes over the wire to EBP (M2), how it is signed, and what is kept of it; captured by a real HTTP server. */
import { gateOf } from "../../../src/personal-data/redacted-text.js";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { createEbp } from "../../../src/gateways/ebp/gateway.js";
import { cancelBody } from "../../../src/gateways/ebp/translate.js";
import type { CancelCommand, CancelLine, RefundAccount } from "../../../src/gateways/port.js";
import { minorUnits, won } from "../../../src/money/minor-units.js";
import { Secret } from "../../../src/secret.js";
import { itemOf } from "../../kit/fixtures.js";
import {
  ACCESS_KEY,
  answerTo,
  commandFor,
  CONTEXT,
  ebpAt,
  example,
  HASH_KEY,
  line,
  optionsAt,
  type ExampleRequest,
} from "./command.js";
import { forAllAsync, seedOf } from "../random.js";
import { openWire, testFailures, testNeverLeaves } from "../wire.js";
import { cancelAt } from "../cancel-at.js";

const wire = openWire(({ url, body }) =>
  url.endsWith("/cancel")
    ? { status: 200, body: answerTo(JSON.parse(body) as ExampleRequest) }
    : { status: 404, body: { resultCode: "EBP-Z-0002", message: "no data" } },
);

const ebp = () => ebpAt(wire.url);
const command = (more: Partial<CancelCommand> = {}): CancelCommand => commandFor([line("1", 5_000)], more);
const ACCOUNT: RefundAccount = {
  bankCode: "088",
  number: new Secret("0110234567890"),
  holder: new Secret("홍CANARY동"),
  phone: new Secret("01099998888"),
};

const commands: fc.Arbitrary<CancelCommand> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("PHYSICAL", "DIGITAL", "SUBSCRIPTION", "DELIVERY", "SERVICE"),
      quantity: fc.integer({ min: 1, max: 50 }),
      unit: fc.integer({ min: 1, max: 10_000_000 }),
      cut: fc.nat({ max: 3 }),
      taxed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((drawn) =>
    fc.tuple(fc.constant(drawn), fc.nat({ max: 1_000_000 }), fc.string({ unit: "grapheme", minLength: 1 })),
  )
  .filter(([, , orderNo]) => orderNo.trim() !== "")
  .map(([drawn, more, orderNo]) => {
    const lines = drawn.map(({ kind, quantity, unit, cut, taxed }, index): CancelLine => {
      const amount = minorUnits(Math.max(1, unit * quantity - cut));
      return {
        lineNo: String(index + 1),
        ...itemOf(index + 1),
        kind,
        quantity,
        amount,
        vat: minorUnits(taxed ? Math.floor(amount / 11) : 0),
      };
    });
    const total = lines.reduce((sum, one) => sum + one.amount, 0);
    return commandFor(lines, { gatewayPaymentId: orderNo, cancellableBefore: minorUnits(total + more) });
  });

/** The document's rule written anew: SHA-256 over the body's bytes followed by the key's, in hex. */
const signatureOver = (body: string): string =>
  createHash("sha256")
    .update(Buffer.concat([Buffer.from(body), Buffer.from(HASH_KEY)]))
    .digest("hex");

describe("a cancel on the wire", () => {
  it("names an amount equal to the command's, and is signed over the very bytes, for every command (M2)", async () => {
    await forAllAsync([commands], { seed: seedOf("EBP commands on the wire"), numRuns: 150 }, async (sent) => {
      wire.received.length = 0;
      const { verdict } = await cancelAt(ebp(), sent);
      expect(verdict).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: sent.amount.total } });
      expect(wire.received).toHaveLength(1);
      const [got] = wire.received;
      expect(got).toMatchObject({ method: "POST", url: "/api/v2/payment/cancel" });
      expect(got?.headers["x-ebp-signature"]).toBe(signatureOver(got?.body ?? ""));
      expect(got?.headers["content-length"]).toBe(String(Buffer.byteLength(got?.body ?? "")));
      const body = JSON.parse(got?.body ?? "") as ExampleRequest;
      expect(body).toMatchObject({ orderNo: sent.gatewayPaymentId, totalCancelAmount: sent.amount.total });
      const sumOf = (per: "amount" | "taxAmount"): number =>
        body.items.reduce((sum, item) => sum + item.quantity * item[per], 0);
      expect(sumOf("amount")).toBe(sent.amount.total);
      expect(sumOf("taxAmount")).toBe(sent.amount.vat);
      expect(Object.keys(body)).toEqual(["orderNo", "totalCancelAmount", "items"]);
    });
  });

  it("carries the key and the six context headers, and never the hash key", async () => {
    await cancelAt(ebp(), command());
    await ebp().lookUp("ORD 1");
    expect(wire.received).toHaveLength(2);
    for (const { headers, body } of wire.received) {
      expect(headers).toMatchObject({
        "content-type": "application/json; charset=utf-8",
        accept: "application/json",
        "x-access-key": ACCESS_KEY,
        "x-ebp-signature": signatureOver(body),
        "x-division-code": CONTEXT.divisionCode,
        "x-store-id": CONTEXT.storeId,
        "x-channel-code": CONTEXT.channelCode,
        "x-ric-code": "KIC",
        "x-country-code": "KR",
        "x-currency-code": "KRW",
      });
      expect(JSON.stringify(headers) + body).not.toContain("CANARYhash");
    }
    expect(wire.received[1]).toMatchObject({ url: "/api/v2/payment/detail", body: '{"orderNo":"ORD 1"}' });
  });

  it("the document's first example, from our lines, with its account as text", async () => {
    const lines = [line("1", 100_000, { quantity: 2, vat: won(10_000) }), line("2", 3_000), line("3", 3_000)];
    const refundAccount = {
      bankCode: "001",
      number: new Secret("0234567890"),
      holder: new Secret("John Doe"),
      phone: null,
    };
    await cancelAt(ebp(), commandFor(lines, { refundAccount }));
    const { request } = example("order");
    const expected = {
      ...request,
      refundAccount: { ...request.refundAccount, accountNumber: "0234567890" },
    };
    expect(JSON.parse(wire.received[0]?.body ?? "")).toEqual(expected);
  });

  const lineOf = (wrong: object): Partial<CancelCommand> => ({
    lines: [{ ...line("1", 5_000), ...wrong }],
  });

  testNeverLeaves(wire, ebp, command, [
    ["no lines", { lines: [] }, /lines of a cancel/],
    ["lines that do not add up, by one won", lineOf({ amount: 4_999 }), /lines of a cancel/],
    ["VAT of the lines that is not the amount's", lineOf({ vat: 1 }), /VAT is not/],
    ["more VAT than money", lineOf({ vat: 5_001 }), /a VAT of/],
    ["a line of nothing", { lines: [line("1", 5_000), line("2", 0)] }, /nothing to cancel/],
    ["a negative line", { lines: [line("1", 5_001), { ...line("2", 1), amount: -1 as never }] }, /not an amount/],
    ["no units", lineOf({ quantity: 0 }), /0 units/],
    ["half a unit", lineOf({ quantity: 0.5 }), /0.5 units/],
    ["a line twice", { lines: [line("1", 2_500), line("1", 2_500)] }, /twice/],
    ["a line without its item", lineOf({ itemId: "" }), /needs its itemId/],
    ["a line in no place", lineOf({ seq: 0 }), /seq 0/],
    ["no order", { gatewayPaymentId: " " }, /order number/],
  ]);
});

it.each([{ itemId: null }, { seq: null }])(
  "a line that EBP cannot be told of is refused without a call: %j",
  async (lacking) => {
    const { verdict, exchange } = await cancelAt(ebp(), command({ lines: [{ ...line("7", 5_000), ...lacking }] }));
    expect(verdict).toMatchObject({ kind: "REFUSED", cause: "LINE_ITEMS_MISSING", code: "LINE_NOT_SAYABLE" });
    expect(verdict).toMatchObject({ message: expect.stringMatching(/line 7 .*itemId .*seq .*report the order again/) });
    expect(exchange).toMatchObject({ request: { body: null }, response: null });
    expect(wire.received).toEqual([]);
  },
);

describe("the refund account", () => {
  it.each<[string, Partial<RefundAccount>]>([
    ["a bank that has no three digits", { bankCode: "88" }],
    ["a bank by name", { bankCode: "SHINHAN" }],
    ["a number with a hyphen", { number: new Secret("110-234") }],
    ["no number", { number: new Secret("") }],
    ["no holder", { holder: new Secret(" ") }],
  ])("%s is refused without a call", async (_, wrong) => {
    const { verdict, exchange } = await cancelAt(ebp(), command({ refundAccount: { ...ACCOUNT, ...wrong } }));
    expect(verdict).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED" });
    expect(exchange).toMatchObject({ request: { body: null }, response: null });
    expect(wire.received).toEqual([]);
  });

  it("lines that are none of the cancel's are a fault of ours, and never leave", async () => {
    const { verdict } = await cancelAt(ebp(), command({ refundAccount: ACCOUNT, lines: [] }));
    expect(verdict).toMatchObject({ cause: "INVALID_REQUEST", message: expect.stringMatching(/lines of a cancel/) });
    expect(wire.received).toEqual([]);
  });

  it("is sent, and not kept, even where EBP repeats it in its own words", async () => {
    const CANARIES = ["CANARY", "0110234567890", "0110-2345-67890", "01099998888", "999 98888"];
    wire.answer = ({ body }) => ({
      status: 400,
      body: {
        resultCode: "EBP-C-0006",
        message: "홍CANARY동 0110234567890",
        errors: [{ field: "accountNumber", message: "0110-2345-67890 of 홍CANARY동, 010 99998888" }],
        rejectedBody: body,
        echo: { ...(JSON.parse(body) as object), 홍CANARY동: 1 },
      },
    });
    const { verdict, exchange } = await cancelAt(ebp(), command({ refundAccount: ACCOUNT }));
    expect(wire.received[0]?.body).toContain('"accountNumber":"0110234567890"');
    expect(verdict).toMatchObject({ kind: "REFUSED", cause: "INVALID_REQUEST", code: "EBP-C-0006" });
    const { number, holder, phone } = ACCOUNT;
    const gate = gateOf([
      { kind: "NUMBER", clear: number },
      { kind: "NAME", clear: holder },
      ...(phone ? [{ kind: "NUMBER", clear: phone } as const] : []),
    ]);
    const kept = JSON.stringify(gate.json({ verdict, exchange }));
    for (const canary of CANARIES) expect(kept).not.toContain(canary);
    expect(exchange.request.body).toMatchObject({ orderNo: "ORD20251224001", refundAccount: "***" });
  });
});

testFailures(
  (baseUrl, patienceMs) => createEbp({ ...optionsAt(baseUrl), readTimeoutMs: patienceMs, lookUpTimeoutMs: patienceMs }),
  command,
);

describe("what is kept of an exchange", () => {
  it("a cancel's amounts, and no header", async () => {
    const { exchange } = await cancelAt(ebp(), command());
    expect(exchange).toMatchObject({
      request: { method: "POST", path: "/api/v2/payment/cancel", body: { totalCancelAmount: 5_000 } },
      response: { status: 200, body: { data: { returnRequestId: "RETREQ20251224001" } } },
      error: null,
    });
    expect(JSON.stringify(exchange)).not.toContain("CANARY");
  });

  it("of a payment only what we read: no buyer, whatever the field is called", async () => {
    const data = {
      orderNo: "ORD1",
      paymentStatus: "2",
      pgTransactionId: "pg-1",
      buyerName: "CANARY-1",
      userName: "CANARY-2",
      paymentMethod: { cardNo: "CANARY-3", nested: [{ accountNo: "CANARY-4" }] },
      "홍CANARY-5": 1,
    };
    wire.answer = () => ({ status: 200, body: { resultCode: "0", message: "SUCCESS", data, user: "CANARY-6" } });
    const { lookUp, exchange } = await ebp().lookUp("ORD1");
    expect(lookUp.kind).toBe("FOUND");
    expect(exchange.response?.body).toEqual({
      resultCode: "0",
      message: "SUCCESS",
      data: { orderNo: "ORD1", paymentStatus: "2", pgTransactionId: "pg-1" },
    });
    wire.answer = () => ({ status: 200, body: [data] });
    expect(JSON.stringify(await ebp().lookUp("ORD1"))).not.toContain("CANARY");
    wire.answer = () => ({ status: 200, body: { resultCode: "0", data: [data] } });
    expect(JSON.stringify(await ebp().lookUp("ORD1"))).not.toContain("CANARY");
  });
});

describe("configuration", () => {
  const received = (more: object) => () => createEbp({ ...optionsAt("http://127.0.0.1:1"), ...more });

  it("is told at start, without printing a secret", () => {
    expect(received({ accessKey: new Secret("CANARY\nvalue") })).toThrow(/x-access-key must be printable ASCII/);
    expect(received({ accessKey: new Secret("CANARY\nvalue") })).not.toThrow(/CANARY/);
    expect(received({ hashKey: new Secret("") })).toThrow(/hash key is empty/);
    expect(received({ baseUrl: "nowhere" })).toThrow(/base URL/);
    expect(received({ context: { ...CONTEXT, storeId: "" } })).toThrow(/x-store-id/);
    expect(received({ context: { ...CONTEXT, currencyCode: "USD" } })).toThrow(/must be KRW/);
  });

  it("never sends twice, and nothing proves absence", () => {
    const { readTimeoutMs: _, ...options } = optionsAt("http://127.0.0.1:1/");
    const { name, policy } = createEbp({ ...options });
    expect(name).toBe("EBP");
    expect(policy).toEqual({
      readTimeoutMs: 70_000,
      replayWindowMs: 0,
      replayPauseMs: 0,
      absenceHorizonMs: null,
      successMayBeLate: true,
    });
  });

  it("the body has no fraction, also for amounts that do not divide", () => {
    const { items } = cancelBody(commandFor([line("1", 10_000, { quantity: 3 })]));
    expect(items).toEqual([{ ...itemOf(1), itemType: "PHYSICAL", quantity: 1, amount: 10_000, taxAmount: 0 }]);
  });
});
