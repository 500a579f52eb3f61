/** What goes over the wire to Toss Pay (M2) and what is kept of it; captured by a real HTTP server. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { Clock } from "../../../src/clock.js";
import type { CancelCommand, PaymentGateway } from "../../../src/gateways/port.js";
import { createTossPay, type TossPayOptions } from "../../../src/gateways/toss-pay/gateway.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf, type Parts } from "../../../src/money/parts.js";
import { Secret } from "../../../src/secret.js";
import { httpServer, type Received } from "../local-server.js";
import { seedOf } from "../random.js";
import { anyCommand, forged, openWire, testFailures, testNeverLeaves } from "../wire.js";
import { cancelAt } from "../cancel-at.js";

const API_KEY = "sk_test_CANARYkey0123456789";
const NOW = new Date("2026-11-20T03:00:00Z");
const clock: Clock = { now: () => NOW };

interface Sent {
  payToken?: string;
  refundNo?: string;
  amount?: number;
}
const sentIn = (request: Received): Sent => JSON.parse(request.body || "{}") as Sent;

const wire = openWire((request) => {
  const { payToken, refundNo, amount = 0 } = sentIn(request);
  return { status: 200, body: { code: 0, payToken, refundNo, transactionId: "t-1", refundedAmount: -amount } };
});

const gatewayAt = (baseUrl: string, more: Partial<TossPayOptions> = {}): PaymentGateway =>
  createTossPay({ baseUrl, apiKey: new Secret(API_KEY), clock, ...more });
const gateway = (): PaymentGateway => gatewayAt(wire.url);

const command = (more: Partial<CancelCommand> = {}): CancelCommand => ({
  key: randomUUID(),
  gatewayPaymentId: "example-payToken",
  currency: "KRW",
  amount: partsOf({ taxable: 4_000, vat: 400, taxFree: 600 }),
  cancellableBefore: won(20_000),
  paymentAmount: won(30_000),
  reason: "반품 환불",
  requester: "CUSTOMER",
  provider: null,
  promotion: "RETAIN",
  refundAccount: null,
  lines: [],
  ...more,
});

const commands = anyCommand(
  command,
  { reason: fc.string({ unit: "binary", maxLength: 400 }) },
  fc.oneof(fc.constant(0), fc.nat({ max: 1_000_000 })),
);

describe("a refund on the wire", () => {
  it("names every amount, for every command (M2)", async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sent) => {
        wire.received.length = 0;
        const { verdict } = await cancelAt(gateway(), sent);
        expect(verdict).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: sent.amount.total } });
        expect(wire.received).toHaveLength(1);
        const [got] = wire.received;
        expect(got).toMatchObject({ method: "POST", url: "/api/v2/refunds" });
        expect(got?.headers).toMatchObject({ "content-type": "application/json" });
        const { reason = "", ...body } = JSON.parse(got?.body ?? "") as Record<string, unknown>;
        const { total, taxable, vat, taxFree, serviceFee } = sent.amount;
        expect(body).toEqual({
          apiKey: API_KEY,
          payToken: sent.gatewayPaymentId,
          refundNo: sent.key,
          idempotent: true,
          amount: total,
          amountTaxFree: taxFree,
          amountTaxable: taxable + vat,
          amountVat: vat,
          ...(serviceFee > 0 ? { amountServiceFee: serviceFee } : {}),
        });
        // VAT is inside the taxable amount here, so these three are the whole.
        expect(taxFree + (body["amountTaxable"] as number) + serviceFee).toBe(total);
        expect(reason).toMatch(/^[\p{Script=Hangul}A-Za-z0-9_\-:.^@()[\]#/!%?& ]{0,255}$/u);
      }),
      { seed: seedOf("Toss Pay commands on the wire"), numRuns: 150 },
    );
  });

  it("10,000 taxable is 10,000 here, though the VAT of 909 is not Toss Pay's own 910", async () => {
    await cancelAt(gateway(), command({ amount: partsOf({ taxable: 9_091, vat: 909 }) }));
    expect(sentIn(wire.received[0]!)).toMatchObject({ amount: 10_000, amountTaxable: 10_000, amountVat: 909 });
  });

  it("a zero part is sent as 0, not left out; only a service fee of 0 is", async () => {
    await cancelAt(gateway(), command({ amount: partsOf({ taxable: 100 }) }));
    const body = sentIn(wire.received[0]!);
    expect(body).toMatchObject({ amountTaxFree: 0, amountTaxable: 100, amountVat: 0 });
    expect(Object.keys(body)).not.toContain("amountServiceFee");
  });

  it("is the same on every try of an attempt, refundNo and all", async () => {
    const again = command();
    await cancelAt(gateway(), again);
    await cancelAt(gateway(), again);
    expect(wire.received[1]?.body).toBe(wire.received[0]?.body);
    expect(sentIn(wire.received[0]!).refundNo).toBe(again.key);
  });

  it.each([
    ["반품 환불", "반품 환불"],
    ["단순변심 (색상) 50% #1", "단순변심 (색상) 50% #1"],
    ['따옴표 "…" 와 <태그>, 이모지 🎁', "따옴표 와 태그 이모지"],
    ["가".repeat(300), "가".repeat(255)],
    ["\u0000\ud800", undefined],
    [" ", undefined],
  ])("a reason holds what Toss Pay admits: %j", async (reason, sent) => {
    await cancelAt(gateway(), command({ reason }));
    const body = JSON.parse(wire.received[0]!.body) as { reason?: string };
    expect(body.reason?.replace(/ +/g, " ")).toBe(sent);
  });

  testNeverLeaves(wire, gateway, command, [
    ["a total without its parts", { amount: forged(partsOf({ taxable: 100 }), { taxable: 0 }) }, /add up/],
    [
      "an amount as text",
      { amount: { ...partsOf({ taxable: 100 }), total: "100" } as unknown as Parts },
      /not an amount/,
    ],
    ["no refundNo", { key: "" }, /refundNo/],
    ["a refundNo of 37 characters", { key: "a".repeat(37) }, /refundNo/],
    ["no payment", { gatewayPaymentId: "" }, /payToken/],
  ]);

  it("a bank account is refused, not ignored: nothing is sent", async () => {
    const refundAccount = {
      bankCode: "088",
      number: new Secret("110CANARY567890"),
      holder: new Secret("CANARY"),
      phone: null,
    };
    const { verdict, exchange } = await cancelAt(gateway(), command({ refundAccount }));
    expect(verdict).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED", code: "NO_REFUND_ACCOUNTS" });
    expect(exchange).toMatchObject({ response: null, error: expect.stringContaining("not sent") });
    expect(JSON.stringify({ verdict, exchange })).not.toContain("CANARY");
    expect(wire.received).toEqual([]);
  });
});

describe("a look-up on the wire", () => {
  it("asks by payToken", async () => {
    wire.answer = () => ({ status: 200, body: { code: -1, errorCode: "TRANSACTION_NOT_FOUND", msg: "없음" } });
    expect((await gateway().lookUp("토큰/1")).lookUp).toEqual({ kind: "NOT_FOUND" });
    expect(wire.received).toHaveLength(1);
    expect(wire.received[0]).toMatchObject({ method: "POST", url: "/api/v2/status" });
    expect(JSON.parse(wire.received[0]!.body)).toEqual({ apiKey: API_KEY, payToken: "토큰/1" });
  });
});

testFailures(
  (baseUrl, patienceMs) => gatewayAt(baseUrl, { readTimeoutMs: patienceMs, lookUpTimeoutMs: patienceMs }),
  command,
);

describe("a failure in the answer", () => {
  it("the daily limit is over when Korea's next day begins, by our clock", async () => {
    wire.answer = () => ({ status: 200, body: { code: -1, errorCode: "REFUND_EXCEED_DAILY", msg: "한도" } });
    const { verdict } = await cancelAt(gateway(), command());
    expect(verdict).toMatchObject({ kind: "DEFERRED", until: new Date("2026-11-20T15:05:00Z") });
  });
});

describe("what is kept of an exchange", () => {
  it("holds no key and no number of a card or an account, even where the answer quotes them", async () => {
    wire.answer = (request) => ({
      status: 200,
      body: {
        code: 0,
        payToken: "p",
        payStatus: "PAY_COMPLETE",
        amount: 10,
        refundableAmount: 10,
        paidAmount: 10,
        card: { cardNumber: "654321CANARY1234", cardBinNumber: "CANARY", cardCompanyCode: 4 },
        accountNumber: "110CANARY676",
        msg: "계좌 110-234-567890",
        echo: request.body,
        [API_KEY]: [API_KEY],
      },
    });
    const { lookUp, exchange } = await gateway().lookUp("p");
    expect(lookUp).toMatchObject({ kind: "FOUND", snapshot: { paidByCustomer: 10 } });
    const kept = JSON.stringify({ lookUp, exchange });
    for (const canary of ["CANARY", "567890"]) expect(kept).not.toContain(canary);
    expect(exchange).toMatchObject({
      request: { method: "POST", path: "/api/v2/status", body: { apiKey: "***" } },
      response: { status: 200, body: { amount: 10, card: { cardCompanyCode: 4, cardNumber: "***" } } },
    });
  });

  it("holds no key where a message or a page quotes it", async () => {
    wire.answer = () => ({
      status: 200,
      body: { code: -1, errorCode: "COMMON_INVALID_API_KEY", msg: `key ${API_KEY}` },
    });
    const refused = await cancelAt(gateway(), command());
    expect(refused.verdict).toMatchObject({ kind: "DEFERRED", message: expect.stringContaining("key ***") });
    const quoting = await httpServer((request, response) => void response.writeHead(400).end(request.body));
    const page = await cancelAt(gatewayAt(quoting.url), command());
    expect(page.verdict).toMatchObject({ kind: "UNKNOWN", code: "HTTP_400" });
    expect(JSON.stringify([refused, page])).not.toContain("CANARY");
    await quoting.close();
  });

  it("keeps a refund's amounts and number", async () => {
    const sent = command();
    const { exchange } = await cancelAt(gateway(), sent);
    expect(exchange).toMatchObject({
      request: { path: "/api/v2/refunds", body: { refundNo: sent.key, amount: 5_000, amountVat: 400 } },
      response: { status: 200, body: { transactionId: "t-1", refundedAmount: -5_000 } },
      error: null,
    });
  });
});

describe("configuration", () => {
  it("the policy: 14 s, the same refundNo for ever, and no horizon that proves absence", () => {
    const { name, policy, webhooks } = gateway();
    expect(name).toBe("TOSS_PAY");
    expect(policy).toEqual({
      readTimeoutMs: 14_000,
      replayWindowMs: Infinity,
      replayPauseMs: 0,
      absenceHorizonMs: null,
      successMayBeLate: false,
    });
    expect(webhooks.signed).toBe(false);
  });

  it("a base URL may end in a slash", async () => {
    await cancelAt(gatewayAt(`${wire.url}/`), command());
    expect(wire.received[0]?.url).toBe("/api/v2/refunds");
  });

  it("what cannot work is told at start, without printing the key", () => {
    const withKey = (key: string) => () => gatewayAt(wire.url, { apiKey: new Secret(key) });
    for (const key of ["CANARY\nkey-of-a-shop", "CANARY key", "CAN", ""]) {
      expect(withKey(key)).toThrow(/printable ASCII/);
      expect(withKey(key)).not.toThrow(/CAN/);
    }
    expect(() => gatewayAt("pay.toss.im")).toThrow(/not a URL/);
  });
});
