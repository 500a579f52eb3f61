/** What every part of the running sandbox shares. */
import type { Pool } from "pg";
import type { Courier } from "../courier.js";
import type { WebhookTarget } from "./courier.js";
import type { RunningKeys } from "./idempotency.js";

export interface Sandbox {
  pool: Pool;
  storeId: string;
  apiSecret: string;
  /** Business time: deadlines, idempotency lifetime, when a webhook is due. */
  now: () => Date;
  running: RunningKeys;
  courier: Courier<WebhookTarget>;
  /** Something may have become due. */
  wake: () => void;
  /** One line about something that should not happen. */
  log: (line: string) => void;
  /** Aborts when the sandbox closes: waits end, and what had not happened yet does not happen. */
  closing: AbortSignal;
}
