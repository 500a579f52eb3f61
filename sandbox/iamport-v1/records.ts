/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. */
import type { Queryable } from "../database.js";
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

/** One payment's bottom line: what succeeded, what is still open, and how many effects that took. */
export interface PaymentTotals {
  paymentId: string;
  total: number;
  cancelled: number;
  pending: number;
  succeededCancellations: number;
}

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

/** Added up from the cancellations themselves, not read from the payment's running balance: an oracle should not trust it. */
export async function totals(db: Queryable): Promise<PaymentTotals[]> {
  const { rows } = await db.query<PaymentTotals>(
    `SELECT p.id AS "paymentId", p.total,
            coalesce(sum(c.total) FILTER (WHERE c.status = 'SUCCEEDED'), 0)::bigint AS cancelled,
            coalesce(sum(c.total) FILTER (WHERE c.status = 'REQUESTED'), 0)::bigint AS pending,
            count(c.id) FILTER (WHERE c.status = 'SUCCEEDED')::integer AS "succeededCancellations"
       FROM iamport_v1.payment p LEFT JOIN iamport_v1.cancellation c ON c.payment_id = p.id
      GROUP BY p.id ORDER BY p.id`,
  );
  return rows;
}
