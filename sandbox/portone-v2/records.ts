/** What the control API shows of the ledger: plain records with ISO times, the same on both ends of the wire. */
import type { Queryable } from "./database.js";
import type { CancellationRow, CancellationStatus, PaymentRow, PaymentStatus, Trigger } from "./payment.js";
import { webhooksOf, type WebhookStatus, type WebhookType } from "./webhook.js";

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

export interface WebhookRecord {
  id: string;
  paymentId: string;
  type: WebhookType;
  body: string;
  status: WebhookStatus;
  /** When it is due (again); `null` when nothing more will be sent. */
  nextAt: string | null;
  createdAt: string;
  deliveries: { at: string; url: string; responseStatus: number | null; error: string | null }[];
}

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

/** Added up from the cancellations themselves, not read from the payment's running balance: an oracle should not trust it. */
export async function totals(db: Queryable): Promise<PaymentTotals[]> {
  const { rows } = await db.query<PaymentTotals>(
    `SELECT p.id AS "paymentId", p.total,
            coalesce(sum(c.total) FILTER (WHERE c.status = 'SUCCEEDED'), 0)::bigint AS cancelled,
            coalesce(sum(c.total) FILTER (WHERE c.status = 'REQUESTED'), 0)::bigint AS pending,
            count(c.id) FILTER (WHERE c.status = 'SUCCEEDED')::integer AS "succeededCancellations"
       FROM portone_v2.payment p LEFT JOIN portone_v2.cancellation c ON c.payment_id = p.id
      GROUP BY p.id ORDER BY p.id`,
  );
  return rows;
}

export async function webhookRecords(db: Queryable, paymentId: string | null): Promise<WebhookRecord[]> {
  const webhooks = await webhooksOf(db, paymentId);
  return webhooks.map((webhook) => ({
    id: webhook.id,
    paymentId: webhook.payment_id,
    type: webhook.type,
    body: webhook.body,
    status: webhook.status,
    nextAt: webhook.next_at?.toISOString() ?? null,
    createdAt: webhook.created_at.toISOString(),
    deliveries: webhook.deliveries.map((delivery) => ({
      at: delivery.at.toISOString(),
      url: delivery.url,
      responseStatus: delivery.response_status,
      error: delivery.error,
    })),
  }));
}
