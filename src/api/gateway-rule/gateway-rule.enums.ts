/** The words of gateway rules, as GraphQL enums. */
import { type Need, type PeriodUnit, type RuleKind } from "../../gateway-rules/rule-value.js";
import { enumeration } from "../enumeration.js";

export const RuleKindEnum = enumeration<RuleKind>(
  "GatewayRuleKind",
  "The kind of a gateway rule (결제사 규칙의 종류).",
  {
    DEADLINE: "취소 기한 — until when a payment can be cancelled.",
    PARTIAL: "부분 취소 — whether a part of it can be cancelled.",
    BEFORE_CAPTURE: "매입 전 — whether a part can be cancelled before capture.",
    CANCEL_COUNT: "The number of times one payment can be cancelled.",
    ACCOUNT: "환불 계좌 — whether the customer's bank account is needed.",
    BANKS: "환불 은행 — which banks the account can be at.",
    CONTRACT: "환불 특약 — whether the shop's refund contract with the provider is needed.",
    CONTRACT_MADE: "환불 특약 체결 — with whom the shop has its refund contract.",
    UNSUPPORTED: "Payments the gateway does not refund at all.",
    FEE: "The fees the shop pays.",
    ARRIVAL: "When the customer has the money.",
    HOURS: "When the gateway takes refunds.",
  },
);

export const PeriodUnitEnum = enumeration<PeriodUnit>("GatewayRulePeriodUnit", "The unit of a period (기간 단위).", {
  DAYS: "Korean calendar days.",
  MONTHS: "Months, to the same day of the month; where that month is shorter, to its last day.",
  YEARS: "Years, to the same day of the year; from 29 February to 28 February.",
  CALENDAR_MONTH: "당월 — to the end of the calendar month of the payment; takes no count.",
});

export const NeedEnum = enumeration<Need>("GatewayRuleNeed", "When something is needed for a refund.", {
  NEVER: "필요 없음 — needed for no refund.",
  ALWAYS: "항상 — needed for every refund.",
  AFTER_MONTH: "익월 — from the first day of the month after the payment's on.",
});

/** How a rule stands on a day. */
const STANDINGS = ["IN_FORCE", "SUPERSEDED", "NOT_YET"] as const;
export type Standing = (typeof STANDINGS)[number];

export const StandingEnum = enumeration<Standing>(
  "GatewayRuleStanding",
  "The standing of a rule on the day asked for.",
  {
    IN_FORCE: "The rule holds for what it speaks of; a more specific one may decide.",
    SUPERSEDED: "A correction is in force instead.",
    NOT_YET: "The rule holds from a later day on.",
  },
);
