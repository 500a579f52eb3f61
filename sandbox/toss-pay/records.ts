/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. */
import type { Queryable } from "../database.js";
import { readTotals, type PaymentTotals } from "../totals.js";
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

export type { PaymentTotals };

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

export const totals = (db: Queryable): Promise<PaymentTotals[]> =>
  readTotals(db, {
    payments: "toss_pay.payment",
    paymentId: "pay_token",
    cancellations: "toss_pay.refund",
    cancelledPaymentId: "pay_token",
    amount: "amount",
  });
