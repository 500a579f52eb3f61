/** GET /payments/{paymentId}, resending a webhook, and the list of banks. */
import type { Tx } from "../../kit/database.js";
import type { Answer } from "../../kit/http/http.js";
import { checkStore } from "../access.js";
import { BANKS } from "../bank.js";
import { readResendRequest } from "../cancel-request.js";
import { LEDGER } from "../ledger.js";
import { paymentView, webhookView } from "../payment-view.js";
import { Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";
import { OUTBOX, resendWebhook } from "../webhook.js";

/** Reads in one snapshot, so that the amounts and the list of cancellations never contradict each other. */
export async function getPayment(
  tx: Tx,
  sandbox: Sandbox,
  call: { paymentId: string; storeId: string | null },
): Promise<Answer> {
  checkStore(sandbox, call.storeId);
  await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const payment = await LEDGER.find(tx, call.paymentId);
  if (!payment) throw new Refusal("PAYMENT_NOT_FOUND", "There is no such payment.");
  const cancellations = await LEDGER.cancellationsOf(tx, payment.id);
  const webhooks = await OUTBOX.withDeliveries(tx, payment.id);
  return { status: 200, body: paymentView(payment, { storeId: sandbox.storeId, cancellations, webhooks }) };
}

export async function resend(
  tx: Tx,
  sandbox: Sandbox,
  call: { paymentId: string; body: string | null },
): Promise<Answer> {
  const { storeId, webhookId } = readResendRequest(call.body);
  checkStore(sandbox, storeId);
  await LEDGER.lock(tx, call.paymentId);
  const webhook = await resendWebhook(tx, call.paymentId, webhookId, sandbox.now());
  return { status: 200, body: { webhook: webhookView(webhook, []) } };
}

export const banks = (): Answer => ({
  status: 200,
  body: { items: Object.entries(BANKS).map(([bank, name]) => ({ bank, name })) },
});
