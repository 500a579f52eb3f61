/** Refunds in progress whose time has come end as was planned. */
import { settleDueCancels } from "../settle-due.js";
import { settleRefund } from "./ledger.js";
import type { Sandbox } from "./sandbox.js";

export const settleDue = ({ pool, now }: Pick<Sandbox, "pool" | "now">): Promise<void> =>
  settleDueCancels(pool, now(), {
    table: "toss_pay.refund",
    id: "transaction_id",
    settle: (tx, transactionId, outcome) => settleRefund(tx, now(), transactionId, outcome),
  });
