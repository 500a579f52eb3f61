/** What every part of the running sandbox shares. */
import type { SandboxWithWebhooks } from "../sandbox.js";
import type { WebhookTarget } from "./courier.js";
import type { WebhookStyle } from "./webhook.js";

export interface Sandbox extends SandboxWithWebhooks<WebhookTarget> {
  impKey: string;
  impSecret: string;
  /** How webhooks are written from now on. */
  webhookStyle: () => WebhookStyle;
}
