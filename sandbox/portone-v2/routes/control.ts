/** The control API under /__sandbox/: what the vendor's console, the banks and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../kit/control/control-routes.js";
import { inTransaction } from "../../kit/database.js";
import { gatewayRoutes } from "../../kit/control/gateway-routes.js";
import type { ReadBody } from "../../kit/control/bulk-route.js";
import type { Answer, Call } from "../../kit/http/http.js";
import { SIGNED_DELIVERIES, webhookRoutes } from "../../kit/webhook/webhook-routes.js";
import { read } from "../cancel-request.js";
import { FAULT_PLAN, FAULTS } from "../fault.js";
import { bookCancellation, decideUnderLock, LEDGER } from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { cancellationRecord, PAYMENT_FACTS, paymentRecord, TRANSFER_OUTCOMES, type PaymentRow } from "../payment.js";
import { answerOf, invalid, Refusal } from "../refusal.js";
import { settleTransfer } from "../refund-transfer.js";
import type { Sandbox } from "../sandbox.js";
import { REQUEST_LOG } from "../tables.js";
import { OUTBOX, writeWebhook } from "../webhook.js";

/** Whole won, order units; `amount` omitted means all that remains. */
const FOREIGN_CANCEL = z.strictObject({
  amount: z.number().int().positive().optional(),
  taxFreeAmount: z.number().int().min(0).optional(),
  vatAmount: z.number().int().min(0).optional(),
  reason: z.string().min(1).optional(),
});
export type ForeignCancel = z.input<typeof FOREIGN_CANCEL>;
const DISPUTE = z.strictObject({
  reason: z.string().min(1).default("카드사 이의제기"),
  resolved: z.boolean().default(false),
});
const TRANSFER_SETTLEMENT = z.strictObject({ outcome: z.enum(TRANSFER_OUTCOMES) });
const TARGET = z.strictObject({ url: z.url(), secrets: z.array(z.string().min(1)).min(1) });

const readBody: ReadBody = (schema, call) => read(schema, call.body);

const ROUTES: ControlRoutes<Sandbox> = {
  ...gatewayRoutes({
    read: readBody,
    facts: PAYMENT_FACTS,
    openPayment,
    ledger: LEDGER,
    paymentRecord,
    cancellationRecord,
    notWaiting: () => new Refusal("PAYMENT_CANCELLATION_NOT_PENDING", "The cancellation is not waiting any more."),
    requestLog: REQUEST_LOG,
    faults: FAULTS,
    faultPlan: FAULT_PLAN,
    invalid,
  }),
  ...webhookRoutes({
    read: readBody,
    outbox: OUTBOX,
    target: TARGET,
    deliveries: SIGNED_DELIVERIES,
    noSuchWebhook: () => new Refusal("WEBHOOK_NOT_FOUND", "There is no such webhook."),
  }),
  "POST payments/:/console-cancellation": (sandbox, call, id) => cancelFromOutside(sandbox, call, id, "CONSOLE"),
  "POST payments/:/chargeback": (sandbox, call, id) => cancelFromOutside(sandbox, call, id, "CHARGEBACK"),
  "POST payments/:/restoration": restore,
  "POST payments/:/dispute": dispute,
  "POST payments/:/transfer-settlement": settleTransferByHand,
};

export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, answerOf);

function cancelFromOutside(
  sandbox: Sandbox,
  call: Call,
  id: string,
  trigger: "CONSOLE" | "CHARGEBACK",
): Promise<unknown> {
  const { reason = trigger === "CONSOLE" ? "콘솔 취소" : "차지백", ...amounts } = read(FOREIGN_CANCEL, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const decided = await decideUnderLock(tx, sandbox, id, { request: { ...amounts, reason }, trigger });
    return cancellationRecord(await bookCancellation(tx, sandbox, { ...decided, status: "SUCCEEDED" }));
  });
}

/** The provider takes every cancel of the payment back (취소 원복): it is paid again, and lists none. */
function restore(sandbox: Sandbox, _: Call, id: string): Promise<unknown> {
  return inTransaction(sandbox.pool, async (tx) => {
    await LEDGER.lock(tx, id);
    await tx.query("DELETE FROM portone_v2.cancellation WHERE payment_id = $1 AND status = 'SUCCEEDED'", [id]);
    const columns = { status: "PAID", cancelled: 0, paid_back: 0, cancelled_at: null, updated_at: sandbox.now() };
    return paymentRecord(await LEDGER.update(tx, id, columns as Partial<PaymentRow>));
  });
}

function dispute(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { reason, resolved } = read(DISPUTE, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const payment = await LEDGER.lock(tx, id);
    const now = sandbox.now();
    const disputes = resolved
      ? payment.disputes.map((one) => ({ ...one, status: "RESOLVED" as const, resolvedAt: now.toISOString() }))
      : [...payment.disputes, { status: "UNRESOLVED" as const, reason, createdAt: now.toISOString() }];
    await LEDGER.update(tx, id, { disputes: JSON.stringify(disputes), updated_at: now });
    const type = resolved ? "Transaction.DisputeResolved" : "Transaction.DisputeCreated";
    await writeWebhook(tx, { type, payment, cancellation: null, storeId: sandbox.storeId, now });
    return disputes;
  });
}

async function settleTransferByHand(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { outcome } = read(TRANSFER_SETTLEMENT, call.body);
  return inTransaction(sandbox.pool, async (tx) => paymentRecord(await settleTransfer(tx, sandbox, id, outcome)));
}
