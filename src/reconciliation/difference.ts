/** Differences reconciliation (대사) can find between us and a gateway, and the advice for each. */

const DIFFERENCE_KINDS = [
  /** They list money that went back, which we have not booked. */
  "MISSING_HERE",
  /** We booked money that went back, which they do not list; or they do not know the payment at all. */
  "MISSING_THERE",
  /** Both know it, with another amount. */
  "AMOUNT",
  /** Both know it, in another state. */
  "STATE",
  /** More than one cancel went through for one attempt of ours: the customer was probably paid twice. */
  "DUPLICATE",
  /** An attempt has no end for too long, or it ended well after we had given it up. */
  "LATE",
] as const;
type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** The advice, by code for the page, and as a sentence in both languages. */
export const REMEDIES = {
  CHECK_BOOKING: {
    ko: "조회 결과를 장부에 반영했습니다. 아직 기다리는 환불이 이 금액을 다시 내보내지 않는지 확인하세요.",
    en: "It has been put right in our books. Check that no refund still waiting would pay the same money again.",
  },
  WAIT_FOR_ATTEMPT: {
    ko: "진행 중인 환불 시도가 끝나면 자동으로 반영됩니다. 끝나지 않으면 결과 불명 환불을 먼저 처리하세요.",
    en: "It is booked once the payment's open attempt has ended. If that does not end by itself, resolve the unknown refund first.",
  },
  FIND_AMOUNT: {
    ko: "이 결제사는 금액을 알려주지 않습니다. 결제사 관리자 화면에서 얼마가 취소되었는지 확인해 두 사람이 기록하세요(paymentCancellationCorrect).",
    en: "This gateway names no amounts: find in its console how much was cancelled; then two people record it (paymentCancellationCorrect).",
  },
  ASK_GATEWAY: {
    ko: "결제사에 취소 아이디를 알리고 취소가 있었는지 문의하세요. 취소가 원복되었다면 두 사람이 기록하고(paymentCancellationCorrect), 취소는 되었으나 고객이 받지 못했다면 반송으로 기록하세요(refundReversalRecord).",
    en: "Ask the gateway about this cancellation. If it was taken back (취소 원복), two people record that (paymentCancellationCorrect); if it stands and the customer got nothing, record the reversal (refundReversalRecord).",
  },
  CHECK_PAYMENT: {
    ko: "결제사가 이 결제를 모릅니다. 주문 서비스가 알려준 결제 아이디와 상점 설정을 확인하세요.",
    en: "The gateway does not know this payment: check the id the order service reported, and which store our credentials belong to.",
  },
  COMPARE_RECEIPTS: {
    ko: "매출전표와 주문을 비교하고, 결제사와 맞는 금액을 확정하세요.",
    en: "Compare the receipts with the order, and settle with the gateway which amount is right.",
  },
  RECORD_REVERSAL: {
    ko: "고객에게 돈이 가지 않았습니다. 반송(refundReversalRecord)으로 기록하면 수기 환불로 다시 지급됩니다.",
    en: "The money has not reached the customer: record the reversal (refundReversalRecord), and a manual refund pays it again.",
  },
  WAIT_FOR_GATEWAY: {
    ko: "우리는 완료로 기록했지만 결제사는 아직 처리 중입니다. 다음 대사에서도 그대로면 결제사에 문의하세요.",
    en: "We hold it as done, the gateway is still at it. If the next run shows the same, ask the gateway.",
  },
  CHECK_CAPTURE: {
    ko: "매입 상태가 다릅니다. 주문 서비스가 보고한 매입 여부를 확인하세요.",
    en: "The capture (매입) differs: check what the order service has reported.",
  },
  CORRECT_WALLET_SOURCE: {
    ko: "간편결제의 결제 수단(카드·머니)이 결제사의 조회 결과와 다릅니다. 확인한 뒤 두 사람이 바로잡으세요(orderFactsCorrect, walletSource).",
    en: "What was behind the wallet was reported otherwise than the gateway says: find out which it was, and two people correct it (orderFactsCorrect, walletSource).",
  },
  CHECK_DUPLICATE: {
    ko: "같은 금액이 두 번 취소되었습니다. 고객이 두 번 받았는지 확인하고 결제사 또는 고객과 정산하세요.",
    en: "The same amount was cancelled twice. Find out whether the customer was paid twice, and settle it with the gateway or the customer.",
  },
  RESOLVE_ATTEMPT: {
    ko: "결과가 너무 오래 확인되지 않습니다. 결제사에서 확인한 뒤 두 사람이 결과를 확정하세요(refundResolveUnknown).",
    en: "No outcome for too long: look in the gateway's console, then two people state it (refundResolveUnknown).",
  },
  ASK_ORDER_SERVICE: {
    ko: "주문 서비스가 적립금·예치금 환불 결과를 보고하지 않았습니다. 주문 서비스에 확인하세요(refundLedgerResultReport).",
    en: "The order service has not reported what became of the points or deposit: ask it to (refundLedgerResultReport).",
  },
  REPORT_BOOKING: {
    ko: "원장에는 이 환불이 기록되었으나 결과가 보고되지 않았습니다. 주문 서비스가 결과를 보고해야 합니다(refundLedgerResultReport, BOOKED, attemptId와 이 원장 아이디).",
    en: "The ledger has booked this attempt, and its result was not reported: the order service reports it (refundLedgerResultReport, BOOKED, with this attemptId and this entry's id).",
  },
  CHECK_LEDGER: {
    ko: "보고받은 환불이 주문 서비스의 원장에 없습니다. 주문 서비스에 확인하세요. 원장에서 취소된 것이라면 두 사람이 기록합니다(paymentCancellationCorrect, RESTORED).",
    en: "The order service reported this booking, and its ledger's day does not have it: ask it. If it was taken back in the ledger, two people record that (paymentCancellationCorrect, RESTORED).",
  },
  CORRECT_LEDGER: {
    ko: "원장의 금액이 환불 금액과 다릅니다. 주문 서비스가 원장을 바로잡고 그날을 다시 보고해야 합니다(ledgerDayReport).",
    en: "The ledger booked another amount than the refund's: the order service corrects its ledger and reports the day again (ledgerDayReport).",
  },
  CHECK_LEDGER_PAYMENT: {
    ko: "우리가 모르는 결제입니다. 결제 아이디를 확인하고, 주문을 알린 뒤 그날을 다시 보고하세요(ledgerDayReport).",
    en: "We know no such payment at the ledger: check its id, or report the order; then report the day again (ledgerDayReport).",
  },
} as const satisfies Record<string, { ko: string; en: string }>;
export type Remedy = keyof typeof REMEDIES;

/** An amount in minor units, a state, or null for nothing at all. */
export type Held = number | string | null;

export interface Difference {
  kind: DifferenceKind;
  /** The subject: `payment`, `balance`, `capture`, `walletSource`, `transfer`, `extent`, or the id of a cancellation or an attempt. */
  subject: string;
  ours: Held;
  theirs: Held;
  remedy: Remedy;
  refundId: string | null;
  cancellationId: string | null;
  /** The attempt the order service is to report on, where that is what can be done. */
  attemptId?: string;
}

/** Two findings with the same name are one difference, seen twice. */
export const nameOf = ({ kind, subject }: Pick<Difference, "kind" | "subject">): string => `${kind} ${subject}`;
