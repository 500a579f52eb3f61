/** Which bank a provider can pay to: said where the account is named, on the page and by the request; nothing goes out to find it. */
import { previewReturn } from "../../../src/refund/commands/preview.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { readRefund, ask, dataOf } from "../../api/ask.js";
import { Secret } from "../../../src/secret.js";
import {
  APPROVER,
  codeOf,
  collectedReturn,
  key,
  now,
  OPERATOR,
  type Paid,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { account, ACCOUNT, intoVirtualAccount } from "../accounts.js";
import { attemptOf, postsOf } from "../ledgers.js";
import { AGENT, changeAccount, changeAccountForManual, fallBack } from "../mutations.js";

/** Nothing is asked of i'mport here. */
const t = sharedTestService({
  gateways: (clock) => ({
    iamportV1: { baseUrl: "http://127.0.0.1:9", impKey: new Secret("key"), impSecret: new Secret("secret"), clock },
  }),
});

/** Shinhan is in every table, Kakao Bank not in Kiwoompay's, SBI Savings Bank not among PortOne's names. */
const KAKAO = account({ bankCode: "090" });
const SBI = account({ bankCode: "103" });
const IMPORTED: Paid = { amount: 10_000, gateway: "IAMPORT_V1", method: "VIRTUAL_ACCOUNT", provider: "KCP" };

interface Page {
  availableActions: string[];
  blockedReasons: { code: string; weight: string; message: string }[];
}
const page = (refund: Pick<Refund, "id">, by = OPERATOR): Promise<Page> =>
  readRefund(t, refund, `availableActions blockedReasons { code weight message }`, { by });

describe("an account at a bank the provider cannot pay to", () => {
  it("is refused where it is named, unless it is for a bank transfer; then the page blocks, and the transfer goes", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, [intoVirtualAccount(10_000)]);
    expect((await changeAccount(t, refund, SBI)).outcome).toMatchObject({
      problem: { code: "REFUND_BANK_NOT_SUPPORTED", detail: { bankCode: "103", payer: "KCP" } },
    });
    expect((await now(t, refund)).accountBankCode).toBeNull();
    expect(codeOf(await changeAccountForManual(t, refund, SBI))).toBe("ok");
    const seen = await page(refund);
    expect(seen.blockedReasons).toEqual([
      {
        code: "REFUND_BANK_NOT_SUPPORTED",
        weight: "BLOCKS",
        message:
          "NHN KCP cannot pay to an account at SBI Savings Bank. Record one at another bank, or refund by bank transfer.",
      },
    ]);
    expect(seen.availableActions).not.toContain("REQUEST");
    expect(seen.availableActions).toContain("FALL_BACK_TO_MANUAL");
    expect((await page(refund, AGENT)).availableActions).toContain("CHANGE_ACCOUNT");
    expect(codeOf(await request(t, refund))).toBe("REFUND_BANK_NOT_SUPPORTED");
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
  });

  it("is a fact in a reported return, blocks, and another account opens the way", async () => {
    const reported = { refundAccount: SBI };
    const { refund } = await collectedReturn(t, [intoVirtualAccount(10_000)], reported);
    expect(codeOf(await request(t, refund))).toBe("REFUND_BANK_NOT_SUPPORTED");
    expect(codeOf(await changeAccount(t, refund, KAKAO))).toBe("ok");
    expect(codeOf(await request(t, refund))).toBe("ok");
  });

  it("differs by provider at i'mport, where one without a table can pay to none", async () => {
    const of = async (provider: Paid["provider"]) => (await collectedReturn(t, [{ ...IMPORTED, provider }])).refund;
    const kiwoom = await of("DAOU");
    expect(codeOf(await changeAccount(t, kiwoom, KAKAO))).toBe("REFUND_BANK_NOT_SUPPORTED");
    expect(codeOf(await changeAccount(t, kiwoom, ACCOUNT))).toBe("ok");
    expect(codeOf(await changeAccount(t, await of("KCP"), KAKAO))).toBe("ok");
    expect(codeOf(await changeAccount(t, await of("KSNET"), ACCOUNT))).toBe("REFUND_BANK_NOT_SUPPORTED");
    const unknown = await of(null);
    expect(codeOf(await changeAccount(t, unknown, KAKAO))).toBe("ok");
    expect((await page(unknown)).blockedReasons).toMatchObject([{ code: "PROVIDER_UNKNOWN", weight: "WARNS" }]);
  });

  it("is no matter of a preview, which names no bank", async () => {
    const { order } = await collectedReturn(t, [intoVirtualAccount(10_000)], {
      sold: [{ amount: 10_000, quantity: 2 }],
    });
    const lines = [{ lineNo: "1", quantity: 1, amount: null }];
    const wanted = { orderNo: order.orderNo, lines, deductions: [], withAccount: true };
    expect(await previewReturn(t.context, wanted)).toMatchObject({ value: [{ objections: [] }] });
  });
});

describe("a provider nobody reported", () => {
  const unreported = (pgProvider: string) =>
    collectedReturn(
      t,
      [intoVirtualAccount(10_000, { provider: null, atGateway: { pgProvider: pgProvider as "NICE" } })],
      {
        refundAccount: ACCOUNT,
      },
    );

  it("is warned of; the gateway names it, and its own rules hold before anything is sent", async () => {
    for (const [pgProvider, cause, code] of [
      ["NICE_V2", "CONTRACT_MISSING", "CONTRACT_MISSING"],
      ["DANAL", "NOT_SUPPORTED", "NOT_SUPPORTED"],
    ] as const) {
      const { refund, gatewayPaymentId } = await unreported(pgProvider);
      expect((await page(refund)).blockedReasons).toMatchObject([{ code: "PROVIDER_UNKNOWN", weight: "WARNS" }]);
      expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
      expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: cause });
      expect(await attemptOf(t, refund)).toMatchObject({
        code: null,
        finding_code: "FORBIDDEN_BY_RULE",
        finding_message: expect.stringContaining(`(${code})`),
      });
      expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
    }
  });

  it("is sent where that provider's rules allow it", async () => {
    const { refund, gatewayPaymentId } = await unreported("KCP_V2");
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
    expect((await now(t, refund)).state).toBe("refundRequested.pending");
  });
});

describe("`banks`", () => {
  const QUERY = `query ($gateway: Gateway, $provider: Provider) { banks(gateway: $gateway, provider: $provider) { code } }`;
  const codes = async (variables: object): Promise<string[]> =>
    (await dataOf<{ banks: { code: string }[] }>(t, QUERY, { ...variables })).banks.map(({ code }) => code);

  it("lists those a gateway's provider can pay to, and all without a gateway", async () => {
    const all = await codes({});
    expect(await codes({ gateway: "PORTONE_V2" })).toEqual(all.filter((code) => code !== "103"));
    const kiwoom = ["003", "004", "011", "020", "023", "032", "071", "081", "088"];
    expect(await codes({ gateway: "IAMPORT_V1", provider: "DAOU" })).toEqual(kiwoom);
    expect(await codes({ gateway: "IAMPORT_V1", provider: "KCP" })).toHaveLength(22);
    expect(await codes({ gateway: "IAMPORT_V1", provider: "KSNET" })).toEqual([]);
    expect(await codes({ gateway: "IAMPORT_V1" })).toEqual(all);
    expect((await ask(t, QUERY, { provider: "KCP" })).errors?.[0]?.message).toMatch(/needs its gateway/);
  });

  it("follows a corrected rule from its day on", async () => {
    const rules = await dataOf<{ gatewayRules: { id: string; kind: string; gateway: string; provider: string }[] }>(
      t,
      `{ gatewayRules(gateway: IAMPORT_V1, provider: WELCOME) { id kind gateway provider } }`,
      {},
      { by: APPROVER },
    );
    const ruleId = rules.gatewayRules.find(({ kind, provider }) => kind === "BANKS" && provider === "WELCOME")?.id;
    const correct = (codesOf: string[], validFrom: string) =>
      dataOf<{ gatewayRuleCorrect: { userErrors: { code: string; message: string }[] } }>(
        t,
        `mutation ($input: GatewayRuleCorrectInput!) { gatewayRuleCorrect(input: $input) { userErrors { code message } } }`,
        {
          input: { ruleId, value: { banks: { codes: codesOf } }, validFrom, source: "a letter", idempotencyKey: key() },
        },
        { by: APPROVER },
      );
    for (const wrong of [["888"], ["005"], ["088", "088"]]) {
      const { gatewayRuleCorrect } = await correct(wrong, "2031-03-03");
      expect(gatewayRuleCorrect.userErrors).toMatchObject([{ code: "INVALID_INPUT" }]);
    }
    expect((await correct(["004", "088"], "2031-03-03")).gatewayRuleCorrect.userErrors).toEqual([]);
    expect(await codes({ gateway: "IAMPORT_V1", provider: "WELCOME" })).toEqual(["004", "088"]);
  });
});
