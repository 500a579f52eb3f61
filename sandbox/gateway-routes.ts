/** The control routes every gateway has: its payments, what became of them, and the faults to come. */
import { z } from "zod";
import type { ControlRoutes } from "./control-routes.js";
import { inTransaction, type Queryable, type Tx } from "./database.js";
import type { FaultStore, PlannedFault } from "./fault-store.js";
import type { Call } from "./http.js";
import type { RequestLog } from "./request-log.js";
import type { Sandbox } from "./sandbox.js";
import type { PaymentTotals } from "./totals.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;

const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });

/** @throws what the vendor's sandbox refuses a wrong body with */
export type ReadBody = <Value>(schema: z.ZodType<Value>, call: Call) => Value;

/** What lies behind them at one vendor: its ledger's rows, and how they are shown. */
export interface GatewayLedger<Own extends Sandbox, Facts, Payment, Cancellation, Plan extends PlannedFault> {
  read: ReadBody;
  facts: z.ZodType<Facts>;
  openPayment: (tx: Tx, facts: Facts, now: Date) => Promise<Payment>;
  findPayment: (db: Queryable, id: string) => Promise<Payment | null>;
  paymentRecord: (payment: Payment, now: Date) => unknown;
  /** Oldest first. */
  cancellationsOf: (db: Queryable, paymentId: string) => Promise<Cancellation[]>;
  cancellationRecord: (cancellation: Cancellation) => unknown;
  /** `null` when the cancel was not waiting any more. */
  settle: (tx: Tx, sandbox: Own, id: string, outcome: "SUCCEEDED" | "FAILED") => Promise<Cancellation | null>;
  notWaiting: (id: string) => Error;
  totals: (db: Queryable) => Promise<PaymentTotals[]>;
  requestLog: Pick<RequestLog, "read">;
  faults: Pick<FaultStore<{ kind: string }>, "plan" | "clear">;
  faultPlan: z.ZodType<Plan>;
  /** What is wrong with a plan, or `null`. */
  planProblem: (plan: Plan) => string | null;
  invalid: (message: string) => Error;
}

export function gatewayRoutes<Own extends Sandbox, Facts, Payment, Cancellation, Plan extends PlannedFault>(
  ledger: GatewayLedger<Own, Facts, Payment, Cancellation, Plan>,
): ControlRoutes<Own> {
  const bulk = z.array(ledger.facts).max(MAX_BULK);
  return {
    "POST payments": ({ pool, now }, call) => {
      const facts = ledger.read(bulk, call);
      return inTransaction(pool, async (tx) => {
        const opened = [];
        for (const one of facts) opened.push(ledger.paymentRecord(await ledger.openPayment(tx, one, now()), now()));
        return opened;
      });
    },
    "GET payments/:": async ({ pool, now }, _call, id) => {
      const payment = await ledger.findPayment(pool, id);
      return payment && ledger.paymentRecord(payment, now());
    },
    "GET payments/:/cancellations": async ({ pool }, _call, id) =>
      (await ledger.cancellationsOf(pool, id)).map((one) => ledger.cancellationRecord(one)),
    "POST cancellations/:/settlement": (sandbox, call, id) => {
      const { outcome } = ledger.read(SETTLEMENT, call);
      return inTransaction(sandbox.pool, async (tx) => {
        const settled = await ledger.settle(tx, sandbox, id, outcome);
        if (!settled) throw ledger.notWaiting(id);
        return ledger.cancellationRecord(settled);
      });
    },
    "GET totals": ({ pool }) => ledger.totals(pool),
    "GET requests": ({ pool }, call) => ledger.requestLog.read(pool, call.query.get("paymentId")),
    "POST faults": async ({ pool }, call) => {
      const plan = ledger.read(ledger.faultPlan, call);
      const problem = ledger.planProblem(plan);
      if (problem) throw ledger.invalid(problem);
      await ledger.faults.plan(pool, plan);
    },
    "DELETE faults": ({ pool }) => ledger.faults.clear(pool),
  };
}
