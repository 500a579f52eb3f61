/** Asynchronous cancels and refund transfers whose time has come end as was planned. */
import type { Pool } from "pg";
import { inTransaction } from "../database.js";
import { settleCancellation, type Desk } from "./ledger.js";
import { settleDueTransfer } from "./refund-transfer.js";

/** Settled in one look; the rest follows in the next. */
const BATCH = 100;

export async function settleDue(pool: Pool, desk: Desk): Promise<void> {
  const { rows } = await pool.query<{ id: string; settle_outcome: "SUCCEEDED" | "FAILED" }>(
    `SELECT id, settle_outcome FROM portone_v2.cancellation
      WHERE status = 'REQUESTED' AND settle_at <= $1 ORDER BY settle_at, no LIMIT $2`,
    [desk.now(), BATCH],
  );
  for (const { id, settle_outcome } of rows) {
    await inTransaction(pool, (tx) => settleCancellation(tx, desk, id, settle_outcome));
  }
}

export async function settleDueTransfers(pool: Pool, desk: Desk): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM portone_v2.payment WHERE transfer_at <= $1 ORDER BY transfer_at, id LIMIT $2",
    [desk.now(), BATCH],
  );
  for (const { id } of rows) await inTransaction(pool, (tx) => settleDueTransfer(tx, desk, id));
}
