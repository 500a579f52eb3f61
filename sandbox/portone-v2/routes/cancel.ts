/** POST /payments/{paymentId}/cancel, and stopping a cancel that was only accepted. */
import type { Tx } from "../../kit/database.js";
import type { Answer } from "../../kit/http/http.js";
import { settlementOf } from "../../kit/ledger/payment-ledger.js";
import { checkStore } from "../access.js";
import { readCancelRequest, readStoreRequest } from "../cancel-request.js";
import type { Fault } from "../fault.js";
import { bookCancellation, decideUnderLock, LEDGER, type NewCancellation } from "../ledger.js";
import { cancellationView } from "../payment-view.js";
import type { CancellationRow, PaymentRow } from "../payment.js";
import { pgRefusal, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";

export async function cancel(
  tx: Tx,
  sandbox: Sandbox,
  call: { paymentId: string; body: string | null; fault: Fault | null },
): Promise<Answer> {
  const request = readCancelRequest(call.body);
  checkStore(sandbox, request.storeId);
  const decided = await decideUnderLock(tx, sandbox, call.paymentId, { request, trigger: "API" });
  return book(tx, sandbox, decided, call.fault);
}

/** The planned end of a cancel that passed every check; without one it succeeds at once. */
async function book(
  tx: Tx,
  sandbox: Sandbox,
  booking: Omit<NewCancellation, "status" | "settlement">,
  fault: Fault | null,
): Promise<Answer> {
  if (fault?.kind === "REFUSE") {
    if (fault.type !== "PG_PROVIDER") throw new Refusal(fault.type, fault.message ?? "Refused on demand.");
    await bookCancellation(tx, sandbox, { ...booking, status: "FAILED" });
    return pgRefusal(fault.pgCode, fault.pgMessage).answer;
  }
  if (fault?.kind === "PENDING") {
    const settlement = settlementOf(fault, sandbox.now());
    return done(await bookCancellation(tx, sandbox, { ...booking, status: "REQUESTED", settlement }), booking.payment);
  }
  const status = fault?.kind === "FAIL" ? "FAILED" : "SUCCEEDED";
  return done(await bookCancellation(tx, sandbox, { ...booking, status }), booking.payment);
}

const done = (row: CancellationRow, payment: PaymentRow): Answer => ({
  status: 200,
  body: { cancellation: cancellationView(row, payment) },
});

/** The payment is locked first, as everywhere, so a settlement cannot slip in between the check and the stop. */
export async function stopCancellation(
  tx: Tx,
  sandbox: Sandbox,
  call: { paymentId: string; cancellationId: string; body: string | null },
): Promise<Answer> {
  checkStore(sandbox, readStoreRequest(call.body).storeId);
  await LEDGER.lock(tx, call.paymentId);
  const { rowCount } = await tx.query("SELECT 1 FROM portone_v2.cancellation WHERE id = $1 AND payment_id = $2", [
    call.cancellationId,
    call.paymentId,
  ]);
  if (rowCount === 0) throw new Refusal("PAYMENT_CANCELLATION_NOT_FOUND", "The payment has no such cancellation.");
  const stopped = await LEDGER.settle(tx, sandbox, call.cancellationId, "FAILED");
  if (!stopped) throw new Refusal("PAYMENT_CANCELLATION_NOT_PENDING", "The cancellation is not waiting any more.");
  return { status: 200, body: { stoppedAt: sandbox.now().toISOString() } };
}
