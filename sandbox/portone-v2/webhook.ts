/** Webhooks of the vendor, in its words: Standard Webhooks signatures, the table of waits, and making one due again by hand. */
import { createHmac } from "node:crypto";
import type { Tx } from "../kit/database.js";
import { WebhookOutbox, type WebhookRecord as RecordOf, type WebhookRow } from "../kit/webhook/webhook-outbox.js";
import type { DeliveryOptions } from "../kit/webhook/webhook-sender.js";
import type { CancellationRow, PaymentRow, PaymentStatus } from "./payment.js";
import { Refusal } from "./refusal.js";

/** There is no type for a cancel that failed: that is only visible by asking. */
export type WebhookType =
  | "Transaction.CancelPending"
  | "Transaction.PartialCancelled"
  | "Transaction.Cancelled"
  | "Transaction.DisputeCreated"
  | "Transaction.DisputeResolved";

export type WebhookRecord = RecordOf<WebhookType>;

export interface PortoneWebhookRow extends WebhookRow {
  type: WebhookType;
  payment_status: PaymentStatus;
  manual_resends: number;
}

export const OUTBOX = new WebhookOutbox<PortoneWebhookRow>("portone_v2");

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
  await OUTBOX.write(tx, { paymentId: payment.id, type, body, paymentStatus: payment.status, now });
}

/** Makes a webhook due again (the latest of the payment when none is named). @throws Refusal */
export async function resendWebhook(tx: Tx, paymentId: string, webhookId: string | undefined, now: Date) {
  const { rows } = await tx.query<PortoneWebhookRow>(
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

/** Minutes before each try, as the vendor documents them (it adds jitter; a sandbox is better without). */
const VENDOR_RETRY_WAITS_MS: readonly number[] = [0, 1, 4, 16, 64, 256].map((minutes) => minutes * 60_000);
/** The vendor waits 30 s for an answer. */
const RECEIVER_TIMEOUT_MS = 30_000;

export interface WebhookTarget {
  url: string;
  /** `whsec_…`; each live secret signs (two while one is being rotated out). */
  secrets: readonly string[];
}

export const DELIVERY: DeliveryOptions<WebhookTarget> = {
  contentType: "application/json",
  headers: ({ secrets }, webhook, timestamp) => ({
    "webhook-id": webhook.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures(secrets, webhook, timestamp),
  }),
  retryWaitsMs: VENDOR_RETRY_WAITS_MS,
  receiverTimeoutMs: RECEIVER_TIMEOUT_MS,
};

/** Standard Webhooks: `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`, one for each live secret, separated by spaces. */
function signatures(secrets: readonly string[], webhook: WebhookRow, timestamp: number): string {
  return secrets
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .map((key) => createHmac("sha256", key).update(`${webhook.id}.${timestamp}.${webhook.body}`).digest("base64"))
    .map((mac) => `v1,${mac}`)
    .join(" ");
}
