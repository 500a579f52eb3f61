/** The rows of a run: opened with its payments, leased to one worker per gateway, noted payment by payment, finished. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../clock.js";
import type { GatewayName } from "../gateways/port.js";
import { transact, type RefundContext } from "../refund/context.js";
import type { Check } from "./report.js";

/** The key of a run: one gateway, one Korean day (`yyyy-mm-dd`). */
export interface RunKey {
  gateway: GatewayName;
  day: string;
}

export interface Counts {
  checked: number;
  confirmed: number;
  differences: number;
  unreachable: number;
}

/** Whoever opens or leases a run of a gateway does it alone: two of different days must not both find it free. The number means nothing. */
const RECONCILIATION_LOCK = 4_711_002;

const KOREAN_MIDNIGHT = `::date::timestamp at time zone 'Asia/Seoul'`;

/**
 * Makes a run and lists its payments, in the caller's transaction. `again`: also one that is finished. `anew`: also one that is
 * under way, for there is more to compare with than when it was begun; its worker writes no more. `false`: neither applied.
 */
export async function openRun(
  context: RefundContext,
  em: EntityManager,
  { gateway, day }: RunKey,
  { again, anew = false, lookBackDays }: { again: boolean; anew?: boolean; lookBackDays: number },
): Promise<boolean> {
  const now = context.clock.now();
  await lockGateway(em, gateway);
  const opened = await em.execute<unknown[]>(
    `insert into reconciliation_run (gateway, day, checked, confirmed, differences, unreachable, fence, due_at, started_at)
     values (?, ?, 0, 0, 0, 0, 0, ?, ?)
     on conflict (gateway, day) do update
       set checked = 0, confirmed = 0, differences = 0, unreachable = 0, due_at = excluded.due_at,
           started_at = excluded.started_at, finished_at = null, fence = reconciliation_run.fence + 1, lease_until = null
       where ? or ? and reconciliation_run.finished_at is not null
     returning 1`,
    [gateway, day, now, now, anew, again],
  );
  if (opened.length === 0) return false;
  await listPayments(em, { gateway, day }, lookBackDays);
  return true;
}

/**
 * First the payments with a refund that is pending or unknown. Then those with any refund that is still owed, for somebody may
 * have paid it in the gateway's console; those refunded lately; those on which an attempt or a step of a refund fell on the day;
 * and those an earlier run could not ask about: these move over to this run. Of the shop's own ledger also those with an entry of
 * the day and those with an open alarm, which ends once both sides agree.
 */
async function listPayments(em: EntityManager, { gateway, day }: RunKey, lookBackDays: number): Promise<void> {
  await em.execute(
    `delete from reconciliation_task where gateway = ? and day = ? and outcome is distinct from 'UNREACHABLE'`,
    [gateway, day],
  );
  await em.execute(
    `with bounds as (select ?${KOREAN_MIDNIGHT} as begins, (?::date + 1)${KOREAN_MIDNIGHT} as ends,
                              (?::date + 1 - ?::int)${KOREAN_MIDNIGHT} as looks_back),
          carried as (delete from reconciliation_task where gateway = ? and outcome = 'UNREACHABLE' returning payment_id),
          open_now as (select payment_id from gateway_attempt where gateway = ? and status in ('PENDING', 'UNKNOWN')),
          of_the_day as (
            select a.payment_id from gateway_attempt a, bounds where a.gateway = ?
               and (a.created_at >= begins and a.created_at < ends or a.last_sent_at >= begins and a.last_sent_at < ends
                 or a.settled_at >= begins and a.settled_at < ends)
            union
            select e.payment_id from booked_cancellation e, bounds where e.gateway = ?
               and (e.booked_at >= looks_back and e.booked_at < ends or e.happened_at >= looks_back and e.happened_at < ends)
            union
            select payment_id from refund
             where status in ('RETURN_COLLECTED', 'REFUND_REQUESTED', 'ACCEPTED') and gateway = ?
            union
            select r.payment_id from refund_history h join refund r on r.id = h.refund_id, bounds
             where h.at >= begins and h.at < ends and r.gateway = ?
            union
            select e.payment_id from ledger_entry e join ledger_report l on l.id = e.report_id
             where l.day = ? and l.completed_at is not null and e.payment_id is not null and ? = 'MERCHANT_LEDGER'
            union
            select a.payment_id from work_item a join payment p on p.id = a.payment_id
             where a.closed_at is null and a.kind = 'RECONCILIATION' and p.gateway = ? and a.detail ->> 'mended' is distinct from 'YES'
            union
            select payment_id from carried)
     insert into reconciliation_task (gateway, day, payment_id, turn)
     select ?, ?, payment_id, min(turn)
     from (select payment_id, 1 as turn from open_now union all select payment_id, 2 from of_the_day) listed
     group by payment_id`,
    [
      ...[day, day, day, lookBackDays],
      ...[gateway, gateway, gateway, gateway, gateway, gateway],
      ...[day, gateway, gateway],
      ...[gateway, day],
    ],
  );
}

export const lockGateway = async (em: EntityManager, gateway: GatewayName): Promise<void> => {
  await em.execute(`select pg_advisory_xact_lock(?, hashtext(?))`, [RECONCILIATION_LOCK, gateway]);
};

/** The right to work on a run, until its lease ends or a newer one is given. */
export interface RunLease extends RunKey {
  fence: number;
  forMs: number;
}

/** `null`: the run is finished or not there, or a run of this gateway is being worked on. */
export function leaseRun(context: RefundContext, { gateway, day }: RunKey, forMs: number): Promise<RunLease | null> {
  return transact(context, async (em) => {
    await lockGateway(em, gateway);
    const [row] = await em.execute<{ fence: number }[]>(
      `update reconciliation_run
       set fence = fence + 1, lease_until = clock_timestamp() + ? * interval '1 millisecond', due_at = ?
       where gateway = ? and day = ? and finished_at is null
         and not exists (select 1 from reconciliation_run other where other.gateway = ? and other.lease_until > clock_timestamp())
       returning fence`,
      [forMs, after(context.clock.now(), forMs), gateway, day, gateway],
    );
    return row ? { gateway, day, fence: Number(row.fence), forMs } : null;
  });
}

/** The next payments, in the order they are to be looked at. */
export async function nextPayments(context: RefundContext, { gateway, day }: RunKey, limit: number): Promise<string[]> {
  const rows = await context.root
    .fork()
    .execute<{ payment_id: string }[]>(
      `select payment_id from reconciliation_task where gateway = ? and day = ? and outcome is null order by turn, payment_id limit ?`,
      [gateway, day, limit],
    );
  return rows.map((row) => row.payment_id);
}

/** Notes one payment and lengthens the lease; `false`, with nothing written, when the lease has been lost. */
export function noteCheck(context: RefundContext, lease: RunLease, paymentId: string, check: Check): Promise<boolean> {
  const { gateway, day, fence, forMs } = lease;
  const is = (outcome: Check["outcome"]): number => (check.outcome === outcome ? 1 : 0);
  return transact(context, async (em) => {
    const mine = await em.execute<unknown[]>(
      `update reconciliation_run
       set checked = checked + 1, confirmed = confirmed + ?, differences = differences + ?, unreachable = unreachable + ?,
           lease_until = clock_timestamp() + ? * interval '1 millisecond', due_at = ?
       where gateway = ? and day = ? and fence = ? and finished_at is null returning 1`,
      [
        is("AGREED"),
        check.outcome === "DIFFERENT" ? check.findings.length : 0,
        is("UNREACHABLE"),
        forMs,
        after(context.clock.now(), forMs),
        gateway,
        day,
        fence,
      ],
    );
    if (mine.length === 0) return false;
    await em.execute(
      `update reconciliation_task set outcome = ?, code = ?, checked_at = ? where gateway = ? and day = ? and payment_id = ?`,
      [
        check.outcome,
        check.outcome === "UNREACHABLE" ? check.code : null,
        context.clock.now(),
        gateway,
        day,
        paymentId,
      ],
    );
    return true;
  });
}

/** Gives the lease back. `dueAt`: when the run is to go on; null ends it. */
export function leaveRun(context: RefundContext, { gateway, day, fence }: RunLease, dueAt: Date | null): Promise<void> {
  return transact(context, async (em) => {
    const now = context.clock.now();
    const mine = await em.execute<unknown[]>(
      `update reconciliation_run set lease_until = null, due_at = ?, finished_at = ?
       where gateway = ? and day = ? and fence = ? returning 1`,
      [dueAt, dueAt === null ? now : null, gateway, day, fence],
    );
    if (mine.length === 0) return;
    if (dueAt === null) {
      await em.execute(
        `delete from reconciliation_task where gateway = ? and day = ? and outcome is distinct from 'UNREACHABLE'`,
        [gateway, day],
      );
    } else if (dueAt <= now) await context.jobs.enqueue(em, "gateway.reconcile", { gateway, day });
  });
}

/** The counts of a run so far; null where there is none. */
export async function countsOf(
  context: RefundContext,
  { gateway, day }: RunKey,
): Promise<(Counts & { finished: boolean }) | null> {
  const [row] = await context.root.fork().execute<(Counts & { finished: boolean })[]>(
    `select checked, confirmed, differences, unreachable, finished_at is not null as finished
       from reconciliation_run where gateway = ? and day = ?`,
    [gateway, day],
  );
  return row ?? null;
}
