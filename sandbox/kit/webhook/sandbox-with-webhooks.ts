/** State that the parts of a sandbox with webhooks share, and the options it is started with. */
import type { RunningSandbox, Sandbox } from "../sandbox.js";
import type { WebhookSender } from "./webhook-sender.js";

/** A sandbox that sends webhooks; `Target` says where to and what signs them. */
export interface SandboxWithWebhooks<Target extends { url: string }> extends Sandbox {
  sender: WebhookSender<Target>;
  setWebhook: (target: Target | null) => void;
}

export interface WebhookOptions<Target> {
  /** Where webhooks go; they wait while there is none. */
  webhook?: Target;
  /** Time before each try of a webhook, in milliseconds, as many tries as entries; the vendor's own by default. */
  retryWaitsMs?: readonly number[];
}

export interface RunningSandboxWithWebhooks<Target> extends RunningSandbox {
  setWebhook(target: Target | null): void;
}
