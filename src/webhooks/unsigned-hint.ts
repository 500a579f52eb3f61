/**
 * Hints nobody signed (i'mport V1): anybody can send any number of them. A forger can make us ask the gateway now and then,
 * and nothing else; and among forged ones a true one is never lost.
 *
 * Such a gateway gives deliveries no id, and two true ones can be equal byte for byte. So there is one row per payment:
 * `requested_count` counts the looks that were asked for, `handled_count` is what `requested_count` was when the gateway was last asked. While `requested_count` is
 * ahead, a look is still to begin and will see whatever has happened by now: another hint adds nothing. From the moment a
 * look begins, the next hint asks for one more.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../clock.js";
import type { GatewayName, WebhookHint } from "../gateways/port.js";
import { transact, type RefundContext } from "../refund/context.js";
import type { Receipt } from "./receipt.js";
import { MAX_WAKE_COUNT } from "./webhook-delivery.entity.js";

/** Between two looks at one payment, and the span of the limit below. */
const HINT_PAUSE_MS = 10_000;
/** Looks at one gateway that hints lead to within that pause: 5 a second. More than that many payments wait in line. */
const MAX_LOOKS_PER_PAUSE = 50;

/** Keeps a hint about a payment of ours; leaves at most one job per payment and pause. What adds nothing writes nothing. */
export async function storeHint(
  context: RefundContext,
  gateway: GatewayName,
  hint: WebhookHint,
  digest: string,
): Promise<Receipt> {
  const { type } = hint;
  if (hint.gatewayPaymentId === null) return "NOT_OURS";
  const names = [hint.gatewayPaymentId, hint.reportedAs ?? hint.gatewayPaymentId];
  const [payment] = await context.root.fork().execute<{ gatewayPaymentId: string; look_awaited: boolean | null }[]>(
    `select payment.gateway_payment_id as "gatewayPaymentId", requested_count > handled_count and wake_count <= ${MAX_WAKE_COUNT} as look_awaited
     from payment left join webhook_delivery d on d.gateway = payment.gateway and d.delivery_id = payment.gateway_payment_id
     where payment.gateway = ? and payment.gateway_payment_id in (?, ?)
     order by payment.gateway_payment_id = ? desc limit 1`,
    [gateway, ...names, hint.gatewayPaymentId],
  );
  if (!payment) return "NOT_OURS";
  if (payment.look_awaited) return "COALESCED";
  const { gatewayPaymentId } = payment;

  const now = context.clock.now();
  return transact(context, async (em) => {
    const [kept] = await em.execute<{ asked_at: string | null }[]>(
      `insert into webhook_delivery as d (gateway, delivery_id, type, gateway_payment_id, body_digest, received_at)
       values (?, ?, ?, ?, ?, ?)
       on conflict (gateway, delivery_id) do update
       set requested_count = d.requested_count + 1, type = excluded.type, body_digest = excluded.body_digest, received_at = excluded.received_at,
           handled_at = null, wake_count = 0
       where d.requested_count = d.handled_count or d.wake_count > ${MAX_WAKE_COUNT}
       returning asked_at`,
      [gateway, gatewayPaymentId, type, gatewayPaymentId, digest, now],
    );
    if (!kept) return "COALESCED";
    const earliest = kept.asked_at === null ? now : after(new Date(kept.asked_at), HINT_PAUSE_MS);
    const data = { gateway, deliveryId: gatewayPaymentId };
    await context.jobs.enqueue(em, "webhook.handle", data, earliest > now ? earliest : undefined);
    return "STORED";
  });
}

/**
 * The turn to ask the gateway because of a hint; null when it is not yet time, and then the job comes again. A try that
 * follows a failed one does not wait here: the queue counts those and spaces them.
 */
export function takeTurn(
  context: RefundContext,
  gateway: GatewayName,
  deliveryId: string,
): Promise<{ requestedCount: number } | null> {
  const now = context.clock.now();
  return transact(context, async (em) => {
    const [hint] = await em.execute<
      { requested_count: number; handled_count: number; asked_at: string | null; received_at: string }[]
    >(
      `select requested_count, handled_count, asked_at, received_at from webhook_delivery
       where gateway = ? and delivery_id = ? and handled_at is null for update`,
      [gateway, deliveryId],
    );
    if (!hint) return null;
    const { requested_count: requestedCount, handled_count: handledCount } = hint;
    if (requestedCount > handledCount) {
      const rested = hint.asked_at === null ? now : after(new Date(hint.asked_at), HINT_PAUSE_MS);
      const earliest = rested > now ? rested : await queuePosition(em, gateway, new Date(hint.received_at), now);
      if (earliest > now) {
        await context.jobs.enqueue(em, "webhook.handle", { gateway, deliveryId }, earliest);
        return null;
      }
    }
    await em.execute(
      `update webhook_delivery set handled_count = requested_count, asked_at = ? where gateway = ? and delivery_id = ?`,
      [now, gateway, deliveryId],
    );
    return { requestedCount };
  });
}

/** `now` while the gateway is not asked too often; otherwise the time that a hint's arrival gives it among those that wait. */
async function queuePosition(em: EntityManager, gateway: GatewayName, receivedAt: Date, now: Date): Promise<Date> {
  const countOf = async (condition: string, at: Date): Promise<number> => {
    const [row] = await em.execute<{ count: number }[]>(
      `select count(*)::int as count from webhook_delivery where gateway = ? and ${condition}`,
      [gateway, at],
    );
    return row?.count ?? 0;
  };
  if ((await countOf("asked_at > ?", after(now, -HINT_PAUSE_MS))) < MAX_LOOKS_PER_PAUSE) return now;
  const waiting = `handled_at is null and wake_count <= ${MAX_WAKE_COUNT} and requested_count > handled_count`;
  const ahead = await countOf(`${waiting} and received_at < ?`, receivedAt);
  return after(now, (1 + Math.floor(ahead / MAX_LOOKS_PER_PAUSE)) * HINT_PAUSE_MS);
}
