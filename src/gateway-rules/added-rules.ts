/**
 * Rules that were read later than the first ones, each inserted by a migration of its day. Like the first ones they are never
 * edited afterwards (a test holds their fingerprint).
 */
import { INITIAL_RULES } from "./initial-rules.js";
import { days, months, recorded, rule, ruleId, years, type Draft } from "./rule-draft.js";
import type { GatewayRule } from "./terms.js";

const NICE_CANCEL = "NICE (nicepayments/nicepay-manual), api/cancel.md, 결제수단별 취소/환불; read as of 2026-11-29";
const TOSS_PAYMENTS_CANCEL =
  "Toss Payments, 결제 취소하기 (v2), 결제 취소 기한; read as of 2026-11-29, as a public copy has it";
const KSNET_PAGES =
  "PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29";

/** "A virtual account: no end", of the first rules. */
const VIRTUAL_ACCOUNT_WITHOUT_END = ruleId(8);

const KSNET_METHODS = ["VIRTUAL_ACCOUNT", "BANK_TRANSFER", "EASY_PAY"] as const;

const DRAFTS: readonly Draft[] = [
  {
    ...rule(
      "DEADLINE",
      { method: "VIRTUAL_ACCOUNT" },
      { within: days(180), atMost: years(10) },
      NICE_CANCEL,
      "PortOne's page names no end, but providers have one: NICE's 180 days are the shortest known. Later the provider decides; ten years are our own bound.",
    ),
    corrects: VIRTUAL_ACCOUNT_WITHOUT_END,
  },
  ...(["NICE", "NICE_V2"] as const).flatMap((provider) => [
    rule(
      "DEADLINE",
      { provider, method: "VIRTUAL_ACCOUNT" },
      { within: days(180), atMost: null },
      NICE_CANCEL,
      "After the deposit.",
    ),
    rule(
      "ARRIVAL",
      { provider, method: "VIRTUAL_ACCOUNT" },
      { min: 1, max: 1, sameDay: false },
      NICE_CANCEL,
      "At 17:00 of the next business day.",
    ),
  ]),
  rule(
    "DEADLINE",
    { provider: "TOSS_PAYMENTS", method: "VIRTUAL_ACCOUNT" },
    { within: days(365), atMost: years(2) },
    TOSS_PAYMENTS_CANCEL,
    "Usually 365 days, a setting of each shop. No document names an end: two years is our own bound.",
  ),
  rule(
    "DEADLINE",
    { provider: "TOSS_PAYMENTS", method: "BANK_TRANSFER" },
    { within: days(180), atMost: null },
    TOSS_PAYMENTS_CANCEL,
  ),
  rule(
    "ARRIVAL",
    { provider: "TOSS_PAYMENTS", method: "VIRTUAL_ACCOUNT" },
    { min: 2, max: 9, sameDay: false },
    TOSS_PAYMENTS_CANCEL,
    "Two business days; up to nine where the payment is suspected of fraud (의심거래).",
  ),
  rule(
    "ARRIVAL",
    { provider: "TOSS_PAYMENTS", method: "BANK_TRANSFER" },
    { min: 0, max: 0, sameDay: true },
    TOSS_PAYMENTS_CANCEL,
    "At once.",
  ),
  ...KSNET_METHODS.flatMap((method) => [
    rule("DEADLINE", { provider: "KSNET", method }, { within: months(6), atMost: null }, KSNET_PAGES),
    rule("CANCEL_COUNT", { provider: "KSNET", method }, { max: 9 }, KSNET_PAGES),
  ]),
];

export const ADDED_RULES: readonly GatewayRule[] = recorded(DRAFTS, {
  from: INITIAL_RULES.length + 1,
  by: "system:added-rules",
  at: new Date("2026-11-29T00:00:00.000Z"),
});
