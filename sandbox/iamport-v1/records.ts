/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. */
import type { Queryable } from "../database.js";
import { readTotals, type PaymentTotals } from "../totals.js";
import type { WebhookRecord as SharedWebhookRecord } from "../webhook-outbox.js";
import type {
  CancellationRow,
  CancellationStatus,
  MaskedAccount,
  PaymentRow,
  PaymentStatus,
  Trigger,
} from "./payment.js";
import type { WebhookType } from "./webhook.js";

/** Whole won, order units, except `paid` and `paidBack`. */
export interface PaymentRecord {
  /** The imp_uid. */
  id: string;
  merchantUid: string;
  status: PaymentStatus;
  total: number;
  taxFree: number;
  vat: number;
  paid: number;
  cancelled: number;
  /** Held by cancels whose result comes later. */
  pending: number;
  /** What the PG has returned to the customer. */
  paidBack: number;
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
  requester: "customer" | "admin" | null;
  trigger: Trigger;
  refundAccount: MaskedAccount | null;
  requestedAt: string;
  cancelledAt: string | null;
}

export type { PaymentTotals };
export type WebhookRecord = SharedWebhookRecord<WebhookType>;

export const paymentRecord = (row: PaymentRow): PaymentRecord => ({
  id: row.id,
  merchantUid: row.merchant_uid,
  status: row.status,
  total: row.total,
  taxFree: row.tax_free,
  vat: row.vat,
  paid: row.paid,
  cancelled: row.cancelled,
  pending: row.pending,
  paidBack: row.paid_back,
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
  requester: row.requester,
  trigger: row.trigger,
  refundAccount: row.refund_account,
  requestedAt: row.requested_at.toISOString(),
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
});

export const totals = (db: Queryable): Promise<PaymentTotals[]> =>
  readTotals(db, { payments: "iamport_v1.payment", cancellations: "iamport_v1.cancellation" });
