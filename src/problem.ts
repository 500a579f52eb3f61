/**
 * The catalogue of expected problems: things that can go wrong without anybody having made a mistake in the code.
 * A use case returns them (`fail(...)`); it never throws them. Each code stands in `docs/errors.md` with what to do.
 */

/** `transient`: the same call may succeed later unchanged, so the answer is not kept under its idempotency key. */
interface ProblemKind {
  transient: boolean;
  /** The fault and what would be right; `{name}` takes the problem's detail of that name. */
  ko: string;
  en: string;
}

const kind = (ko: string, en: string, transient = false): ProblemKind => ({ ko, en, transient });

export const PROBLEMS = {
  NOT_FOUND: kind("{what} {id}을(를) 찾을 수 없습니다.", "There is no {what} {id}."),
  INVALID_INPUT: kind("입력값이 올바르지 않습니다: {reason}", "The input is not valid: {reason}"),
  REFUND_STATE_CONFLICT: kind(
    "현재 상태({state})에서는 {event}을(를) 할 수 없습니다.",
    "{event} is not possible while the refund is {state}.",
  ),
  VERSION_CONFLICT: kind(
    "그 사이 {changedBy}이(가) 변경했습니다(현재 버전 {currentVersion}). 다시 조회한 뒤 시도하세요.",
    "{changedBy} changed it meanwhile (now version {currentVersion}). Read it again, then decide.",
  ),
  REFUND_AMOUNT_EXCEEDED: kind(
    "환불 가능 금액({refundableAmount})을 초과했습니다.",
    "More than can be refunded ({refundableAmount}).",
  ),
  REFUNDABLE_AMOUNT_CHANGED: kind(
    "환불 가능 금액이 {refundableAmount}(으)로 바뀌었습니다. 다시 확인하세요.",
    "The refundable amount is now {refundableAmount}. Check it again.",
  ),
  PAYABLE_AMOUNT_CHANGED: kind(
    "이체할 금액이 {payableByHand}(으)로 바뀌었습니다. 이체한 금액과 다시 비교하세요.",
    "The amount to transfer is now {payableByHand}. Compare it with what was paid.",
  ),
  QUANTITY_EXCEEDED: kind(
    "상품 {lineNo}의 반품 가능 수량({returnableQuantity})을 초과했습니다.",
    "Line {lineNo} has only {returnableQuantity} left to return.",
  ),
  FACTS_CONFLICT: kind("이미 받은 내용과 다릅니다: {fact}", "This contradicts what was reported before: {fact}"),
  FACTS_INCONSISTENT: kind("금액 또는 항목이 서로 맞지 않습니다: {reason}", "The facts do not add up: {reason}"),
  SPLIT_IMPOSSIBLE: kind(
    "결제수단별 금액을 나눌 수 없습니다: {reason}",
    "The refund cannot be split over the payments like this: {reason}",
  ),
  NOT_CAPTURED: kind(
    "매입 전 결제는 전액 취소만 가능합니다.",
    "Before capture (매입 전) only a full cancel is possible.",
  ),
  CANCELLATION_MATCHED: kind(
    "이 취소의 금액은 이미 다른 환불과 모두 연결되었습니다.",
    "All of this cancel is matched with other refunds already.",
  ),
  GATEWAY_BALANCE_SPENT: kind(
    "결제사에 취소할 수 있는 금액이 {left}만 남아 있습니다. 수기 환불로 처리하세요.",
    "The gateway has only {left} left to cancel of this payment: pay by bank transfer.",
  ),
  PAYMENT_DISPUTED: kind("분쟁 중인 결제는 환불할 수 없습니다.", "The payment is disputed; its refunds are blocked."),
  POINTS_NEVER_CASH: kind(
    "적립금·예치금은 현금으로 환불하지 않습니다. 주문 서비스를 통해 돌려줍니다.",
    "Points and deposits never become cash: they go back through the order service.",
  ),
  REFUND_ACCOUNT_MISSING: kind(
    "환불계좌가 없습니다. 고객에게 확인해 환불계좌를 등록하세요.",
    "No refund account is known: ask the customer and record it (refundAccountChange).",
  ),
  REFUND_ALREADY_REVERSED: kind(
    "이미 반송 처리된 환불입니다({successorNo}).",
    "This refund was already recorded as sent back; {successorNo} pays it again.",
  ),
  NOT_SUPPORTED: kind(
    "이 결제수단은 결제사에서 환불할 수 없습니다. 수기 환불로 처리하세요.",
    "The gateway cannot refund this kind of payment. Refund it by bank transfer.",
  ),
  DEADLINE_PASSED: kind(
    "결제사 취소 기한({lastDay})이 지났습니다. 수기 환불로 처리하세요.",
    "The gateway's deadline ({lastDay}) has passed. Refund it by bank transfer.",
  ),
  WALLET_SOURCE_UNKNOWN: kind(
    "카드 결제분은 {lastDay}까지, 머니 결제분은 {lastPossibleDay}까지 취소할 수 있는데, 어느 쪽인지 모르거나 결제사의 조회 결과와 다릅니다. 카드인지 머니인지 기록(orderFactsCorrect)하거나 수기 환불로 처리하세요.",
    "A card behind the wallet could be refunded until {lastDay}, its money until {lastPossibleDay}, and nobody said which it was, or the gateway says otherwise than was reported: record walletSource (orderFactsCorrect), or refund by bank transfer.",
  ),
  SELLER_CONSENT_MISSING: kind(
    "{lastDay}이(가) 지나 판매자의 동의가 필요합니다. 동의했음을 기록(orderFactsCorrect)하거나 수기 환불로 처리하세요.",
    "After {lastDay} the provider refunds only with the seller's consent: give it there and record sellerConsented (orderFactsCorrect), or refund by bank transfer.",
  ),
  PARTIAL_NOT_POSSIBLE: kind(
    "이 결제는 부분 취소할 수 없습니다. 전액을 취소하거나 수기 환불로 처리하세요.",
    "This payment can only be cancelled in full. Refund all of it, or this part by bank transfer.",
  ),
  CANCEL_COUNT_EXHAUSTED: kind(
    "결제사가 허용하는 취소 횟수({max}회)를 모두 썼습니다. 수기 환불로 처리하세요.",
    "The provider's {max} cancels of this payment are used up. Refund the rest by bank transfer.",
  ),
  CONTRACT_MISSING: kind(
    "{provider}와(과) 환불 특약이 없습니다. 특약을 맺거나 수기 환불로 처리하세요.",
    "There is no refund contract (환불 특약) with {provider}. Make one, or refund by bank transfer.",
  ),
  REFUND_ACCOUNT_PHONE_MISSING: kind(
    "결제사가 예금주 연락처를 요구합니다. 환불계좌에 연락처를 추가하세요.",
    "The provider demands the account holder's telephone number: record it with the account (refundAccountChange).",
  ),
  REFUND_BANK_NOT_SUPPORTED: kind(
    "{payer}은(는) 은행 {bankCode}의 계좌로 환불할 수 없습니다. 다른 은행의 계좌로 변경하거나 수기 환불로 처리하세요.",
    "{payer} cannot pay to an account at bank {bankCode}. Record one at another bank (refundAccountChange; `banks` lists them), or refund by bank transfer.",
  ),
  SAME_PERSON: kind(
    "요청하거나 환불계좌를 등록한 사람은 승인할 수 없습니다.",
    "Whoever requested it, or named the account it goes to, may not approve or confirm it: a second person must.",
  ),
  GATEWAY_UNREACHABLE: kind(
    "결제사에 연결할 수 없습니다. 잠시 후 다시 시도하세요.",
    "The gateway cannot be reached; nothing was changed. Try again later.",
    true,
  ),
  EVIDENCE_DISAGREES: kind(
    "결제사 조회 결과와 다릅니다: {reason}",
    "The gateway's own records say otherwise: {reason}",
  ),
  CALL_UNDER_WAY: kind(
    "결제사 호출이 진행 중입니다. 끝난 뒤 다시 확인하세요.",
    "A call to the gateway is under way; nothing was changed. Confirm again when it has ended.",
    true,
  ),
  STATEMENT_CONFLICT: kind("확인하려는 진술과 다릅니다: {reason}", "This does not match the statement: {reason}"),
  REFUND_ALREADY_REOPENED: kind("이미 다시 열린 환불입니다.", "This refund was already re-opened as {successorNo}."),
  TOO_MANY: kind("한 번에 {limit}건까지 처리할 수 있습니다.", "At most {limit} at once."),
  BUSY: kind(
    "다른 작업이 같은 건을 처리 중입니다. 잠시 후 같은 키로 다시 시도하세요.",
    "Others are working on the same order or refund; nothing was changed. Try again shortly with the same key.",
    true,
  ),
  IDEMPOTENCY_KEY_REUSED: kind(
    "같은 멱등키가 다른 입력에 사용되었습니다. 새 키를 쓰세요.",
    "This idempotency key was used with another input. Use a new key.",
  ),
  IDEMPOTENCY_IN_PROGRESS: kind(
    "같은 요청이 아직 처리 중입니다. 잠시 후 같은 키로 다시 시도하세요.",
    "The same request is still running. Try again shortly with the same key.",
    true,
  ),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
export type ProblemDetail = Readonly<Record<string, string | number | boolean | null>>;

export interface Problem {
  code: ProblemCode;
  /** Details a caller needs to act on it: current values, limits, ids. Never personal data. */
  detail: ProblemDetail;
  /** The input field it is about, as a path; `null` when it is about none. */
  field: readonly (string | number)[] | null;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };
export type Failure = { ok: false; problem: Problem };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const fail = (code: ProblemCode, detail: ProblemDetail = {}, field: Problem["field"] = null): Failure => ({
  ok: false,
  problem: { code, detail, field },
});

export type Language = "ko" | "en";

/** The sentence a person reads. */
export function messageOf(problem: Problem, language: Language): string {
  return PROBLEMS[problem.code][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(problem.detail[name] ?? "?"),
  );
}
