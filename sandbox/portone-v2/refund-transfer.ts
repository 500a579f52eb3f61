/** The transfer of a virtual account refund: the cancel has succeeded, the money is on its way to the customer's own account. */
import type { Tx } from "../database.js";
import { lockPayment, type Desk } from "./ledger.js";
import type { PaymentRow, TransferOutcome } from "./payment.js";
import { Refusal } from "./refusal.js";

/**
 * Ends the transfer that is under way as it is told. The cancel stays succeeded whatever becomes of the transfer.
 * @throws Refusal when no transfer is under way.
 */
export async function settleTransfer(
  tx: Tx,
  desk: Desk,
  paymentId: string,
  outcome: TransferOutcome,
): Promise<PaymentRow> {
  const payment = await lockPayment(tx, paymentId);
  if (payment.refund_status !== "PENDING") {
    throw new Refusal(
      "PAYMENT_CANCELLATION_NOT_PENDING",
      `No transfer is under way (refundStatus ${payment.refund_status ?? "none"}); a payment with transferDelayMs null waits.`,
    );
  }
  return close(tx, desk, paymentId, outcome);
}

/** Ends a transfer whose time has come, unless somebody was faster. An earlier one that failed stays visible. */
export async function settleDueTransfer(tx: Tx, desk: Desk, paymentId: string): Promise<void> {
  const payment = await lockPayment(tx, paymentId);
  if (payment.refund_status !== "PENDING" || payment.transfer_at === null || payment.transfer_at > desk.now()) return;
  await close(tx, desk, paymentId, payment.transfer_failed ? "PARTIAL_REFUND_FAILED" : "COMPLETED");
}

async function close(tx: Tx, desk: Desk, paymentId: string, outcome: TransferOutcome): Promise<PaymentRow> {
  const { rows } = await tx.query<PaymentRow>(
    `UPDATE portone_v2.payment SET refund_status = $2, transfer_at = NULL, transfer_failed = $3, updated_at = $4
      WHERE id = $1 RETURNING *`,
    [paymentId, outcome, outcome !== "COMPLETED", desk.now()],
  );
  return rows[0] as PaymentRow;
}
