/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. Whole won. */
import type { Queryable } from "../database.js";
import { readTotals, type PaymentTotals } from "../totals.js";
import type { WebhookRecord as SharedWebhookRecord } from "../webhook-outbox.js";
import type { AccountTrace, CancelLine, CancellationRow, CancellationStatus, Trigger } from "./cancellation.js";
import { statusOf, type PaymentRow, type PaymentStatus } from "./payment.js";
import type { WebhookType } from "./webhook.js";

export interface PaymentRecord {
  id: string;
  status: PaymentStatus;
  total: number;
  cancelled: number;
  /** Held by cancels whose result comes later. */
  pending: number;
  captured: boolean;
}

export interface CancellationRecord {
  /** The vendor's returnRequestId. */
  id: string;
  paymentId: string;
  status: CancellationStatus;
  trigger: Trigger;
  total: number;
  tax: number;
  items: CancelLine[];
  /** What is left of the account it was paid back to; `null` when none was named. */
  refundAccount: AccountTrace | null;
  pgCancelTransactionId: string | null;
  requestedAt: string;
  cancelledAt: string | null;
}

export type { PaymentTotals };
export type WebhookRecord = SharedWebhookRecord<WebhookType>;

export const paymentRecord = (row: PaymentRow): PaymentRecord => ({
  id: row.id,
  status: statusOf(row),
  total: row.total,
  cancelled: row.cancelled,
  pending: row.pending,
  captured: row.captured,
});

export const cancellationRecord = (row: CancellationRow): CancellationRecord => ({
  id: row.id,
  paymentId: row.payment_id,
  status: row.status,
  trigger: row.trigger,
  total: row.total,
  tax: row.tax,
  items: row.items,
  refundAccount: row.refund_account,
  pgCancelTransactionId: row.pg_cancel_transaction_id,
  requestedAt: row.requested_at.toISOString(),
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
});

export const totals = (db: Queryable): Promise<PaymentTotals[]> =>
  readTotals(db, { payments: "ebp.payment", cancellations: "ebp.cancellation" });
