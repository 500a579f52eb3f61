/** The control API under /__sandbox/: what the vendor's console, the banks and the network would do, on demand. */
import { z } from "zod";
import type { Answer, Call } from "../../http.js";
import { read } from "../cancel-request.js";
import { inTransaction, type Tx } from "../database.js";
import { clearFaults, FAULT_PLAN, planFault, planProblem } from "../fault.js";
import {
  bookCancellation,
  cancellationsOf,
  decideUnderLock,
  findPayment,
  lockPayment,
  settleCancellation,
} from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { PAYMENT_FACTS, type Dispute } from "../payment.js";
import { cancellationRecord, paymentRecord, totals, webhookRecords } from "../records.js";
import { invalid, Refusal } from "../refusal.js";
import { readEntries } from "../request-log.js";
import type { Sandbox } from "../sandbox.js";
import { writeWebhook, type WebhookRow } from "../webhook.js";

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
const DELIVERIES = z.strictObject({
  times: z.number().int().min(1).max(MAX_COPIES).default(1),
  signedSecondsAgo: z.number().int().default(0),
});
const TARGET = z.strictObject({ url: z.url(), secrets: z.array(z.string().min(1)).min(1) }).nullable();

type Handler = (sandbox: Sandbox, call: Call, id: string) => Promise<unknown>;

/** `:` stands for one path segment, handed over as the id. */
const ROUTES: Readonly<Record<string, Handler>> = {
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
  "POST cancellations/:/settlement": settle,
  "GET totals": ({ pool }) => totals(pool),
  "GET requests": ({ pool }, call) => readEntries(pool, call.query.get("paymentId")),
  "GET webhooks": ({ pool }, call) => webhookRecords(pool, call.query.get("paymentId")),
  "POST webhooks/:/deliveries": deliverAgain,
  "PUT webhook-target": async (sandbox, call) => {
    sandbox.courier.setTarget(read(TARGET, call.body));
    return null;
  },
  "POST faults": async ({ pool }, call) => {
    const plan = read(FAULT_PLAN, call.body);
    const problem = planProblem(plan);
    if (problem) throw invalid(problem);
    await planFault(pool, plan);
    return null;
  },
  "DELETE faults": async ({ pool }) => {
    await clearFaults(pool);
    return null;
  },
};

export async function answerControlCall(sandbox: Sandbox, call: Call): Promise<Answer> {
  const [, room = "", id, ...rest] = call.segments ?? [];
  const shape = [room, ...(id === undefined ? [] : [":"]), ...rest].join("/");
  const handler = Object.hasOwn(ROUTES, `${call.method} ${shape}`) ? ROUTES[`${call.method} ${shape}`] : undefined;
  if (!handler) return { status: 404, body: { message: "There is no such control." } };
  // A web page may send a "simple" request anywhere; asking for JSON makes its browser ask first, and be refused.
  if (call.method !== "GET" && call.headers["content-type"] !== "application/json") {
    return { status: 415, body: { message: "Send application/json." } };
  }
  try {
    const result = await handler(sandbox, call, id ?? "");
    sandbox.wake();
    return { status: 200, body: result ?? null };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    return { status: 500, body: { message: String(error) } };
  }
}

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

/** Beside the schedule: nothing about when or whether the webhook is re-sent changes. */
async function deliverAgain(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { times, signedSecondsAgo } = read(DELIVERIES, call.body);
  const { rows } = await sandbox.pool.query<WebhookRow>("SELECT * FROM portone_v2.webhook WHERE id = $1", [id]);
  const [webhook] = rows;
  if (!webhook) throw new Refusal("WEBHOOK_NOT_FOUND", "There is no such webhook.");
  const answers: (number | null)[] = [];
  for (let copy = 0; copy < times; copy++) {
    answers.push((await sandbox.courier.attempt(webhook, signedSecondsAgo)).responseStatus);
  }
  return answers;
}
