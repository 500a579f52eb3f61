/** Refunds in progress whose time has come end as was planned. */
import { inTransaction } from "../database.js";
import { settleRefund } from "./ledger.js";
import type { Sandbox } from "./sandbox.js";

/** Settled in one look; the rest follows in the next. */
const BATCH = 100;

export async function settleDue({ pool, now }: Pick<Sandbox, "pool" | "now">): Promise<void> {
  const { rows } = await pool.query<{ transaction_id: string; settle_outcome: "SUCCEEDED" | "FAILED" }>(
    `SELECT transaction_id, settle_outcome FROM toss_pay.refund
      WHERE status = 'REQUESTED' AND settle_at <= $1 ORDER BY settle_at, no LIMIT $2`,
    [now(), BATCH],
  );
  for (const { transaction_id, settle_outcome } of rows) {
    await inTransaction(pool, (tx) => settleRefund(tx, now(), transaction_id, settle_outcome));
  }
}
