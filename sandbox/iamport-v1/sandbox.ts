/** State that every part of the running sandbox shares. */
import type { SandboxWithWebhooks } from "../kit/webhook/sandbox-with-webhooks.js";
import type { WebhookTarget } from "./webhook-sender.js";
import type { WebhookStyle } from "./webhook.js";

export interface Sandbox extends SandboxWithWebhooks<WebhookTarget> {
  impKey: string;
  impSecret: string;
  /** How webhooks are written from now on. */
  webhookStyle: () => WebhookStyle;
}
