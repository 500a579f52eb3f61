/** What every part of the running sandbox shares. */
import type { Pool } from "pg";
import type { Courier } from "../courier.js";
import type { WebhookTarget } from "./courier.js";
import type { WebhookStyle } from "./webhook.js";

export interface Sandbox {
  pool: Pool;
  impKey: string;
  impSecret: string;
  /** Business time: tokens, deadlines, when a webhook is due. */
  now: () => Date;
  courier: Courier<WebhookTarget>;
  setWebhook: (target: WebhookTarget | null) => void;
  /** How webhooks are written from now on. */
  webhookStyle: () => WebhookStyle;
  /** Something may have become due. */
  wake: () => void;
  /** One line about something that should not happen. */
  log: (line: string) => void;
  /** Aborts when the sandbox closes: waits end, and what had not happened yet does not happen. */
  closing: AbortSignal;
}
