/** The GraphQL enums of refunds, their attempts and what stands in their way. */
import { EVENTS, EVENT_TYPES } from "../../../machines/events.js";
import {
  describe,
  REFUND_STATES,
  type GatewayPhase,
  type ProcessingResult,
  type RefundState,
  type RefundStatus,
} from "../../../machines/states.js";
import { REFUSAL_CAUSES, type RefusalCause } from "../../gateways/port.js";
import type { AttemptStatus, CancellationCause } from "../../refund/record/attempt.entity.js";
import { templateOf } from "../../messages/catalogue.js";
import { FAILURES, type FailureCause } from "../../refund/eligibility/failure.js";
import type { Cause } from "../../refund/record/history.entity.js";
import type { Fact } from "../../refund/record/record-transition.js";
import type { ApprovalReason, CancelReason } from "../../refund/record/refund.entity.js";
import type { ObjectionWeight } from "../../gateway-rules/objection.js";
import type { ObjectionCode } from "../../refund/eligibility/objections.js";
import type { Action } from "../../refund/eligibility/rules.js";
import { enumeration } from "../enumeration.js";

/** The Korean words beside the English sentence. */
const besides = (korean: string, english: string): string =>
  `${korean} — ${english.charAt(0).toLowerCase()}${english.slice(1)}`;

export const RefundStatusEnum = enumeration<RefundStatus>(
  "RefundStatus",
  "The status of a refund (환불 상태), as the back office names it.",
  {
    RETURN_COLLECTED: "반품 회수완료 — the goods are back and the money is owed; nobody has asked for it yet.",
    REFUND_REQUESTED: "환불요청 — on its way back through the original payment; `gatewayPhase` says how far.",
    ACCEPTED: "환불접수 — to be paid by bank transfer; `processingResult` says how far.",
    COMPLETED: "환불완료 — the money moved.",
    CANCELLED: "환불취소 — it will not be paid; `cancelReason` says why.",
  },
);

export const GatewayPhaseEnum = enumeration<GatewayPhase>(
  "GatewayPhase",
  "The phase of a requested refund (환불요청).",
  {
    AWAITING_APPROVAL: "승인대기 — above the four-eyes limit: a second person must approve.",
    SUBMITTING: "결제사 요청중 — the call to the gateway is due, waits its turn, or is under way.",
    DEFERRED: "재시도 대기 — not now: a gateway's limit, or it could not be reached; tried again at `deferredUntil`.",
    PENDING: "결제사 처리중 — the gateway accepted it; the result comes later.",
    UNKNOWN: "결과 확인중 — no trustworthy answer came; evidence is looked for, nothing is sent meanwhile.",
    REFUSED: "환불 거절 — a definite no, with its cause; the money is still owed.",
  },
);

export const ApprovalReasonEnum = enumeration<ApprovalReason>(
  "ApprovalReason",
  "A reason for which a second person must agree before money moves (승인 사유).",
  {
    MONEY_MAY_HAVE_MOVED:
      "결제사에서 별도로 취소된 금액 있음 — money moved at the gateway without this service since the refund is owed. If that was this refund, cancel it here as not owed; approved, it is paid in addition.",
    NO_REFUSAL_BEHIND:
      "결제사가 거절한 적이 없고 거절할 사유도 없는 수기 환불 — the gateway was never asked for it, or never said a definite no, and no rule foretells one. A card payment paid back in cash breaks the card rules (여신전문금융업법).",
    GATEWAY_NOT_ASKED: "결제사 조회 불가 — the gateway could not be asked whether the money has moved there already.",
    HOLDER_DIFFERS: "예금주 불일치 — the account's holder has another name than the order's customer.",
    ACCOUNT_NAMED_BY_REQUESTER: "계좌 등록자와 요청자 동일 — whoever asks for the money named the account it goes to.",
    PAID_AGAIN: "반송 후 재지급 — money that was refunded is said to have come back and is paid again.",
    ABOVE_LIMIT:
      "승인 한도 초과 — the order's refunds, or the customer's of this Korean day, are above the four-eyes limit together.",
  },
);

export const ProcessingResultEnum = enumeration<ProcessingResult>(
  "ProcessingResult",
  "The result of a manual refund (처리결과).",
  {
    UNPROCESSED: "미처리 — to be paid at the bank.",
    SUCCEEDED: "성공 — the transfer was made.",
    FAILED: "실패 — the transfer failed; the money is still owed.",
  },
);

/** `refundRequested.awaitingApproval` → `REFUND_REQUESTED_AWAITING_APPROVAL`: a GraphQL name has no dots. */
const nameOfState = (state: RefundState): string =>
  state
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .replaceAll(".", "_")
    .toUpperCase();

export const RefundStateEnum = enumeration<RefundState>(
  "RefundState",
  "A state of the refund's machine (환불 세부 상태): status and detail in one value.",
  Object.fromEntries(
    REFUND_STATES.map((state) => {
      const { korean, koreanDetail, meaning } = describe(state);
      return [state, `${korean}${koreanDetail ? ` · ${koreanDetail}` : ""} — ${meaning}.`];
    }),
  ) as Record<RefundState, string>,
  nameOfState,
);

export type RefundEventName = (typeof EVENT_TYPES)[number] | "CREATED" | Fact;
export const RefundEventEnum = enumeration<RefundEventName>(
  "RefundEvent",
  "The event behind a transition of a refund (환불 이벤트).",
  {
    CREATED: "환불 발생 — the refund was created.",
    MONEY_MAY_HAVE_MOVED:
      "별도 취소 발견 — money moved at the gateway without this service, and may have been this refund; its state stays.",
    AMOUNT_LOWERED:
      "금액 낮춤 — no step: a part was settled in another way, and the refund owes less; the state stays.",
    ACCOUNT_CHANGED: "계좌 변경 — no step: the customer's bank account was replaced; the state stays.",
    ...(Object.fromEntries(
      EVENT_TYPES.map((type) => [type, besides(templateOf("ko", `names.event.${type}`), EVENTS[type].meaning)]),
    ) as Record<(typeof EVENT_TYPES)[number], string>),
  },
);

export const CauseEnum = enumeration<Cause>(
  "Cause",
  "The cause of a transition (처리 원인): a person, a service or a schedule.",
  {
    OPERATOR: "담당자 — a person of the back office.",
    SERVICE: "다른 서비스 — another service, such as the return service.",
    GATEWAY: "결제사 — the gateway's answer to our call or look-up.",
    WEBHOOK: "웹훅 — a look-up after the gateway's webhook.",
    RECONCILER: "대사 — reconciliation with the gateway's records.",
    UPLOAD: "파일 업로드 — a row of an uploaded result file.",
    GATEWAY_CONSOLE: "결제사 콘솔 — somebody cancelled the payment in the gateway's console.",
    CHARGEBACK: "차지백 — the card company took the money back.",
    SCHEDULE: "예약 — a schedule: the time had come.",
  },
);

export const CancelReasonEnum = enumeration<CancelReason>(
  "CancelReason",
  "The reason a refund is not paid (취소 사유).",
  {
    NOT_OWED: "지급 불필요 — the refund is not owed: the return's debt shrinks.",
    REOPEN_LATER: "나중에 다시 처리 — still owed; to be re-opened later.",
  },
);

export const AttemptStatusEnum = enumeration<AttemptStatus>(
  "AttemptStatus",
  "The status of one attempt at a gateway (결제사 시도 상태).",
  {
    QUEUED: "순서 대기 — waits until the payment's open attempt is closed.",
    SUBMITTING: "요청중 — due to be sent, or being sent.",
    PENDING: "결제사 처리중 — accepted; the result comes later.",
    UNKNOWN: "결과 확인중 — no trustworthy answer: money may have moved.",
    SUCCEEDED: "성공 — the money moved.",
    REFUSED: "거절 — a definite no.",
    DEFERRED: "재시도 대기 — not now; nothing moved.",
    NOT_EXECUTED: "미실행 확정 — proved not to have been executed.",
    DROPPED: "미전송 종료 — closed without having been sent: its refund took another way.",
  },
);

export const CancellationCauseEnum = enumeration<CancellationCause>(
  "CancellationCause",
  "The party that caused money to move back at a gateway (취소 주체).",
  {
    API: "우리 요청 — an attempt of ours.",
    GATEWAY_CONSOLE: "결제사 콘솔 — somebody in the gateway's console.",
    CHARGEBACK: "카드사 차지백 — the card company.",
  },
);

export const ActionEnum = enumeration<Action>(
  "RefundAction",
  "An action on a refund (환불 작업); each is a mutation.",
  {
    REQUEST: "환불요청 — the mutation `refundsRequest`.",
    APPROVE: "승인 — the mutation `refundApprove`.",
    DECLINE: "반려 — the mutation `refundDecline`.",
    RETRY: "재시도 — the mutation `refundRetry`.",
    CANCEL: "환불취소 — the mutation `refundCancel`.",
    REOPEN: "다시 열기 — the mutation `refundReopen`.",
    RESOLVE_UNKNOWN: "결과 확정 — the mutation `refundResolveUnknown`.",
    FALL_BACK_TO_MANUAL: "수기 환불 전환 — the mutation `refundFallBackToManual`.",
    CHANGE_ACCOUNT: "계좌 변경 — the mutation `refundAccountChange`.",
    RECORD_REVERSAL: "반송 기록 — the mutation `refundReversalRecord`.",
    MATCH_CANCELLATION: "취소 연결 — the mutation `refundMatchCancellation`.",
    LOWER_AMOUNT: "금액 낮추기 — the mutation `refundAmountLower`.",
    TAKE_BACK: "요청 회수 — the mutation `refundTakeBack`.",
    RECORD_RESULT: "이체 결과 기록 — the mutation `manualRefundResultsRecord`.",
  },
);

/** The causes with their meaning as `docs/failures.md` explains it. */
const meaningsOf = <Cause extends FailureCause>(causes: readonly Cause[]): Record<Cause, string> =>
  Object.fromEntries(
    causes.map((cause) => {
      const { meaning } = FAILURES[cause];
      return [cause, besides(templateOf("ko", meaning).replace(/\.$/, ""), templateOf("en", meaning))];
    }),
  ) as Record<Cause, string>;

export const FailureCauseEnum = enumeration<FailureCause>(
  "FailureCause",
  "The cause for which a refund is not done (실패 사유), in one vocabulary across gateways (`docs/failures.md`).",
  meaningsOf(Object.keys(FAILURES) as FailureCause[]),
);

export const RefusalCauseEnum = enumeration<RefusalCause>(
  "RefusalCause",
  "The cause of a gateway's definite no (거절 사유), in one vocabulary across gateways.",
  meaningsOf(REFUSAL_CAUSES),
);

export const BlockWeightEnum = enumeration<ObjectionWeight>(
  "BlockWeight",
  "The weight of an objection to a refund (사유의 영향).",
  {
    BLOCKS: "요청 불가 — the refund cannot be sent to the gateway.",
    DELAYS: "지연 — a request is accepted, and sent later.",
    WARNS: "경고 — a request is accepted; the gateway may refuse it.",
  },
);

export const BlockEnum = enumeration<ObjectionCode>(
  "BlockCode",
  "The objection to sending a refund to the gateway (요청 불가 사유).",
  {
    NOT_SUPPORTED: "환불 미지원 — the gateway or provider cannot refund this kind of payment.",
    DEADLINE_PASSED: "취소 기한 경과 — too long after the payment.",
    PARTIAL_NOT_POSSIBLE: "부분 취소 불가 — the payment can only be cancelled in full.",
    CANCEL_COUNT_EXHAUSTED: "취소 횟수 소진 — the provider takes no further cancel of the payment.",
    CONTRACT_MISSING: "The shop has no contract with the provider for refunds to bank accounts (환불 특약).",
    REFUND_ACCOUNT_MISSING: "환불계좌 없음 — the money cannot go back the way it came, and no bank account is known.",
    REFUND_ACCOUNT_PHONE_MISSING: "예금주 전화번호 없음 — the provider demands the account holder's telephone number.",
    WALLET_SOURCE_UNKNOWN:
      "지갑 재원 미확인 — too late for a card behind the wallet, not for its money, and nobody said which it was, or the gateway says otherwise than was reported.",
    SELLER_CONSENT_MISSING:
      "판매자 동의 없음 — so late that the seller has to agree with the provider first, and no consent is recorded.",
    REFUND_BANK_NOT_SUPPORTED: "송금 불가 은행 — the provider cannot pay to the bank of the account.",
    PROVIDER_UNKNOWN:
      "PG사 미확인 — the money goes to a bank account, and nobody reported the provider: whether it can pay to it is known once the gateway was asked.",
    DEADLINE_UNCERTAIN:
      "취소 기한 불확실 — the usual deadline has passed; only the gateway knows whether it still takes the cancel.",
    OUTSIDE_HOURS: "접수 시간 외 — the provider takes refunds at certain hours only.",
    NOT_CAPTURED: "Before capture (매입 전) only a full cancel is possible.",
    GATEWAY_BALANCE_SPENT: "결제사 잔액 부족 — the gateway has less left to cancel of the payment than this refund.",
    REFUND_AMOUNT_EXCEEDED:
      "환불 가능액 초과 — the refund holds no money, and the payment has less left than it owes: match it, lower it, or cancel it.",
    PAYMENT_DISPUTED: "결제 분쟁 — the payment is disputed: its refunds are blocked.",
    PAYMENT_BUSY:
      "다른 환불 진행중 — another refund of the payment is at the gateway. Only delays: a request is accepted and waits its turn.",
  },
);

export const StatedOutcomeEnum = enumeration<"REFUNDED" | "NOT_REFUNDED">(
  "StatedOutcome",
  "The outcome a person states (진술한 결과).",
  {
    REFUNDED: "환불됨 — the money moved.",
    NOT_REFUNDED: "환불 안 됨 — the money did not move.",
  },
);
