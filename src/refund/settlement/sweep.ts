/** The sweeper: a job is only a wake-up, so lost ones are found by what the rows say is due. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { RefundContext } from "../context.js";
import { promoteWaitingAttempt } from "../record/attempt.js";
import { transact } from "../context.js";
import { ATTEMPT_IS_OPEN, type GatewayAttempt } from "../record/attempt.entity.js";
import { GATEWAYS_HELD, GATEWAYS_SILENT } from "./circuit.js";
import { scheduleProbes } from "./probe-gateway.js";

/** Attempts that wait for their turn on a payment that has become free without anybody telling. */
async function promoteQueued(context: RefundContext, em: EntityManager): Promise<void> {
  const free = await em.execute<{ payment_id: string }[]>(
    `select distinct payment_id from gateway_attempt queued where status = 'QUEUED'
       and not exists (select 1 from gateway_attempt other where other.payment_id = queued.payment_id and other.${ATTEMPT_IS_OPEN})
     limit ${BATCH}`,
  );
  for (const { payment_id: paymentId } of free)
    await promoteWaitingAttempt(context, em, paymentId, context.clock.now());
}

/** Bounds one sweep; what is left is found by the next. */
const BATCH = 200;

/**
 * Enqueues a wake-up for every attempt and every deferred refund that is overdue, and for gateways that are to be probed; what
 * waits for such a gateway is left alone. Returns how many; running it twice harms nothing.
 */
export async function sweep(context: RefundContext): Promise<number> {
  return transact(context, async (em) => {
    const overdue = new Date(context.clock.now().getTime() - context.settings.sweepGraceMs);
    const attempts = await em.execute<Pick<GatewayAttempt, "id" | "gateway" | "status">[]>(
      `update gateway_attempt set due_at = ? where id in (
         select id from gateway_attempt where ${ATTEMPT_IS_OPEN} and due_at < ? and (status = 'SUBMITTING' or gateway not in (${GATEWAYS_SILENT}))
         order by due_at limit ${BATCH} for update skip locked)
       returning id, gateway, status`,
      [context.clock.now(), overdue],
    );
    for (const { id: attemptId, gateway, status } of attempts) {
      await context.jobs.enqueue(em, status === "SUBMITTING" ? "attempt.send" : "attempt.look-up", {
        gateway,
        attemptId,
      });
    }
    const deferred = await em.execute<{ id: string }[]>(
      `select refund.id from refund join payment on payment.id = refund.payment_id
       where gateway_phase = 'DEFERRED' and deferred_until < ? and payment.gateway not in (${GATEWAYS_HELD})
       order by deferred_until limit ${BATCH}`,
      [overdue],
    );
    for (const { id } of deferred) await context.jobs.enqueue(em, "refund.retry", { refundId: id });
    await promoteQueued(context, em);
    return attempts.length + deferred.length + (await scheduleProbes(context, em));
  });
}
