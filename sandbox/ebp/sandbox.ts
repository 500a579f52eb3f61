/** What every part of the running sandbox shares. */
import type { Pool } from "pg";
import type { Courier } from "../courier.js";
import type { Credentials } from "./access.js";
import type { WebhookTarget } from "./courier.js";
import type { ErrorShape } from "./refusal.js";

export interface Sandbox {
  pool: Pool;
  credentials: Credentials;
  /** How errors lay out their details, unless a planned one says otherwise. */
  errorShape: ErrorShape;
  /** Business time: deadlines, when a webhook is due. */
  now: () => Date;
  courier: Courier<WebhookTarget>;
  /** Something may have become due. */
  wake: () => void;
  /** One line about something that should not happen. */
  log: (line: string) => void;
  /** Aborts when the sandbox closes: waits end, and what had not happened yet does not happen. */
  closing: AbortSignal;
}
