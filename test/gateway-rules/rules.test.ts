/** The gateways' rules: which one decides, on which days, and what they object to. Hand-counted calendars. */
import { calendarOf } from "../../src/calendar/business-days.js";
import type { WalletSource } from "../../src/gateways/port.js";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { koreanDay } from "../../src/clock.js";
import {
  GATEWAYS,
  PROVIDERS,
  type ProviderName,
  PAYMENT_METHODS,
  type PaymentMethod,
} from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";
import { ADDED_RULES } from "../../src/gateway-rules/added-rules.js";
import { BANK_RULES } from "../../src/gateway-rules/bank-rules.js";
import { WALLET_RULES } from "../../src/gateway-rules/wallet-rules.js";
import { KNOWN_RULES } from "../../src/gateway-rules/known-rules.js";
import { INITIAL_RULES } from "../../src/gateway-rules/initial-rules.js";
import { gatewayRulesMarkdown } from "../../src/gateway-rules/markdown.js";
import { BANKS } from "../../src/gateways/bank.js";
import { refundBank } from "../../src/gateways/iamport-v1/bank-format.js";
import {
  canPayTo,
  closedNow,
  needsAccount,
  objectionsOf,
  RULE_OBJECTIONS,
  type IntendedRefund,
} from "../../src/gateway-rules/objection.js";
import { RULE_VALUES } from "../../src/gateway-rules/rule-value.js";
import {
  expectedArrival,
  rulesInForce,
  termsOf,
  type GatewayRule,
  type PaidWith,
} from "../../src/gateway-rules/terms.js";
import { forAll, seedOf } from "../gateways/random.js";

const CALENDAR = calendarOf([], { labourDay: true });

/** A moment by Korean day and time. */
const korea = (day: string, time = "12:00"): Date => new Date(`${day}T${time}:00+09:00`);

const paid = (
  method: PaymentMethod,
  day: string,
  provider: ProviderName | null = null,
  more: Partial<PaidWith> = {},
) => ({
  gateway: "PORTONE_V2" as const,
  provider,
  method,
  paidAt: korea(day),
  ...more,
});

const INTENDED: Omit<IntendedRefund, "at"> = {
  amount: won(10_000),
  paymentAmount: won(10_000),
  currency: "KRW",
  captureState: "CAPTURED",
  cancelsSoFar: 0,
  account: null,
};
const ACCOUNT = { bankCode: "088", hasPhone: false };
const PART = { amount: won(4_000) };

/** `contracts`: providers the shop has its refund contract with. */
type More = Partial<IntendedRefund> & { contracts?: readonly ProviderName[] };

const contractsWith = (providers: readonly ProviderName[], made = true, validFrom = "2000-01-01"): GatewayRule[] =>
  providers.map((provider) => ({
    kind: "CONTRACT_MADE",
    value: { made },
    id: `${provider} ${validFrom}`,
    gateway: null,
    provider,
    method: null,
    validFrom,
    source: "the contract",
    note: null,
    supersedes: null,
    recordedBy: "lee.approver",
    recordedAt: korea(validFrom),
  }));

const objections = (payment: PaidWith, at: Date, { contracts = [], ...more }: More = {}, rules = KNOWN_RULES) =>
  objectionsOf(termsOf([...rules, ...contractsWith(contracts)], payment, at), { ...INTENDED, at, ...more });
const codes = (...args: Parameters<typeof objections>) => objections(...args).map(({ code }) => code);

describe("deadlines", () => {
  type Row = [
    what: string,
    payment: PaidWith,
    lastDay: string | null,
    lastPossibleDay: string | null,
    approximate: boolean,
  ];
  const KAKAO = paid("EASY_PAY", "2026-03-01", "KAKAO_PAY");
  const TOSS = paid("EASY_PAY", "2026-03-01", null, { gateway: "TOSS_PAY" });
  const rows: Row[] = [
    ["a card: about a year", paid("CARD", "2026-03-01"), "2027-02-28", "2028-03-01", true],
    ["a card on 29 February", paid("CARD", "2028-02-29"), "2029-02-27", "2030-02-28", true],
    ["a card at KSNET: six months", paid("CARD", "2026-08-31", "KSNET"), "2027-02-27", "2027-02-28", false],
    ["mobile on 31 January", paid("MOBILE", "2026-01-31"), "2026-01-31", "2026-01-31", false],
    ["mobile on 1 February", paid("MOBILE", "2026-02-01"), "2026-02-28", "2026-02-28", false],
    ["mobile in a leap February", paid("MOBILE", "2028-02-10"), "2028-02-29", "2028-02-29", false],
    ["mobile in December", paid("MOBILE", "2026-12-01"), "2026-12-31", "2026-12-31", false],
    ["mobile at KCP: to an account later", paid("MOBILE", "2026-01-31", "KCP"), null, null, false],
    ["a transfer: about three months", paid("BANK_TRANSFER", "2026-11-30"), "2027-02-27", "2027-05-30", true],
    ["a virtual account of whatever provider", paid("VIRTUAL_ACCOUNT", "2026-01-01"), "2026-06-29", "2036-01-01", true],
    ["a virtual account at KCP", paid("VIRTUAL_ACCOUNT", "2026-01-01", "KCP"), "2026-06-29", "2036-01-01", true],
    ["a virtual account at NICE", paid("VIRTUAL_ACCOUNT", "2026-01-01", "NICE"), "2026-06-29", "2026-06-30", false],
    ["the same, its new module", paid("VIRTUAL_ACCOUNT", "2026-01-01", "NICE_V2"), "2026-06-29", "2026-06-30", false],
    [
      "a virtual account at Toss Payments: about 365 days",
      paid("VIRTUAL_ACCOUNT", "2026-01-01", "TOSS_PAYMENTS"),
      "2026-12-31",
      "2028-01-01",
      true,
    ],
    [
      "a transfer at Toss Payments",
      paid("BANK_TRANSFER", "2026-01-01", "TOSS_PAYMENTS"),
      "2026-06-29",
      "2026-06-30",
      false,
    ],
    ["a transfer at KSNET", paid("BANK_TRANSFER", "2026-08-31", "KSNET"), "2027-02-27", "2027-02-28", false],
    ["a wallet at KSNET", paid("EASY_PAY", "2026-08-31", "KSNET"), "2027-02-27", "2027-02-28", false],
    ["mobile at KSNET: its month", paid("MOBILE", "2026-01-31", "KSNET"), "2026-01-31", "2026-01-31", false],
    ["KakaoPay: one year or five", KAKAO, "2027-02-28", "2031-03-01", true],
    ["NaverPay: 1,095 days", paid("EASY_PAY", "2026-01-01", "NAVER_PAY"), "2028-12-30", "2028-12-31", false],
    ["KakaoPay by card: a year", { ...KAKAO, walletSource: "CARD" }, "2027-02-28", "2027-03-01", false],
    ["KakaoPay with its money: five years", { ...KAKAO, walletSource: "MONEY" }, "2031-02-28", "2031-03-01", false],
    ["PayPal: no end, a consent after 180 days", paid("EASY_PAY", "2026-01-01", "PAYPAL"), null, null, false],
    ["Toss Pay: a year", TOSS, "2027-02-28", "2027-03-01", false],
    ["Toss Pay with a card", { ...TOSS, method: "CARD" }, "2027-02-28", "2027-03-01", false],
    ["points: nothing is known", paid("POINTS", "2020-01-01", null, { gateway: "MERCHANT_LEDGER" }), null, null, false],
  ];
  it.each(rows)("%s", (_, payment, lastDay, lastPossibleDay, approximate) => {
    expect(termsOf(KNOWN_RULES, payment, korea("2026-11-22"))).toMatchObject({
      lastDay,
      lastPossibleDay,
      approximate,
    });
  });

  it("counts the Korean day of the payment, not the one in UTC", () => {
    // 31 January 23:30 in Seoul is 14:30 in UTC; half an hour later it is February in Seoul only.
    const payment = { ...paid("MOBILE", "2026-01-31"), paidAt: new Date("2026-01-31T14:30:00Z") };
    expect(codes(payment, new Date("2026-01-31T14:59:59.999Z"))).toEqual([]);
    expect(codes(payment, new Date("2026-01-31T15:00:00Z"))).toEqual(["DEADLINE_PASSED"]);
    const february = { ...payment, paidAt: new Date("2026-01-31T15:00:00Z") };
    expect(codes(february, korea("2026-02-28", "23:59"))).toEqual([]);
  });

  it("warns on the day that two readings of a year disagree about, and blocks on the next", () => {
    const payment = paid("EASY_PAY", "2026-03-01", null, { gateway: "TOSS_PAY" });
    expect(codes(payment, korea("2027-02-28", "23:59"))).toEqual([]);
    const [warning] = objections(payment, korea("2027-03-01"));
    expect(warning).toMatchObject({ code: "DEADLINE_UNCERTAIN", weight: "WARNS", manual: false });
    expect(warning?.detail).toEqual({ lastDay: "2027-02-28", lastPossibleDay: "2027-03-01" });
    const [block] = objections(payment, korea("2027-03-02", "00:00"));
    expect(block).toMatchObject({ code: "DEADLINE_PASSED", weight: "BLOCKS", manual: true });
    expect(block?.detail).toEqual({ lastDay: "2027-03-01" });
    expect(KNOWN_RULES.find(({ id }) => id === block?.ruleId)).toMatchObject({
      kind: "DEADLINE",
      gateway: "TOSS_PAY",
    });
  });

  it("asks what was behind KakaoPay where a card would be too late and money would not", () => {
    const payment = paid("EASY_PAY", "2026-03-01", "KAKAO_PAY");
    expect(codes(payment, korea("2027-02-28"))).toEqual([]);
    const [asked] = objections(payment, korea("2027-03-01"));
    expect(asked).toMatchObject({
      code: "WALLET_SOURCE_UNKNOWN",
      weight: "BLOCKS",
      manual: false,
      detail: { lastDay: "2027-02-28", lastPossibleDay: "2031-03-01" },
    });
    expect(codes({ ...payment, walletSource: "CARD" }, korea("2027-03-02"))).toEqual(["DEADLINE_PASSED"]);
    expect(codes({ ...payment, walletSource: "MONEY" }, korea("2031-02-28"))).toEqual([]);
    expect(codes(payment, korea("2031-03-02"))).toEqual(["DEADLINE_PASSED"]);
  });

  it("takes the gateway's word for what was behind KakaoPay where nobody reported it, and asks where two say otherwise", () => {
    const payment = paid("EASY_PAY", "2026-03-01", "KAKAO_PAY");
    const day = korea("2027-03-02");
    const seen = (walletSourceAtGateway: WalletSource | null, walletSource: WalletSource | null = null) =>
      codes({ ...payment, walletSource, walletSourceAtGateway }, day);
    expect(seen("MONEY")).toEqual([]);
    expect(seen("CARD")).toEqual(["DEADLINE_PASSED"]);
    expect(seen("MONEY", "MONEY")).toEqual([]);
    expect(seen(null, "MONEY")).toEqual([]);
    expect(seen("CARD", "MONEY")).toEqual(["WALLET_SOURCE_UNKNOWN"]);
    expect(seen("MONEY", "CARD")).toEqual(["WALLET_SOURCE_UNKNOWN"]);
  });

  it("asks for the seller's consent to a PayPal refund from the 180th day on, the cautious count", () => {
    const payment = paid("EASY_PAY", "2026-01-01", "PAYPAL");
    expect(codes(payment, korea("2026-06-29"))).toEqual([]);
    expect(objections(payment, korea("2026-06-30"))).toMatchObject([
      { code: "SELLER_CONSENT_MISSING", weight: "BLOCKS", manual: false, detail: { lastDay: "2026-06-29" } },
    ]);
    expect(codes({ ...payment, sellerConsented: true }, korea("2028-01-01"))).toEqual([]);
  });

  it("only warns after an approximate deadline, until it is clearly too late", () => {
    const payment = paid("CARD", "2026-03-01");
    expect(codes(payment, korea("2027-03-01"))).toEqual(["DEADLINE_UNCERTAIN"]);
    expect(codes(payment, korea("2028-03-01"))).toEqual(["DEADLINE_UNCERTAIN"]);
    expect(codes(payment, korea("2028-03-02"))).toEqual(["DEADLINE_PASSED"]);
  });
});

describe("what is objected", () => {
  const at = korea("2026-11-22");
  const VIRTUAL = paid("VIRTUAL_ACCOUNT", "2026-11-01", "INICIS");
  const AT_IAMPORT = paid("VIRTUAL_ACCOUNT", "2026-11-01", "KCP", { gateway: "IAMPORT_V1" });
  const contracts = (...with_: ProviderName[]): More => ({ contracts: with_ });
  type Row = [what: string, payment: PaidWith, more: More, codes: string[]];
  const rows: Row[] = [
    ["a card in part", paid("CARD", "2026-11-01"), PART, []],
    [
      "a card in part before capture",
      paid("CARD", "2026-11-01"),
      { ...PART, captureState: "AUTHORISED" },
      ["NOT_CAPTURED"],
    ],
    ["a card in full before capture", paid("CARD", "2026-11-01"), { captureState: "AUTHORISED" }, []],
    ["KSNET after 8 cancels", paid("CARD", "2026-11-01", "KSNET"), { ...PART, cancelsSoFar: 8 }, []],
    ["KSNET after 9", paid("CARD", "2026-11-01", "KSNET"), { ...PART, cancelsSoFar: 9 }, ["CANCEL_COUNT_EXHAUSTED"]],
    ["another card after 99", paid("CARD", "2026-11-01"), { ...PART, cancelsSoFar: 99 }, []],
    ["mobile in part", paid("MOBILE", "2026-11-01"), PART, ["PARTIAL_NOT_POSSIBLE"]],
    ["mobile in part at KCP", paid("MOBILE", "2026-11-01", "KCP"), PART, []],
    [
      "a gift certificate in part",
      paid("GIFT_CERTIFICATE", "2026-11-01", "TOSS_PAYMENTS"),
      PART,
      ["PARTIAL_NOT_POSSIBLE"],
    ],
    ["a virtual account with nothing", VIRTUAL, {}, ["CONTRACT_MISSING", "REFUND_ACCOUNT_MISSING"]],
    ["with a contract only", VIRTUAL, contracts("INICIS"), ["REFUND_ACCOUNT_MISSING"]],
    ["with a contract elsewhere", VIRTUAL, { account: ACCOUNT, ...contracts("KCP") }, ["CONTRACT_MISSING"]],
    ["with both", VIRTUAL, { account: ACCOUNT, ...contracts("INICIS") }, []],
    [
      "with whom a contract is needed is not told",
      { ...VIRTUAL, provider: null },
      { account: ACCOUNT },
      ["PROVIDER_UNKNOWN"],
    ],
    ["KCP through i'mport pays to Shinhan", AT_IAMPORT, { account: ACCOUNT, ...contracts("KCP") }, []],
    [
      "and not to Jeju Bank",
      AT_IAMPORT,
      { account: { ...ACCOUNT, bankCode: "035" }, ...contracts("KCP") },
      ["REFUND_BANK_NOT_SUPPORTED"],
    ],
    [
      "a PG of which i'mport has no table pays to none",
      { ...AT_IAMPORT, provider: "KPN" },
      { account: ACCOUNT, ...contracts("KPN") },
      ["REFUND_BANK_NOT_SUPPORTED"],
    ],
    [
      "a bank without a name at PortOne",
      VIRTUAL,
      { account: { ...ACCOUNT, bankCode: "103" }, ...contracts("INICIS") },
      ["REFUND_BANK_NOT_SUPPORTED"],
    ],
    [
      "whatever bank, while nobody named one",
      AT_IAMPORT,
      { account: { bankCode: null, hasPhone: false }, ...contracts("KCP") },
      [],
    ],
    [
      "a card goes back the way it came, to no bank",
      paid("CARD", "2026-11-01", "KCP", { gateway: "IAMPORT_V1" }),
      { account: { ...ACCOUNT, bankCode: "035" } },
      [],
    ],
    ["Toss Payments needs no contract", { ...VIRTUAL, provider: "TOSS_PAYMENTS" }, { account: ACCOUNT }, []],
    ["Danal refunds none", { ...VIRTUAL, provider: "DANAL" }, { account: ACCOUNT }, ["NOT_SUPPORTED"]],
    [
      "Smartro without a telephone number",
      { ...VIRTUAL, provider: "SMARTRO" },
      { account: ACCOUNT, ...contracts("SMARTRO") },
      ["REFUND_ACCOUNT_PHONE_MISSING"],
    ],
    [
      "Smartro with one",
      { ...VIRTUAL, provider: "SMARTRO" },
      { account: { ...ACCOUNT, hasPhone: true }, ...contracts("SMARTRO") },
      [],
    ],
    ["a transfer at Smartro V2", paid("BANK_TRANSFER", "2026-11-01", "SMARTRO_V2"), {}, ["REFUND_ACCOUNT_MISSING"]],
    ["a transfer elsewhere", paid("BANK_TRANSFER", "2026-11-01", "SMARTRO"), {}, []],
    ["mobile at KCP this month", paid("MOBILE", "2026-11-01", "KCP"), {}, []],
    [
      "mobile at KCP a month later",
      paid("MOBILE", "2026-10-31", "KCP"),
      {},
      ["CONTRACT_MISSING", "REFUND_ACCOUNT_MISSING"],
    ],
    ["with account and contract", paid("MOBILE", "2026-10-31", "KCP"), { account: ACCOUNT, ...contracts("KCP") }, []],
    [
      "mobile at INICIS through i'mport",
      paid("MOBILE", "2026-10-31", "INICIS", { gateway: "IAMPORT_V1" }),
      { account: ACCOUNT, ...contracts("INICIS") },
      ["DEADLINE_PASSED"],
    ],
    [
      "mobile at INICIS through PortOne V2",
      paid("MOBILE", "2026-10-31", "INICIS"),
      { account: ACCOUNT, ...contracts("INICIS") },
      [],
    ],
    ["points", paid("POINTS", "2020-01-01", null, { gateway: "MERCHANT_LEDGER" }), PART, []],
  ];
  it.each(rows)("%s", (_, payment, more, expected) => {
    expect(codes(payment, at, more)).toEqual(expected);
  });

  it("names the rule that objects, and whether a manual refund is the way on", () => {
    expect(objections({ ...VIRTUAL, provider: "DAOU" }, at)).toEqual([
      {
        code: "CONTRACT_MISSING",
        detail: { provider: "DAOU" },
        weight: "BLOCKS",
        manual: true,
        ruleId: idOf("CONTRACT", null, "VIRTUAL_ACCOUNT"),
      },
      {
        code: "REFUND_ACCOUNT_MISSING",
        detail: {},
        weight: "BLOCKS",
        manual: false,
        ruleId: idOf("ACCOUNT", null, "VIRTUAL_ACCOUNT"),
      },
    ]);
  });

  it("knows when the money goes to an account instead of back the way it came", () => {
    const terms = termsOf(KNOWN_RULES, paid("MOBILE", "2026-10-31", "KCP"), at);
    expect(needsAccount(terms, korea("2026-10-31", "23:59"))).toBe(false);
    expect(needsAccount(terms, korea("2026-11-01", "00:00"))).toBe(true);
  });

  it("only delays outside a provider's hours, and says when it opens", () => {
    const payment = { ...VIRTUAL, provider: "KSNET" as const };
    const more: More = { account: ACCOUNT, contracts: ["KSNET"] };
    expect(codes(payment, korea("2026-11-22", "06:00"), more)).toEqual([]);
    expect(codes(payment, korea("2026-11-22", "22:59"), more)).toEqual([]);
    expect(objections(payment, korea("2026-11-22", "05:59"), more)).toMatchObject([
      {
        code: "OUTSIDE_HOURS",
        weight: "DELAYS",
        detail: { from: "06:00", to: "23:00", opensAt: "2026-11-21T21:00:00.000Z" },
      },
    ]);
    expect(objections(payment, korea("2026-12-31", "23:00"), more)).toMatchObject([
      { detail: { opensAt: "2026-12-31T21:00:00.000Z" } },
    ]);
    const terms = termsOf(KNOWN_RULES, payment, at);
    expect(closedNow(terms, korea("2026-11-22", "23:00"))).toEqual(korea("2026-11-23", "06:00"));
    expect(closedNow(terms, korea("2026-11-22", "12:00"))).toBeNull();
    expect(closedNow(termsOf(KNOWN_RULES, paid("CARD", "2026-11-01"), at), korea("2026-11-22", "03:00"))).toBeNull();
  });

  it("tells the fee of a virtual account's refund, and what is spent already", () => {
    expect(termsOf(KNOWN_RULES, VIRTUAL, at)).toMatchObject({ fee: 300, sunkFee: 300 });
    expect(termsOf(KNOWN_RULES, paid("CARD", "2026-11-01"), at)).toMatchObject({ fee: 0, sunkFee: 0 });
  });
});

const idOf = (kind: string, provider: ProviderName | null, method: PaymentMethod | null) =>
  KNOWN_RULES.find((rule) => rule.kind === kind && rule.provider === provider && rule.method === method)?.id;

describe("expected arrival", () => {
  // 2026-11-20 is a Friday.
  const arrival = (payment: PaidWith, completedAt: Date, full?: boolean) =>
    expectedArrival(
      termsOf(KNOWN_RULES, payment, completedAt),
      CALENDAR,
      completedAt,
      ...(full === undefined ? [] : [{ full }]),
    );

  it("leaves out weekends", () => {
    const friday = korea("2026-11-20");
    expect(arrival(paid("CARD", "2026-11-01"), friday)).toEqual({ earliest: "2026-11-25", latest: "2026-11-27" });
    expect(arrival(paid("VIRTUAL_ACCOUNT", "2026-11-01"), friday)).toEqual({
      earliest: "2026-11-23",
      latest: "2026-11-24",
    });
    expect(arrival(paid("VIRTUAL_ACCOUNT", "2026-11-01"), korea("2026-11-21"))).toMatchObject({
      earliest: "2026-11-23",
    });
    expect(arrival(paid("VIRTUAL_ACCOUNT", "2026-11-01", null, { gateway: "IAMPORT_V1" }), friday)).toEqual({
      earliest: "2026-11-23",
      latest: "2026-11-23",
    });
  });

  it("is the same day for a full card cancel on the day of payment only", () => {
    const sunday = korea("2026-11-22");
    expect(arrival(paid("CARD", "2026-11-22"), sunday, true)).toEqual({ earliest: "2026-11-22", latest: "2026-11-22" });
    expect(arrival(paid("CARD", "2026-11-22"), sunday, false)).toMatchObject({ earliest: "2026-11-25" });
    expect(arrival(paid("CARD", "2026-11-21"), sunday, true)).toMatchObject({ earliest: "2026-11-25" });
  });

  it("promises no end where none is known, and nothing where nothing is", () => {
    expect(arrival(paid("VIRTUAL_ACCOUNT", "2026-11-01", "DAOU"), korea("2026-11-20"))).toEqual({
      earliest: "2026-12-01",
      latest: null,
    });
    expect(arrival(paid("POINTS", "2026-11-01"), korea("2026-11-20"))).toBeNull();
  });
});

describe("which rule decides", () => {
  const base = KNOWN_RULES.find(({ kind }) => kind === "CANCEL_COUNT") as GatewayRule;
  const rule = (id: string, over: Partial<GatewayRule>): GatewayRule =>
    ({ ...base, gateway: null, provider: null, method: null, id, value: { max: Number(id) }, ...over }) as GatewayRule;
  const maxOf = (rules: GatewayRule[], at = korea("2026-11-22"), payment = paid("CARD", "2026-11-01", "KSNET")) =>
    termsOf(rules, payment, at).maxCancels;

  it("takes the most specific one: provider, then method, then gateway, then all", () => {
    const gateway = "PORTONE_V2" as const;
    const [provider, method] = ["KSNET", "CARD"] as const;
    const ascending = [
      rule("1", {}),
      rule("2", { gateway }),
      rule("3", { method }),
      rule("4", { method, gateway }),
      rule("5", { provider }),
      rule("6", { provider, gateway }),
      rule("7", { provider, method }),
      rule("8", { provider, method, gateway }),
    ];
    for (let most = ascending.length; most > 0; most -= 1) {
      const some = ascending.slice(0, most);
      expect(maxOf(some)).toBe(most);
      expect(maxOf(some.toReversed())).toBe(most);
    }
    expect(maxOf(ascending.slice(1), undefined, paid("MOBILE", "2026-11-01", null, { gateway: "EBP" }))).toBeNull();
  });

  it("takes a correction from its day on and not before, whatever the order of the rows", () => {
    const first = rule("1", { validFrom: "2000-01-01" });
    const correction = rule("2", { validFrom: "2026-12-01", supersedes: "1" });
    const again = rule("3", { validFrom: "2026-12-10", supersedes: "2" });
    for (const rules of [
      [first, correction, again],
      [again, correction, first],
    ]) {
      expect(maxOf(rules, korea("2026-11-30", "23:59"))).toBe(1);
      expect(maxOf(rules, korea("2026-12-01", "00:00"))).toBe(2);
      expect(maxOf(rules, korea("2026-12-09"))).toBe(2);
      expect(maxOf(rules, korea("2026-12-10"))).toBe(3);
    }
    expect(maxOf([first, correction], korea("1999-12-31"))).toBeNull();
  });

  it("lets a correction of a correction begin before it", () => {
    const first = rule("1", { validFrom: "2000-01-01" });
    const wrong = rule("2", { validFrom: "2026-12-01", supersedes: "1" });
    const right = rule("3", { validFrom: "2026-11-01", supersedes: "2" });
    expect(maxOf([first, wrong, right], korea("2026-10-31"))).toBe(1);
    expect(maxOf([first, wrong, right], korea("2026-11-15"))).toBe(3);
    expect(maxOf([first, wrong, right], korea("2026-12-15"))).toBe(3);
  });
});

describe("for any payment and time", () => {
  const moments = fc.date({
    min: new Date("1900-01-01T00:00:00Z"),
    max: new Date("9999-12-30T00:00:00Z"),
    noInvalidDate: true,
  });
  const payments = fc.record({
    gateway: fc.constantFrom(...GATEWAYS),
    provider: fc.option(fc.constantFrom(...PROVIDERS)),
    method: fc.constantFrom(...PAYMENT_METHODS),
    paidAt: moments,
  });

  it("terms, objections and arrival have an answer that agrees with itself", () => {
    const seed = seedOf("gateway rules");
    forAll(
      [payments, moments, fc.boolean(), fc.nat(20)],
      { seed, numRuns: 2_000 },
      (payment, at, whole, cancelsSoFar) => {
        const terms = termsOf(KNOWN_RULES, payment, at);
        const { lastDay, lastPossibleDay } = terms;
        expect(lastDay === null).toBe(lastPossibleDay === null);
        const days = [terms.paidOn, lastDay, lastPossibleDay].filter((day) => day !== null);
        expect(days).toEqual(days.toSorted());
        const found = objectionsOf(terms, { ...INTENDED, at, cancelsSoFar, ...(whole ? {} : PART) });
        const today = koreanDay(at);
        const isLate = found.some(({ code }) => code === "DEADLINE_PASSED");
        expect(isLate).toBe(!terms.unsupported && lastPossibleDay !== null && today > lastPossibleDay);
        for (const { code, ruleId } of found) expect([code, typeof ruleId]).toEqual([code, "string"]);
        const order = Object.keys(RULE_OBJECTIONS);
        const places = found.map(({ code }) => order.indexOf(code));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        const arrives = expectedArrival(terms, CALENDAR, at, { full: whole });
        const comes = [today, arrives?.earliest, arrives?.latest].filter((day) => typeof day === "string");
        expect(comes).toEqual(comes.toSorted());
      },
    );
  });
});

describe("the rules of a new database", () => {
  it("let a provider pay to the banks that i'mport has a number for, and no others", () => {
    for (const provider of PROVIDERS) {
      const payment = paid("VIRTUAL_ACCOUNT", "2026-11-01", provider, { gateway: "IAMPORT_V1" });
      const terms = termsOf(KNOWN_RULES, payment, korea("2026-11-22"));
      const codesOf = BANKS.map(({ code }) => code);
      expect([provider, codesOf.filter((code) => canPayTo(terms, code))]).toEqual([
        provider,
        codesOf.filter((code) => refundBank(provider, code) !== null),
      ]);
    }
  });

  it("say what their kinds can say, one per kind and scope", () => {
    for (const { kind, value } of KNOWN_RULES) expect(RULE_VALUES[kind].parse(value)).toEqual(value);
    const scopes = rulesInForce(KNOWN_RULES, "2026-11-29").map(({ kind, gateway, provider, method }) =>
      [kind, gateway, provider, method].join(),
    );
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  it("never change: databases have them as rows", () => {
    const printOf = (rules: readonly GatewayRule[]) => createHash("sha256").update(JSON.stringify(rules)).digest("hex");
    // Another fingerprint means that a rule was edited here: undo it, and correct the rule by a row of a new migration.
    expect(printOf(INITIAL_RULES)).toBe("27fee190909afacded5970b295260944a7e03b7f488ca2cf0bfc38a8cd0d5df8");
    expect(printOf(ADDED_RULES)).toBe("f09e57155436a673e249465f1b1013888aae23a5744da1391f7962f897e37948");
    expect(printOf(WALLET_RULES)).toBe("078b6a496c87e3f524ce86e69e3d798b02affb9b70ac81d3a5381b2665e601f1");
    expect(printOf(BANK_RULES)).toBe("2f232f71eb206b2039d8a4312f513454fe23a46233b408aa39fd2f50889d2663");
  });

  it("are printed in docs/gateway-rules.md", () => {
    const text = gatewayRulesMarkdown();
    expect(readFileSync("docs/gateway-rules.md", "utf8")).toBe(text);
  });
});
