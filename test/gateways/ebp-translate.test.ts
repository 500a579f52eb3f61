/** What goes over the wire to EBP (M2), how it is signed, and what is kept of it; captured by a real HTTP server. */
import { AssertionError } from "node:assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { createEbp } from "../../src/gateways/ebp/gateway.js";
import { cancelBody } from "../../src/gateways/ebp/translate.js";
import type { CancelCommand, CancelLine, RefundAccount } from "../../src/gateways/port.js";
import { minorUnits, won } from "../../src/money/minor-units.js";
import { partsOf, type Parts } from "../../src/money/parts.js";
import { Secret } from "../../src/secret.js";
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
} from "./ebp-command.js";
import { httpServer, json, refusedPort, socketServer, type LocalServer, type Received } from "./local-server.js";
import { seedOf } from "./random.js";

let server: LocalServer;
let answer: (request: Received) => { status: number; body: unknown };
beforeAll(async () => {
  server = await httpServer((request, response) => {
    const { status, body } = answer(request);
    json(status, body)(request, response);
  });
});
beforeEach(() => {
  server.received.length = 0;
  answer = ({ url, body }) =>
    url.endsWith("/cancel")
      ? { status: 200, body: answerTo(JSON.parse(body) as ExampleRequest) }
      : { status: 404, body: { resultCode: "EBP-Z-0002", message: "no data" } };
});
afterAll(() => server.close());

const ebp = () => ebpAt(server.url);
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
    await fc.assert(
      fc.asyncProperty(commands, async (sent) => {
        server.received.length = 0;
        const { verdict } = await ebp().cancel(sent);
        expect(verdict).toMatchObject({ kind: "SUCCEEDED", effect: { amount: sent.amount.total } });
        expect(server.received).toHaveLength(1);
        const [got] = server.received;
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
      }),
      { seed: seedOf("EBP commands on the wire"), numRuns: 150 },
    );
  });

  it("carries the key and the six context headers, and never the hash key", async () => {
    await ebp().cancel(command());
    await ebp().lookUp("ORD 1");
    expect(server.received).toHaveLength(2);
    for (const { headers, body } of server.received) {
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
    expect(server.received[1]).toMatchObject({ url: "/api/v2/payment/detail", body: '{"orderNo":"ORD 1"}' });
  });

  it("the document's first example, from our lines, with its account as text", async () => {
    const lines = [line("1", 100_000, { quantity: 2, vat: won(10_000) }), line("2", 3_000), line("3", 3_000)];
    const refundAccount = {
      bankCode: "001",
      number: new Secret("0234567890"),
      holder: new Secret("John Doe"),
      phone: null,
    };
    await ebp().cancel(commandFor(lines, { refundAccount }));
    const { request } = example("order");
    const expected = {
      ...request,
      refundAccount: { ...request.refundAccount, accountNumber: "0234567890" },
      items: request.items.map((item) => ({ ...item, itemId: String(item.seq) })),
    };
    expect(JSON.parse(server.received[0]?.body ?? "")).toEqual(expected);
  });

  const forged = (parts: Partial<Record<keyof Parts, number>>): Parts =>
    ({ ...partsOf({ taxFree: 5_000 }), ...parts }) as Parts;
  const lineOf = (wrong: object): Partial<CancelCommand> => ({
    lines: [{ ...line("1", 5_000), ...wrong }],
  });

  it.each<[string, Partial<CancelCommand>, RegExp]>([
    ["nothing", { amount: partsOf({}), lines: [] }, /positive/],
    ["parts that do not add up", { amount: forged({ total: 5_001 }) }, /add up/],
    ["half a won", { amount: forged({ total: 4_999.5, taxFree: 4_999.5 }) }, /not an amount/],
    ["a negative part", { amount: forged({ taxFree: 5_010, vat: -10 }) }, /not an amount/],
    ["an unsafe amount", { amount: forged({ total: 2 ** 53, taxFree: 2 ** 53 }) }, /not an amount/],
    ["not a number", { amount: forged({ total: NaN }) }, /not an amount/],
    ["more than can be cancelled, by one won", { cancellableBefore: won(4_999) }, /exceeds/],
    ["no lines", { lines: [] }, /lines of a cancel/],
    ["lines that do not add up, by one won", lineOf({ amount: 4_999 }), /lines of a cancel/],
    ["VAT of the lines that is not the amount's", lineOf({ vat: 1 }), /VAT is not/],
    ["more VAT than money", lineOf({ vat: 5_001 }), /a VAT of/],
    ["a line of nothing", { lines: [line("1", 5_000), line("2", 0)] }, /nothing to cancel/],
    ["a negative line", { lines: [line("1", 5_001), { ...line("2", 1), amount: -1 as never }] }, /not an amount/],
    ["no units", lineOf({ quantity: 0 }), /0 units/],
    ["half a unit", lineOf({ quantity: 0.5 }), /0.5 units/],
    ["a line twice", { lines: [line("1", 2_500), line("1", 2_500)] }, /twice/],
    ["a line without its number", lineOf({ lineNo: "" }), /number/],
    ["no order", { gatewayPaymentId: " " }, /order number/],
  ])("%s never leaves", async (_, wrong, message) => {
    const refused = async () => ebp().cancel(command(wrong));
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(AssertionError);
    expect(server.received).toEqual([]);
  });
});

describe("the refund account", () => {
  it.each<[string, Partial<RefundAccount>]>([
    ["a bank that has no three digits", { bankCode: "88" }],
    ["a bank by name", { bankCode: "SHINHAN" }],
    ["a number with a hyphen", { number: new Secret("110-234") }],
    ["no number", { number: new Secret("") }],
    ["no holder", { holder: new Secret(" ") }],
  ])("%s is refused without a call", async (_, wrong) => {
    const { verdict, exchange } = await ebp().cancel(command({ refundAccount: { ...ACCOUNT, ...wrong } }));
    expect(verdict).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED" });
    expect(exchange).toMatchObject({ request: { body: null }, response: null });
    expect(server.received).toEqual([]);
  });

  it("a caller's bug does not hide behind a bad account", async () => {
    const wrong = { refundAccount: { ...ACCOUNT, bankCode: "" }, lines: [] };
    await expect(async () => ebp().cancel(command(wrong))).rejects.toThrow(/lines of a cancel/);
  });

  it("is sent, and not kept, even where EBP repeats it in its own words", async () => {
    const CANARIES = ["CANARY", "0110234567890", "0110-2345-67890", "01099998888", "999 98888"];
    answer = ({ body }) => ({
      status: 400,
      body: {
        resultCode: "EBP-C-0006",
        message: "홍CANARY동 0110234567890",
        errors: [{ field: "accountNumber", message: "0110-2345-67890 of 홍CANARY동, 010 99998888" }],
        rejectedBody: body,
        echo: { ...(JSON.parse(body) as object), 홍CANARY동: 1 },
      },
    });
    const { verdict, exchange } = await ebp().cancel(command({ refundAccount: ACCOUNT }));
    expect(server.received[0]?.body).toContain('"accountNumber":"0110234567890"');
    expect(verdict).toMatchObject({ kind: "REFUSED", cause: "INVALID_REQUEST", code: "EBP-C-0006" });
    const kept = JSON.stringify({ verdict, exchange });
    for (const canary of CANARIES) expect(kept).not.toContain(canary);
    expect(exchange.request.body).toMatchObject({ orderNo: "ORD20251224001", refundAccount: "***" });
  });
});

describe("failures become verdicts", () => {
  it("nobody listens: NOT_SENT", async () => {
    const nobody = ebpAt(`http://127.0.0.1:${await refusedPort()}`);
    expect((await nobody.cancel(command())).verdict).toMatchObject({ kind: "NOT_SENT", code: "ECONNREFUSED" });
    expect((await nobody.lookUp("ORD1")).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "ECONNREFUSED" });
  });

  it("the answer is lost, late or cut: UNKNOWN, never a no", async () => {
    const cutting = await socketServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const silent = await socketServer(() => undefined);
    const half = await socketServer((socket) =>
      socket.once("data", () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"resultCode":"0"')),
    );
    for (const { url } of [cutting, silent, half]) {
      const gateway = createEbp({ ...optionsAt(url), readTimeoutMs: 300, lookUpTimeoutMs: 300 });
      expect((await gateway.cancel(command())).verdict).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
      expect((await gateway.lookUp("ORD1")).lookUp).toMatchObject({ kind: "UNREACHABLE" });
    }
    await Promise.all([cutting.close(), silent.close(), half.close()]);
  });
});

describe("what is kept of an exchange", () => {
  it("a cancel's amounts, and no header", async () => {
    const { exchange } = await ebp().cancel(command());
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
    answer = () => ({ status: 200, body: { resultCode: "0", message: "SUCCESS", data, user: "CANARY-6" } });
    const { lookUp, exchange } = await ebp().lookUp("ORD1");
    expect(lookUp.kind).toBe("FOUND");
    expect(exchange.response?.body).toEqual({
      resultCode: "0",
      message: "SUCCESS",
      data: { orderNo: "ORD1", paymentStatus: "2", pgTransactionId: "pg-1" },
    });
    answer = () => ({ status: 200, body: [data] });
    expect(JSON.stringify(await ebp().lookUp("ORD1"))).not.toContain("CANARY");
    answer = () => ({ status: 200, body: { resultCode: "0", data: [data] } });
    expect(JSON.stringify(await ebp().lookUp("ORD1"))).not.toContain("CANARY");
  });

  it("a body of brackets only does no harm", async () => {
    const deep = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
    const bracketing = await httpServer((_, response) => void response.end(deep));
    const { verdict, exchange } = await ebpAt(bracketing.url).cancel(command({ refundAccount: ACCOUNT }));
    expect(verdict).toMatchObject({ kind: "UNKNOWN" });
    expect(JSON.stringify(exchange).length).toBeLessThan(1_000);
    expect((await ebpAt(bracketing.url).lookUp("ORD1")).lookUp).toMatchObject({ kind: "UNREACHABLE" });
    await bracketing.close();
  });
});

describe("configuration", () => {
  const told = (more: object) => () => createEbp({ ...optionsAt("http://127.0.0.1:1"), ...more });

  it("is told at start, without printing a secret", () => {
    expect(told({ accessKey: new Secret("CANARY\nvalue") })).toThrow(/x-access-key must be printable ASCII/);
    expect(told({ accessKey: new Secret("CANARY\nvalue") })).not.toThrow(/CANARY/);
    expect(told({ hashKey: new Secret("") })).toThrow(/hash key is empty/);
    expect(told({ baseUrl: "nowhere" })).toThrow(/base URL/);
    expect(told({ context: { ...CONTEXT, storeId: "" } })).toThrow(/x-store-id/);
    expect(told({ context: { ...CONTEXT, currencyCode: "USD" } })).toThrow(/must be KRW/);
  });

  it("never sends twice, and nothing proves absence", () => {
    const { readTimeoutMs: _, ...options } = optionsAt("http://127.0.0.1:1/");
    const { name, policy } = createEbp({ ...options });
    expect(name).toBe("EBP");
    expect(policy).toEqual({ readTimeoutMs: 70_000, replayWindowMs: 0, replayPauseMs: 0, absenceHorizonMs: null });
  });

  it("the body has no fraction, also for amounts that do not divide", () => {
    const { items } = cancelBody(commandFor([line("1", 10_000, { quantity: 3 })]));
    expect(items).toEqual([{ seq: 1, itemId: "1", itemType: "PHYSICAL", quantity: 1, amount: 10_000, taxAmount: 0 }]);
  });
});
