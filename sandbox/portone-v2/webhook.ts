/** Webhooks as rows: written in the transaction of the fact they tell, delivered afterwards by the courier. */
import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "./database.js";
import type { CancellationRow, PaymentRow, PaymentStatus } from "./payment.js";
import { Refusal } from "./refusal.js";

/** There is no type for a cancel that failed: that is only visible by asking. */
export type WebhookType =
  | "Transaction.CancelPending"
  | "Transaction.PartialCancelled"
  | "Transaction.Cancelled"
  | "Transaction.DisputeCreated"
  | "Transaction.DisputeResolved";

export type WebhookStatus =
  | "WAITING"
  | "SUCCEEDED"
  | "FAILED_NOT_OK_RESPONSE"
  | "FAILED_UNEXPECTED_ERROR"
  /** Swallowed on purpose by a planned fault. */
  | "DROPPED";

export interface WebhookRow {
  id: string;
  no: number;
  payment_id: string;
  type: WebhookType;
  /** Exactly the bytes that are signed and sent, the same on each re-send. */
  body: string;
  payment_status: PaymentStatus;
  status: WebhookStatus;
  attempts: number;
  manual_resends: number;
  next_at: Date | null;
  created_at: Date;
}

export interface WebhookAttemptRow {
  webhook_id: string;
  at: Date;
  url: string;
  response_status: number | null;
  error: string | null;
}

/** The vendor names no number; five is what its automatic re-sends amount to. */
const MAX_MANUAL_RESENDS = 5;

export async function writeWebhook(
  tx: Tx,
  webhook: { type: WebhookType; payment: PaymentRow; cancellation: CancellationRow | null; storeId: string; now: Date },
): Promise<void> {
  const { type, payment, cancellation, storeId, now } = webhook;
  const body = JSON.stringify({
    type,
    timestamp: now.toISOString(),
    data: {
      storeId,
      paymentId: payment.id,
      transactionId: payment.transaction_id,
      ...(cancellation && { cancellationId: cancellation.id }),
    },
  });
  await tx.query(
    `INSERT INTO portone_v2.webhook (id, payment_id, type, body, payment_status, next_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)`,
    [`webhook_${randomUUID()}`, payment.id, type, body, payment.status, now],
  );
}

export async function webhooksOf(
  db: Queryable,
  paymentId: string | null,
): Promise<(WebhookRow & { deliveries: WebhookAttemptRow[] })[]> {
  const { rows } = await db.query<WebhookRow>(
    "SELECT * FROM portone_v2.webhook WHERE $1::text IS NULL OR payment_id = $1 ORDER BY no",
    [paymentId],
  );
  const attempts = await db.query<WebhookAttemptRow>(
    `SELECT a.webhook_id, a.at, a.url, a.response_status, a.error
       FROM portone_v2.webhook_attempt a JOIN portone_v2.webhook w ON w.id = a.webhook_id
      WHERE $1::text IS NULL OR w.payment_id = $1 ORDER BY a.no`,
    [paymentId],
  );
  const byWebhook = Map.groupBy(attempts.rows, (attempt) => attempt.webhook_id);
  return rows.map((row) => ({ ...row, deliveries: byWebhook.get(row.id) ?? [] }));
}

/** Makes a webhook due again (the latest of the payment when none is named). @throws Refusal */
export async function resendWebhook(tx: Tx, paymentId: string, webhookId: string | undefined, now: Date) {
  const { rows } = await tx.query<WebhookRow>(
    `SELECT * FROM portone_v2.webhook WHERE payment_id = $1 AND ($2::text IS NULL OR id = $2)
      ORDER BY no DESC LIMIT 1 FOR UPDATE`,
    [paymentId, webhookId ?? null],
  );
  const [webhook] = rows;
  if (!webhook) throw new Refusal("WEBHOOK_NOT_FOUND", "The payment has no such webhook.");
  if (webhook.manual_resends >= MAX_MANUAL_RESENDS) {
    throw new Refusal("MAX_WEBHOOK_RETRY_COUNT_REACHED", "The webhook was re-sent by hand too often.");
  }
  await tx.query(
    "UPDATE portone_v2.webhook SET next_at = $2, manual_resends = manual_resends + 1, status = 'WAITING' WHERE id = $1",
    [webhook.id, now],
  );
  return webhook;
}
