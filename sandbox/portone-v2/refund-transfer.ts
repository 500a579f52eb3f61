/** The transfer of a virtual account refund: the cancel has succeeded, the money is on its way to the customer's own account. */
import { inTransaction, type Tx } from "../kit/database.js";
import { SETTLED_AT_ONCE } from "../kit/ledger/payment-ledger.js";
import { LEDGER } from "./ledger.js";
import type { PaymentRow, TransferOutcome } from "./payment.js";
import { Refusal } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";

/**
 * Ends the transfer that is under way as it is told, or fails one that had arrived: the customer's bank has sent it back. The
 * cancel stays succeeded whatever becomes of the transfer.
 * @throws Refusal when no transfer is under way, nor one that could come back.
 */
export async function settleTransfer(
  tx: Tx,
  sandbox: Sandbox,
  paymentId: string,
  outcome: TransferOutcome,
): Promise<PaymentRow> {
  const payment = await LEDGER.lock(tx, paymentId);
  const comesBack = payment.refund_status === "COMPLETED" && outcome !== "COMPLETED";
  if (payment.refund_status !== "PENDING" && !comesBack) {
    throw new Refusal(
      "PAYMENT_CANCELLATION_NOT_PENDING",
      `No transfer is under way (refundStatus ${payment.refund_status ?? "none"}); a payment with transferDelayMs null waits.`,
    );
  }
  return endTransfer(tx, sandbox, paymentId, outcome);
}

/** Transfers whose time has come end, unless somebody was faster. */
export async function settleDueTransfers(sandbox: Sandbox): Promise<void> {
  const { rows } = await sandbox.pool.query<{ id: string }>(
    "SELECT id FROM portone_v2.payment WHERE transfer_at <= $1 ORDER BY transfer_at, id LIMIT $2",
    [sandbox.now(), SETTLED_AT_ONCE],
  );
  for (const { id } of rows) await inTransaction(sandbox.pool, (tx) => settleDueTransfer(tx, sandbox, id));
}

/** An earlier transfer of the payment that failed stays visible. */
async function settleDueTransfer(tx: Tx, sandbox: Sandbox, paymentId: string): Promise<void> {
  const payment = await LEDGER.lock(tx, paymentId);
  if (payment.refund_status !== "PENDING" || payment.transfer_at === null || payment.transfer_at > sandbox.now())
    return;
  await endTransfer(tx, sandbox, paymentId, payment.transfer_failed ? "PARTIAL_REFUND_FAILED" : "COMPLETED");
}

const endTransfer = (tx: Tx, sandbox: Sandbox, paymentId: string, outcome: TransferOutcome): Promise<PaymentRow> =>
  LEDGER.update(tx, paymentId, {
    refund_status: outcome,
    transfer_at: null,
    transfer_failed: outcome !== "COMPLETED",
    updated_at: sandbox.now(),
  });
