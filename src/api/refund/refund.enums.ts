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

export const RefundStatusEnum = enumeration<RefundStatus>(
  "RefundStatus",
  "The status of a refund, as the back office names it.",
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
  "A reason for which a second person must agree before money moves.",
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
  "A state of the refund's machine: status and detail in one value.",
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
  "The event behind a transition of a refund.",
  {
    CREATED: "The refund was created.",
    MONEY_MAY_HAVE_MOVED:
      "Money moved at the gateway without this service, and may have been this refund; its state stays.",
    AMOUNT_LOWERED: "No step: a part was settled in another way, and the refund owes less; the state stays.",
    ACCOUNT_CHANGED: "No step: the customer's bank account was recorded anew; the state stays.",
    ...(Object.fromEntries(EVENT_TYPES.map((type) => [type, EVENTS[type].meaning])) as Record<
      (typeof EVENT_TYPES)[number],
      string
    >),
  },
);

export const CauseEnum = enumeration<Cause>("Cause", "The cause of a transition: a person, a service or a schedule.", {
  OPERATOR: "A person of the back office.",
  SERVICE: "Another service, such as the return service.",
  GATEWAY: "The gateway's answer to our call or look-up.",
  WEBHOOK: "A look-up after the gateway's webhook.",
  RECONCILER: "Reconciliation with the gateway's records.",
  UPLOAD: "A row of an uploaded result file.",
  GATEWAY_CONSOLE: "Somebody cancelled the payment in the gateway's console.",
  CHARGEBACK: "The card company took the money back.",
  SCHEDULE: "A schedule: the time had come.",
});

export const CancelReasonEnum = enumeration<CancelReason>("CancelReason", "The reason a refund is not paid.", {
  NOT_OWED: "The refund is not owed: the return's debt shrinks.",
  REOPEN_LATER: "Still owed; to be re-opened later.",
});

export const AttemptStatusEnum = enumeration<AttemptStatus>(
  "AttemptStatus",
  "The status of one attempt at a gateway.",
  {
    QUEUED: "Waits until the payment's open attempt is closed.",
    SUBMITTING: "Due to be sent, or being sent.",
    PENDING: "Accepted; the result comes later.",
    UNKNOWN: "No trustworthy answer: money may have moved.",
    SUCCEEDED: "The money moved.",
    REFUSED: "A definite no.",
    DEFERRED: "Not now; nothing moved.",
    NOT_EXECUTED: "Proved not to have been executed.",
    DROPPED: "Closed without having been sent: its refund took another way.",
  },
);

export const CancellationCauseEnum = enumeration<CancellationCause>(
  "CancellationCause",
  "The party that caused money to move back at a gateway.",
  {
    API: "An attempt of ours.",
    GATEWAY_CONSOLE: "Somebody in the gateway's console.",
    CHARGEBACK: "The card company.",
  },
);

export const ActionEnum = enumeration<Action>("RefundAction", "An action on a refund; each is a mutation.", {
  REQUEST: "The mutation `refundsRequest`.",
  APPROVE: "The mutation `refundApprove`.",
  DECLINE: "The mutation `refundDecline`.",
  RETRY: "The mutation `refundRetry`.",
  CANCEL: "The mutation `refundCancel`.",
  REOPEN: "The mutation `refundReopen`.",
  RESOLVE_UNKNOWN: "The mutation `refundResolveUnknown`.",
  FALL_BACK_TO_MANUAL: "The mutation `refundFallBackToManual`.",
  CHANGE_ACCOUNT: "The mutation `refundAccountChange`.",
  RECORD_REVERSAL: "The mutation `refundReversalRecord`.",
  MATCH_CANCELLATION: "The mutation `refundMatchCancellation`.",
  LOWER_AMOUNT: "The mutation `refundAmountLower`.",
  TAKE_BACK: "The mutation `refundTakeBack`.",
  RECORD_RESULT: "The mutation `manualRefundResultsRecord`.",
});

/** The causes with their meaning as `docs/failures.md` explains it. */
const meaningsOf = <Cause extends FailureCause>(causes: readonly Cause[]): Record<Cause, string> =>
  Object.fromEntries(causes.map((cause) => [cause, templateOf("en", FAILURES[cause].meaning)])) as Record<
    Cause,
    string
  >;

export const FailureCauseEnum = enumeration<FailureCause>(
  "FailureCause",
  "The cause for which a refund is not done, in one vocabulary across gateways (`docs/failures.md`).",
  meaningsOf(Object.keys(FAILURES) as FailureCause[]),
);

export const RefusalCauseEnum = enumeration<RefusalCause>(
  "RefusalCause",
  "The cause of a gateway's definite no, in one vocabulary across gateways.",
  meaningsOf(REFUSAL_CAUSES),
);

export const BlockWeightEnum = enumeration<ObjectionWeight>("BlockWeight", "The weight of an objection to a refund.", {
  BLOCKS: "The refund cannot be sent to the gateway.",
  DELAYS: "A request is accepted, and sent later.",
  WARNS: "A request is accepted; the gateway may refuse it.",
});

export const BlockEnum = enumeration<ObjectionCode>("BlockCode", "The objection to sending a refund to the gateway.", {
  NOT_SUPPORTED: "The gateway or provider cannot refund this kind of payment.",
  DEADLINE_PASSED: "Too long after the payment.",
  PARTIAL_NOT_POSSIBLE: "The payment can only be cancelled in full.",
  CANCEL_COUNT_EXHAUSTED: "The provider takes no further cancel of the payment.",
  CONTRACT_MISSING: "The shop has no contract with the provider for refunds to bank accounts (환불 특약).",
  REFUND_ACCOUNT_MISSING: "The money cannot go back the way it came, and no bank account is known.",
  REFUND_ACCOUNT_PHONE_MISSING: "The provider demands the account holder's telephone number.",
  WALLET_SOURCE_UNKNOWN:
    "Too late for a card behind the wallet, not for its money, and nobody said which it was, or the gateway says otherwise than was reported.",
  SELLER_CONSENT_MISSING: "So late that the seller has to agree with the provider first, and no consent is recorded.",
  REFUND_BANK_NOT_SUPPORTED: "The provider cannot pay to the bank of the account.",
  PROVIDER_UNKNOWN:
    "The money goes to a bank account, and nobody reported the provider: whether it can pay to it is known once the gateway was asked.",
  DEADLINE_UNCERTAIN: "The usual deadline has passed; only the gateway knows whether it still takes the cancel.",
  OUTSIDE_HOURS: "The provider takes refunds at certain hours only.",
  NOT_CAPTURED: "Before capture (매입 전) only a full cancel is possible.",
  GATEWAY_BALANCE_SPENT: "The gateway has less left to cancel of the payment than this refund.",
  REFUND_AMOUNT_EXCEEDED:
    "The refund holds no money, and the payment has less left than it owes: match it, lower it, or cancel it.",
  PAYMENT_DISPUTED: "The payment is disputed: its refunds are blocked.",
  PAYMENT_BUSY:
    "Another refund of the payment is at the gateway. Only delays: a request is accepted and waits its turn.",
});

export const StatedOutcomeEnum = enumeration<"REFUNDED" | "NOT_REFUNDED">(
  "StatedOutcome",
  "The outcome a person states.",
  {
    REFUNDED: "The money moved.",
    NOT_REFUNDED: "The money did not move.",
  },
);
