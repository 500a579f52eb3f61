/** The GraphQL enums of what waits for a second person. */
import { enumeration } from "../enumeration.js";

/** A kind of what waits for a second person, and with it the table it stands in. */
export const APPROVAL_KINDS = [
  "GATEWAY_REFUND",
  "MANUAL_REFUND",
  "UNKNOWN_OUTCOME",
  "CANCELLATION_CORRECTION",
  "FACTS_CORRECTION",
] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

export const ApprovalKindEnum = enumeration<ApprovalKind>(
  "ApprovalKind",
  "A kind of what waits for a second person (승인 종류).",
  {
    GATEWAY_REFUND: "환불 승인대기 — a refund over the gateway that a second person has to approve before it is sent.",
    MANUAL_REFUND:
      "수기 환불 승인대기 — a bank transfer that a second person has to approve: a fall-back, a refund whose account was changed, or the successor of one that came back; `reasons` say which.",
    UNKNOWN_OUTCOME: "결과 확인 — a statement about the unknown outcome of a refund.",
    CANCELLATION_CORRECTION:
      "취소 내역 정정 — a statement about a cancel of a payment that its gateway does not say itself.",
    FACTS_CORRECTION:
      "주문 사실 정정 — a proposal to correct what was reported of a payment or of its order's lines, its captured amount included.",
  },
);

export type DecidingMutation =
  "refundApprove" | "refundResolveUnknown" | "paymentCancellationCorrect" | "orderFactsCorrect";

/** `refundApprove` → `REFUND_APPROVE`: enum values are written in capitals. */
const nameOfMutation = (mutation: DecidingMutation): string =>
  mutation.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

export const DecidingMutationEnum = enumeration<DecidingMutation>(
  "DecidingMutation",
  "The mutation by which a second person decides (승인 방법).",
  {
    refundApprove: "환불 승인 — the mutation `refundApprove`; the contrary is `refundDecline`.",
    refundResolveUnknown:
      "결과 확정 — the mutation `refundResolveUnknown` with `confirmsStatementId`; a statement of one's own replaces it.",
    paymentCancellationCorrect:
      "취소 내역 정정 — the mutation `paymentCancellationCorrect` with `confirmsStatementId`; a statement of one's own replaces it.",
    orderFactsCorrect:
      "주문 정보 정정 — the mutation `orderFactsCorrect` with `confirmsCorrectionId`; a proposal of one's own replaces it.",
  },
  nameOfMutation,
);

export type ApprovalStatus = "NOT_NEEDED" | "WAITING" | "GIVEN";

export const ApprovalStatusEnum = enumeration<ApprovalStatus>(
  "ApprovalStatus",
  "The status of a refund's approval by a second person (승인).",
  {
    NOT_NEEDED: "승인 불필요 — nobody has to approve it as it stands, and nobody has.",
    WAITING: "승인대기 — it waits for a second person.",
    GIVEN: "승인완료 — a second person has approved it.",
  },
);
