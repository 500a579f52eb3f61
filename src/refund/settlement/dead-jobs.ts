/** Jobs that failed every time: one work item stands as long as any is left. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { DeadLetterCount } from "../../jobs/queue.js";
import { transact, type RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import { closeItem } from "../record/open-item.js";
import { WorkItem } from "../record/work-item.entity.js";

/** One process at a time, so that there is one item. The number means nothing but must stay the same. */
const DEAD_JOBS_LOCK = 4_711_008;

/**
 * Opens, corrects or closes the item JOBS_FAILED by what the queue holds. One that a person closed stays so until another job fails.
 * Running it in several processes, or being killed in it, makes no second item.
 */
export async function noteDeadJobs(context: RefundContext): Promise<void> {
  const dead = await context.jobs.countDeadLetters();
  const em = context.root.fork();
  // Most often there is none, and nothing to write.
  if (dead.count === 0 && (await em.count(WorkItem, OPEN)) === 0) return;
  await transact(context, (tx) => note(context, tx, dead));
}

const OPEN = { kind: "JOBS_FAILED", closedAt: null } as const;

async function note(context: RefundContext, em: EntityManager, { count, newest }: DeadLetterCount): Promise<void> {
  const [lock] = await em.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(?) as mine`, [DEAD_JOBS_LOCK]);
  if (!lock?.mine) return;
  const at = context.clock.now();
  const open = await em.findOne(WorkItem, OPEN, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (count === 0) {
    if (open) closeItem(open, at);
    return;
  }
  const detail = { jobs: count, newest: newest?.toISOString() ?? null };
  if (open) {
    open.detail = detail;
    return;
  }
  const closed = await em.find(WorkItem, { kind: "JOBS_FAILED", closedBy: { $ne: null } }, NEWEST_CLOSED);
  if (closed[0]?.detail["newest"] !== detail.newest) raiseAlarm(context, em, "JOBS_FAILED", { at, detail });
}

const NEWEST_CLOSED = { orderBy: { closedAt: "desc" }, limit: 1 } as const;
