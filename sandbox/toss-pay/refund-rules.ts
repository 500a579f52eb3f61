/** Rules that allow or refuse a refund, and its division: the documented checks by the state of the payment. Pure. */
import { divide } from "./discount.js";
import { discountedOf, payStatusOf, type PaymentRow } from "./payment.js";
import type { AskedAmounts } from "./refund-request.js";
import { invalid, Refusal } from "./refusal.js";
import { splitRefund, type TaxParts } from "./tax-split.js";

/** One refund, decided. Whole won; the parts add up to `amount`, and so do `discount` and `paidBack`. */
export interface RefundParts extends TaxParts {
  amount: number;
  discount: number;
  paidBack: number;
}

/** @param refundNo `null` for a refund of the console @throws Refusal */
export function checkRefundNo(payment: PaymentRow, refundNo: string | null): void {
  if (refundNo === payment.transaction_id) {
    throw invalid("refundNo: must not be the transactionId of the approval");
  }
}

/** @throws Refusal unless the payment can be refunded now */
export function checkState(payment: PaymentRow, now: Date): void {
  const status = payStatusOf(payment, now);
  switch (status) {
    case "PAY_STANDBY":
    case "PAY_APPROVED":
    case "PAY_PROGRESS":
      throw new Refusal("TRANSACTION_NOT_COMPLETE");
    case "PAY_CANCEL":
      throw new Refusal("COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS");
    case "REFUND_PROGRESS":
      throw new Refusal("TRANSACTION_PENDING_ERROR");
    case "PAY_COMPLETE":
    case "REFUND_SUCCESS":
    case "SETTLEMENT_COMPLETE":
    case "SETTLEMENT_REFUND_COMPLETE":
      break;
  }
  if (payment.refunded === payment.total) throw new Refusal("REFUND_ALREADY_REFUNDED");
  if (status.startsWith("SETTLEMENT")) throw new Refusal("COMMON_REFUND_ERROR", "payStatus is " + status);
  if (payment.user_state === "INACTIVE") throw new Refusal("INACTIVE_USER");
  if (payment.user_state === "PAUSED") throw new Refusal("PAUSE_USER");
}

/**
 * @param spent the parts of the refunds made so far
 * @throws Refusal when more is asked for than is left
 */
export function decideAmounts(payment: PaymentRow, spent: TaxParts, asked: AskedAmounts): RefundParts {
  const refundable = payment.total - payment.refunded;
  const amount = asked.amount ?? refundable;
  if (amount > refundable) throw new Refusal("COMMON_REFUND_ERROR", `at most ${refundable} can be refunded`);
  if ((asked.amountServiceFee ?? 0) > 0 && payment.service_fee === 0) {
    throw invalid("amountServiceFee: only for a payment that was made with a service fee");
  }
  const left = {
    taxFree: payment.tax_free - spent.taxFree,
    taxable: payment.taxable - spent.taxable,
    vat: payment.vat - spent.vat,
    serviceFee: payment.service_fee - spent.serviceFee,
  };
  const discounted = { total: payment.total, discounted: discountedOf(payment) };
  return { amount, ...splitRefund(amount, asked, left), ...divide(amount, refundable, discounted) };
}
