/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. */
import type { Queryable } from "../database.js";
import { readTotals, type PaymentTotals } from "../totals.js";
import type { WebhookRecord as SharedWebhookRecord } from "../webhook-outbox.js";
import type {
  CancellationRow,
  CancellationStatus,
  PaymentRow,
  PaymentStatus,
  RefundStatus,
  Trigger,
} from "./payment.js";
import type { WebhookType } from "./webhook.js";

/** Whole won, order units, except `paidBack`. */
export interface PaymentRecord {
  id: string;
  status: PaymentStatus;
  total: number;
  taxFree: number;
  vat: number;
  paid: number;
  cancelled: number;
  /** Held by cancels whose result comes later. */
  pending: number;
  /** What the PG has returned to the customer; of a virtual account payment, what it has set out to transfer. */
  paidBack: number;
  /** How far the transfer of a virtual account refund is; `null` where there is none. */
  refundStatus: RefundStatus | null;
}

export interface CancellationRecord {
  id: string;
  paymentId: string;
  status: CancellationStatus;
  total: number;
  taxFree: number;
  vat: number;
  /** What the PG returns to the customer: less than `total` where the payment was discounted. */
  paidBack: number;
  reason: string;
  trigger: Trigger;
  requestedAt: string;
  cancelledAt: string | null;
}

export type { PaymentTotals };
export type WebhookRecord = SharedWebhookRecord<WebhookType>;

export const paymentRecord = (row: PaymentRow): PaymentRecord => ({
  id: row.id,
  status: row.status,
  total: row.total,
  taxFree: row.tax_free,
  vat: row.vat,
  paid: row.paid,
  cancelled: row.cancelled,
  pending: row.pending,
  paidBack: row.paid_back,
  refundStatus: row.refund_status,
});

export const cancellationRecord = (row: CancellationRow): CancellationRecord => ({
  id: row.id,
  paymentId: row.payment_id,
  status: row.status,
  total: row.total,
  taxFree: row.tax_free,
  vat: row.vat,
  paidBack: row.paid_back,
  reason: row.reason,
  trigger: row.trigger,
  requestedAt: row.requested_at.toISOString(),
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
});

export const totals = (db: Queryable): Promise<PaymentTotals[]> =>
  readTotals(db, { payments: "portone_v2.payment", cancellations: "portone_v2.cancellation" });
