/** Webhooks of the vendor, in its words, with one signature in hex and no id; that their order is not guaranteed can be made true on demand. */
import { createHmac } from "node:crypto";
import type { Queryable, Tx } from "../kit/database.js";
import { WebhookOutbox, type WebhookRecord as RecordOf, type WebhookRow } from "../kit/webhook/webhook-outbox.js";
import type { DeliveryOptions } from "../kit/webhook/webhook-sender.js";
import type { CancellationRow } from "./cancellation.js";
import { ORDER_FAULTS } from "./fault.js";
import { statusOf, type PaymentRow } from "./payment.js";
import { eventTimestamp } from "./timestamp.js";

type WebhookType =
  "PAYMENT_AUTHORIZED" | "PAYMENT_CAPTURED" | "PAYMENT_VOIDED" | "PAYMENT_REFUND_REQUESTED" | "PAYMENT_REFUNDED";

export type WebhookRecord = RecordOf<WebhookType>;

interface EbpWebhookRow extends WebhookRow {
  type: WebhookType;
}

export const OUTBOX = new WebhookOutbox<EbpWebhookRow>("ebp");

/** Won have no decimals. */
const KRW = { currencyCode: "KRW", exponent: 0 };
const SUCCESS = { resultCode: "0", resultMessage: "SUCCESS" };

export const sendAuthorized = (tx: Tx, payment: PaymentRow, now: Date): Promise<string> =>
  write(tx, payment, now, "PAYMENT_AUTHORIZED", {});

/** Here alone the amount is a string. */
export const sendCaptured = (tx: Tx, payment: PaymentRow, now: Date): Promise<string> =>
  write(tx, payment, now, "PAYMENT_CAPTURED", { capturedAmount: String(payment.total) });

/** Held back by a planned SWAP, which is looked for here because only here there is something to swap. */
export async function sendRefundRequested(
  tx: Tx,
  payment: PaymentRow,
  cancellation: CancellationRow,
  now: Date,
): Promise<void> {
  const id = await write(tx, payment, now, "PAYMENT_REFUND_REQUESTED", { refundRequestedAmount: cancellation.total });
  const swap = await ORDER_FAULTS.take(tx, { hits: "webhook-order", paymentId: payment.id, replay: false });
  if (swap) await tx.query("UPDATE ebp.webhook SET held_back = true, next_at = NULL WHERE id = $1", [id]);
}

/** Before capture a cancel is a void, and nothing is paid back because nothing was taken. */
export async function sendRefunded(
  tx: Tx,
  payment: PaymentRow,
  cancellation: CancellationRow,
  now: Date,
): Promise<void> {
  if (!payment.captured) await write(tx, payment, now, "PAYMENT_VOIDED", {});
  else {
    await write(tx, payment, now, "PAYMENT_REFUNDED", {
      refundedAmount: cancellation.total,
      refundedAt: eventTimestamp(now),
    });
  }
}

/** Webhooks that were held back become due once a later one of their payment was tried. */
export async function releaseHeldBack(db: Queryable, now: Date): Promise<void> {
  await db.query(
    `UPDATE ebp.webhook held SET held_back = false, next_at = $1
      WHERE held_back AND EXISTS (SELECT FROM ebp.webhook later WHERE later.payment_id = held.payment_id
             AND later.no > held.no AND (later.attempts > 0 OR later.status = 'DROPPED'))`,
    [now],
  );
}

/** @returns the webhook's id, which only the control API knows: the vendor's webhooks have none. */
function write(tx: Tx, payment: PaymentRow, now: Date, type: WebhookType, more: object): Promise<string> {
  // The status of the event, not a number of the payment flow: the pages show REFUNDED and REFUND_REQUESTED.
  const paymentStatus = type.replace("PAYMENT_", "");
  const body = JSON.stringify({
    eventType: type,
    eventTime: eventTimestamp(now),
    data: { orderNo: payment.id, paymentStatus, ...more, ...KRW, ...SUCCESS },
  });
  return OUTBOX.write(tx, { paymentId: payment.id, type, body, paymentStatus: statusOf(payment), now });
}

/** Minutes before each try. The documents name none: a few tries within the hour, as others do. */
const RETRY_WAITS_MS: readonly number[] = [0, 1, 5, 30].map((minutes) => minutes * 60_000);
const RECEIVER_TIMEOUT_MS = 30_000;

export interface WebhookTarget {
  url: string;
  /** The key: the characters as they are. */
  secret: string;
}

export const DELIVERY: DeliveryOptions<WebhookTarget> = {
  contentType: "application/json; charset=utf-8",
  headers: ({ secret }, webhook, timestamp) => ({
    "x-webhook-signature": signature(secret, webhook, timestamp),
    "x-webhook-signature-timestamp": String(timestamp),
  }),
  retryWaitsMs: RETRY_WAITS_MS,
  receiverTimeoutMs: RECEIVER_TIMEOUT_MS,
};

/** Hex HMAC-SHA256 of `timestamp.body`. */
const signature = (secret: string, webhook: WebhookRow, timestamp: number): string =>
  createHmac("sha256", secret).update(`${timestamp}.${webhook.body}`).digest("hex");
