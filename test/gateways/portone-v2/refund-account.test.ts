/** Refunds to a bank account at PortOne V2: how the account is sent, what the answer means, and that nothing keeps it in clear. */
import { randomUUID } from "node:crypto";
import { systemClock } from "../../../src/clock.js";
import { BANKS } from "../../../src/gateways/bank.js";
import type { CancelCommand, PaymentGateway, RefundAccount } from "../../../src/gateways/port.js";
import { createPortoneV2 } from "../../../src/gateways/portone-v2/gateway.js";
import { cancelBody, knowsBank } from "../../../src/gateways/portone-v2/translate.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { Secret } from "../../../src/secret.js";
import { httpServer, json, refusedPort, socketServer, type LocalServer } from "../local-server.js";
import { cancelAt } from "../cancel-at.js";

/** Found nowhere else, so that a search for them can only find a leak. */
const NUMBER = "00987654321098";
const HOLDER = "남궁카나리아";
const PHONE = "01099887766";

const account = (more: Partial<RefundAccount> = {}): RefundAccount => ({
  bankCode: "088",
  number: new Secret(NUMBER),
  holder: new Secret(HOLDER),
  phone: new Secret(PHONE),
  ...more,
});
const command = (more: Partial<CancelCommand> = {}): CancelCommand => ({
  key: randomUUID(),
  gatewayPaymentId: "pay-1",
  currency: "KRW",
  amount: partsOf({ taxable: 4_000, vat: 400 }),
  cancellableBefore: won(4_400),
  paymentAmount: won(4_400),
  reason: "반품",
  requester: "MERCHANT",
  provider: null,
  promotion: "RELEASE",
  refundAccount: account(),
  lines: [],
  ...more,
});

let server: LocalServer;
/** `html` instead of a body: a page that is not JSON. */
let answer: { status: number; body?: unknown; html?: string };
beforeAll(async () => {
  server = await httpServer((request, response) => {
    if (answer.html === undefined) json(answer.status, answer.body)(request, response);
    else response.writeHead(answer.status, { "content-type": "text/html" }).end(answer.html);
  });
});
beforeEach(() => {
  server.received.length = 0;
  answer = { status: 200, body: cancellation("SUCCEEDED") };
});
afterAll(() => server.close());

const gatewayAt = (baseUrl: string): PaymentGateway =>
  createPortoneV2({
    baseUrl,
    apiSecret: new Secret("secret-0123456789"),
    storeId: "store-1",
    webhookSecrets: [],
    clock: systemClock,
    readTimeoutMs: 10_000,
  });
const gateway = (): PaymentGateway => gatewayAt(server.url);

const cancellation = (status: string) => ({
  cancellation: { status, id: "c-1", totalAmount: 4_400, cancelledAt: "2026-11-20T02:00:00Z" },
});

describe("the account on the wire", () => {
  const sent = (): unknown =>
    (JSON.parse(server.received[0]?.body ?? "{}") as { refundAccount?: unknown }).refundAccount;

  it("bank by PortOne's name, digits with their leading zeros, holder and phone", async () => {
    await cancelAt(gateway(), command());
    expect(sent()).toEqual({ bank: "SHINHAN", number: NUMBER, holderName: HOLDER, holderPhoneNumber: PHONE });
  });

  it("no phone, no field", async () => {
    await cancelAt(gateway(), command({ refundAccount: account({ phone: null }) }));
    expect(sent()).toEqual({ bank: "SHINHAN", number: NUMBER, holderName: HOLDER });
  });

  it("every bank PortOne has a name for, each under its own", () => {
    const known = BANKS.filter((bank) => bank.portoneV2 !== null);
    const names = known.map(({ code, portoneV2 }) => {
      const refundAccount = account({ bankCode: code });
      expect(knowsBank(refundAccount)).toBe(true);
      const { refundAccount: made } = cancelBody(command({ refundAccount }), "store-1");
      expect(made?.bank).toBe(portoneV2);
      return made?.bank;
    });
    expect(new Set(names).size).toBe(known.length);
  });

  // 103: a bank without a name at PortOne. The others are no KFTC numbers, or not written as one.
  it.each(["103", "999", "88", "", "constructor", "SHINHAN"])(
    "bank %j is refused without a request",
    async (bankCode) => {
      const refundAccount = account({ bankCode });
      expect(knowsBank(refundAccount)).toBe(false);
      const before = server.connections();
      const { verdict, exchange } = await cancelAt(gateway(), command({ refundAccount }));
      expect(verdict).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED", code: "BANK_NOT_KNOWN" });
      expect(exchange).toMatchObject({
        request: { method: "POST", path: "/payments/pay-1/cancel", body: null },
        response: null,
        error: expect.stringContaining("not sent"),
      });
      expect(server.connections()).toBe(before);
      expectNoCanary({ verdict, exchange });
    },
  );
});

describe("what an answer means when the money goes to an account", () => {
  it.each([
    // The cancel is done, the transfer is not: the look-up's refundStatus tells its end.
    [200, cancellation("SUCCEEDED"), { kind: "PENDING", cancellationId: "c-1" }],
    [200, cancellation("REQUESTED"), { kind: "PENDING", cancellationId: "c-1" }],
    [200, cancellation("FAILED"), { kind: "REFUSED", cause: "PROVIDER_REFUSED" }],
    [200, cancellation("PARTLY"), { kind: "UNKNOWN", claim: "NOTHING" }],
    [200, {}, { kind: "UNKNOWN", claim: "NOTHING" }],
    [400, { type: "INVALID_REQUEST" }, { kind: "REFUSED", cause: "INVALID_REQUEST" }],
    [401, { type: "UNAUTHORIZED" }, { kind: "DEFERRED" }],
    [409, { type: "PAYMENT_ALREADY_CANCELLED" }, { kind: "UNKNOWN", claim: "DONE_ALREADY" }],
    [429, {}, { kind: "DEFERRED" }],
    [
      502,
      { type: "PG_PROVIDER", pgCode: "C77", pgMessage: "환불 특약 미가입 상점입니다" },
      { kind: "REFUSED", cause: "CONTRACT_MISSING" },
    ],
    [
      502,
      { type: "PG_PROVIDER", pgCode: "T1", pgMessage: "응답시간 초과" },
      { kind: "UNKNOWN", claim: "PERHAPS_DONE" },
    ],
  ])("%i %j", async (status, body, expected) => {
    answer = { status, body };
    expect((await cancelAt(gateway(), command())).verdict).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
  });

  it("no answer is UNKNOWN, nobody there is NOT_SENT, as without an account", async () => {
    const cutting = await socketServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const lost = await cancelAt(gatewayAt(cutting.url), command());
    expect(lost.verdict).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
    const nobody = await cancelAt(gatewayAt(`http://127.0.0.1:${await refusedPort()}`), command());
    expect(nobody.verdict).toMatchObject({ kind: "NOT_SENT" });
    expectNoCanary({ lost, nobody });
    await cutting.close();
  });

  it("without an account the same answer is the end of it", async () => {
    const { verdict } = await cancelAt(gateway(), command({ refundAccount: null }));
    expect(verdict).toMatchObject({ kind: "SUCCEEDED", cancellation: { cancellationId: "c-1", amount: 4_400 } });
  });

  it.each([
    ["PENDING", { extent: "NONE", cancelled: 0, transferFailed: false, cancellations: [{ state: "PENDING" }] }],
    ["COMPLETED", { extent: "ALL", cancelled: 4_400, transferFailed: false, cancellations: [{ state: "SUCCEEDED" }] }],
    ["FAILED", { extent: "ALL", cancelled: 4_400, transferFailed: true, cancellations: [{ state: "SUCCEEDED" }] }],
  ])("the look-up afterwards, refundStatus %s", async (refundStatus, snapshot) => {
    answer = {
      status: 200,
      body: {
        status: "CANCELLED",
        id: "pay-1",
        currency: "KRW",
        amount: { total: 4_400, discount: 0, paid: 4_400, cancelled: 4_400 },
        method: { type: "PaymentMethodVirtualAccount", bank: "SHINHAN", accountNumber: NUMBER, refundStatus },
        cancellations: [cancellation("SUCCEEDED").cancellation],
      },
    };
    const { lookUp, exchange } = await gateway().lookUp("pay-1");
    expect(lookUp).toMatchObject({ kind: "FOUND", snapshot });
    expectNoCanary({ lookUp, exchange });
  });
});

describe("the account is never in what is kept", () => {
  const echoed = { bank: "SHINHAN", number: NUMBER, holderName: HOLDER, holderPhoneNumber: PHONE };
  const grouped = `${NUMBER.slice(0, 3)}-${NUMBER.slice(3, 9)}-${NUMBER.slice(9)}`;

  it.each<[string, number, unknown]>([
    ["nothing echoed", 200, cancellation("SUCCEEDED")],
    [
      "the whole account, deep inside",
      200,
      { ...cancellation("SUCCEEDED"), debug: [{ request: { refundAccount: echoed } }] },
    ],
    [
      "its fields without their container",
      200,
      { cancellation: { ...cancellation("SUCCEEDED").cancellation, ...echoed } },
    ],
    ["the number in a sentence", 400, { type: "INVALID_REQUEST", message: `계좌번호 ${NUMBER} 오류` }],
    [
      "number and phone in the provider's sentence",
      502,
      { type: "PG_PROVIDER", pgCode: "A1", pgMessage: `${grouped} (${PHONE}) 거절` },
    ],
    ["a sentence in an answer nobody documents", 500, { message: `account ${grouped}`, refundAccount: NUMBER }],
  ])("%s (%i)", async (_, status, body) => {
    answer = { status, body };
    const kept = await cancelAt(gateway(), command());
    expect(server.received[0]?.body).toContain(NUMBER);
    expect(kept.exchange.request.body).toMatchObject({ amount: 4_400, refundAccount: "***" });
    expectNoCanary(kept);
  });

  it("nor when a page repeats it", async () => {
    answer = { status: 502, html: `<html>account ${NUMBER}, phone ${PHONE}</html>` };
    const kept = await cancelAt(gateway(), command());
    expect(kept.exchange.response).toEqual({ status: 502, body: "<html>account ***, phone ***</html>" });
    expectNoCanary(kept);
  });

  it("nor in the words of a command that must not be sent", async () => {
    const said = await cancelAt(gateway(), command({ cancellableBefore: won(4_399) }));
    expect(said.verdict).toMatchObject({ kind: "REFUSED", message: expect.stringContaining("exceeds") });
    expectNoCanary(said);
    expect(server.received).toEqual([]);
  });
});

/** In the JSON of a value, however deep, neither the number, the holder nor the phone number. */
function expectNoCanary(kept: unknown): void {
  const text = JSON.stringify(kept);
  for (const canary of [NUMBER, NUMBER.replace(/^0+/, ""), NUMBER.slice(3, 9), HOLDER, PHONE]) {
    expect(text).not.toContain(canary);
  }
}
