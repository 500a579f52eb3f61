/** The GraphQL enums of refunds paid by bank transfer. */
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
