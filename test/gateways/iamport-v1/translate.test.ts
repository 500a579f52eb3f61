/** What goes over the wire to i'mport V1 (M2) and what is kept of it; captured by a real HTTP server. */
import fc from "fast-check";
import { BANKS } from "../../../src/gateways/bank.js";
import { refundBank } from "../../../src/gateways/iamport-v1/bank-format.js";
import { createIamportV1 } from "../../../src/gateways/iamport-v1/gateway.js";
import { cancelBody } from "../../../src/gateways/iamport-v1/translate.js";
import { PROVIDERS, type CancelCommand, type PaymentGateway, type RefundAccount } from "../../../src/gateways/port.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { Secret } from "../../../src/secret.js";
import { handClock } from "../../kit/clock.js";
import { command, failure, IMP_UID, NOON, payment, row, success } from "./answers.js";
import type { Received } from "../local-server.js";
import { seedOf } from "../random.js";
import { accountsAt, anyCommand, bodyOf, openWire, testFailures, testNeverLeaves } from "../wire.js";
import { cancelAt } from "../cancel-at.js";

const IMP_KEY = "CANARY-imp-key";
const IMP_SECRET = "CANARY-imp-secret";
const TOKEN = "CANARY-access-token";
const token = success({ access_token: TOKEN, now: NOON, expired_at: NOON + 1_800 });

const loggedIn = (request: Received) => request.url === "/users/getToken" && token;
// A gateway in one line: everything asked for is cancelled.
const wire = openWire(({ body }) => {
  const { imp_uid, amount = 0, checksum = 0 } = JSON.parse(body || "{}") as Record<string, number>;
  return { status: 200, body: success(payment([row(amount)], { imp_uid, amount: checksum })) };
}, loggedIn);

const gatewayAt = (baseUrl: string, patienceMs = 10_000): PaymentGateway =>
  createIamportV1({
    baseUrl,
    impKey: new Secret(IMP_KEY),
    impSecret: new Secret(IMP_SECRET),
    clock: handClock(),
    readTimeoutMs: patienceMs,
    lookUpTimeoutMs: patienceMs,
  });
const cancels = () => wire.received.filter(({ url }) => url === "/payments/cancel");

const account = (more: Partial<RefundAccount> = {}): RefundAccount => ({
  bankCode: "088",
  number: new Secret("56211105948400"),
  holder: new Secret("홍길동"),
  phone: null,
  ...more,
});

const commands = anyCommand(command, {
  provider: fc.option(fc.constantFrom(...PROVIDERS)),
  refundAccount: accountsAt(
    BANKS.map((bank) => bank.code),
    { number: [6, 16], phone: [9, 16] },
  ),
});

describe("a cancel on the wire", () => {
  it("names every amount, for every command (M2)", async () => {
    const gateway = gatewayAt(wire.url);
    await fc.assert(
      fc.asyncProperty(commands, async (sent) => {
        wire.received.length = 0;
        const { refundAccount } = sent;
        const bank = refundAccount && refundBank(sent.provider, refundAccount.bankCode);
        const impossible = refundAccount !== null && bank === null;
        const { verdict } = await cancelAt(gateway, sent);
        expect(verdict).toMatchObject(
          impossible
            ? { kind: "REFUSED", cause: "ACCOUNT_REJECTED" }
            : { kind: "SUCCEEDED", cancellation: { amount: sent.amount.total } },
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

  testNeverLeaves(wire, () => gatewayAt(wire.url), command, [
    ["no balance to compare with", { cancellableBefore: NaN as CancelCommand["cancellableBefore"] }, /not an amount/],
    ["more to cancel than was paid", { paymentAmount: won(8_999) }, /payment of only/],
    ["a service fee", { amount: partsOf({ taxable: 100, serviceFee: 1 }) }, /service fee/],
    ["no payment", { gatewayPaymentId: "" }, /imp_uid/],
  ]);

  it.each(["", ".", ".."])("a look-up of '%s' would ask another endpoint", async (id) => {
    expect((await gatewayAt(wire.url).lookUp(id)).lookUp).toEqual({ kind: "NOT_FOUND" });
    expect(wire.received).toEqual([]);
  });

  it("a look-up names the payment, test channels included", async () => {
    wire.answer = () => ({ status: 200, body: success(payment([], { imp_uid: "imp 1/가" })) });
    const { lookUp, exchange } = await gatewayAt(wire.url).lookUp("imp 1/가");
    expect(lookUp).toMatchObject({ kind: "FOUND", snapshot: { amount: 10_000 } });
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
    const read = await cancelAt(gatewayAt(wire.url), command(wrong));
    expect(read.verdict).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED", code });
    expect(read.exchange).toMatchObject({ response: null, error: expect.stringContaining("not sent") });
    expect(JSON.stringify(read)).not.toMatch(/CANARY|56211105948400|홍길동/);
    expect(wire.received).toEqual([]);
  });
});

testFailures(gatewayAt, command, loggedIn);

describe("a failure in the answer", () => {
  it("is not executed, with the provider's sentence", async () => {
    wire.answer = () => ({ status: 200, body: failure(1, "이미 전액취소된 주문입니다.") });
    expect((await cancelAt(gatewayAt(wire.url), command())).verdict).toEqual({
      kind: "UNKNOWN",
      claim: "DONE_ALREADY",
      finding: null,
      code: "CODE_1",
      message: "이미 전액취소된 주문입니다.",
    });
  });
});

describe("what is kept of an exchange", () => {
  it("holds no credential and no personal data", async () => {
    wire.answer = () => ({
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
    const gateway = gatewayAt(wire.url);
    const refundAccount = account({
      number: new Secret("777888999000"),
      holder: new Secret("CANARY-13"),
      phone: new Secret("01077778888"),
    });
    const sent = command({ refundAccount, cancellableBefore: won(9_000), amount: partsOf({ taxable: 5_000 }) });
    const both = [await cancelAt(gateway, sent), await gateway.lookUp(IMP_UID)];
    expect(bodyOf(cancels()[0])).toMatchObject({ refund_account: "777888999000", refund_tel: "01077778888" });
    for (const canary of ["CANARY", "canary", "777888999000", "01077778888", "567890"]) {
      expect(JSON.stringify(both)).not.toContain(canary);
    }
    expect(both[0]?.exchange).toMatchObject({
      request: { body: { amount: 5_000, checksum: 9_000, refund_bank: "88", refund_account: "***" } },
      response: { body: { code: 0, response: { imp_uid: IMP_UID, apply_num: "30001234", vbank_num: "***" } } },
    });
  });
});

describe("configuration", () => {
  const options = { impKey: new Secret(IMP_KEY), impSecret: new Secret(IMP_SECRET), clock: handClock() };

  it("is checked at start, without printing a credential", () => {
    expect(() => createIamportV1({ ...options, baseUrl: "nowhere" })).toThrow(/not a URL/);
    expect(() => createIamportV1({ ...options, baseUrl: wire.url, impSecret: new Secret("") })).toThrow(/REST API/);
    expect(() => createIamportV1({ ...options, baseUrl: "nowhere" })).not.toThrow(/CANARY/);
  });

  it("its numbers: a repeat is always safe, and a lease is made for the whole call", () => {
    const { name, policy } = createIamportV1({ ...options, baseUrl: wire.url });
    expect(name).toBe("IAMPORT_V1");
    expect(policy).toEqual({
      readTimeoutMs: 70_000,
      replayWindowMs: Infinity,
      // Nothing says that the checksum is compared under a lock: while the first call may still run, none follows.
      replayPauseMs: 70_000,
      absenceHorizonMs: 1_800_000,
      successMayBeLate: false,
    });
  });
});
