/** State that every part of the running sandbox shares, and the options it is started with. */
import type { SandboxOptions } from "../kit/sandbox.js";
import type { SandboxWithWebhooks, WebhookOptions } from "../kit/webhook/sandbox-with-webhooks.js";
import type { WebhookStyle, WebhookTarget } from "./webhook.js";

/** REST API key and secret, as POST /users/getToken takes them. */
interface Credentials {
  impKey: string;
  impSecret: string;
}

/** A webhook is tried once by default; `OPT_IN_RETRY_WAITS_MS` is for a shop that asked for more. Its target says in which form. */
export interface IamportV1SandboxOptions extends Credentials, SandboxOptions, WebhookOptions<WebhookTarget> {}

export interface Sandbox extends Credentials, SandboxWithWebhooks<WebhookTarget> {
  /** How webhooks are written from now on. */
  webhookStyle: () => WebhookStyle;
}
