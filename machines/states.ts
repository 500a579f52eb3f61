/** The states a refund can rest in, as the database stores them, and what the outside is told about each. */

export const REFUND_STATES = [
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.submitting",
  "refundRequested.deferred",
  "refundRequested.pending",
  "refundRequested.unknown",
  "refundRequested.refused",
  "accepted.awaitingApproval",
  "accepted.unprocessed",
  "accepted.failed",
  "completed",
  "cancelled",
] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export type RefundStatus = "RETURN_COLLECTED" | "REFUND_REQUESTED" | "ACCEPTED" | "COMPLETED" | "CANCELLED";
export type GatewayPhase = "AWAITING_APPROVAL" | "SUBMITTING" | "DEFERRED" | "PENDING" | "UNKNOWN" | "REFUSED";
export type ProcessingResult = "UNPROCESSED" | "SUCCEEDED" | "FAILED";

/** States in which an attempt may be moving money. One per payment, but for attempts that still queue in `submitting`. */
export const OPEN_ATTEMPT_STATES: ReadonlySet<RefundState> = new Set([
  "refundRequested.submitting",
  "refundRequested.pending",
  "refundRequested.unknown",
]);

/** States in which a second person has to agree before anything goes on. */
export const AWAITING_APPROVAL_STATES = [
  "refundRequested.awaitingApproval",
  "accepted.awaitingApproval",
] as const satisfies readonly RefundState[];

export const isAwaitingApproval = (state: RefundState): boolean =>
  (AWAITING_APPROVAL_STATES as readonly RefundState[]).includes(state);

/** The ends. `completed` can still learn a fact (`REVERSED`); no other step leaves an end. */
export const SETTLED_STATES: ReadonlySet<RefundState> = new Set(["completed", "cancelled"]);

export interface Description {
  readonly status: RefundStatus;
  readonly gatewayPhase: GatewayPhase | null;
  /**
   * `null` for `completed`: SUCCEEDED if it was paid by hand, which the caller's row knows and the state does not. `null`, too,
   * while a second person has not agreed: nobody may pay it at the bank yet, so it is not 미처리.
   */
  readonly processingResult: ProcessingResult | null;
  /** Of a manual refund only; an original-payment refund says it in `gatewayPhase`. */
  readonly approval: "WAITING" | null;
  /** The status as the back office names it. */
  readonly korean: string;
  /** The detail within the status; `null` where there is none. */
  readonly koreanDetail: string | null;
  /** The meaning, for a reader of `docs/lifecycle.md`. */
  readonly meaning: string;
}

const NO_DETAIL = { gatewayPhase: null, processingResult: null, approval: null, koreanDetail: null } as const;

const requested = (gatewayPhase: GatewayPhase, koreanDetail: string, meaning: string): Description => ({
  ...NO_DETAIL,
  status: "REFUND_REQUESTED",
  korean: "환불요청",
  gatewayPhase,
  koreanDetail,
  meaning,
});

const accepted = (detail: Pick<Description, "processingResult" | "approval" | "koreanDetail" | "meaning">) =>
  ({ ...NO_DETAIL, status: "ACCEPTED", korean: "환불접수", ...detail }) as const;

const DESCRIPTIONS: Readonly<Record<RefundState, Description>> = {
  returnCollected: {
    ...NO_DETAIL,
    status: "RETURN_COLLECTED",
    korean: "반품 회수완료",
    meaning: "the goods are back, the money is owed",
  },
  "refundRequested.awaitingApproval": requested("AWAITING_APPROVAL", "승인대기", "above the four-eyes limit"),
  "refundRequested.submitting": requested(
    "SUBMITTING",
    "결제사 요청중",
    "an attempt is committed; the call is due or under way",
  ),
  "refundRequested.deferred": requested(
    "DEFERRED",
    "재시도 대기",
    "not now: a gateway limit until a time, or it could not be reached",
  ),
  "refundRequested.pending": requested("PENDING", "결제사 처리중", "the gateway accepted it, the result comes later"),
  "refundRequested.unknown": requested("UNKNOWN", "결과 확인중", "no trustworthy answer: look for evidence"),
  "refundRequested.refused": requested("REFUSED", "환불 거절", "a definite no, with its cause; still owed"),
  "accepted.awaitingApproval": accepted({
    processingResult: null,
    approval: "WAITING",
    koreanDetail: "승인대기",
    meaning: "above the four-eyes limit",
  }),
  "accepted.unprocessed": accepted({
    processingResult: "UNPROCESSED",
    approval: null,
    koreanDetail: "미처리",
    meaning: "to be paid at the bank",
  }),
  "accepted.failed": accepted({
    processingResult: "FAILED",
    approval: null,
    koreanDetail: "실패",
    meaning: "the transfer failed; the status stays, the money is still owed",
  }),
  completed: { ...NO_DETAIL, status: "COMPLETED", korean: "환불완료", meaning: "the money moved" },
  cancelled: { ...NO_DETAIL, status: "CANCELLED", korean: "환불취소", meaning: "it will not be paid" },
};

export const describe = (state: RefundState): Description => DESCRIPTIONS[state];

/** For text from outside the type system, such as a database column. */
export const isRefundState = (text: string): text is RefundState => Object.hasOwn(DESCRIPTIONS, text);
