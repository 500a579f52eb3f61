/** Refunds and payments as the vendor's API answers them. Times are Korean without an offset, what goes back is negative. */
import { discountedOf, paidOf, payStatusOf, type PaymentRow, type RefundRow } from "./payment.js";
import { koreanTime } from "../kit/clock/korean-time.js";

type Json = Record<string, unknown>;

const CARD_ON_REFUND = {
  cardMethodType: "CREDIT",
  cardNumber: "654321******1234",
  cardUserType: "PERSONAL",
  cardNum4Print: "1234",
  cardBinNumber: "654321",
} as const;

const CARD_ON_STATUS = {
  noInterest: false,
  spreadOut: 0,
  cardAuthorizationNo: "30019610",
  ...CARD_ON_REFUND,
  cardCompanyName: "국민",
  cardCompanyCode: 4,
} as const;

/** The samples do not pad the bank code to the three digits of the vendor's list. */
const ACCOUNT = { accountBankCode: "88", accountBankName: "신한은행", accountNumber: "110******676" } as const;

const salesCheckLinkUrl = (payToken: string, transactionId: string): string =>
  `https://sales-check.invalid/?${new URLSearchParams({ payToken, transactionId }).toString()}`;

/** @param payment as it is after the refund */
export function refundAnswer(payment: PaymentRow, refund: RefundRow & { refunded_at: Date }): Json {
  const refundable = payment.total - payment.refunded;
  const paidLeft = paidOf(payment) - payment.paid_back;
  return {
    code: 0,
    refundNo: refund.refund_no,
    approvalTime: koreanTime(refund.refunded_at),
    ...(payment.cash_receipt_key !== null && { cashReceiptMgtKey: payment.cash_receipt_key }),
    refundableAmount: refundable,
    discountedAmount: refundable - paidLeft,
    paidAmount: paidLeft,
    refundedAmount: -refund.amount,
    refundedDiscountAmount: -refund.discount,
    refundedPaidAmount: -refund.paid_back,
    payToken: payment.pay_token,
    transactionId: refund.transaction_id,
    ...(payment.method === "CARD"
      ? { ...CARD_ON_REFUND, salesCheckLinkUrl: salesCheckLinkUrl(payment.pay_token, refund.transaction_id) }
      : ACCOUNT),
  };
}

/**
 * Amounts are those of the approval, as documented; only `refundableAmount` and the transactions tell of refunds.
 * @param apiKey tells the mode: test keys begin with `sk_test_`
 */
export function statusAnswer(payment: PaymentRow, refunds: readonly RefundRow[], apiKey: string, now: Date): Json {
  const paid = payment.paid_at !== null;
  return {
    code: 0,
    mode: apiKey.startsWith("sk_test_") ? "TEST" : "LIVE",
    payToken: payment.pay_token,
    orderNo: payment.order_no,
    payStatus: payStatusOf(payment, now),
    payMethod: payment.method,
    amount: payment.total,
    discountedAmount: discountedOf(payment),
    discountAmountV2: payment.discount,
    paidPointV2: payment.points,
    paidAmount: paidOf(payment),
    refundableAmount: paid ? payment.total - payment.refunded : 0,
    amountTaxable: payment.taxable,
    amountTaxFree: payment.tax_free,
    amountVat: payment.vat,
    amountServiceFee: payment.service_fee,
    disposableCupDeposit: 0,
    ...(paid && methodView(payment)),
    transactions: [...(paid ? [paymentTransaction(payment)] : []), ...refunds.flatMap(refundTransaction)],
    createdTs: koreanTime(payment.created_at),
    ...(payment.paid_at && { paidTs: koreanTime(payment.paid_at) }),
  };
}

const methodView = (payment: PaymentRow): Json =>
  payment.method === "CARD"
    ? {
        card: {
          ...CARD_ON_STATUS,
          salesCheckLinkUrl: salesCheckLinkUrl(payment.pay_token, payment.transaction_id),
        },
      }
    : ACCOUNT;

/** `pointAmount` is a leftover of the vendor's: points are in `discountedAmount`. */
const paymentTransaction = (payment: PaymentRow): Json => ({
  stepType: "PAY",
  transactionId: payment.transaction_id,
  transactionAmount: payment.total,
  discountedAmount: discountedOf(payment),
  pointAmount: 0,
  paidAmount: paidOf(payment),
  regTs: koreanTime(payment.paid_at ?? payment.created_at),
});

/** Only what was really made is a transaction. */
const refundTransaction = (refund: RefundRow): Json[] =>
  refund.refunded_at === null
    ? []
    : [
        {
          stepType: "REFUND",
          transactionId: refund.transaction_id,
          transactionAmount: -refund.amount,
          discountedAmount: -refund.discount,
          pointAmount: 0,
          paidAmount: -refund.paid_back,
          regTs: koreanTime(refund.refunded_at),
        },
      ];
