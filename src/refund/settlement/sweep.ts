/** The sweeper: a job is only a wake-up, so lost ones are found by what the rows say is due. */
import type { RefundContext } from "../context.js";
import { transact } from "../context.js";
import { ATTEMPT_IS_OPEN } from "../record/attempt.entity.js";

/** Bounds one sweep; what is left is found by the next. */
const BATCH = 200;

/** Enqueues a wake-up for every attempt and every deferred refund that is overdue. Returns how many; running it twice harms nothing. */
export async function sweep(context: RefundContext): Promise<number> {
  return transact(context, async (em) => {
    const overdue = new Date(context.clock.now().getTime() - context.settings.sweepGraceMs);
    const attempts = await em.execute<{ id: string; status: string }[]>(
      `update gateway_attempt set due_at = ? where id in (
         select id from gateway_attempt where ${ATTEMPT_IS_OPEN} and due_at < ?
         order by due_at limit ${BATCH} for update skip locked)
       returning id, status`,
      [context.clock.now(), overdue],
    );
    for (const { id, status } of attempts) {
      await context.jobs.enqueue(em, status === "SUBMITTING" ? "attempt.send" : "attempt.look-up", { attemptId: id });
    }
    const deferred = await em.execute<{ id: string }[]>(
      `select id from refund where gateway_phase = 'DEFERRED' and deferred_until < ? order by deferred_until limit ${BATCH}`,
      [overdue],
    );
    for (const { id } of deferred) await context.jobs.enqueue(em, "refund.retry", { refundId: id });
    return attempts.length + deferred.length;
  });
}
