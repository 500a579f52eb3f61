/** Finds webhooks that were stored and never handled: a job is only a wake-up, and can be lost. */
import type { GatewayName } from "../gateways/port.js";
import { transact, type RefundContext } from "../refund/context.js";
import { MAX_WAKE_COUNT } from "./webhook-delivery.entity.js";

/**
 * Longer than a job's own tries take, and than a hint waits its turn. It doubles from wake to wake: the last one comes
 * 5 × 2⁵ minutes (2 h 40) after the webhook, and 5 × 2⁶ minutes after it the webhook is given up.
 */
const LOST_AFTER_MS = 5 * 60_000;
/** Bounds one sweep; what is left is found by the next. */
const BATCH = 200;

/**
 * Leaves a job for each stored webhook that should have been handled long ago. One that was woken `MAX_WAKES` times is given
 * up, counted and logged once: its jobs lie among the dead letters. Returns how many were woken; safe from several processes.
 */
export async function sweepDeliveries(context: RefundContext): Promise<number> {
  const now = context.clock.now();
  const found = await transact(context, async (em) => {
    const late = await em.execute<{ gateway: GatewayName; delivery_id: string; wake_count: number }[]>(
      `update webhook_delivery set wake_count = wake_count + 1 where (gateway, delivery_id) in (
         select gateway, delivery_id from webhook_delivery
         where handled_at is null and wake_count <= ${MAX_WAKE_COUNT}
           and received_at < ?::timestamptz - power(2, wake_count) * interval '${LOST_AFTER_MS} milliseconds'
         order by received_at limit ${BATCH} for update skip locked)
       returning gateway, delivery_id, wake_count`,
      [now],
    );
    for (const { gateway, delivery_id: deliveryId, wake_count: wakeCount } of late) {
      if (wakeCount <= MAX_WAKE_COUNT) await context.jobs.enqueue(em, "webhook.handle", { gateway, deliveryId });
    }
    return late;
  });
  for (const { gateway, delivery_id: deliveryId, wake_count: wakeCount } of found) {
    const givenUp = wakeCount > MAX_WAKE_COUNT;
    context.metrics.webhooks.inc({ gateway, outcome: givenUp ? "GIVEN_UP" : "WOKEN" });
    if (givenUp) context.log.error({ gateway, deliveryId }, "a webhook could not be handled: see the dead letters");
  }
  return found.filter(({ wake_count: wakeCount }) => wakeCount <= MAX_WAKE_COUNT).length;
}
