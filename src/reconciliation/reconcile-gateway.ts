/** Works on a run: payment after payment, as fast as the gateway answers, for a bounded time; what is left goes on in the next turn. */
import { after } from "../clock.js";
import { isUnavailable } from "../database/unavailable.js";
import type { JobData } from "../jobs/queue.js";
import { transact, type RefundContext } from "../refund/context.js";
import { reconcilePayment } from "./reconcile-payment.js";
import type { Check, Finding } from "./report.js";
import { leaseRun, leaveRun, nextPayments, noteCheck, openRun, type RunKey } from "./run.js";
import type { ReconciliationSettings } from "./settings.js";

/** Below a job's own time limit, together with one slow payment. Measured on the machine's clock: it bounds work, it decides nothing. */
const TURN_MS = 60_000;
/** Payments read at once. */
const PAGE = 50;
/** One payment is at most a look-up, a second one, and a replay; the lease is lengthened after each. */
const CALLS_PER_PAYMENT = 3;
/** So many in a row without an answer: the gateway is down, and asking about the others would only take time. */
const MAX_SILENCES = 5;

export type TurnEnd =
  | "FINISHED"
  /** There is more; go on at once. */
  | "MORE"
  /** The gateway has stopped answering; go on later. */
  | "SILENT"
  /** Somebody else works on a run of this gateway, or this one is over. */
  | "BUSY";

/** The finding of a turn about one payment. */
export interface Checked {
  paymentId: string;
  check: Check;
}

/**
 * One turn of a run that is open. It may end anywhere, also by a kill: each payment is noted once it is done, and looking at one
 * again raises nothing twice.
 */
export async function reconcileTurn(
  context: RefundContext,
  settings: ReconciliationSettings,
  run: RunKey,
  onChecked: (checked: Checked) => void = () => {},
  turnMs = TURN_MS,
): Promise<TurnEnd> {
  const gateway = context.gateways.of(run.gateway);
  const lease = await leaseRun(
    context,
    run,
    CALLS_PER_PAYMENT * gateway.policy.readTimeoutMs + context.settings.leaseMarginMs,
  );
  if (!lease) return "BUSY";
  const begun = performance.now();
  let silences = 0;
  for (;;) {
    const page = await nextPayments(context, run, PAGE);
    if (page.length === 0) {
      await leaveRun(context, lease, null);
      return "FINISHED";
    }
    for (const paymentId of page) {
      const check = await withoutFaults(context, settings, paymentId, run.day);
      if (!(await noteCheck(context, lease, paymentId, check))) return "BUSY";
      onChecked({ paymentId, check });
      silences = check.outcome === "UNREACHABLE" ? silences + 1 : 0;
      if (silences === MAX_SILENCES) {
        await leaveRun(context, lease, after(context.clock.now(), settings.pauseMs));
        return "SILENT";
      }
      if (performance.now() - begun >= turnMs) {
        await leaveRun(context, lease, context.clock.now());
        return "MORE";
      }
    }
  }
}

/** A fault of ours about one payment must not keep the others from being looked at: it is logged, counted, and tried by the next run. */
async function withoutFaults(
  context: RefundContext,
  settings: ReconciliationSettings,
  paymentId: string,
  day: string,
): Promise<Check> {
  try {
    return await reconcilePayment(context, settings, paymentId, day);
  } catch (error) {
    // Our database is away, not the gateway, and for every payment: the run ends here and is taken up again.
    if (isUnavailable(error)) throw error;
    context.log.error({ err: error, paymentId }, "reconciliation failed");
    return { outcome: "UNREACHABLE", code: "FAULT" };
  }
}

/** Job `gateway.reconcile`: one turn. Whatever is not finished is woken by the schedule, or by the job this turn leaves. */
export async function reconcileJob(
  context: RefundContext,
  settings: ReconciliationSettings,
  { gateway, day }: JobData["gateway.reconcile"],
): Promise<void> {
  const name = context.gateways.names.find((known) => known === gateway);
  // Taken out of GATEWAYS meanwhile: there is nobody to ask.
  if (name) await reconcileTurn(context, settings, { gateway: name, day });
}

export interface Reconciled {
  end: TurnEnd;
  findings: { paymentId: string; finding: Finding }[];
}

/** A whole run, here and now: opens it, again where it was finished, goes on with it where it was not. For the command line. */
export async function reconcileDay(
  context: RefundContext,
  settings: ReconciliationSettings,
  run: RunKey,
): Promise<Reconciled> {
  await transact(context, (em) => openRun(context, em, run, { again: true, lookBackDays: settings.lookBackDays }));
  const findings: Reconciled["findings"] = [];
  const collect = ({ paymentId, check }: Checked): void => {
    if (check.outcome === "DIFFERENT") findings.push(...check.findings.map((finding) => ({ paymentId, finding })));
  };
  // In one turn: what is left behind would be taken up by the service.
  return { end: await reconcileTurn(context, settings, run, collect, Infinity), findings };
}
