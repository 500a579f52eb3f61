/** State that every part of the running sandbox shares, and the options it is started with. */
import type { SandboxOptions } from "../kit/sandbox.js";
import type { SandboxWithWebhooks, WebhookOptions } from "../kit/webhook/sandbox-with-webhooks.js";
import type { RunningKeys } from "./idempotency.js";
import type { WebhookTarget } from "./webhook.js";

interface Credentials {
  apiSecret: string;
  storeId: string;
}

/** Webhooks are tried at the vendor's 0, 1, 4, 16, 64, 256 minutes by default. */
export interface PortoneV2SandboxOptions extends Credentials, SandboxOptions, WebhookOptions<WebhookTarget> {}

export interface Sandbox extends Credentials, SandboxWithWebhooks<WebhookTarget> {
  running: RunningKeys;
}
