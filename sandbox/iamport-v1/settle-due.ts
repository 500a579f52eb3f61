/** Asynchronous cancels whose time has come end as was planned. */
import type { Pool } from "pg";
import { inTransaction } from "../database.js";
import { settleCancellation, type Desk } from "./ledger.js";

/** Settled in one look; the rest follows in the next. */
const BATCH = 100;

export async function settleDue(pool: Pool, desk: Desk): Promise<void> {
  const { rows } = await pool.query<{ id: string; settle_outcome: "SUCCEEDED" | "FAILED" }>(
    `SELECT id, settle_outcome FROM iamport_v1.cancellation
      WHERE status = 'REQUESTED' AND settle_at <= $1 ORDER BY settle_at, no LIMIT $2`,
    [desk.now(), BATCH],
  );
  for (const { id, settle_outcome } of rows) {
    await inTransaction(pool, (tx) => settleCancellation(tx, desk, id, settle_outcome));
  }
}
