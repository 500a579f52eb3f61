/** How PortOne V2 sends webhooks: Standard Webhooks signatures and the vendor's table of waits. */
import { createHmac } from "node:crypto";
import type { DeliveryOptions } from "../kit/webhook/webhook-sender.js";
import type { WebhookRow } from "../kit/webhook/webhook-outbox.js";

/** Minutes before each try, as the vendor documents them (it adds jitter; a sandbox is better without). */
export const VENDOR_RETRY_WAITS_MS: readonly number[] = [0, 1, 4, 16, 64, 256].map((minutes) => minutes * 60_000);
/** The vendor waits 30 s for an answer. */
const RECEIVER_TIMEOUT_MS = 30_000;

export interface WebhookTarget {
  url: string;
  /** `whsec_…`; each live secret signs (two while one is being rotated out). */
  secrets: readonly string[];
}

export const deliveryOptionsWith = (retryWaitsMs: readonly number[]): DeliveryOptions<WebhookTarget> => ({
  contentType: "application/json",
  headers: ({ secrets }, webhook, timestamp) => ({
    "webhook-id": webhook.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures(secrets, webhook, timestamp),
  }),
  retryWaitsMs,
  receiverTimeoutMs: RECEIVER_TIMEOUT_MS,
});

/** Standard Webhooks: `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`, one for each live secret, separated by spaces. */
function signatures(secrets: readonly string[], webhook: WebhookRow, timestamp: number): string {
  return secrets
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .map((key) => createHmac("sha256", key).update(`${webhook.id}.${timestamp}.${webhook.body}`).digest("base64"))
    .map((mac) => `v1,${mac}`)
    .join(" ");
}
