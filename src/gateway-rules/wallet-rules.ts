/**
 * Deadlines of wallets that ask for a fact, inserted by a migration of its day. Never edited afterwards (a test holds their
 * fingerprint).
 */
import { ADDED_RULES } from "./added-rules.js";
import { BANK_RULES } from "./bank-rules.js";
import { INITIAL_RULES } from "./initial-rules.js";
import { days, recorded, rule, ruleId, years, type Draft } from "./rule-draft.js";
import type { GatewayRule } from "./terms.js";

const PORTONE = "PortOne, 결제 취소하기 (V2), 결제 수단별 취소 정책; read as of 2026-08-06";

/** Of the first rules: KakaoPay's deadline, and PayPal's. */
const KAKAO_PAY = ruleId(9);
const PAYPAL = ruleId(11);

const DRAFTS: readonly Draft[] = [
  {
    ...rule(
      "DEADLINE",
      { provider: "KAKAO_PAY" },
      { within: years(1), atMost: null, ofMoney: years(5) },
      PORTONE,
      "A year where a card was behind it, five where KakaoPay money was; unless it was reported, it is asked for after a year.",
    ),
    corrects: KAKAO_PAY,
  },
  {
    ...rule(
      "DEADLINE",
      { provider: "PAYPAL" },
      { within: null, atMost: null, consentAfter: days(180) },
      PORTONE,
      "180일 이내 (판매자 동의 필요), read as: later only with the consent of the seller. PayPal may still refuse; the result may come later.",
    ),
    corrects: PAYPAL,
  },
];

export const WALLET_RULES: readonly GatewayRule[] = recorded(DRAFTS, {
  from: INITIAL_RULES.length + ADDED_RULES.length + BANK_RULES.length + 1,
  by: "system:wallet-rules",
  at: new Date("2026-11-29T14:10:00.000Z"),
});
