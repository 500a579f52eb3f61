/** What goes over the wire to PortOne V2 (M2) and what is kept of it; captured by a real HTTP server. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { systemClock } from "../../src/clock.js";
import { MAX_KEPT_BODY_CHARS } from "../../src/gateways/exchange.js";
import { BANKS } from "../../src/gateways/bank.js";
import { PROMOTION_OPTIONS, type CancelCommand, type PaymentGateway } from "../../src/gateways/port.js";
import { cancelBody } from "../../src/gateways/portone-v2/translate.js";
import { createGateways, type Gateways } from "../../src/gateways/registry.js";
import { minorUnits, won } from "../../src/money/minor-units.js";
import { partsOf, type Parts } from "../../src/money/parts.js";
import { Secret } from "../../src/secret.js";
import { httpServer, json, refusedPort, socketServer, type LocalServer, type Received } from "./local-server.js";
import { seedOf } from "./random.js";

const API_SECRET = "Xw3bQqCANARYsecret0123456789";
const STORE = "store-한국/1";

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
  answer = ({ body }) => {
    const { amount = 0 } = JSON.parse(body || "{}") as { amount?: number };
    return { status: 200, body: { cancellation: { status: "SUCCEEDED", id: "c-1", totalAmount: amount } } };
  };
});
afterAll(() => server.close());

const gatewaysAt = (baseUrl: string): Gateways =>
  createGateways({
    portoneV2: {
      baseUrl,
      apiSecret: new Secret(API_SECRET),
      storeId: STORE,
      webhookSecrets: [],
      clock: systemClock,
      readTimeoutMs: 10_000,
    },
  });
const gateway = (): PaymentGateway => gatewaysAt(server.url).of("PORTONE_V2");

const command = (more: Partial<CancelCommand> = {}): CancelCommand => ({
  key: randomUUID(),
  gatewayPaymentId: "pay-1",
  amount: partsOf({ taxable: 4_000, vat: 400, taxFree: 600 }),
  cancellableBefore: won(20_000),
  paymentAmount: won(20_000),
  reason: "반품",
  requester: "MERCHANT",
  provider: null,
  promotion: "RELEASE",
  refundAccount: null,
  lines: [],
  ...more,
});

const PORTONE_BANKS = BANKS.filter((bank) => bank.portoneV2 !== null);
const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength, maxLength });

const accounts: fc.Arbitrary<CancelCommand["refundAccount"]> = fc.option(
  fc
    .record({
      bankCode: fc.constantFrom(...PORTONE_BANKS.map((bank) => bank.code)),
      number: digits(8, 16),
      holder: fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
      phone: fc.option(digits(9, 11)),
    })
    .map(({ bankCode, number, holder, phone }) => ({
      bankCode,
      number: new Secret(number),
      holder: new Secret(holder),
      phone: phone === null ? null : new Secret(phone),
    })),
);

/** The account as PortOne must read it; nothing where none is given. */
function wireAccount(account: CancelCommand["refundAccount"]): object {
  if (!account) return {};
  return {
    refundAccount: {
      bank: PORTONE_BANKS.find((bank) => bank.code === account.bankCode)?.portoneV2,
      number: account.number.reveal(),
      holderName: account.holder.reveal(),
      ...(account.phone && { holderPhoneNumber: account.phone.reveal() }),
    },
  };
}

const commands: fc.Arbitrary<CancelCommand> = fc
  .record({
    key: fc.uuid(),
    gatewayPaymentId: fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter((id) => id !== "." && id !== ".."),
    taxable: fc.nat({ max: 1_000_000_000 }),
    vat: fc.nat({ max: 100_000_000 }),
    taxFree: fc.nat({ max: 1_000_000_000 }),
    more: fc.nat({ max: 1_000_000_000 }),
    reason: fc.string({ unit: "grapheme", minLength: 1 }).filter((reason) => reason.trim() !== ""),
    requester: fc.constantFrom("CUSTOMER" as const, "MERCHANT" as const),
    promotion: fc.constantFrom(...PROMOTION_OPTIONS),
    refundAccount: accounts,
  })
  .filter((c) => c.taxable + c.vat + c.taxFree > 0)
  .map(({ taxable, vat, taxFree, more, ...rest }) => {
    const amount = partsOf({ taxable, vat, taxFree });
    const cancellableBefore = minorUnits(amount.total + more);
    return { ...rest, amount, cancellableBefore, paymentAmount: cancellableBefore, provider: null, lines: [] };
  });

describe("a cancel on the wire", () => {
  it("names every amount, for every command (M2)", async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sent) => {
        server.received.length = 0;
        const { verdict } = await gateway().cancel(sent);
        // To an account the cancel is only the beginning: the transfer follows.
        expect(verdict).toMatchObject(
          sent.refundAccount
            ? { kind: "PENDING", cancellationId: "c-1" }
            : { kind: "SUCCEEDED", effect: { amount: sent.amount.total } },
        );
        expect(server.received).toHaveLength(1);
        const [got] = server.received;
        expect(got?.method).toBe("POST");
        expect(got?.url).toBe(`/payments/${encodeURIComponent(sent.gatewayPaymentId)}/cancel`);
        expect(got?.headers).toMatchObject({
          authorization: `PortOne ${API_SECRET}`,
          "idempotency-key": `"${sent.key}"`,
          "content-type": "application/json",
        });
        expect(JSON.parse(got?.body ?? "")).toEqual({
          storeId: STORE,
          amount: sent.amount.total,
          taxFreeAmount: sent.amount.taxFree,
          vatAmount: sent.amount.vat,
          reason: sent.reason,
          requester: sent.requester === "CUSTOMER" ? "CUSTOMER" : "ADMIN",
          currentCancellableAmount: sent.cancellableBefore,
          promotionDiscountRetainOption: sent.promotion,
          ...wireAccount(sent.refundAccount),
        });
      }),
      { seed: seedOf("commands on the wire"), numRuns: 150 },
    );
  });

  it("a zero part is sent as 0, not left out", () => {
    expect(cancelBody(command({ amount: partsOf({ taxable: 100 }) }), STORE)).toMatchObject({
      taxFreeAmount: 0,
      vatAmount: 0,
    });
  });

  it.each([
    ["CUSTOMER", "CUSTOMER"],
    ["MERCHANT", "ADMIN"],
  ] as const)("asked for by the %s: requester %s", (requester, theirs) => {
    expect(cancelBody(command({ requester }), STORE)).toMatchObject({ requester: theirs });
  });

  it.each(PROMOTION_OPTIONS)("the promotion option %s is always said: PortOne's default is RELEASE", (promotion) => {
    expect(cancelBody(command({ promotion }), STORE)).toMatchObject({ promotionDiscountRetainOption: promotion });
  });

  it("without an account the field is not there at all", () => {
    expect(cancelBody(command(), STORE)).not.toHaveProperty("refundAccount");
  });

  const forged = (parts: Partial<Record<keyof Parts, number>>): Parts =>
    ({ ...partsOf({ taxable: 100 }), ...parts }) as Parts;

  it.each<[string, Partial<CancelCommand>, RegExp]>([
    ["nothing", { amount: partsOf({}) }, /positive/],
    ["parts that do not add up", { amount: forged({ total: 101 }) }, /add up/],
    ["half a won", { amount: forged({ total: 99.5, taxable: 99.5 }) }, /not an amount/],
    ["a negative part", { amount: forged({ taxable: 110, vat: -10 }) }, /not an amount/],
    ["more won than a number holds exactly", { amount: forged({ total: 2 ** 53, taxable: 2 ** 53 }) }, /not an amount/],
    ["not a number", { amount: forged({ total: NaN }) }, /not an amount/],
    ["more than can be cancelled, by one won", { cancellableBefore: won(4_999) }, /exceeds/],
    ["a service fee", { amount: partsOf({ taxable: 100, serviceFee: 1 }) }, /service fee/],
    ["no reason", { reason: " " }, /reason/],
    ["a key that breaks out of its quotes", { key: `${randomUUID()}", "x` }, /idempotency key/],
    ["a short key", { key: "short" }, /idempotency key/],
    ["an id that changes the endpoint", { gatewayPaymentId: ".." }, /payment id/],
    ["no id", { gatewayPaymentId: "" }, /payment id/],
  ])("%s never leaves", async (_, wrong, message) => {
    await expect(async () => gateway().cancel(command(wrong))).rejects.toThrow(message);
    expect(server.received).toEqual([]);
  });
});

describe("failures become verdicts", () => {
  it("nobody listens: NOT_SENT", async () => {
    const unreachable = gatewaysAt(`http://127.0.0.1:${await refusedPort()}`).of("PORTONE_V2");
    const { verdict, exchange } = await unreachable.cancel(command());
    expect(verdict).toMatchObject({ kind: "NOT_SENT", code: "ECONNREFUSED" });
    expect(exchange).toMatchObject({ response: null, error: expect.stringContaining("ECONNREFUSED") });
    expect((await unreachable.lookUp("pay-1")).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "ECONNREFUSED" });
  });

  it("the answer is lost: UNKNOWN", async () => {
    const cutting = await socketServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const { verdict } = await gatewaysAt(cutting.url).of("PORTONE_V2").cancel(command());
    expect(verdict).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
    await cutting.close();
  });
});

describe("what is kept of an exchange", () => {
  const SECRETS = {
    number: "110-CANARY-1",
    holder: "CANARY-2",
    phone: "CANARY-3",
    email: "canary4@example.kr",
    name: "CANARY-5",
  };

  it("holds no credential and no personal data, at any depth", async () => {
    answer = () => ({
      status: 200,
      body: {
        status: "PAID",
        id: "pay-1",
        amount: { total: 10, cancelled: 0 },
        customer: { id: "u", name: SECRETS.name, email: SECRETS.email },
        method: {
          type: "PaymentMethodVirtualAccount",
          accountNumber: SECRETS.number,
          remitteeName: SECRETS.holder,
          card: { issuer: "HYUNDAI_CARD", number: SECRETS.number, bin: "CANARY-BIN" },
          approvalNumber: "30001234",
          refundAccount: {
            bank: "KDB",
            number: SECRETS.number,
            holderName: SECRETS.holder,
            holderPhoneNumber: SECRETS.phone,
          },
        },
        list: [[{ HOLDER_NAME: SECRETS.holder, "receiver-phone": SECRETS.phone }]],
        customData: SECRETS.name,
        pgResponse: SECRETS.number,
        webhooks: [{ request: { header: SECRETS.name } }],
        cancellations: [
          { status: "FAILED", id: "c", totalAmount: 1, reason: "계좌 110-234-567890 canary4@example.kr" },
        ],
      },
    });
    const { lookUp, exchange } = await gateway().lookUp("pay-1");
    expect(lookUp.kind).toBe("FOUND");
    const kept = JSON.stringify(exchange);
    for (const canary of [API_SECRET, "CANARY", "canary4", "567890"]) expect(kept).not.toContain(canary);
    expect(exchange.request).toEqual({
      method: "GET",
      path: `/payments/pay-1?storeId=${encodeURIComponent(STORE)}`,
      body: null,
    });
    expect(exchange.response?.body).toMatchObject({
      id: "pay-1",
      amount: { total: 10 },
      customer: "***",
      method: { approvalNumber: "30001234", card: { issuer: "HYUNDAI_CARD", number: "***" } },
    });
  });

  it("keeps a cancel's amounts, and no header", async () => {
    const { exchange } = await gateway().cancel(command());
    expect(exchange).toMatchObject({
      request: {
        method: "POST",
        path: "/payments/pay-1/cancel",
        body: { amount: 5_000, currentCancellableAmount: 20_000 },
      },
      response: { status: 200, body: { cancellation: { id: "c-1" } } },
      error: null,
    });
    expect(JSON.stringify(exchange)).not.toContain(API_SECRET);
  });

  it("is bounded, and holds nothing PostgreSQL refuses", async () => {
    answer = () => ({ status: 500, body: { "a\u0000": "\u0000\ud800", long: "가".repeat(100_000) } });
    const { exchange } = await gateway().cancel(command());
    const kept = JSON.stringify(exchange);
    expect(kept.length).toBeLessThan(2 * MAX_KEPT_BODY_CHARS);
    expect(kept).not.toMatch(/\\u0000|\\ud800/);
  });

  it("a body of brackets only does no harm", async () => {
    const deep = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
    const bracketing = await httpServer((_, response) => void response.end(deep));
    const { verdict, exchange } = await gatewaysAt(bracketing.url).of("PORTONE_V2").cancel(command());
    expect(verdict).toMatchObject({ kind: "UNKNOWN" });
    expect(JSON.stringify(exchange).length).toBeLessThan(1_000);
    await bracketing.close();
  });
});

describe("configuration", () => {
  it("a gateway that is not configured is named", () => {
    expect(createGateways({}).names).toEqual([]);
    expect(() => createGateways({}).of("PORTONE_V2")).toThrow(/PORTONE_V2 is not configured/);
    expect(gatewaysAt(server.url).names).toEqual(["PORTONE_V2"]);
  });

  it("a secret that no header carries is told at start, without printing it", () => {
    const bad = {
      baseUrl: server.url,
      apiSecret: new Secret("CANARY\nvalue"),
      storeId: STORE,
      webhookSecrets: [],
      clock: systemClock,
    };
    expect(() => createGateways({ portoneV2: bad })).toThrow(/printable ASCII/);
    expect(() => createGateways({ portoneV2: bad })).not.toThrow(/CANARY/);
  });
});
