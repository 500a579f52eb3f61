/** State that every part of the running sandbox shares. */
import type { SandboxWithWebhooks } from "../kit/webhook/sandbox-with-webhooks.js";
import type { Credentials } from "./access.js";
import type { WebhookTarget } from "./webhook-sender.js";
import type { ErrorShape } from "./refusal.js";

export interface Sandbox extends SandboxWithWebhooks<WebhookTarget> {
  credentials: Credentials;
  /** How errors lay out their details, unless a planned one says otherwise. */
  errorShape: ErrorShape;
}
