/** The control API under /__sandbox/: what customers, the vendor's console and the network would do, on demand. */
import { z } from "zod";
import { answerControl, type ControlRoutes } from "../../control-routes.js";
import { inTransaction } from "../../database.js";
import type { Answer, Call } from "../../http.js";
import { FAULT_PLAN, FAULTS, planProblem } from "../fault.js";
import { bookRefund, decideUnderLock, findPayment, refundsOf, settleRefund } from "../ledger.js";
import { openPayment } from "../open-payment.js";
import { readControlBody } from "../parameters.js";
import { PAYMENT_FACTS } from "../payment.js";
import { cancellationRecord, paymentRecord, totals } from "../records.js";
import { invalid, Refusal } from "../refusal.js";
import { REQUEST_LOG } from "../request-log.js";
import type { Sandbox } from "../sandbox.js";
import { changeShop, SHOP_CHANGE } from "../shop.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;

const won = z.number().int().min(0);
const CONSOLE_CANCEL = z.strictObject({
  amount: won.positive().optional(),
  taxFreeAmount: won.optional(),
  vatAmount: won.optional(),
  serviceFeeAmount: won.optional(),
  reason: z.string().min(1).default("가맹점 관리자 환불"),
});
const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });

const ROUTES: ControlRoutes<Sandbox> = {
  "POST payments": openPayments,
  "GET payments/:": async ({ pool, now }, _call, id) => {
    const payment = await findPayment(pool, id);
    return payment && paymentRecord(payment, now());
  },
  "GET payments/:/cancellations": async ({ pool }, _call, id) => (await refundsOf(pool, id)).map(cancellationRecord),
  "POST payments/:/console-cancellation": cancelInConsole,
  "POST cancellations/:/settlement": settle,
  "GET totals": ({ pool }) => totals(pool),
  "GET requests": ({ pool }, call) => REQUEST_LOG.read(pool, call.query.get("paymentId")),
  "PUT shop": ({ pool }, call) => changeShop(pool, readControlBody(SHOP_CHANGE, call.body)),
  "POST faults": async ({ pool }, call) => {
    const plan = readControlBody(FAULT_PLAN, call.body);
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

/** A refusal is a bad request here, whatever its HTTP status at the vendor: a control client must not take it for a success. */
export const answerControlCall = (sandbox: Sandbox, call: Call): Promise<Answer> =>
  answerControl(ROUTES, sandbox, call, (error) => (error instanceof Refusal ? { ...error.answer, status: 400 } : null));

function openPayments(sandbox: Sandbox, call: Call): Promise<unknown> {
  const facts = readControlBody(z.array(PAYMENT_FACTS).max(MAX_BULK), call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const opened = [];
    for (const one of facts) opened.push(paymentRecord(await openPayment(tx, one, sandbox.now()), sandbox.now()));
    return opened;
  });
}

function cancelInConsole(sandbox: Sandbox, call: Call, payToken: string): Promise<unknown> {
  const cancel = readControlBody(CONSOLE_CANCEL, call.body);
  const asked = {
    ...(cancel.amount !== undefined && { amount: cancel.amount }),
    ...(cancel.taxFreeAmount !== undefined && { amountTaxFree: cancel.taxFreeAmount }),
    ...(cancel.vatAmount !== undefined && { amountVat: cancel.vatAmount }),
    ...(cancel.serviceFeeAmount !== undefined && { amountServiceFee: cancel.serviceFeeAmount }),
  };
  return inTransaction(sandbox.pool, async (tx) => {
    const now = sandbox.now();
    const decided = await decideUnderLock(tx, now, { payToken, refundNo: null, asked, trigger: "CONSOLE" });
    const booking = { ...decided, refundNo: null, fingerprint: null, reason: cancel.reason };
    return cancellationRecord(await bookRefund(tx, now, booking));
  });
}

function settle(sandbox: Sandbox, call: Call, transactionId: string): Promise<unknown> {
  const { outcome } = readControlBody(SETTLEMENT, call.body);
  return inTransaction(sandbox.pool, async (tx) => {
    const settled = await settleRefund(tx, sandbox.now(), transactionId, outcome);
    if (!settled) throw new Refusal("COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS", "the refund is in progress no more");
    return cancellationRecord(settled);
  });
}
