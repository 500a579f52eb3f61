/** The GraphQL enums of refunds paid by bank transfer. */
import type { ManualRefundReason } from "../../manual-refund/accept.js";
import type { TransferFailureCause } from "../../refund/record/transfer-failure.js";
import { enumeration } from "../enumeration.js";

export const TransferFailureCauseEnum = enumeration<TransferFailureCause>(
  "TransferFailureCause",
  "The cause for which a bank transfer failed (이체 실패 사유), as the bank gave it.",
  {
    BANK_ACCOUNT_NOT_FOUND: "계좌번호 오류 — the bank knows no such account.",
    BANK_ACCOUNT_CLOSED: "해지 계좌 — the account was closed.",
    BANK_ACCOUNT_RESTRICTED: "입금 제한 계좌 — the account takes no money: seized, reported, dormant or limited.",
    BANK_HOLDER_DIFFERS: "예금주 불일치 — the account is somebody else's.",
    BANK_LIMIT_EXCEEDED: "이체한도 초과 — more than may be transferred at once or on one day.",
    BANK_UNAVAILABLE: "은행 점검·장애 — the bank could not do it at that time.",
    BANK_REFUSED: "기타 은행 거절 — another cause, which the memo says.",
  },
);

export const ManualRefundReasonEnum = enumeration<ManualRefundReason>(
  "ManualRefundReason",
  "The reason for which a manual refund is owed without a return (수기 환불 접수 사유).",
  {
    GOODWILL: "보상 — a compensation the shop grants.",
    OVERCHARGED: "과다 결제 — the customer paid more than the goods cost.",
    DEDUCTION_RETURNED:
      "차감액 환급 — a deduction of an earlier refund is given back, such as the shipping of a return.",
    CANNOT_CANCEL_PAYMENT: "원결제 취소 불가 — the payment cannot be cancelled at its gateway.",
    OTHER: "기타 — another reason, which the memo says.",
  },
);
