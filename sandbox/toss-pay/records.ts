/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. */
import type { Queryable } from "../database.js";
import {
  paidOf,
  payStatusOf,
  type PaymentRow,
  type PayStatus,
  type RefundRow,
  type RefundStatus,
  type Trigger,
} from "./payment.js";

/** Whole won, gross, except `paid` and `paidBack`: what the customer's card or account paid, and got back. */
export interface PaymentRecord {
  /** The payToken. */
  id: string;
  orderNo: string;
  /** Of the approval. */
  transactionId: string;
  status: PayStatus;
  total: number;
  taxFree: number;
  /** Without VAT. */
  taxable: number;
  vat: number;
  serviceFee: number;
  paid: number;
  cancelled: number;
  /** Held by the refund in progress. */
  pending: number;
  paidBack: number;
}

export interface CancellationRecord {
  /** The refund's own transactionId. */
  id: string;
  paymentId: string;
  /** Of a refund of the console: its id. */
  refundNo: string;
  status: RefundStatus;
  total: number;
  taxFree: number;
  /** Without VAT. */
  taxable: number;
  vat: number;
  serviceFee: number;
  /** What only lowered the discount; `total` is this and `paidBack`. */
  discount: number;
  paidBack: number;
  reason: string;
  trigger: Trigger;
  requestedAt: string;
  cancelledAt: string | null;
}

/** One payment's bottom line: what succeeded, what is still open, and how many effects that took. */
export interface PaymentTotals {
  paymentId: string;
  total: number;
  cancelled: number;
  pending: number;
  succeededCancellations: number;
}

export const paymentRecord = (row: PaymentRow, now: Date): PaymentRecord => ({
  id: row.pay_token,
  orderNo: row.order_no,
  transactionId: row.transaction_id,
  status: payStatusOf(row, now),
  total: row.total,
  taxFree: row.tax_free,
  taxable: row.taxable,
  vat: row.vat,
  serviceFee: row.service_fee,
  paid: paidOf(row),
  cancelled: row.refunded,
  pending: row.pending,
  paidBack: row.paid_back,
});

export const cancellationRecord = (row: RefundRow): CancellationRecord => ({
  id: row.transaction_id,
  paymentId: row.pay_token,
  refundNo: row.refund_no,
  status: row.status,
  total: row.amount,
  taxFree: row.tax_free,
  taxable: row.taxable,
  vat: row.vat,
  serviceFee: row.service_fee,
  discount: row.discount,
  paidBack: row.paid_back,
  reason: row.reason,
  trigger: row.trigger,
  requestedAt: row.requested_at.toISOString(),
  cancelledAt: row.refunded_at?.toISOString() ?? null,
});

/** Added up from the refunds themselves, not read from the payment's running balance: an oracle should not trust it. */
export async function totals(db: Queryable): Promise<PaymentTotals[]> {
  const { rows } = await db.query<PaymentTotals>(
    `SELECT p.pay_token AS "paymentId", p.total,
            coalesce(sum(r.amount) FILTER (WHERE r.status = 'SUCCEEDED'), 0)::bigint AS cancelled,
            coalesce(sum(r.amount) FILTER (WHERE r.status = 'REQUESTED'), 0)::bigint AS pending,
            count(r.no) FILTER (WHERE r.status = 'SUCCEEDED')::integer AS "succeededCancellations"
       FROM toss_pay.payment p LEFT JOIN toss_pay.refund r ON r.pay_token = p.pay_token
      GROUP BY p.pay_token ORDER BY p.pay_token`,
  );
  return rows;
}
