/** Asynchronous cancels whose time has come end as was planned. */
import type { Pool } from "pg";
import { settleDueCancels } from "../settle-due.js";
import { settleCancellation, type Desk } from "./ledger.js";

export const settleDue = (pool: Pool, desk: Desk): Promise<void> =>
  settleDueCancels(pool, desk.now(), {
    table: "iamport_v1.cancellation",
    id: "id",
    settle: (tx, id, outcome) => settleCancellation(tx, desk, id, outcome),
  });
