/** Finds webhooks that were stored and never handled: a job is only a wake-up, and can be lost. */
import type { GatewayName } from "../gateways/port.js";
import { transact, type Desk } from "../refund/desk.js";
import { MAX_WAKES } from "./webhook-delivery.entity.js";

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
export async function sweepDeliveries(desk: Desk): Promise<number> {
  const now = desk.clock.now();
  const found = await transact(desk, async (em) => {
    const late = await em.execute<{ gateway: GatewayName; delivery_id: string; wakes: number }[]>(
      `update webhook_delivery set wakes = wakes + 1 where (gateway, delivery_id) in (
         select gateway, delivery_id from webhook_delivery
         where handled_at is null and wakes <= ${MAX_WAKES}
           and received_at < ?::timestamptz - power(2, wakes) * interval '${LOST_AFTER_MS} milliseconds'
         order by received_at limit ${BATCH} for update skip locked)
       returning gateway, delivery_id, wakes`,
      [now],
    );
    for (const { gateway, delivery_id: deliveryId, wakes } of late) {
      if (wakes <= MAX_WAKES) await desk.jobs.enqueue(em, "webhook.handle", { gateway, deliveryId });
    }
    return late;
  });
  for (const { gateway, delivery_id: deliveryId, wakes } of found) {
    const givenUp = wakes > MAX_WAKES;
    desk.metrics.webhooks.inc({ gateway, outcome: givenUp ? "GIVEN_UP" : "WOKEN" });
    if (givenUp) desk.log.error({ gateway, deliveryId }, "a webhook could not be handled: see the dead letters");
  }
  return found.filter(({ wakes }) => wakes <= MAX_WAKES).length;
}
