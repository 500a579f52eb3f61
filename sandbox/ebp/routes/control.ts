/** The control API under /__sandbox/: what the vendor's console, its banks and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../control-routes.js";
import { inTransaction } from "../../database.js";
import type { Answer, Call } from "../../http.js";
import { checkBalance } from "../cancel-rules.js";
import { read } from "../cancel-request.js";
import { FAULT_PLAN, FAULTS, planProblem } from "../fault.js";
import { bookCancellation, cancellationsOf, findPayment, lockPayment, settleCancellation } from "../ledger.js";
import { capturePayment, openPayment } from "../open-payment.js";
import { PAYMENT_FACTS } from "../payment.js";
import { cancellationRecord, paymentRecord, totals } from "../records.js";
import { cannotCancel, invalid, Refusal } from "../refusal.js";
import { REQUEST_LOG } from "../request-log.js";
import type { Sandbox } from "../sandbox.js";
import { OUTBOX } from "../webhook.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;
const MAX_COPIES = 100;

const FOREIGN_CANCEL = z.strictObject({ amount: z.number().int().positive().optional() });
const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });
const DELIVERIES = z.strictObject({
  times: z.number().int().min(1).max(MAX_COPIES).default(1),
  signedSecondsAgo: z.number().int().default(0),
});
const TARGET = z.strictObject({ url: z.url(), secret: z.string().min(1) }).nullable();

const ROUTES: ControlRoutes<Sandbox> = {
  "POST payments": openPayments,
  "GET payments/:": async ({ pool }, _call, id) => {
    const payment = await findPayment(pool, id);
    return payment && paymentRecord(payment);
  },
  "POST payments/:/capture": ({ pool, now }, _call, id) =>
    inTransaction(pool, async (tx) => paymentRecord(await capturePayment(tx, id, now()))),
  "GET payments/:/cancellations": async ({ pool }, _call, id) =>
    (await cancellationsOf(pool, id)).map(cancellationRecord),
  "POST payments/:/console-cancellation": cancelInConsole,
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

/** Never 200 for a refusal here, whatever status the vendor would give it. */
export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) =>
    error instanceof Refusal ? { status: 409, body: { resultCode: error.code, message: error.message } } : null,
  );

function openPayments(sandbox: Sandbox, call: Call): Promise<unknown> {
  const facts = read(z.array(PAYMENT_FACTS).max(MAX_BULK), call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const opened = [];
    for (const one of facts) opened.push(paymentRecord(await openPayment(tx, one, sandbox.now())));
    return opened;
  });
}

function cancelInConsole(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { amount } = read(FOREIGN_CANCEL, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const payment = await lockPayment(tx, id);
    const total = amount ?? payment.total - payment.cancelled - payment.pending;
    checkBalance(payment, total);
    const parts = { total, tax: 0 };
    const booking = { payment, parts, items: [], refundAccount: null, trigger: "CONSOLE" } as const;
    return cancellationRecord(await bookCancellation(tx, sandbox.now(), booking));
  });
}

function settle(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { outcome } = read(SETTLEMENT, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const settled = await settleCancellation(tx, sandbox.now(), id, outcome);
    if (!settled) throw cannotCancel(`The cancel ${id} is not waiting any more.`);
    return cancellationRecord(settled);
  });
}

/** Beside the schedule: nothing about when or whether the webhook is re-sent changes. */
async function deliverAgain(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { times, signedSecondsAgo } = read(DELIVERIES, call.body);
  const webhook = await OUTBOX.find(sandbox.pool, id);
  if (!webhook) throw invalid(`There is no webhook ${id}.`);
  const answers: (number | null)[] = [];
  for (let copy = 0; copy < times; copy++) {
    answers.push((await sandbox.courier.attempt(webhook, signedSecondsAgo)).responseStatus);
  }
  return answers;
}
