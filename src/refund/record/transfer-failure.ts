/** Why a bank transfer by hand failed (이체 실패 사유): what the bank said, in one vocabulary. */
export const TRANSFER_FAILURE_CAUSES = [
  "BANK_ACCOUNT_NOT_FOUND",
  "BANK_ACCOUNT_CLOSED",
  "BANK_ACCOUNT_RESTRICTED",
  "BANK_HOLDER_DIFFERS",
  "BANK_LIMIT_EXCEEDED",
  "BANK_UNAVAILABLE",
  "BANK_REFUSED",
] as const;
export type TransferFailureCause = (typeof TRANSFER_FAILURE_CAUSES)[number];
