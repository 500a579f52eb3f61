/** Stores a webhook that has been read, and leaves its job in the same transaction. */
import type { GatewayName, WebhookHint } from "../gateways/port.js";
import { transact, type Desk } from "../refund/desk.js";
import { keepHint } from "./unsigned-hint.js";

export type Receipt = "STORED" | "STORED_UNUSED" | "DUPLICATE" | "NOT_OURS" | "COALESCED";

/** Whose delivery it is, and whether only that gateway could have sent it. */
export interface Sender {
  name: GatewayName;
  webhooks: { signed: boolean };
}

/** Stores one delivery; the same delivery again changes nothing. What nobody signed goes another way (`unsigned-hint.ts`). */
export async function keepDelivery(desk: Desk, sender: Sender, hint: WebhookHint, body: string): Promise<Receipt> {
  const rawBody = storable(body);
  if (!sender.webhooks.signed) return keepHint(desk, sender.name, hint, rawBody);
  const { deliveryId, type, gatewayPaymentId } = hint;
  const now = desk.clock.now();
  // A type that names no payment of ours leads to nothing: kept as received, and done.
  const handledAt = gatewayPaymentId === null ? now : null;
  return transact(desk, async (em) => {
    const stored = await em.execute<unknown[]>(
      `insert into webhook_delivery (gateway, delivery_id, type, gateway_payment_id, raw_body, received_at, handled_at)
       values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning 1`,
      [sender.name, deliveryId, type, gatewayPaymentId, rawBody, now, handledAt],
    );
    if (stored.length === 0) return "DUPLICATE";
    if (gatewayPaymentId === null) return "STORED_UNUSED";
    await desk.jobs.enqueue(em, "webhook.handle", { gateway: sender.name, deliveryId });
    return "STORED";
  });
}

/** PostgreSQL's text refuses NUL, which a form may carry; a body that cannot be stored would be a fault of ours for ever. */
const storable = (text: string): string => text.replaceAll("\u0000", "\uFFFD");
