/** The words a refund's life is told in, as GraphQL enums. */
import { EVENTS, EVENT_TYPES } from "../../../machines/events.js";
import {
  describe,
  REFUND_STATES,
  type GatewayPhase,
  type ProcessingResult,
  type RefundState,
  type RefundStatus,
} from "../../../machines/states.js";
import type { RefusalCause } from "../../gateways/port.js";
import type { AttemptStatus, EffectCause } from "../../refund/attempt/attempt.entity.js";
import { FAILURES, type FailureCause } from "../../refund/failure.js";
import type { Cause } from "../../refund/history/history.entity.js";
import type { Fact } from "../../refund/record-step.js";
import type { CancelReason } from "../../refund/refund.entity.js";
import type { Weight } from "../../orders/gateway-rule-objection.js";
import type { Action, Block } from "../../refund/rules.js";
import { enumeration } from "../enumeration.js";

export const RefundStatusEnum = enumeration<RefundStatus>(
  "RefundStatus",
  "Where a refund stands, as the back office names it.",
  {
    RETURN_COLLECTED: "반품 회수완료 — the goods are back and the money is owed; nobody has asked for it yet.",
    REFUND_REQUESTED: "환불요청 — on its way back through the original payment; `gatewayPhase` says how far.",
    ACCEPTED: "환불접수 — to be paid by bank transfer; `processingResult` says how far.",
    COMPLETED: "환불완료 — the money moved.",
    CANCELLED: "환불취소 — it will not be paid; `cancelReason` says why.",
  },
);

export const GatewayPhaseEnum = enumeration<GatewayPhase>("GatewayPhase", "How far a requested refund is (환불요청).", {
  AWAITING_APPROVAL: "승인대기 — above the four-eyes limit: a second person must approve.",
  SUBMITTING: "결제사 요청중 — the call to the gateway is due, waits its turn, or is under way.",
  DEFERRED: "재시도 대기 — not now: a gateway's limit, or it could not be reached; tried again at `deferredUntil`.",
  PENDING: "결제사 처리중 — the gateway accepted it; the result comes later.",
  UNKNOWN: "결과 확인중 — no trustworthy answer came; evidence is looked for, nothing is sent meanwhile.",
  REFUSED: "환불 거절 — a definite no, with its cause; the money is still owed.",
});

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
export const nameOfState = (state: RefundState): string =>
  state
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .replaceAll(".", "_")
    .toUpperCase();

export const RefundStateEnum = enumeration<RefundState>(
  "RefundState",
  "A state of the refund's machine: status and detail in one word.",
  Object.fromEntries(
    REFUND_STATES.map((state) => {
      const { korean, koreanDetail, meaning } = describe(state);
      return [state, `${korean}${koreanDetail ? ` · ${koreanDetail}` : ""} — ${meaning}.`];
    }),
  ) as Record<RefundState, string>,
  nameOfState,
);

export type StepEvent = (typeof EVENT_TYPES)[number] | "BORN" | Fact;
export const StepEventEnum = enumeration<StepEvent>("RefundEvent", "What made a refund take a step.", {
  BORN: "It came into being.",
  ACCOUNT_CHANGED: "No step: the customer's bank account was recorded anew; the state stays.",
  ...(Object.fromEntries(EVENT_TYPES.map((type) => [type, EVENTS[type].meaning])) as Record<
    (typeof EVENT_TYPES)[number],
    string
  >),
});

export const CauseEnum = enumeration<Cause>("Cause", "Who or what brought a step about.", {
  OPERATOR: "A person of the back office.",
  SERVICE: "Another service, such as the return service.",
  GATEWAY: "The gateway's answer to our call or look-up.",
  WEBHOOK: "A look-up after the gateway's webhook.",
  RECONCILER: "Reconciliation with the gateway's records.",
  UPLOAD: "A row of an uploaded result file.",
  GATEWAY_CONSOLE: "Somebody cancelled the payment in the gateway's console.",
  CHARGEBACK: "The card company took the money back.",
  SCHEDULE: "Its time had come.",
});

export const CancelReasonEnum = enumeration<CancelReason>("CancelReason", "Why a refund is not paid.", {
  NOT_OWED: "It is not owed: the return's debt shrinks.",
  REOPEN_LATER: "Still owed; to be re-opened later.",
});

export const RefusalCauseEnum = enumeration<RefusalCause>(
  "RefusalCause",
  "Why a gateway said a definite no, in one vocabulary across gateways.",
  {
    INVALID_REQUEST: "The gateway found the request malformed: a fault of ours.",
    PAYMENT_NOT_FOUND: "The gateway does not know the payment.",
    PROVIDER_REFUSED: "The gateway's provider (PG, card company, bank) said no.",
    CANCEL_COUNT_EXHAUSTED: "The provider allows no further cancel of this payment.",
    PROMOTION_FORBIDS: "A promotion's arithmetic forbids this partial cancel.",
    DEADLINE_PASSED: "Too long after the payment for this gateway, method or provider.",
    PARTIAL_NOT_POSSIBLE: "This payment can only be cancelled in full.",
    ACCOUNT_REJECTED:
      "The refund account is missing, malformed, of a bank the provider does not know, or not the holder's.",
    CONTRACT_MISSING: "The merchant has no refund contract for virtual accounts (환불 특약) with the provider.",
    CUSTOMER_UNREACHABLE: "The customer left the payment service or is suspended there.",
    LEDGER_REFUSED: "The shop's own ledger of points or deposits said no.",
    GATEWAY_STATE_DIFFERS:
      "The gateway's picture of the payment differs from ours, and nothing moved for this attempt.",
    OVERTAKEN: "A cancel made in the gateway's console took the room this refund had reserved.",
    CONFIRMED_NOT_REFUNDED: "A person stated, and a second one confirmed, that the money did not move.",
  },
);

export const AttemptStatusEnum = enumeration<AttemptStatus>("AttemptStatus", "How far one try at a gateway is.", {
  QUEUED: "Waits until the payment's open attempt is closed.",
  SUBMITTING: "Due to be sent, or being sent.",
  PENDING: "Accepted; the result comes later.",
  UNKNOWN: "No trustworthy answer: money may have moved.",
  SUCCEEDED: "The money moved.",
  REFUSED: "A definite no.",
  DEFERRED: "Not now; nothing moved.",
  NOT_EXECUTED: "Proved not to have been executed.",
  DROPPED: "Closed without having been sent: its refund took another way.",
});

export const EffectCauseEnum = enumeration<EffectCause>("EffectCause", "Who caused money to move back at a gateway.", {
  API: "An attempt of ours.",
  GATEWAY_CONSOLE: "Somebody in the gateway's console.",
  CHARGEBACK: "The card company.",
});

export const ActionEnum = enumeration<Action>("RefundAction", "What can be done with a refund; each is a mutation.", {
  REQUEST: "`refundsRequest`",
  APPROVE: "`refundApprove`",
  DECLINE: "`refundDecline`",
  RETRY: "`refundRetry`",
  CANCEL: "`refundCancel`",
  REOPEN: "`refundReopen`",
  RESOLVE_UNKNOWN: "`refundResolveUnknown`",
  FALL_BACK_TO_MANUAL: "`refundFallBackToManual`",
  CHANGE_ACCOUNT: "`refundAccountChange`",
  RECORD_REVERSAL: "`refundReversalRecord`",
});

export const FailureCauseEnum = enumeration<FailureCause>(
  "FailureCause",
  "Why a refund is not done, in one vocabulary across gateways (`docs/failures.md`).",
  Object.fromEntries(Object.entries(FAILURES).map(([cause, { means }]) => [cause, means.en])) as Record<
    FailureCause,
    string
  >,
);

export const BlockWeightEnum = enumeration<Weight>("BlockWeight", "How much something stands in the way of a refund.", {
  BLOCKS: "It cannot be sent to the gateway.",
  DELAYS: "A request is accepted, and sent later.",
  WARNS: "A request is accepted; the gateway may refuse it.",
});

export const BlockEnum = enumeration<Block>("BlockCode", "What stands in the way of sending a refund to the gateway.", {
  NOT_SUPPORTED: "The gateway or provider cannot refund this kind of payment.",
  DEADLINE_PASSED: "Too long after the payment.",
  PARTIAL_NOT_POSSIBLE: "The payment can only be cancelled in full.",
  CANCEL_COUNT_EXHAUSTED: "The provider takes no further cancel of the payment.",
  CONTRACT_MISSING: "The shop has no contract with the provider for refunds to bank accounts (환불 특약).",
  REFUND_ACCOUNT_MISSING: "The money cannot go back the way it came, and no bank account is known.",
  REFUND_ACCOUNT_PHONE_MISSING: "The provider demands the account holder's telephone number.",
  DEADLINE_UNCERTAIN: "The usual deadline has passed; only the gateway knows whether it still takes the cancel.",
  OUTSIDE_HOURS: "The provider takes refunds at certain hours only.",
  NOT_CAPTURED: "Before capture (매입 전) only a full cancel is possible.",
  PAYMENT_DISPUTED: "The payment is disputed: its refunds are blocked.",
  PAYMENT_BUSY:
    "Another refund of the payment is at the gateway. Only delays: a request is accepted and waits its turn.",
});

export const StatedOutcomeEnum = enumeration<"REFUNDED" | "NOT_REFUNDED">(
  "StatedOutcome",
  "What a person says of an unknown outcome.",
  {
    REFUNDED: "The money moved.",
    NOT_REFUNDED: "The money did not move.",
  },
);
