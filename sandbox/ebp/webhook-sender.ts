/** How EBP sends webhooks: one signature in hex, and no id. */
import { createHmac } from "node:crypto";
import type { DeliveryOptions } from "../kit/webhook/webhook-sender.js";
import type { WebhookRow } from "../kit/webhook/webhook-outbox.js";

/** Minutes before each try. The documents name none: a few tries within the hour, as others do. */
export const RETRY_WAITS_MS: readonly number[] = [0, 1, 5, 30].map((minutes) => minutes * 60_000);
const RECEIVER_TIMEOUT_MS = 30_000;

export interface WebhookTarget {
  url: string;
  /** The key: the characters as they are. */
  secret: string;
}

export const deliveryOptionsWith = (retryWaitsMs: readonly number[]): DeliveryOptions<WebhookTarget> => ({
  contentType: "application/json; charset=utf-8",
  headers: ({ secret }, webhook, timestamp) => ({
    "x-webhook-signature": signature(secret, webhook, timestamp),
    "x-webhook-signature-timestamp": String(timestamp),
  }),
  retryWaitsMs,
  receiverTimeoutMs: RECEIVER_TIMEOUT_MS,
});

/** Hex HMAC-SHA256 of `timestamp.body`. */
const signature = (secret: string, webhook: WebhookRow, timestamp: number): string =>
  createHmac("sha256", secret).update(`${timestamp}.${webhook.body}`).digest("hex");
