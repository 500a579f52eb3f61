/** Cancels that were only accepted, and whose time has come, end as was planned. */
import type { Pool } from "pg";
import { inTransaction, type Tx } from "./database.js";

/** Settled in one look; the rest follows in the next. */
export const SETTLED_AT_ONCE = 100;

/** Where a ledger keeps them, in plain SQL names, and how it ends one. */
export interface WaitingCancels {
  /** With its schema; it has the columns `status`, `settle_at`, `settle_outcome` and `no`. */
  table: string;
  id: string;
  /** A cancel that is not waiting any more is left as it is. */
  settle: (tx: Tx, id: string, outcome: "SUCCEEDED" | "FAILED") => Promise<unknown>;
}

export async function settleDueCancels(pool: Pool, now: Date, { table, id, settle }: WaitingCancels): Promise<void> {
  const { rows } = await pool.query<{ id: string; outcome: "SUCCEEDED" | "FAILED" }>(
    `SELECT ${id} AS id, settle_outcome AS outcome FROM ${table}
      WHERE status = 'REQUESTED' AND settle_at <= $1 ORDER BY settle_at, no LIMIT $2`,
    [now, SETTLED_AT_ONCE],
  );
  for (const row of rows) await inTransaction(pool, (tx) => settle(tx, row.id, row.outcome));
}
