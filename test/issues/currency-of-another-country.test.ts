/** An order in USD moved 1,234 won, EBP was sent 5000 for $50.00 under a KRW header, and XYZ was accepted as a currency. */
import { nameOf } from "../../src/messages/catalogue.js";
import { randomUUID } from "node:crypto";
import { readConfig } from "../../src/config.js";
import { settingsOf } from "../../src/app/settings.js";
import { fourEyesLimitIn } from "../../src/refund/context.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { previewReturn } from "../../src/refund/commands/preview.js";
import { Secret } from "../../src/secret.js";
import { won } from "../../src/money/minor-units.js";
import { readRefund, mutate } from "../api/ask.js";
import { caseInput, type CaseInput } from "../kit/case.js";
import {
  balanceOf,
  cancelledAtGateway,
  codeOf,
  now,
  orderFacts,
  payAtGateway,
  refundsOfReturn,
  reportReturn,
  request,
  RETURN_SERVICE,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { ACCOUNT } from "../refund/accounts.js";
import { attemptOf, stateOf } from "../refund/ledgers.js";
import { changeAccount, fallBack } from "../refund/mutations.js";

/** Nothing listens there: whatever is sent would fail. */
const NOWHERE = "http://127.0.0.1:9";
const t = sharedTestService({
  gateways: (clock) => ({
    tossPay: { baseUrl: NOWHERE, apiKey: new Secret("sk_test_nothing"), clock },
    iamportV1: { baseUrl: NOWHERE, impKey: new Secret("key"), impSecret: new Secret("secret"), clock },
    ebp: {
      baseUrl: NOWHERE,
      accessKey: new Secret("access"),
      hashKey: new Secret("hash"),
      context: {
        divisionCode: "DIV",
        storeId: "S",
        channelCode: "CH",
        ricCode: "KIC",
        countryCode: "KR",
        currencyCode: "KRW",
      },
      webhookSecrets: [],
      clock,
    },
  }),
});

const COLLECTED = `return { id refunds { id amount { amount currencyCode } } } userErrors { code message field }`;
interface Answer {
  return: { id: string; refunds: { id: string; amount: object }[] } | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}
const collect = (input: CaseInput) => mutate<Answer>(t, "returnCollect", input, COLLECTED, RETURN_SERVICE);

const inUsd = (over: Parameters<typeof orderFacts>[0][0]) => ({ ...orderFacts([over]), currency: "USD" });

describe("the case as it was reported", () => {
  it("PortOne: the look-up names won, and nothing is sent", async () => {
    const input = await caseInput(t, "currency-order-usd-gateway-krw");
    const [payment] = input.order.payments;
    await t.sandbox.createPayment({ id: payment!.gatewayPaymentId, amount: { total: 1_234 } });
    const answer = await collect(input);
    expect(answer.userErrors).toEqual([]);
    expect(answer.return?.refunds).toEqual([
      { id: expect.any(String), amount: { amount: 1_234, currencyCode: "USD" } },
    ]);
    const [refund] = await refundsOfReturn(t, answer.return?.id ?? "");
    // 12.34 USD: dollars have no limit of their own, so it would wait for a second person.
    const limits = { fourEyesLimit: new Map([["USD", won(100_000)]]) };
    const lenient = { ...t, context: { ...t.context, settings: { ...t.context.settings, ...limits } } };
    expect(codeOf(await request(lenient, refund!))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, refund!)).toBe("refused");
    expect(await attemptOf(t, refund!)).toMatchObject({ code: null, finding_code: "CURRENCY_DIFFERS" });
    expect((await now(t, refund!)).refusalCause).toBe("GATEWAY_STATE_DIFFERS");
    const calls = await t.sandbox.requests(payment!.gatewayPaymentId);
    expect(calls.map(({ method }) => method)).toEqual(["GET"]);
    expect(await cancelledAtGateway(t, payment!.gatewayPaymentId)).toBe(0);
    expect(await balanceOf(t, refund!.paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 1_234 });

    // Won that move there are no cents of ours: nothing is booked, and no bank transfer is accepted on such a picture.
    await t.sandbox.cancelInConsole(payment!.gatewayPaymentId, { amount: 1_000 });
    await lookUpPayment(t.context, refund!.paymentId, "RECONCILER");
    expect(await balanceOf(t, refund!.paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 1_234 });
    await changeAccount(t, refund!, ACCOUNT);
    expect((await fallBack(t, refund!)).outcome).toMatchObject({
      problem: {
        code: "EVIDENCE_DISAGREES",
        detail: { reason: { sentence: "reasons.evidence.currency", with: { theirs: "KRW", ours: "USD" } } },
      },
    });
  });

  it.each(["TOSS_PAY", "IAMPORT_V1"])("%s: refused at hand-over", async (gateway) => {
    const input = await caseInput(t, "currency-order-usd-gateway-krw");
    for (const payment of input.order.payments) payment.gateway = gateway;
    const { return: made, userErrors } = await collect(input);
    expect(made).toBeNull();
    expect(userErrors).toMatchObject([
      { code: "FACTS_INCONSISTENT", message: expect.stringMatching(`${nameOf("en", "payer", gateway)}.*USD`) },
    ]);
  });
});

it.each(["XYZ", "XXX", "XAU", "usd", "US", "DEM"])("%s is no currency", async (currencyCode) => {
  const input = await caseInput(t, "currency-order-usd-gateway-krw");
  input.order.currencyCode = currencyCode;
  expect((await collect(input)).userErrors).toMatchObject([
    { code: "INVALID_INPUT", field: ["order", "currencyCode"], message: expect.stringContaining("ISO 4217") },
  ]);
});

it("dollars are refunded in cents where the payment is in dollars", async () => {
  const order = inUsd({ amount: 1_234 });
  await payAtGateway(t, order, [{ amount: 1_234, atGateway: { currency: "USD" } }]);
  const { outcome } = await reportReturn(t, order);
  const [refund] = await refundsOfReturn(t, outcome.ok ? outcome.value.returnId : "");
  const limits = { fourEyesLimit: new Map([["USD", won(100_000)]]) };
  const lenient = { ...t, context: { ...t.context, settings: { ...t.context.settings, ...limits } } };
  expect(codeOf(await request(lenient, refund!))).toBe("ok");
  await t.drain();
  expect(await stateOf(t, refund!)).toBe("completed");
  expect(await cancelledAtGateway(t, order.payments[0]!.gatewayPaymentId)).toBe(1_234);
});

it("EBP cannot be sent dollars: said before the click, in the preview and by the request", async () => {
  const order = inUsd({ amount: 5_000, gateway: "EBP", gatewayPaymentId: `ebp-${randomUUID()}` });
  const { outcome } = await reportReturn(t, order, { lines: [{ lineNo: "1", quantity: 1, amount: won(4_000) }] });
  const [refund] = await refundsOfReturn(t, outcome.ok ? outcome.value.returnId : "");
  const page = await readRefund<object>(t, refund!, `blockedReasons { code } availableActions`);
  expect(page).toMatchObject({ blockedReasons: [{ code: "NOT_SUPPORTED" }] });
  expect(page).not.toMatchObject({ availableActions: expect.arrayContaining(["REQUEST"]) });
  expect(codeOf(await request(t, refund!))).toBe("NOT_SUPPORTED");
  const preview = await previewReturn(t.context, {
    orderNo: order.orderNo,
    lines: [{ lineNo: "1", quantity: 0, amount: won(1_000) }],
    deductions: [],
  });
  expect(preview).toMatchObject({
    ok: true,
    value: [{ needsApproval: true, objections: [{ code: "NOT_SUPPORTED" }] }],
  });
});

describe("the four-eyes limit", () => {
  it("9,999.00 USD are not 999,900 won: without a limit in dollars a second person is needed", async () => {
    const order = inUsd({ amount: 999_900 });
    await payAtGateway(t, order, [{ amount: 999_900, atGateway: { currency: "USD" } }]);
    const { outcome } = await reportReturn(t, order);
    const [refund] = await refundsOfReturn(t, outcome.ok ? outcome.value.returnId : "");
    expect(codeOf(await request(t, refund!))).toBe("ok");
    expect(await stateOf(t, refund!)).toBe("awaitingApproval");
  });

  it("is set by currency, FOUR_EYES_LIMIT for won", () => {
    const settings = settingsOf(readConfig({ FOUR_EYES_LIMIT: "500000", FOUR_EYES_LIMITS: "USD=100000, JPY=150000" }));
    const limits = ["KRW", "USD", "JPY", "EUR"].map((currency) => fourEyesLimitIn(settings, currency));
    expect(limits).toEqual([500_000, 100_000, 150_000, 0]);
    expect(fourEyesLimitIn(settingsOf(readConfig({})), "KRW")).toBe(1_000_000);
  });

  it.each(["USD", "USD=1,000", "USD=-1", "XYZ=1", "KRW=1", "USD=1,USD=2", "usd=1"])("%s is no limit", (text) => {
    expect(() => readConfig({ FOUR_EYES_LIMITS: text })).toThrow("FOUR_EYES_LIMITS");
  });
});
