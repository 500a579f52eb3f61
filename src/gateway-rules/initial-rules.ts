/**
 * The rules a new database begins with, as the gateways' documents told them. A migration inserts them once; this list is
 * never edited afterwards (a test holds its fingerprint): a rule that turns out wrong is corrected by a row.
 */
import { won } from "../money/minor-units.js";
import { days, months, recorded, rule, SAME_MONTH, years, type Draft } from "./rule-draft.js";
import type { GatewayRule } from "./terms.js";

const RECORDED_AT = new Date("2026-11-22T00:00:00.000Z");

const PORTONE = "PortOne, 결제 취소하기 (V2), 결제 수단별 취소 정책; read as of 2026-08-06";
const PORTONE_HELP = "PortOne, help centre and 결제 취소하기 (V2), by method and PG; read as of 2026-08-06";
const IAMPORT_VBANK = "i'mport (PortOne V1), 가상계좌 환불하기; an undated page";
const IAMPORT_CANCEL = "i'mport (PortOne V1), REST API, POST /payments/cancel, refund_* fields; read as of 2026-08-06";
const TOSS_STATUS = "Toss Pay, POST /api/v2/status, payStatus SETTLEMENT_COMPLETE; read as of December 2024";
const EBP_CANCEL = "EBP, EBP_API_232 결제 취소, remarks on cancels before capture; an undated page";

/** In the order they were written; the place gives the id. */
const DRAFTS: readonly Draft[] = [
  rule(
    "DEADLINE",
    { method: "CARD" },
    { within: years(1), atMost: years(2) },
    PORTONE,
    "About a year; it differs by card company, for some it is 3 months. No document names an end: two years is our own bound.",
  ),
  rule("DEADLINE", { provider: "KSNET", method: "CARD" }, { within: months(6), atMost: null }, PORTONE_HELP),
  rule(
    "DEADLINE",
    { method: "MOBILE" },
    { within: SAME_MONTH, atMost: null },
    PORTONE,
    "당월 취소: a payment of 31 January cannot be cancelled on 1 February.",
  ),
  rule(
    "DEADLINE",
    { provider: "KCP", method: "MOBILE" },
    { within: null, atMost: null },
    PORTONE_HELP,
    "Cancelled in the same calendar month; afterwards refunded to a bank account under a contract (익월 환불). No end of that is named.",
  ),
  rule(
    "DEADLINE",
    { gateway: "PORTONE_V2", provider: "INICIS", method: "MOBILE" },
    { within: null, atMost: null },
    PORTONE_HELP,
    "As with KCP; told of INICIS V2 only.",
  ),
  rule("DEADLINE", { provider: "KPN", method: "MOBILE" }, { within: null, atMost: null }, PORTONE_HELP, "As with KCP."),
  rule(
    "DEADLINE",
    { method: "BANK_TRANSFER" },
    { within: months(3), atMost: months(6) },
    PORTONE_HELP,
    "About three months. No document names an end: six months is our own bound.",
  ),
  rule("DEADLINE", { method: "VIRTUAL_ACCOUNT" }, { within: null, atMost: null }, PORTONE),
  rule(
    "DEADLINE",
    { provider: "KAKAO_PAY" },
    { within: years(1), atMost: years(5) },
    PORTONE,
    "A year where a card was behind it, five years where KakaoPay money was; a payment does not say which.",
  ),
  rule("DEADLINE", { provider: "NAVER_PAY" }, { within: days(1_095), atMost: null }, PORTONE),
  rule(
    "DEADLINE",
    { provider: "PAYPAL" },
    { within: days(180), atMost: null },
    PORTONE,
    "The seller has to agree; the result may come later.",
  ),
  rule(
    "DEADLINE",
    { gateway: "TOSS_PAY" },
    { within: years(1), atMost: null },
    TOSS_STATUS,
    "More than a year after its approval a payment is settled for good.",
  ),
  rule(
    "DEADLINE",
    { gateway: "TOSS_PAY", method: "CARD" },
    { within: years(1), atMost: null },
    TOSS_STATUS,
    "Toss Pay's own deadline also where a card is behind it.",
  ),

  rule(
    "PARTIAL",
    { method: "CARD" },
    { possible: true },
    PORTONE_HELP,
    "Not for overseas, prepaid and gift cards, payments mixed with card points, and escrow: a payment does not say so here, the gateway refuses.",
  ),
  rule("CANCEL_COUNT", { provider: "KSNET", method: "CARD" }, { max: 9 }, PORTONE_HELP),
  rule("PARTIAL", { method: "VIRTUAL_ACCOUNT" }, { possible: true }, PORTONE_HELP, "Where the PG supports it."),
  rule("PARTIAL", { method: "BANK_TRANSFER" }, { possible: true }, PORTONE_HELP),
  rule("PARTIAL", { method: "MOBILE" }, { possible: false }, PORTONE_HELP),
  rule(
    "PARTIAL",
    { provider: "KCP", method: "MOBILE" },
    { possible: true },
    PORTONE_HELP,
    "A setting at KCP: without it the gateway refuses.",
  ),
  rule(
    "PARTIAL",
    { provider: "INICIS", method: "MOBILE" },
    { possible: true },
    PORTONE_HELP,
    "Approved again for what stays, then cancelled.",
  ),
  rule("PARTIAL", { provider: "TOSS_PAYMENTS", method: "GIFT_CERTIFICATE" }, { possible: false }, PORTONE_HELP),
  rule(
    "BEFORE_CAPTURE",
    {},
    { partialPossible: false },
    EBP_CANCEL,
    "매입 전: all or nothing. Taken for every gateway.",
  ),

  rule(
    "ACCOUNT",
    { method: "VIRTUAL_ACCOUNT" },
    { needed: "ALWAYS", phone: false },
    PORTONE,
    "A virtual account takes money in only: the gateway does not know where it came from.",
  ),
  rule("ACCOUNT", { provider: "SMARTRO", method: "VIRTUAL_ACCOUNT" }, { needed: "ALWAYS", phone: true }, PORTONE),
  rule(
    "ACCOUNT",
    { provider: "SMARTRO_V2", method: "VIRTUAL_ACCOUNT" },
    { needed: "ALWAYS", phone: true },
    IAMPORT_CANCEL,
  ),
  rule(
    "ACCOUNT",
    { provider: "SMARTRO_V2", method: "BANK_TRANSFER" },
    { needed: "ALWAYS", phone: true },
    IAMPORT_CANCEL,
  ),
  rule("ACCOUNT", { provider: "KCP", method: "MOBILE" }, { needed: "AFTER_MONTH", phone: false }, PORTONE_HELP),
  rule(
    "ACCOUNT",
    { gateway: "PORTONE_V2", provider: "INICIS", method: "MOBILE" },
    { needed: "AFTER_MONTH", phone: false },
    PORTONE_HELP,
  ),
  rule("ACCOUNT", { provider: "KPN", method: "MOBILE" }, { needed: "AFTER_MONTH", phone: false }, PORTONE_HELP),

  rule("CONTRACT", { method: "VIRTUAL_ACCOUNT" }, { needed: "ALWAYS" }, PORTONE, "가상계좌 특약서비스."),
  rule("CONTRACT", { provider: "TOSS_PAYMENTS", method: "VIRTUAL_ACCOUNT" }, { needed: "NEVER" }, PORTONE_HELP),
  rule("CONTRACT", { provider: "KCP", method: "MOBILE" }, { needed: "AFTER_MONTH" }, PORTONE_HELP, "익월 환불."),
  rule(
    "CONTRACT",
    { gateway: "PORTONE_V2", provider: "INICIS", method: "MOBILE" },
    { needed: "AFTER_MONTH" },
    PORTONE_HELP,
    "익월 환불.",
  ),
  rule("CONTRACT", { provider: "KPN", method: "MOBILE" }, { needed: "AFTER_MONTH" }, PORTONE_HELP, "익월 환불."),

  rule("UNSUPPORTED", { provider: "DANAL", method: "VIRTUAL_ACCOUNT" }, { unsupported: true }, PORTONE_HELP),

  rule(
    "FEE",
    { method: "VIRTUAL_ACCOUNT" },
    { perRefund: won(300), sunk: won(300) },
    PORTONE,
    "300 won for each refund's transfer; the 300 won for issuing the account are not given back.",
  ),

  rule("ARRIVAL", { method: "CARD" }, { min: 3, max: 5, sameDay: true }, PORTONE_HELP),
  rule("ARRIVAL", { method: "VIRTUAL_ACCOUNT" }, { min: 1, max: 2, sameDay: false }, PORTONE),
  rule(
    "ARRIVAL",
    { gateway: "IAMPORT_V1", method: "VIRTUAL_ACCOUNT" },
    { min: 1, max: 1, sameDay: false },
    IAMPORT_VBANK,
  ),
  rule(
    "ARRIVAL",
    { provider: "DAOU", method: "VIRTUAL_ACCOUNT" },
    { min: 7, max: null, sameDay: false },
    PORTONE_HELP,
    "Paid by hand at 키움페이: seven business days or more.",
  ),

  rule(
    "HOURS",
    { provider: "KSNET", method: "VIRTUAL_ACCOUNT" },
    { open: { from: "06:00", to: "23:00" } },
    PORTONE_HELP,
  ),
];

export const INITIAL_RULES: readonly GatewayRule[] = recorded(DRAFTS, {
  from: 1,
  by: "system:initial-rules",
  at: RECORDED_AT,
});
