/** State that every part of the running sandbox shares, and the options it is started with. */
import type { SandboxOptions } from "../kit/sandbox.js";
import type { SandboxWithWebhooks, WebhookOptions } from "../kit/webhook/sandbox-with-webhooks.js";
import type { Credentials } from "./access.js";
import type { ErrorShape } from "./refusal.js";
import type { WebhookTarget } from "./webhook.js";

/** Webhooks are tried at 0, 1, 5, 30 minutes by default. */
export interface EbpSandboxOptions extends Credentials, SandboxOptions, WebhookOptions<WebhookTarget> {
  /** `ERRORS` by default, as the later pages have it. */
  errorShape?: ErrorShape;
}

export interface Sandbox extends SandboxWithWebhooks<WebhookTarget> {
  credentials: Credentials;
  /** How errors lay out their details, unless a planned one says otherwise. */
  errorShape: ErrorShape;
}
