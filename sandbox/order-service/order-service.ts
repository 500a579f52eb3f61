/** State that every part of the running order service shares. */
import type { Pool } from "pg";
import type { RefundApiClient } from "./api-client.js";

export interface OrderService {
  pool: Pool;
  /** The refund service, over HTTP. */
  api: RefundApiClient;
  /** Business time: of entries, and when a report is due. */
  now: () => Date;
  /** Something may have become due. */
  wake: () => void;
  /** One line about something that should not happen. */
  log: (line: string) => void;
  /** Aborts when the service closes: waits end, and what had not happened yet does not happen. */
  closing: AbortSignal;
}
