/** Asynchronous cancels and refund transfers whose time has come end as was planned. */
import type { Pool } from "pg";
import { inTransaction } from "../database.js";
import { SETTLED_AT_ONCE, settleDueCancels } from "../settle-due.js";
import { settleCancellation, type Desk } from "./ledger.js";
import { settleDueTransfer } from "./refund-transfer.js";

export const settleDue = (pool: Pool, desk: Desk): Promise<void> =>
  settleDueCancels(pool, desk.now(), {
    table: "portone_v2.cancellation",
    id: "id",
    settle: (tx, id, outcome) => settleCancellation(tx, desk, id, outcome),
  });

export async function settleDueTransfers(pool: Pool, desk: Desk): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM portone_v2.payment WHERE transfer_at <= $1 ORDER BY transfer_at, id LIMIT $2",
    [desk.now(), SETTLED_AT_ONCE],
  );
  for (const { id } of rows) await inTransaction(pool, (tx) => settleDueTransfer(tx, desk, id));
}
