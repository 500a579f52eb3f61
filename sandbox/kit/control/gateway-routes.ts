/** The control routes every gateway has: its payments, what became of them, and the faults to come. */
import { z } from "zod";
import type { ControlRoutes } from "./control-routes.js";
import { inTransaction, type Tx } from "../database.js";
import type { FaultStore, PlannedFault } from "../fault/fault-store.js";
import type { Call } from "../http/http.js";
import type { RequestLog } from "../http/request-log.js";
import type { Sandbox } from "../sandbox.js";
import type { LedgerCancellation, PaymentLedger } from "../ledger/payment-ledger.js";

/** Enough to seed a demo in one call; more come in several. */
const MAX_BULK = 5_000;

const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });

/** @throws what the vendor's sandbox refuses a wrong body with */
export type ReadBody = <Value>(schema: z.ZodType<Value>, call: Call) => Value;

/** The part of one vendor behind them: its ledger, and how its rows are shown. */
export interface GatewayRoutesOptions<
  Own extends Sandbox,
  Facts,
  Payment extends object,
  Cancellation extends LedgerCancellation,
  Plan extends PlannedFault,
> {
  read: ReadBody;
  facts: z.ZodType<Facts>;
  openPayment: (tx: Tx, facts: Facts, now: Date) => Promise<Payment>;
  ledger: Pick<PaymentLedger<Payment, Cancellation, Own>, "find" | "cancellationsOf" | "settle" | "totals">;
  paymentRecord: (payment: Payment, now: Date) => unknown;
  cancellationRecord: (cancellation: Cancellation) => unknown;
  notWaiting: (id: string) => Error;
  requestLog: Pick<RequestLog, "read">;
  faults: Pick<FaultStore<{ kind: string }>, "plan" | "clear">;
  faultPlan: z.ZodType<Plan>;
  /** The problem of a plan, or `null`. */
  planProblem: (plan: Plan) => string | null;
  invalid: (message: string) => Error;
}

export function gatewayRoutes<
  Own extends Sandbox,
  Facts,
  Payment extends object,
  Cancellation extends LedgerCancellation,
  Plan extends PlannedFault,
>(vendor: GatewayRoutesOptions<Own, Facts, Payment, Cancellation, Plan>): ControlRoutes<Own> {
  const { ledger } = vendor;
  const bulk = z.array(vendor.facts).max(MAX_BULK);
  return {
    "POST payments": ({ pool, now }, call) => {
      const facts = vendor.read(bulk, call);
      return inTransaction(pool, async (tx) => {
        const opened = [];
        for (const one of facts) opened.push(vendor.paymentRecord(await vendor.openPayment(tx, one, now()), now()));
        return opened;
      });
    },
    "GET payments/:": async ({ pool, now }, _call, id) => {
      const payment = await ledger.find(pool, id);
      return payment && vendor.paymentRecord(payment, now());
    },
    "GET payments/:/cancellations": async ({ pool }, _call, id) =>
      (await ledger.cancellationsOf(pool, id)).map((one) => vendor.cancellationRecord(one)),
    "POST cancellations/:/settlement": (sandbox, call, id) => {
      const { outcome } = vendor.read(SETTLEMENT, call);
      return inTransaction(sandbox.pool, async (tx) => {
        const settled = await ledger.settle(tx, sandbox, id, outcome);
        if (!settled) throw vendor.notWaiting(id);
        return vendor.cancellationRecord(settled);
      });
    },
    "GET totals": ({ pool }) => ledger.totals(pool),
    "GET requests": ({ pool }, call) => vendor.requestLog.read(pool, call.query.get("paymentId")),
    "POST faults": async ({ pool }, call) => {
      const plan = vendor.read(vendor.faultPlan, call);
      const problem = vendor.planProblem(plan);
      if (problem) throw vendor.invalid(problem);
      await vendor.faults.plan(pool, plan);
    },
    "DELETE faults": ({ pool }) => vendor.faults.clear(pool),
  };
}
