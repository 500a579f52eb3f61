/** What every part of the running sandbox shares. */
import type { SandboxWithWebhooks } from "../sandbox.js";
import type { WebhookTarget } from "./courier.js";
import type { RunningKeys } from "./idempotency.js";

export interface Sandbox extends SandboxWithWebhooks<WebhookTarget> {
  storeId: string;
  apiSecret: string;
  running: RunningKeys;
}
