/** The control routes every gateway has: its payments, what became of them, and the faults to come. */
import { z } from "zod";
import { bulkRoute, type ReadBody } from "./bulk-route.js";
import type { ControlRoutes } from "./control-routes.js";
import { inTransaction, type Tx } from "../database.js";
import type { FaultStore, PlannedFault } from "../fault/fault-store.js";
import type { RequestLog } from "../http/request-log.js";
import type { Sandbox } from "../sandbox.js";
import type { LedgerCancellation, PaymentLedger } from "../ledger/payment-ledger.js";

const SETTLEMENT = z.strictObject({ outcome: z.enum(["SUCCEEDED", "FAILED"]) });

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
  faults: Pick<FaultStore<{ kind: string }>, "plan" | "planProblem" | "clear">;
  faultPlan: z.ZodType<Plan>;
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
  return {
    "POST payments": bulkRoute(vendor.read, vendor.facts, async (tx, facts, now) =>
      vendor.paymentRecord(await vendor.openPayment(tx, facts, now), now),
    ),
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
      const problem = vendor.faults.planProblem(plan);
      if (problem) throw vendor.invalid(problem);
      await vendor.faults.plan(pool, plan);
    },
    "DELETE faults": ({ pool }) => vendor.faults.clear(pool),
  };
}
