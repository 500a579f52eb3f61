/** What goes over the wire to PortOne V2 (M2) and what is kept of it; captured by a real HTTP server. */
import { randomUUID } from "node:crypto";
import { systemClock } from "../../../src/clock.js";
import { BANKS } from "../../../src/gateways/bank.js";
import { PROMOTION_OPTIONS, type CancelCommand, type PaymentGateway } from "../../../src/gateways/port.js";
import { cancelBody } from "../../../src/gateways/portone-v2/translate.js";
import { createGateways, type Gateways } from "../../../src/gateways/registry.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { Secret } from "../../../src/secret.js";
import { forAllAsync, seedOf } from "../random.js";
import { accountsAt, anyCommand, openWire, testFailures, testNeverLeaves } from "../wire.js";
import { cancelAt } from "../cancel-at.js";

const API_SECRET = "Xw3bQqCANARYsecret0123456789";
const STORE = "store-한국/1";

const wire = openWire(({ body }) => {
  const { amount = 0 } = JSON.parse(body || "{}") as { amount?: number };
  return { status: 200, body: { cancellation: { status: "SUCCEEDED", id: "c-1", totalAmount: amount } } };
});

const gatewaysAt = (baseUrl: string, patienceMs = 10_000): Gateways =>
  createGateways({
    portoneV2: {
      baseUrl,
      apiSecret: new Secret(API_SECRET),
      storeId: STORE,
      webhookSecrets: [],
      clock: systemClock,
      readTimeoutMs: patienceMs,
      lookUpTimeoutMs: patienceMs,
    },
  });
const gateway = (): PaymentGateway => gatewaysAt(wire.url).of("PORTONE_V2");

const command = (more: Partial<CancelCommand> = {}): CancelCommand => ({
  key: randomUUID(),
  gatewayPaymentId: "pay-1",
  currency: "KRW",
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

const commands = anyCommand(command, {
  refundAccount: accountsAt(
    PORTONE_BANKS.map((bank) => bank.code),
    { number: [8, 16], phone: [9, 11] },
  ),
});

describe("a cancel on the wire", () => {
  it("names every amount, for every command (M2)", async () => {
    await forAllAsync([commands], { seed: seedOf("commands on the wire"), numRuns: 150 }, async (sent) => {
      wire.received.length = 0;
      const { verdict } = await cancelAt(gateway(), sent);
      // To an account the cancel is only the beginning: the transfer follows.
      expect(verdict).toMatchObject(
        sent.refundAccount
          ? { kind: "PENDING", cancellationId: "c-1" }
          : { kind: "SUCCEEDED", cancellation: { amount: sent.amount.total } },
      );
      expect(wire.received).toHaveLength(1);
      const [got] = wire.received;
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
    });
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

  testNeverLeaves(wire, gateway, command, [
    ["a service fee", { amount: partsOf({ taxable: 100, serviceFee: 1 }) }, /service fee/],
    ["a key that breaks out of its quotes", { key: `${randomUUID()}", "x` }, /idempotency key/],
    ["a short key", { key: "short" }, /idempotency key/],
    ["an id that changes the endpoint", { gatewayPaymentId: ".." }, /payment id/],
    ["no payment", { gatewayPaymentId: "" }, /payment id/],
  ]);
});

testFailures((baseUrl, patienceMs) => gatewaysAt(baseUrl, patienceMs).of("PORTONE_V2"), command);

describe("what is kept of an exchange", () => {
  const SECRETS = {
    number: "110-CANARY-1",
    holder: "CANARY-2",
    phone: "CANARY-3",
    email: "canary4@example.kr",
    name: "CANARY-5",
  };

  it("holds no credential and no personal data, at any depth", async () => {
    wire.answer = () => ({
      status: 200,
      body: {
        status: "PAID",
        id: "pay-1",
        currency: "KRW",
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
    const { exchange } = await cancelAt(gateway(), command());
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
});

describe("configuration", () => {
  it("a gateway that is not configured is named", () => {
    expect(createGateways({}).names).toEqual([]);
    expect(() => createGateways({}).of("PORTONE_V2")).toThrow(/PORTONE_V2 is not configured/);
    expect(gatewaysAt(wire.url).names).toEqual(["PORTONE_V2"]);
  });

  it("a secret that no header carries is told at start, without printing it", () => {
    const bad = {
      baseUrl: wire.url,
      apiSecret: new Secret("CANARY\nvalue"),
      storeId: STORE,
      webhookSecrets: [],
      clock: systemClock,
    };
    expect(() => createGateways({ portoneV2: bad })).toThrow(/printable ASCII/);
    expect(() => createGateways({ portoneV2: bad })).not.toThrow(/CANARY/);
  });
});
