/** What goes over the wire to i'mport V1 (M2) and what is kept of it; captured by a real HTTP server. */
import fc from "fast-check";
import { BANKS } from "../../src/gateways/bank.js";
import { refundBank } from "../../src/gateways/iamport-v1/bank-format.js";
import { createIamportV1 } from "../../src/gateways/iamport-v1/gateway.js";
import { cancelBody } from "../../src/gateways/iamport-v1/translate.js";
import {
  PROMOTION_OPTIONS,
  PROVIDERS,
  type CancelCommand,
  type PaymentGateway,
  type RefundAccount,
} from "../../src/gateways/port.js";
import { minorUnits, won } from "../../src/money/minor-units.js";
import { partsOf, type Parts } from "../../src/money/parts.js";
import { Secret } from "../../src/secret.js";
import { handClock } from "../kit/clock.js";
import { command, failure, IMP_UID, NOON, payment, row, success } from "./iamport-v1-answers.js";
import { httpServer, json, refusedPort, socketServer, type LocalServer, type Received } from "./local-server.js";
import { seedOf } from "./random.js";

const IMP_KEY = "CANARY-imp-key";
const IMP_SECRET = "CANARY-imp-secret";
const TOKEN = "CANARY-access-token";
const token = success({ access_token: TOKEN, now: NOON, expired_at: NOON + 1_800 });

let server: LocalServer;
let answer: (request: Received) => { status: number; body: unknown };
beforeAll(async () => {
  server = await httpServer((request, response) => {
    const { status, body } = request.url === "/users/getToken" ? { status: 200, body: token } : answer(request);
    json(status, body)(request, response);
  });
});
beforeEach(() => {
  server.received.length = 0;
  // A gateway in one line: everything asked for is cancelled.
  answer = ({ body }) => {
    const { imp_uid, amount = 0, checksum = 0 } = JSON.parse(body || "{}") as Record<string, number>;
    return { status: 200, body: success(payment([row(amount)], { imp_uid, amount: checksum })) };
  };
});
afterAll(() => server.close());

const gatewayAt = (baseUrl: string): PaymentGateway =>
  createIamportV1({
    baseUrl,
    impKey: new Secret(IMP_KEY),
    impSecret: new Secret(IMP_SECRET),
    clock: handClock(),
    readTimeoutMs: 10_000,
  });
const cancels = () => server.received.filter(({ url }) => url === "/payments/cancel");
const bodyOf = (received: Received | undefined) => JSON.parse(received?.body ?? "null") as Record<string, unknown>;

const account = (more: Partial<RefundAccount> = {}): RefundAccount => ({
  bankCode: "088",
  number: new Secret("56211105948400"),
  holder: new Secret("홍길동"),
  phone: null,
  ...more,
});

const digits = (minLength: number) => fc.stringMatching(new RegExp(`^\\d{${minLength},16}$`));
const accounts: fc.Arbitrary<RefundAccount> = fc
  .record({
    bankCode: fc.constantFrom(...BANKS.map((bank) => bank.code)),
    number: digits(6),
    holder: fc.string({ unit: "grapheme", minLength: 1 }).filter((holder) => holder.trim() !== ""),
    phone: fc.option(digits(9)),
  })
  .map(({ bankCode, number, holder, phone }) => ({
    bankCode,
    number: new Secret(number),
    holder: new Secret(holder),
    phone: phone === null ? null : new Secret(phone),
  }));

const commands: fc.Arbitrary<CancelCommand> = fc
  .record({
    gatewayPaymentId: fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter((id) => !/^\.{1,2}$/.test(id)),
    taxable: fc.nat({ max: 1_000_000_000 }),
    vat: fc.nat({ max: 100_000_000 }),
    taxFree: fc.nat({ max: 1_000_000_000 }),
    more: fc.nat({ max: 1_000_000_000 }),
    reason: fc.string({ unit: "grapheme", minLength: 1 }).filter((reason) => reason.trim() !== ""),
    requester: fc.constantFrom("CUSTOMER" as const, "MERCHANT" as const),
    promotion: fc.constantFrom(...PROMOTION_OPTIONS),
    provider: fc.option(fc.constantFrom(...PROVIDERS)),
    refundAccount: fc.option(accounts),
  })
  .filter((c) => c.taxable + c.vat + c.taxFree > 0)
  .map(({ taxable, vat, taxFree, more, ...rest }) => {
    const amount = partsOf({ taxable, vat, taxFree });
    const whole = minorUnits(amount.total + more);
    return command({ ...rest, amount, cancellableBefore: whole, paymentAmount: whole });
  });

describe("a cancel on the wire", () => {
  it("names every amount, for every command (M2)", async () => {
    const gateway = gatewayAt(server.url);
    await fc.assert(
      fc.asyncProperty(commands, async (sent) => {
        server.received.length = 0;
        const { refundAccount } = sent;
        const bank = refundAccount && refundBank(sent.provider, refundAccount.bankCode);
        const impossible = refundAccount !== null && bank === null;
        const { verdict } = await gateway.cancel(sent);
        expect(verdict).toMatchObject(
          impossible
            ? { kind: "REFUSED", cause: "ACCOUNT_REJECTED" }
            : { kind: "SUCCEEDED", effect: { amount: sent.amount.total } },
        );
        const body = {
          imp_uid: sent.gatewayPaymentId,
          amount: sent.amount.total,
          tax_free: sent.amount.taxFree,
          vat_amount: sent.amount.vat,
          checksum: sent.cancellableBefore,
          reason: sent.reason,
          retain_promotion: sent.promotion === "RETAIN",
          enable_webhook: true,
          extra: { requester: sent.requester === "CUSTOMER" ? "customer" : "admin" },
          ...(refundAccount && {
            refund_holder: refundAccount.holder.reveal(),
            refund_bank: bank,
            refund_account: refundAccount.number.reveal(),
            ...(refundAccount.phone && { refund_tel: refundAccount.phone.reveal() }),
          }),
        };
        const calls = cancels().map((received) => ({ ...received, body: bodyOf(received) }));
        const headers = expect.objectContaining({
          authorization: `Bearer ${TOKEN}`,
          "content-type": "application/json",
        });
        expect(calls).toEqual(impossible ? [] : [{ method: "POST", url: "/payments/cancel", headers, body }]);
      }),
      { seed: seedOf("i'mport V1 commands on the wire"), numRuns: 200 },
    );
  });

  it("the document's virtual-account refund: the balance is its checksum, and Shinhan at KG Inicis is 88", () => {
    // Seed: `cancelableAmount = amount - cancel_amount`, sent as `checksum`, with holder, bank and account of the customer.
    const { amount, cancel_amount, cancel_request_amount } = {
      amount: 10_000,
      cancel_amount: 1_000,
      cancel_request_amount: 2_000,
    };
    const sent = cancelBody(
      command({
        amount: partsOf({ taxable: 1_818, vat: 182 }),
        paymentAmount: won(amount),
        cancellableBefore: won(amount - cancel_amount),
        reason: "테스트 결제 환불",
        provider: "INICIS",
        refundAccount: account(),
      }),
    );
    expect(sent).toEqual({
      reason: "테스트 결제 환불",
      imp_uid: IMP_UID,
      amount: cancel_request_amount,
      checksum: 9_000,
      refund_holder: "홍길동",
      refund_bank: "88",
      refund_account: "56211105948400",
      tax_free: 0,
      vat_amount: 182,
      retain_promotion: false,
      enable_webhook: true,
      extra: { requester: "admin" },
    });
  });

  it("without an account none of its fields is there, not even empty", () => {
    expect(Object.keys(cancelBody(command())).filter((name) => name.startsWith("refund_"))).toEqual([]);
  });

  const forged = (parts: Partial<Record<keyof Parts, number>>): Parts =>
    ({ ...partsOf({ taxable: 100 }), ...parts }) as Parts;

  it.each<[string, Partial<CancelCommand>, RegExp]>([
    ["nothing, which would cancel everything", { amount: partsOf({}) }, /positive/],
    ["parts that do not add up", { amount: forged({ total: 101 }) }, /add up/],
    ["half a won", { amount: forged({ total: 99.5, taxable: 99.5 }) }, /not an amount/],
    ["a negative amount", { amount: forged({ total: -100, taxable: -100 }) }, /not an amount/],
    ["a negative part", { amount: forged({ taxable: 110, vat: -10 }) }, /not an amount/],
    ["an unsafe integer", { amount: forged({ total: 2 ** 53, taxable: 2 ** 53 }) }, /not an amount/],
    ["not a number", { amount: forged({ total: NaN }) }, /not an amount/],
    ["more than can be cancelled, by one won", { cancellableBefore: won(3_999) }, /exceeds/],
    ["no balance to compare with", { cancellableBefore: NaN as CancelCommand["cancellableBefore"] }, /not an amount/],
    ["more to cancel than was paid", { paymentAmount: won(8_999) }, /payment of only/],
    ["a service fee", { amount: partsOf({ taxable: 100, serviceFee: 1 }) }, /service fee/],
    ["no reason", { reason: " " }, /reason/],
    ["no id", { gatewayPaymentId: "" }, /imp_uid/],
  ])("%s never leaves", async (_, wrong, message) => {
    const cancel = gatewayAt(server.url).cancel(command(wrong));
    await expect(cancel).rejects.toThrow(message);
    await expect(cancel).rejects.toMatchObject({ code: "ERR_ASSERTION" });
    expect(server.received).toEqual([]);
  });

  it.each(["", ".", ".."])("a look-up of '%s' would ask another endpoint", async (id) => {
    await expect(gatewayAt(server.url).lookUp(id)).rejects.toThrow(/imp_uid/);
    expect(server.received).toEqual([]);
  });

  it("a look-up names the payment, test channels included", async () => {
    answer = () => ({ status: 200, body: success(payment([], { imp_uid: "imp 1/가" })) });
    const { lookUp, exchange } = await gatewayAt(server.url).lookUp("imp 1/가");
    expect(lookUp).toMatchObject({ kind: "FOUND", picture: { amount: 10_000 } });
    expect(exchange.request).toMatchObject({
      method: "GET",
      path: "/payments/imp%201%2F%EA%B0%80?include_sandbox=true",
    });
  });
});

describe("an account that cannot be sent is refused without sending", () => {
  it.each<[string, Partial<CancelCommand>, string]>([
    [
      "a bank the provider cannot pay to",
      { provider: "WELCOME", refundAccount: account({ bankCode: "011" }) },
      "BANK_NOT_SUPPORTED",
    ],
    ["a provider without a table", { provider: "OTHER", refundAccount: account() }, "BANK_NOT_SUPPORTED"],
    ["no bank", { refundAccount: account({ bankCode: "888" }) }, "BANK_NOT_SUPPORTED"],
    ["nobody told the provider", { provider: null, refundAccount: account() }, "PROVIDER_UNKNOWN"],
    ["a number with hyphens", { refundAccount: account({ number: new Secret("110-CANARY") }) }, "ACCOUNT_MALFORMED"],
    ["no holder", { refundAccount: account({ holder: new Secret(" ") }) }, "ACCOUNT_MALFORMED"],
    ["a telephone of letters", { refundAccount: account({ phone: new Secret("CANARY") }) }, "ACCOUNT_MALFORMED"],
  ])("%s", async (_, wrong, code) => {
    const read = await gatewayAt(server.url).cancel(command(wrong));
    expect(read.verdict).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED", code });
    expect(read.exchange).toMatchObject({ response: null, error: expect.stringContaining("not sent") });
    expect(JSON.stringify(read)).not.toMatch(/CANARY|56211105948400|홍길동/);
    expect(server.received).toEqual([]);
  });
});

describe("failures become verdicts", () => {
  it("nobody listens: NOT_SENT, UNREACHABLE", async () => {
    const nowhere = gatewayAt(`http://127.0.0.1:${await refusedPort()}`);
    expect((await nowhere.cancel(command())).verdict).toMatchObject({ kind: "NOT_SENT", code: "ECONNREFUSED" });
    expect((await nowhere.lookUp(IMP_UID)).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "ECONNREFUSED" });
  });

  it("the answer to the cancel is lost: UNKNOWN", async () => {
    const cutting = await socketServer((socket) =>
      socket.once("data", (data) => {
        if (!data.toString().includes("/users/getToken")) return socket.resetAndDestroy();
        const body = JSON.stringify(token);
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`);
      }),
    );
    const { verdict, exchange } = await gatewayAt(cutting.url).cancel(command());
    expect(verdict).toMatchObject({ kind: "UNKNOWN", answeredNo: false });
    expect(exchange).toMatchObject({ request: { path: "/payments/cancel" }, response: null });
    await cutting.close();
  });

  it("a failure in the answer: not executed, with the provider's sentence", async () => {
    answer = () => ({ status: 200, body: failure(1, "이미 전액취소된 주문입니다.") });
    expect((await gatewayAt(server.url).cancel(command())).verdict).toEqual({
      kind: "UNKNOWN",
      answeredNo: true,
      code: "CODE_1",
      message: "이미 전액취소된 주문입니다.",
    });
  });
});

describe("what is kept of an exchange", () => {
  it("holds no credential and no personal data", async () => {
    answer = () => ({
      status: 200,
      body: success(
        payment([row(5_000, { reason: "계좌 110-234-567890 canary@example.kr" })], {
          amount: 9_000,
          apply_num: "30001234",
          buyer_name: "CANARY-1",
          buyer_email: "canary2@example.kr",
          buyer_tel: "CANARY-3",
          buyer_addr: "CANARY-4",
          buyer_postcode: "CANARY-5",
          custom_data: "CANARY-6",
          vbank_num: "CANARY-7",
          vbank_holder: "CANARY-8",
          customer_uid: "CANARY-9",
          user_agent: "CANARY-10",
          deposit_history: [{ depositor_name: "CANARY-11" }],
          extension: { REMITTER: "CANARY-12" },
          card_number: "625804CANARY1234",
        }),
      ),
    });
    const gateway = gatewayAt(server.url);
    const refundAccount = account({
      number: new Secret("777888999000"),
      holder: new Secret("CANARY-13"),
      phone: new Secret("01077778888"),
    });
    const sent = command({ refundAccount, cancellableBefore: won(9_000), amount: partsOf({ taxable: 5_000 }) });
    const both = [await gateway.cancel(sent), await gateway.lookUp(IMP_UID)];
    expect(bodyOf(cancels()[0])).toMatchObject({ refund_account: "777888999000", refund_tel: "01077778888" });
    for (const canary of ["CANARY", "canary", "777888999000", "01077778888", "567890"]) {
      expect(JSON.stringify(both)).not.toContain(canary);
    }
    expect(both[0]?.exchange).toMatchObject({
      request: { body: { amount: 5_000, checksum: 9_000, refund_bank: "88", refund_account: "***" } },
      response: { body: { code: 0, response: { imp_uid: IMP_UID, apply_num: "30001234", vbank_num: "***" } } },
    });
  });

  it("is bounded, and holds nothing PostgreSQL refuses", async () => {
    answer = () => ({ status: 500, body: { "a\u0000": "\u0000\ud800", response: { long: "가".repeat(100_000) } } });
    const kept = JSON.stringify((await gatewayAt(server.url).cancel(command())).exchange);
    expect(kept.length).toBeLessThan(40_000);
    expect(kept).not.toMatch(/\\u0000|\\ud800/);
  });

  it("a body of brackets only does no harm", async () => {
    const deep = `{"code":0,"response":${"[".repeat(400_000)}${"]".repeat(400_000)}}`;
    const bracketing = await httpServer((request, response) => {
      if (request.url === "/users/getToken") json(200, token)(request, response);
      else response.end(deep);
    });
    const { verdict, exchange } = await gatewayAt(bracketing.url).cancel(command());
    expect(verdict).toMatchObject({ kind: "UNKNOWN" });
    expect(JSON.stringify(exchange).length).toBeLessThan(1_000);
    await bracketing.close();
  });
});

describe("configuration", () => {
  const options = { impKey: new Secret(IMP_KEY), impSecret: new Secret(IMP_SECRET), clock: handClock() };

  it("is checked at start, without printing a credential", () => {
    expect(() => createIamportV1({ ...options, baseUrl: "nowhere" })).toThrow(/not a URL/);
    expect(() => createIamportV1({ ...options, baseUrl: server.url, impSecret: new Secret("") })).toThrow(/REST API/);
    expect(() => createIamportV1({ ...options, baseUrl: "nowhere" })).not.toThrow(/CANARY/);
  });

  it("its numbers: a repeat is always safe, and a lease is made for the whole call", () => {
    const { name, policy } = createIamportV1({ ...options, baseUrl: server.url });
    expect(name).toBe("IAMPORT_V1");
    expect(policy).toEqual({
      readTimeoutMs: 70_000,
      replayWindowMs: Infinity,
      // Nothing says that the checksum is compared under a lock: while the first call may still run, none follows.
      replayPauseMs: 70_000,
      absenceHorizonMs: 1_800_000,
    });
  });
});
