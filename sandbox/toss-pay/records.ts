/** The ledger as the control API shows it: plain records with ISO times, the same on both ends of the wire. */
import { recordOf } from "../kit/ledger/record.js";
import { paidOf, payStatusOf, type PaymentRow, type RefundRow } from "./payment.js";

/** Whole won, gross, except `paid` and `paidBack`: what the customer's card or account paid, and got back. */
export type PaymentRecord = ReturnType<typeof paymentRecord>;
/** A refund; its `id` is the transactionId of the refund itself. */
export type CancellationRecord = ReturnType<typeof cancellationRecord>;

export const paymentRecord = (row: PaymentRow, now: Date) => ({
  id: row.pay_token,
  status: payStatusOf(row, now),
  paid: paidOf(row),
  cancelled: row.refunded,
  ...recordOf(row, [
    "order_no",
    "transaction_id",
    "total",
    "tax_free",
    "taxable",
    "vat",
    "service_fee",
    "pending",
    "paid_back",
  ]),
});

export const cancellationRecord = (row: RefundRow) => ({
  id: row.transaction_id,
  paymentId: row.pay_token,
  total: row.amount,
  cancelledAt: row.refunded_at?.toISOString() ?? null,
  ...recordOf(row, [
    "refund_no",
    "status",
    "tax_free",
    "taxable",
    "vat",
    "service_fee",
    "discount",
    "paid_back",
    "reason",
    "trigger",
    "requested_at",
  ]),
});
