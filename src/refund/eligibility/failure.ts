/**
 * Why a refund is not done, in one vocabulary across gateways (실패 사유): meaning and what an operator can do next.
 * The gateway's own words are kept beside it and never parsed.
 */
import type { RefundState } from "../../../machines/transition.js";
import { MATRIX } from "../../access/matrix.js";
import type { RefusalCause } from "../../gateways/port.js";
import type { Language } from "../../problem.js";
import { PERMISSION_OF_ACTION, type Action } from "./rules.js";

/**
 * DEFERRED: deferred, tried again by itself. UNKNOWN: unknown, evidence is looked for. PERHAPS_REFUNDED: unknown as well, and
 * what the gateway said leaves only people to end it, unless the money shows.
 */
export type FailureCause = RefusalCause | "DEFERRED" | "UNKNOWN" | "PERHAPS_REFUNDED";

interface Failure {
  /** The meaning of the cause. */
  meaning: Readonly<Record<Language, string>>;
  /** The operator's next step. */
  next: Readonly<Record<Language, string>>;
  /** The mutations that may help, best first. */
  actions: readonly Action[];
}

const failure = (meaning: Failure["meaning"], next: Failure["next"], ...actions: readonly Action[]): Failure => ({
  meaning,
  next,
  actions,
});

export const FAILURES: Readonly<Record<FailureCause, Failure>> = {
  INVALID_REQUEST: failure(
    { ko: "결제사가 요청 형식을 거절했습니다.", en: "The gateway found the request malformed." },
    {
      ko: "시스템 오류입니다. 개발팀에 알리고, 급하면 수기 환불로 처리하세요.",
      en: "This is a fault of the system: tell its developers; if it is urgent, pay by bank transfer.",
    },
    "FALL_BACK_TO_MANUAL",
  ),
  PAYMENT_NOT_FOUND: failure(
    { ko: "결제사에 해당 결제가 없습니다.", en: "The gateway does not know the payment." },
    {
      ko: "주문 서비스가 전달한 결제번호와 상점 설정을 확인하세요.",
      en: "Check the payment id the order service reported, and the store settings.",
    },
    "RETRY",
    "FALL_BACK_TO_MANUAL",
  ),
  PROVIDER_REFUSED: failure(
    { ko: "카드사·은행 등 결제 기관이 거절했습니다.", en: "The provider (PG, card company, bank) said no." },
    {
      ko: "결제사 메시지를 확인한 뒤 다시 시도하거나 수기 환불로 처리하세요.",
      en: "Read the gateway's message, then try again or pay by bank transfer.",
    },
    "RETRY",
    "FALL_BACK_TO_MANUAL",
  ),
  CANCEL_COUNT_EXHAUSTED: failure(
    { ko: "결제사가 허용하는 취소 횟수를 모두 썼습니다.", en: "The provider takes no further cancel of this payment." },
    { ko: "남은 금액은 수기 환불로 처리하세요.", en: "Pay the rest by bank transfer." },
    "FALL_BACK_TO_MANUAL",
  ),
  PROMOTION_FORBIDS: failure(
    { ko: "프로모션 조건 때문에 이 금액은 취소할 수 없습니다.", en: "A promotion's arithmetic forbids this cancel." },
    {
      ko: "나머지 상품과 함께 취소하거나 수기 환불로 처리하세요.",
      en: "Cancel it together with the rest, or pay by bank transfer.",
    },
    "FALL_BACK_TO_MANUAL",
  ),
  DEADLINE_PASSED: failure(
    { ko: "결제사의 취소 가능 기한이 지났습니다.", en: "The gateway's deadline has passed." },
    { ko: "수기 환불로 처리하세요.", en: "Pay by bank transfer." },
    "FALL_BACK_TO_MANUAL",
  ),
  PARTIAL_NOT_POSSIBLE: failure(
    { ko: "이 결제는 부분 취소를 지원하지 않습니다.", en: "This payment can only be cancelled in full." },
    { ko: "전액을 취소하거나 수기 환불로 처리하세요.", en: "Cancel all of it, or pay this part by bank transfer." },
    "FALL_BACK_TO_MANUAL",
  ),
  ACCOUNT_REJECTED: failure(
    { ko: "환불계좌가 거절되었습니다.", en: "The refund account was rejected." },
    {
      ko: "고객에게 은행·계좌번호·예금주를 다시 확인해 변경한 뒤 재시도하세요.",
      en: "Ask the customer for bank, number and holder again, record them, then try again.",
    },
    "CHANGE_ACCOUNT",
    "RETRY",
    "FALL_BACK_TO_MANUAL",
  ),
  TRANSFER_FAILED: failure(
    {
      ko: "결제사의 취소는 되었지만 고객 계좌로 보내는 이체가 실패해, 고객은 돈을 받지 못했습니다.",
      en: "The gateway cancelled, but its transfer to the customer's account failed: the customer has no money.",
    },
    {
      ko: "고객에게 은행·계좌번호·예금주를 다시 확인해 변경한 뒤 수기 환불로 처리하세요.",
      en: "Ask the customer for bank, number and holder again, record them, then pay by bank transfer.",
    },
    "CHANGE_ACCOUNT",
    "FALL_BACK_TO_MANUAL",
  ),
  CONTRACT_MISSING: failure(
    { ko: "가상계좌 환불 특약이 없습니다.", en: "The shop has no refund contract for virtual accounts." },
    { ko: "특약을 맺거나 수기 환불로 처리하세요.", en: "Make the contract, or pay by bank transfer." },
    "FALL_BACK_TO_MANUAL",
  ),
  CUSTOMER_UNREACHABLE: failure(
    {
      ko: "고객이 결제 서비스를 탈퇴했거나 이용이 정지되었습니다.",
      en: "The customer left the payment service or is suspended there.",
    },
    { ko: "환불계좌를 받아 수기 환불로 처리하세요.", en: "Ask for a bank account and pay by bank transfer." },
    "CHANGE_ACCOUNT",
    "FALL_BACK_TO_MANUAL",
  ),
  LEDGER_REFUSED: failure(
    {
      ko: "주문 서비스가 적립금·예치금 반환을 거절했습니다.",
      en: "The order service refused to give points or deposit back.",
    },
    {
      ko: "주문 서비스 담당자와 확인한 뒤 재시도하세요. 현금으로는 환불하지 않습니다.",
      en: "Settle it with the order service, then try again. Points never become cash.",
    },
    "RETRY",
  ),
  GATEWAY_STATE_DIFFERS: failure(
    {
      ko: "결제사의 결제 상태가 우리 기록과 다릅니다. 이번 요청으로는 돈이 움직이지 않았습니다.",
      en: "The gateway's state of the payment differs from ours; nothing moved for this attempt.",
    },
    {
      ko: "결제사 콘솔과 대사 결과를 확인한 뒤 재시도하거나 취소하세요.",
      en: "Look into the gateway's console and the reconciliation, then try again or cancel.",
    },
    "RETRY",
    "FALL_BACK_TO_MANUAL",
    "CANCEL",
  ),
  OVERTAKEN: failure(
    {
      ko: "결제사 콘솔에서 먼저 취소되어 이 환불의 금액이 사용되었습니다.",
      en: "A cancel made in the gateway's console took the money this refund had reserved.",
    },
    {
      ko: "콘솔 취소가 이 환불이었다면 그 취소와 연결하고, 아니면 남은 금액으로 재시도하세요.",
      en: "If that cancel was this refund, match the two; otherwise try again with what is left.",
    },
    "MATCH_CANCELLATION",
    "CANCEL",
    "RETRY",
    "FALL_BACK_TO_MANUAL",
  ),
  CONFIRMED_NOT_REFUNDED: failure(
    { ko: "두 사람이 환불되지 않았음을 확인했습니다.", en: "Two people confirmed that the money did not move." },
    { ko: "재시도하거나 수기 환불로 처리하세요.", en: "Try again, or pay by bank transfer." },
    "RETRY",
    "FALL_BACK_TO_MANUAL",
  ),
  DEFERRED: failure(
    { ko: "결제사가 지금은 처리할 수 없습니다.", en: "The gateway cannot do it now." },
    {
      ko: "정해진 시각에 자동으로 다시 시도합니다. 기다리거나 바로 재시도하세요.",
      en: "It is tried again by itself at the time shown; wait, or try now.",
    },
    "RETRY",
    "FALL_BACK_TO_MANUAL",
    "CANCEL",
  ),
  UNKNOWN: failure(
    {
      ko: "결제사의 답을 받지 못해 돈이 움직였는지 알 수 없습니다.",
      en: "No trustworthy answer came: the money may or may not have moved.",
    },
    {
      ko: "증거를 자동으로 찾고 있습니다. 다시 보내지 마세요. 결제사 콘솔에서 확인했다면 결과를 진술하세요.",
      en: "Evidence is looked for by itself; do not pay in another way. Who has seen it in the gateway's console may state it.",
    },
    "RESOLVE_UNKNOWN",
  ),
  PERHAPS_REFUNDED: failure(
    {
      ko: "결제사나 결제 기관이 이미 취소되었거나 처리될 것이라고 답했거나, 뜻을 알 수 없는 말로 거절했습니다. 돈이 움직였을 수 있습니다.",
      en: "The gateway, or the provider behind it, says that the money is back or will come, or said no in terms nobody knows: it may have moved.",
    },
    {
      ko: "결제사 메시지를 읽고 결제 기관(PG)의 관리자 화면에서 직접 확인한 뒤 두 사람이 결과를 진술하세요. 그 전에는 다른 방법으로 지급하지 마세요.",
      en: "Read the gateway's message and look at the provider's own page; then two people state the outcome. Do not pay in another way before.",
    },
    "RESOLVE_UNKNOWN",
  ),
};

/** The failure a refund's state has to explain; null when nothing failed. A refusal without a cause counts as the provider's. */
export function failureOf(refund: {
  state: RefundState;
  refusalCause: RefusalCause | null;
  gatewayMessage: string | null;
}): FailureCause | null {
  if (refund.state === "refundRequested.refused") return refund.refusalCause ?? "PROVIDER_REFUSED";
  if (refund.state === "refundRequested.deferred") return "DEFERRED";
  if (refund.state !== "refundRequested.unknown") return null;
  // Only an effect that was claimed leaves a message while a refund is unknown.
  return refund.gatewayMessage === null ? "UNKNOWN" : "PERHAPS_REFUNDED";
}

const whoMay = (action: Action): string => `\`${action}\`: ${MATRIX[PERMISSION_OF_ACTION[action]].roles.join(", ")}`;

/** `docs/failures.md`. */
export function failuresMarkdown(): string {
  const rows = Object.entries(FAILURES).map(
    ([cause, { meaning, next, actions }]) =>
      `| \`${cause}\` | ${meaning.ko}<br>${meaning.en} | ${next.ko}<br>${next.en} | ${actions.map(whoMay).join("<br>")} |`,
  );
  return `# Why a refund is not done, and what to do

Generated from src/refund/eligibility/failure.ts (npm run schema). One vocabulary for all gateways; the gateway's own words stand beside it in \`gatewayMessage\`.

| cause | meaning | what to do next | actions, and who may take them |
| ----- | ------------- | --------------- | ------------------------------ |
${rows.join("\n")}
`;
}
