/** The control API under /__sandbox/: what the vendor's console, the banks and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../control-routes.js";
import { inTransaction, type Tx } from "../../database.js";
import type { Answer, Call } from "../../http.js";
import { read } from "../cancel-request.js";
import { FAULT_PLAN, FAULTS, planProblem } from "../fault.js";
import {
  bookCancellation,
  cancellationsOf,
  decideUnderLock,
  findPayment,
  lockPayment,
  settleCancellation,
} from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { PAYMENT_FACTS, TRANSFER_OUTCOMES, type Dispute } from "../payment.js";
import { cancellationRecord, paymentRecord, totals } from "../records.js";
import { invalid, Refusal } from "../refusal.js";
import { settleTransfer } from "../refund-transfer.js";
import { REQUEST_LOG } from "../request-log.js";
import type { Sandbox } from "../sandbox.js";
import { OUTBOX, writeWebhook } from "../webhook.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;
const MAX_COPIES = 100;

const FOREIGN_CANCEL = z.strictObject({
  amount: z.number().int().positive().optional(),
  taxFreeAmount: z.number().int().min(0).optional(),
  vatAmount: z.number().int().min(0).optional(),
  reason: z.string().min(1).optional(),
});
const DISPUTE = z.strictObject({
  reason: z.string().min(1).default("카드사 이의제기"),
  resolved: z.boolean().default(false),
});
const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });
const TRANSFER_SETTLEMENT = z.strictObject({ outcome: z.enum(TRANSFER_OUTCOMES) });
const DELIVERIES = z.strictObject({
  times: z.number().int().min(1).max(MAX_COPIES).default(1),
  signedSecondsAgo: z.number().int().default(0),
});
const TARGET = z.strictObject({ url: z.url(), secrets: z.array(z.string().min(1)).min(1) }).nullable();

const ROUTES: ControlRoutes<Sandbox> = {
  "POST payments": openPayments,
  "GET payments/:": async ({ pool }, _call, id) => {
    const payment = await findPayment(pool, id);
    return payment && paymentRecord(payment);
  },
  "GET payments/:/cancellations": async ({ pool }, _call, id) =>
    (await cancellationsOf(pool, id)).map(cancellationRecord),
  "POST payments/:/console-cancellation": (sandbox, call, id) => cancelFromOutside(sandbox, call, id, "CONSOLE"),
  "POST payments/:/chargeback": (sandbox, call, id) => cancelFromOutside(sandbox, call, id, "CHARGEBACK"),
  "POST payments/:/dispute": dispute,
  "POST payments/:/transfer-settlement": settleTransferByHand,
  "POST cancellations/:/settlement": settle,
  "GET totals": ({ pool }) => totals(pool),
  "GET requests": ({ pool }, call) => REQUEST_LOG.read(pool, call.query.get("paymentId")),
  "GET webhooks": ({ pool }, call) => OUTBOX.records(pool, call.query.get("paymentId")),
  "POST webhooks/:/deliveries": deliverAgain,
  "PUT webhook-target": async (sandbox, call) => {
    sandbox.courier.setTarget(read(TARGET, call.body));
    return null;
  },
  "POST faults": async ({ pool }, call) => {
    const plan = read(FAULT_PLAN, call.body);
    const problem = planProblem(plan);
    if (problem) throw invalid(problem);
    await FAULTS.plan(pool, plan);
    return null;
  },
  "DELETE faults": async ({ pool }) => {
    await FAULTS.clear(pool);
    return null;
  },
};

export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) => (error instanceof Refusal ? error.answer : null));

function openPayments(sandbox: Sandbox, call: Call): Promise<unknown> {
  const facts = read(z.array(PAYMENT_FACTS).max(MAX_BULK), call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const opened = [];
    for (const one of facts) opened.push(paymentRecord(await openPayment(tx, one, sandbox.now())));
    return opened;
  });
}

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

function dispute(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { reason, resolved } = read(DISPUTE, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const payment = await lockPayment(tx, id);
    const now = sandbox.now();
    const disputes = resolved
      ? payment.disputes.map((one) => ({ ...one, status: "RESOLVED" as const, resolvedAt: now.toISOString() }))
      : [...payment.disputes, { status: "UNRESOLVED" as const, reason, createdAt: now.toISOString() }];
    await saveDisputes(tx, id, disputes, now);
    const type = resolved ? "Transaction.DisputeResolved" : "Transaction.DisputeCreated";
    await writeWebhook(tx, { type, payment, cancellation: null, storeId: sandbox.storeId, now });
    return disputes;
  });
}

async function saveDisputes(tx: Tx, id: string, disputes: Dispute[], now: Date): Promise<void> {
  await tx.query("UPDATE portone_v2.payment SET disputes = $2, updated_at = $3 WHERE id = $1", [
    id,
    JSON.stringify(disputes),
    now,
  ]);
}

function settle(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { outcome } = read(SETTLEMENT, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const settled = await settleCancellation(tx, sandbox, id, outcome);
    if (!settled) throw new Refusal("PAYMENT_CANCELLATION_NOT_PENDING", "The cancellation is not waiting any more.");
    return cancellationRecord(settled);
  });
}

async function settleTransferByHand(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { outcome } = read(TRANSFER_SETTLEMENT, call.body);
  return inTransaction(sandbox.pool, async (tx) => paymentRecord(await settleTransfer(tx, sandbox, id, outcome)));
}

/** Beside the schedule: nothing about when or whether the webhook is re-sent changes. */
async function deliverAgain(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { times, signedSecondsAgo } = read(DELIVERIES, call.body);
  const webhook = await OUTBOX.find(sandbox.pool, id);
  if (!webhook) throw new Refusal("WEBHOOK_NOT_FOUND", "There is no such webhook.");
  const answers: (number | null)[] = [];
  for (let copy = 0; copy < times; copy++) {
    answers.push((await sandbox.courier.attempt(webhook, signedSecondsAgo)).responseStatus);
  }
  return answers;
}
