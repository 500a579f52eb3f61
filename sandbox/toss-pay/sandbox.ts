/** What every part of the running sandbox shares. */
import type { Pool } from "pg";

export interface Sandbox {
  pool: Pool;
  apiKey: string;
  /** Business time: answers, settlement, the daily limit, when a refund in progress ends. */
  now: () => Date;
  /** Something may have become due. */
  wake: () => void;
  /** One line about something that should not happen. */
  log: (line: string) => void;
  /** Aborts when the sandbox closes: waits end, and what had not happened yet does not happen. */
  closing: AbortSignal;
}
