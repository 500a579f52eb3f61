/** State that every part of the running sandbox shares. */
import type { SandboxWithWebhooks } from "../kit/webhook/sandbox-with-webhooks.js";
import type { WebhookTarget } from "./webhook-sender.js";
import type { RunningKeys } from "./idempotency.js";

export interface Sandbox extends SandboxWithWebhooks<WebhookTarget> {
  storeId: string;
  apiSecret: string;
  running: RunningKeys;
}
