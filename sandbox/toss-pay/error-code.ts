/** Every error code the vendor documents that a refund or a look-up can meet, with its HTTP status and a sentence for `msg`. */

interface ErrorCode {
  /** 200 unless the vendor's list of HTTP statuses names the case: 400 parameter, 401 merchant key. */
  status: number;
  /** One code comes with several sentences at the vendor; these are the sandbox's. */
  message: string;
}

const business = (message: string): ErrorCode => ({ status: 200, message });

/** Source: Toss Pay refunds (errorCode) and the list of error codes. Cash receipt (현금영수증) codes come after a refund was made. */
export const ERROR_CODES = {
  COMMON_INVALID_PARAMETER: { status: 400, message: "요청 값이 올바르지 않습니다." },
  COMMON_INVALID_API_KEY: { status: 401, message: "API Key가 올바르지 않습니다." },
  COMMON_UNAUTHORIZED: { status: 401, message: "권한이 없습니다." },
  COMMON_SYSTEM_ERROR: business("시스템 오류입니다."),
  COMMON_TIMEOUT: business("처리가 늦어지고 있습니다."),
  COMMON_THROTTLED: business("요청이 많습니다. 잠시 후 다시 시도해 주세요."),
  COMMON_BREAK_TIME_OF_BANK: business("은행 점검 시간입니다."),
  COMMON_REFUND_ERROR: business("환불할 수 없는 상태입니다."),
  COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS: business("요청할 수 없는 상태입니다."),
  TRANSACTION_PENDING_ERROR: business("먼저 요청한 거래가 아직 진행 중입니다."),
  TRANSACTION_NOT_COMPLETE: business("완료되지 않은 거래입니다."),
  TRANSACTION_NOT_FOUND: business("없는 거래입니다."),
  REFUND_ALREADY_REFUNDED: business("이미 전액 환불된 거래입니다."),
  REFUND_REFUND_NO_DUPLICATE: business("이미 사용한 refundNo입니다."),
  REFUND_EXCEED_DAILY: business("상점의 일일 환불 한도를 넘습니다."),
  INACTIVE_USER: business("탈퇴한 사용자입니다."),
  PAUSE_USER: business("일시정지된 사용자입니다."),
  CARD_SYSTEM_ERROR: business("카드사 시스템 점검 중입니다."),
  CARD_BANK_SYSTEM_ERROR: business("카드사의 거래은행 시스템 점검 중입니다."),
  BNPL_ALREADY_COMPLETED_REFUND: business("이미 환불된 후불결제입니다."),
  PAYMENT_SHOP_STATE_NOT_NORMAL: business("가맹점이 정상 상태가 아닙니다."),
  PAYMENT_SHOP_STATE_CANNOT_REFUND: business("환불할 수 없는 가맹점입니다."),
  CASH_RECEIPT_ALREADY_CANCEL_FAIL: business("이미 취소된 현금영수증입니다."),
  CASH_RECEIPT_CANCEL_ISSUE_FAIL: business("현금영수증 발행을 취소하지 못했습니다."),
  CASH_RECEIPT_REVOKE_REGIST_ISSUE_FAIL: business("취소 현금영수증을 발행하지 못했습니다."),
  CASH_RECEIPT_GET_INFO_FAIL: business("현금영수증 정보를 확인하지 못했습니다."),
  CASH_RECEIPT_NOT_EXIST: business("발급된 현금영수증이 없습니다."),
  CASH_RECEIPT_UNKNOWN_STATUS_CODE: business("알 수 없는 현금영수증 상태입니다."),
} as const satisfies Readonly<Record<string, ErrorCode>>;

export type KnownErrorCode = keyof typeof ERROR_CODES;

/** The vendor adds codes without notice, so a fault may name one that is in no list: HTTP 200 and a sentence of its own. */
export const errorCode = (code: string): ErrorCode =>
  Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as KnownErrorCode] : business("요청을 처리하지 못했습니다.");
