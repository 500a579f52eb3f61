/** The control API under /__sandbox/: what the vendor's console, the PGs and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../control-routes.js";
import { inTransaction } from "../../database.js";
import type { Answer, Call } from "../../http.js";
import { readFields } from "../body.js";
import { check } from "../cancel-request.js";
import { setContract } from "../contract.js";
import { FAULT_PLAN, FAULTS, planProblem } from "../fault.js";
import { bookCancellation, cancellationsOf, decideUnderLock, findPayment, settleCancellation } from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { PAYMENT_FACTS } from "../payment.js";
import { cancellationRecord, paymentRecord, totals } from "../records.js";
import { invalid, Refusal } from "../refusal.js";
import { REQUEST_LOG } from "../request-log.js";
import type { Sandbox } from "../sandbox.js";
import { expireTokens } from "../token.js";
import { OUTBOX } from "../webhook.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;
const MAX_COPIES = 100;

const FOREIGN_CANCEL = z.strictObject({
  amount: z.number().int().positive().optional(),
  taxFreeAmount: z.number().int().min(0).optional(),
  vatAmount: z.number().int().min(0).optional(),
  reason: z.string().min(1).default("콘솔 취소"),
});
const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });
const CONTRACT = z.strictObject({ contracted: z.boolean() });
const DELIVERIES = z.strictObject({ times: z.number().int().min(1).max(MAX_COPIES).default(1) });
const TARGET = z
  .strictObject({
    url: z.url(),
    format: z.enum(["JSON", "FORM"]).optional(),
    withCancellationId: z.boolean().optional(),
  })
  .nullable();

const ROUTES: ControlRoutes<Sandbox> = {
  "POST payments": openPayments,
  "GET payments/:": async ({ pool }, _call, id) => {
    const payment = await findPayment(pool, id);
    return payment && paymentRecord(payment);
  },
  "GET payments/:/cancellations": async ({ pool }, _call, id) =>
    (await cancellationsOf(pool, id)).map(cancellationRecord),
  "POST payments/:/console-cancellation": cancelInConsole,
  "POST cancellations/:/settlement": settle,
  "PUT refund-contracts/:": ({ pool }, call, pgProvider) =>
    setContract(pool, pgProvider, check(CONTRACT, readFields(call)).contracted),
  "DELETE tokens": ({ pool }) => expireTokens(pool),
  "GET totals": ({ pool }) => totals(pool),
  "GET requests": ({ pool }, call) => REQUEST_LOG.read(pool, call.query.get("paymentId")),
  "GET webhooks": ({ pool }, call) => OUTBOX.records(pool, call.query.get("paymentId")),
  "POST webhooks/:/deliveries": deliverAgain,
  "PUT webhook-target": async (sandbox, call) => sandbox.setWebhook(check(TARGET, json(call))),
  "POST faults": async ({ pool }, call) => {
    const plan = check(FAULT_PLAN, readFields(call));
    const problem = planProblem(plan);
    if (problem) throw invalid(problem);
    await FAULTS.plan(pool, plan);
  },
  "DELETE faults": ({ pool }) => FAULTS.clear(pool),
};

/** The vendor's refusals travel with HTTP 200; here they are errors. */
const REFUSED_STATUS = 409;

export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) =>
    error instanceof Refusal ? { ...error.answer, status: error.status === 200 ? REFUSED_STATUS : error.status } : null,
  );

/** For the bodies that are no object. @throws Refusal */
function json(call: Call): unknown {
  try {
    return JSON.parse(call.body ?? "");
  } catch {
    throw invalid("The body is not JSON.");
  }
}

function openPayments(sandbox: Sandbox, call: Call): Promise<unknown> {
  const facts = check(z.array(PAYMENT_FACTS).max(MAX_BULK), json(call));
  return inTransaction(sandbox.pool, async (tx) => {
    const opened = [];
    for (const one of facts) opened.push(paymentRecord(await openPayment(tx, one, sandbox.now())));
    return opened;
  });
}

function cancelInConsole(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { amount, taxFreeAmount, vatAmount, reason } = check(FOREIGN_CANCEL, readFields(call));
  const request = { amount, tax_free: taxFreeAmount, vat_amount: vatAmount, reason };
  return inTransaction(sandbox.pool, async (tx) => {
    const booking = await decideUnderLock(tx, sandbox, id, { request, trigger: "CONSOLE" });
    return cancellationRecord(await bookCancellation(tx, sandbox, booking));
  });
}

function settle(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { outcome } = check(SETTLEMENT, readFields(call));
  return inTransaction(sandbox.pool, async (tx) => {
    const settled = await settleCancellation(tx, sandbox, id, outcome);
    if (!settled) throw new Refusal(1, "The cancellation is not waiting any more.");
    return cancellationRecord(settled);
  });
}

/** Beside the schedule: nothing about when or whether the webhook is re-sent changes. */
async function deliverAgain(sandbox: Sandbox, call: Call, id: string): Promise<unknown> {
  const { times } = check(DELIVERIES, readFields(call));
  const webhook = await OUTBOX.find(sandbox.pool, id);
  if (!webhook) throw new Refusal(-1, "There is no such webhook.", 404);
  const answers: (number | null)[] = [];
  for (let copy = 0; copy < times; copy++) answers.push((await sandbox.courier.attempt(webhook)).responseStatus);
  return answers;
}
