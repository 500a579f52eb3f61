/** The schedule: once a day, in the early Korean morning, each gateway is reconciled for the day before. The rows say what is due. */
import assert from "node:assert/strict";
import { after, koreanDay } from "../clock.js";
import type { GatewayName } from "../gateways/port.js";
import { transact, type RefundContext } from "../refund/context.js";
import { openRun } from "./run.js";
import type { ReconciliationSettings } from "./settings.js";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Days a service that was down makes up for; older ones are asked for on the command line, and so are those before the first. */
const DAYS_BACK = 7;

/**
 * Opens the runs that are due and wakes those that stand still. Returns how many. Running it in several processes, or often,
 * changes nothing: a run exists once, and a job is only a wake-up.
 */
export async function scheduleReconciliation(
  context: RefundContext,
  settings: ReconciliationSettings,
): Promise<number> {
  const now = context.clock.now();
  const due = Array.from({ length: DAYS_BACK }, (_, back) =>
    koreanDay(after(now, -settings.atMs - (back + 1) * DAY_MS)),
  ).reverse();
  const yesterday = due.at(-1);
  assert(yesterday && due[0], "there is always a day before");
  // A run made before its day was over (by hand) has not seen all of it.
  const whole = await context.root.fork().execute<{ gateway: GatewayName; day: string }[]>(
    `select gateway, day::text as day from reconciliation_run
       where day >= ? and (finished_at is null or started_at >= (day + 1)::timestamp at time zone 'Asia/Seoul')`,
    [due[0]],
  );
  const known = new Set(whole.map((run) => `${run.gateway} ${run.day}`));
  const begun = await context.root
    .fork()
    .execute<{ gateway: GatewayName; first: string }[]>(
      `select gateway, min(day)::text as first from reconciliation_run group by gateway`,
    );
  const firstOf = new Map(begun.map((run) => [run.gateway, run.first]));
  let woken = 0;
  for (const gateway of context.gateways.names) {
    const first = firstOf.get(gateway) ?? yesterday;
    for (const day of due.filter((one) => one === yesterday || one >= first)) {
      if (known.has(`${gateway} ${day}`)) continue;
      const opened = await transact(context, async (em) => {
        const fresh = await openRun(
          context,
          em,
          { gateway, day },
          { again: true, lookBackDays: settings.lookBackDays },
        );
        if (fresh) await context.jobs.enqueue(em, "gateway.reconcile", { gateway, day });
        return fresh;
      });
      if (opened) woken += 1;
    }
  }
  return woken + (await wakeStanding(context));
}

/** Runs whose worker was lost, or that wait for a gateway to answer again. */
const wakeStanding = (context: RefundContext): Promise<number> =>
  transact(context, async (em) => {
    const now = context.clock.now();
    const overdue = after(now, -context.settings.sweepGraceMs);
    const standing = await em.execute<{ gateway: GatewayName; day: string }[]>(
      `update reconciliation_run set due_at = ? where finished_at is null and due_at < ? returning gateway, day::text as day`,
      [now, overdue],
    );
    for (const { gateway, day } of standing) await context.jobs.enqueue(em, "gateway.reconcile", { gateway, day });
    return standing.length;
  });
