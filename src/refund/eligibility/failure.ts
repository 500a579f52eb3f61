/**
 * Why a refund is not done, in one vocabulary across gateways (실패 사유): meaning and what an operator can do next.
 * The gateway's own words are kept beside it and never parsed.
 */
import type { RefundState } from "../../../machines/transition.js";
import type { FindingCode } from "../../gateways/finding.js";
import type { RefusalCause } from "../../gateways/port.js";
import type { Language } from "../../problem.js";
import type { TransferFailureCause } from "../record/transfer-failure.js";
import { availableActions, type Action, type RefundFacts } from "./rules.js";

/**
 * DEFERRED: deferred, tried again by itself. UNKNOWN: unknown, evidence is looked for. PERHAPS_REFUNDED: unknown as well, and
 * what the gateway said leaves only people to end it, unless the money shows.
 */
export type FailureCause = RefusalCause | TransferFailureCause | "DEFERRED" | "UNKNOWN" | "PERHAPS_REFUNDED";

interface Failure {
  /** The meaning of the cause. */
  meaning: Readonly<Record<Language, string>>;
  /** The operator's next step. */
  next: Readonly<Record<Language, string>>;
  /** The mutations that may help, best first. */
  actions: readonly Action[];
}

/** Texts come in Korean and in English: the meaning in both, then the next step in both. */
const failure = (ko: string, en: string, nextKo: string, nextEn: string, actions: readonly Action[]): Failure => ({
  meaning: { ko, en },
  next: { ko: nextKo, en: nextEn },
  actions,
});

/** A bank transfer that failed for its account: another account, which an approved transfer takes only after it was opened anew. */
const accountFailure = (ko: string, en: string): Failure =>
  failure(
    ko,
    en,
    "고객에게 계좌를 다시 확인하세요. 승인을 받은 건은 취소(나중에 다시 처리)하고 다시 연 뒤 계좌를 변경하고, 아니면 바로 변경한 뒤 다시 이체하고 결과를 기록하세요.",
    "Ask the customer for the account again. Change it and pay anew; one that was approved is cancelled (REOPEN_LATER) and re-opened before its account can change.",
    ["CHANGE_ACCOUNT", "RECORD_RESULT", "CANCEL"],
  );

/** A bank transfer that failed for another cause: the same one later. */
const transferFailure = (ko: string, en: string): Failure =>
  failure(
    ko,
    en,
    "은행이 처리할 수 있을 때 다시 이체하고 결과를 기록하세요.",
    "Make the transfer again when the bank can, and record its result.",
    ["RECORD_RESULT", "CANCEL"],
  );

export const FAILURES: Readonly<Record<FailureCause, Failure>> = {
  INVALID_REQUEST: failure(
    "결제사가 요청 형식을 거절했습니다.",
    "The gateway found the request malformed.",
    "시스템 오류입니다. 개발팀에 알리고, 급하면 수기 환불로 처리하세요.",
    "This is a fault of the system: tell its developers; if it is urgent, pay by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  LINE_ITEMS_MISSING: failure(
    "결제사가 상품별로 취소하는데, 주문에 상품 ID와 일련번호가 없어 요청을 보내지 않았습니다.",
    "The gateway cancels line by line, and the order was reported without itemId and seq: nothing was sent.",
    "반품 서비스가 itemId와 seq를 넣어 주문을 다시 전달(returnCollect)한 뒤 재시도하세요.",
    "Have the return service report the order again with itemId and seq (returnCollect), then try again.",
    ["RETRY", "FALL_BACK_TO_MANUAL"],
  ),
  PAYMENT_NOT_FOUND: failure(
    "결제사에 해당 결제가 없습니다.",
    "The gateway does not know the payment.",
    "주문 서비스가 전달한 결제번호와 상점 설정을 확인하세요.",
    "Check the payment id the order service reported, and the store settings.",
    ["RETRY", "FALL_BACK_TO_MANUAL"],
  ),
  PROVIDER_REFUSED: failure(
    "카드사·은행 등 결제 기관이 거절했습니다.",
    "The provider (PG, card company, bank) said no.",
    "결제사 메시지를 확인한 뒤 다시 시도하거나 수기 환불로 처리하세요.",
    "Read the gateway's message, then try again or pay by bank transfer.",
    ["RETRY", "FALL_BACK_TO_MANUAL"],
  ),
  CANCEL_COUNT_EXHAUSTED: failure(
    "결제사가 허용하는 취소 횟수를 모두 썼습니다.",
    "The provider takes no further cancel of this payment.",
    "남은 금액은 수기 환불로 처리하세요.",
    "Pay the rest by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  PROMOTION_FORBIDS: failure(
    "프로모션 조건 때문에 이 금액은 취소할 수 없습니다.",
    "A promotion's arithmetic forbids this cancel.",
    "나머지 상품과 함께 취소하거나 수기 환불로 처리하세요.",
    "Cancel it together with the rest, or pay by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  DEADLINE_PASSED: failure(
    "결제사의 취소 가능 기한이 지났습니다.",
    "The gateway's deadline has passed.",
    "수기 환불로 처리하세요.",
    "Pay by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  PARTIAL_NOT_POSSIBLE: failure(
    "이 결제는 부분 취소를 지원하지 않습니다.",
    "This payment can only be cancelled in full.",
    "전액을 취소하거나 수기 환불로 처리하세요.",
    "Cancel all of it, or pay this part by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  ACCOUNT_REJECTED: failure(
    "환불계좌가 거절되었습니다.",
    "The refund account was rejected.",
    "고객에게 은행·계좌번호·예금주를 다시 확인해 변경한 뒤 재시도하세요.",
    "Ask the customer for bank, number and holder again, record them, then try again.",
    ["CHANGE_ACCOUNT", "RETRY", "FALL_BACK_TO_MANUAL"],
  ),
  TRANSFER_FAILED: failure(
    "결제사의 취소는 되었지만 고객 계좌로 보내는 이체가 실패해, 고객은 돈을 받지 못했습니다.",
    "The gateway cancelled, but its transfer to the customer's account failed: the customer has no money.",
    "고객에게 은행·계좌번호·예금주를 다시 확인해 변경한 뒤 수기 환불로 처리하세요.",
    "Ask the customer for bank, number and holder again, record them, then pay by bank transfer.",
    ["CHANGE_ACCOUNT", "FALL_BACK_TO_MANUAL"],
  ),
  CONTRACT_MISSING: failure(
    "가상계좌 환불 특약이 없습니다.",
    "The shop has no refund contract for virtual accounts.",
    "특약을 맺거나 수기 환불로 처리하세요.",
    "Make the contract, or pay by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  NOT_SUPPORTED: failure(
    "결제사가 이 환불을 처리할 방법이 없습니다(예: 봉사료, 다른 통화).",
    "The gateway has no way to make this refund, such as one with a service fee, or in another currency.",
    "수기 환불로 처리하세요.",
    "Pay by bank transfer.",
    ["FALL_BACK_TO_MANUAL"],
  ),
  CUSTOMER_UNREACHABLE: failure(
    "고객이 결제 서비스를 탈퇴했거나 이용이 정지되었습니다.",
    "The customer left the payment service or is suspended there.",
    "환불계좌를 받아 수기 환불로 처리하세요.",
    "Ask for a bank account and pay by bank transfer.",
    ["CHANGE_ACCOUNT", "FALL_BACK_TO_MANUAL"],
  ),
  LEDGER_REFUSED: failure(
    "주문 서비스가 적립금·예치금 반환을 거절했습니다.",
    "The order service refused to give points or deposit back.",
    "주문 서비스 담당자와 확인한 뒤 재시도하세요. 현금으로는 환불하지 않습니다.",
    "Settle it with the order service, then try again. Points never become cash.",
    ["RETRY"],
  ),
  GATEWAY_STATE_DIFFERS: failure(
    "결제사의 결제 상태가 우리 기록과 다릅니다. 이번 요청으로는 돈이 움직이지 않았습니다.",
    "The gateway's state of the payment differs from ours; nothing moved for this attempt.",
    "결제사 콘솔과 대사 결과를 확인한 뒤 재시도하거나 취소하세요.",
    "Look into the gateway's console and the reconciliation, then try again or cancel.",
    ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  NOT_CAPTURED: failure(
    "아직 매입되지 않은 결제라 일부만 취소할 수 없습니다.",
    "The payment is not captured yet, so no part of it can be cancelled.",
    "매입된 뒤 재시도하세요.",
    "Try again once it is captured.",
    ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  PAYMENT_DISPUTED: failure(
    "결제사에서 이의제기가 진행 중입니다.",
    "A dispute about the payment is open at the gateway.",
    "이의제기가 끝난 뒤 재시도하거나, 환불할 금액이 없으면 취소하세요.",
    "Try again when it has ended, or cancel if nothing is owed any more.",
    ["RETRY", "CANCEL"],
  ),
  GATEWAY_UNAVAILABLE: failure(
    "결제사에 연결되지 않거나 결제사가 계속 처리를 미루어, 자동 재시도를 마쳤습니다.",
    "The gateway could not be reached, or put it off again and again: it is not tried any more by itself.",
    "결제사 메시지를 확인한 뒤 재시도하거나 수기 환불로 처리하세요.",
    "Read the gateway's message, then try again or pay by bank transfer.",
    ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  ANSWER_UNREADABLE: failure(
    "결제사가 이 결제에 대해 읽을 수 없는 답을 보냅니다. 취소 요청은 보내지 않았습니다.",
    "The gateway answers, but nobody can read what it says of this payment. No cancel was sent.",
    "개발팀에 알리고 결제사 콘솔에서 결제를 확인한 뒤 재시도하거나 수기 환불로 처리하세요.",
    "Tell the developers and look at the payment in the gateway's console; then try again or pay by bank transfer.",
    ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  OVERTAKEN: failure(
    "결제사 콘솔에서 먼저 취소되어 이 환불의 금액이 사용되었습니다.",
    "A cancel made in the gateway's console took the money this refund had reserved.",
    "콘솔 취소가 이 환불이었다면 그 취소와 연결하세요. 아니면 남은 금액으로 낮춘 뒤 재시도하고, 남은 금액이 없으면 취소하세요.",
    "If that cancel was this refund, match the two; otherwise lower it to what is left and try again, or cancel it where nothing is.",
    ["MATCH_CANCELLATION", "LOWER_AMOUNT", "RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  CHARGED_BACK: failure(
    "카드사가 이 결제의 금액을 고객에게 돌려주었습니다(차지백). 이 환불의 금액은 거기에 사용되었습니다.",
    "The card company gave the customer this payment's money back (a chargeback), and with it what this refund had reserved.",
    "고객은 이미 돈을 받았습니다. 취소하세요. 차지백이 일부였다면 남은 금액으로 낮춘 뒤 재시도하세요.",
    "The customer has that money: cancel the refund, or lower it to what the chargeback left and try again.",
    ["CANCEL", "LOWER_AMOUNT", "RETRY", "FALL_BACK_TO_MANUAL"],
  ),
  NEVER_CAPTURED: failure(
    "승인된 금액의 일부만 매입되어, 이 환불의 금액만큼은 고객에게서 결제되지 않았습니다.",
    "Only a part of the payment was captured: what this refund had reserved was never taken from the customer.",
    "매입된 금액 안에서 남은 금액으로 낮춘 뒤 재시도하고, 남은 금액이 없으면 취소하세요.",
    "Lower it to what is left of the captured amount and try again; cancel it where nothing is.",
    ["LOWER_AMOUNT", "RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  CONFIRMED_NOT_REFUNDED: failure(
    "두 사람이 환불되지 않았음을 확인했습니다.",
    "Two people confirmed that the money did not move.",
    "재시도하거나 수기 환불로 처리하세요.",
    "Try again, or pay by bank transfer.",
    ["RETRY", "FALL_BACK_TO_MANUAL"],
  ),
  BANK_ACCOUNT_NOT_FOUND: accountFailure("은행에 없는 계좌번호입니다.", "The bank knows no such account."),
  BANK_ACCOUNT_CLOSED: accountFailure("해지된 계좌입니다.", "The account was closed."),
  BANK_ACCOUNT_RESTRICTED: accountFailure(
    "입금이 제한된 계좌입니다(압류, 사고 신고, 휴면, 한도).",
    "The account takes no money: seized, reported, dormant or limited.",
  ),
  BANK_HOLDER_DIFFERS: accountFailure("예금주가 다릅니다.", "The account is somebody else's."),
  BANK_LIMIT_EXCEEDED: transferFailure(
    "이체 한도를 초과했습니다.",
    "More than may be transferred at once or on one day.",
  ),
  BANK_UNAVAILABLE: transferFailure("은행 점검 또는 장애입니다.", "The bank could not do it at that time."),
  BANK_REFUSED: transferFailure(
    "은행이 다른 사유로 거절했습니다. 사유는 메모에 있습니다.",
    "The bank said no for another cause, which the memo says.",
  ),
  DEFERRED: failure(
    "결제사가 지금은 처리할 수 없습니다.",
    "The gateway cannot do it now.",
    "정해진 시각에 자동으로 다시 시도합니다. 기다리거나 바로 재시도하세요.",
    "It is tried again by itself at the time shown; wait, or try now.",
    ["RETRY", "FALL_BACK_TO_MANUAL", "CANCEL"],
  ),
  UNKNOWN: failure(
    "결제사의 답을 받지 못해 돈이 움직였는지 알 수 없습니다.",
    "No trustworthy answer came: the money may or may not have moved.",
    "증거를 자동으로 찾고 있습니다. 다시 보내지 마세요. 결제사 콘솔에서 확인했다면 결과를 진술하세요.",
    "Evidence is looked for by itself; do not pay in another way. Who has seen it in the gateway's console may state it.",
    ["RESOLVE_UNKNOWN"],
  ),
  PERHAPS_REFUNDED: failure(
    "결제사나 결제 기관이 이미 취소되었거나 처리될 것이라고 답했거나, 뜻을 알 수 없는 말로 거절했습니다. 돈이 움직였을 수 있습니다.",
    "The gateway, or the provider behind it, says that the money is back or will come, or said no in terms nobody knows: it may have moved.",
    "결제사 메시지를 읽고 결제 기관(PG)의 관리자 화면에서 직접 확인한 뒤 두 사람이 결과를 진술하세요. 그 전에는 다른 방법으로 지급하지 마세요.",
    "Read the gateway's message and look at the provider's own page; then two people state the outcome. Do not pay in another way before.",
    ["RESOLVE_UNKNOWN"],
  ),
};

/** The failure a refund's state has to explain; null when nothing failed. A no without a cause counts as the provider's, or the bank's. */
export function failureOf(refund: {
  state: RefundState;
  refusalCause: RefusalCause | null;
  transferFailureCause: TransferFailureCause | null;
  gatewayMessage: string | null;
  findingCode: FindingCode | null;
}): FailureCause | null {
  if (refund.state === "refundRequested.refused") return refund.refusalCause ?? "PROVIDER_REFUSED";
  if (refund.state === "refundRequested.deferred") return "DEFERRED";
  if (refund.state === "accepted.failed") return refund.transferFailureCause ?? "BANK_REFUSED";
  if (refund.state !== "refundRequested.unknown") return null;
  // Only an effect that was claimed leaves an explanation while a refund is unknown.
  return refund.gatewayMessage === null && refund.findingCode === null ? "UNKNOWN" : "PERHAPS_REFUNDED";
}

/** For what is possible at all, whoever may do it. */
const ANYBODY = { subject: "", may: () => true };

const ANY_ACCOUNT = { bankCode: null, hasPhone: true };

/** The remedies of a cause that are possible now, best first; where a bank transfer waits for an account, that account first. */
export function remediesNow(cause: FailureCause, facts: RefundFacts): Action[] {
  const possible = availableActions(facts, ANYBODY, false);
  const withAccount = availableActions({ ...facts, account: ANY_ACCOUNT }, ANYBODY, false);
  const needsAccount = !possible.includes("FALL_BACK_TO_MANUAL") && withAccount.includes("FALL_BACK_TO_MANUAL");
  const remedies = FAILURES[cause].actions.map((action) =>
    action === "FALL_BACK_TO_MANUAL" && needsAccount ? "CHANGE_ACCOUNT" : action,
  );
  return [...new Set(remedies)].filter((action) => possible.includes(action));
}
