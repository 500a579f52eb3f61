/** Stores what is acted on of a webhook that has been read, and leaves its job in the same transaction. */
import type { GatewayName, WebhookHint } from "../gateways/port.js";
import { Payment } from "../orders/payment.entity.js";
import { gateOf, ownText, storable, type Gate, type RedactedText } from "../personal-data/redacted-text.js";
import { gateFor } from "../refund/settlement/known-values.js";
import { transact, type RefundContext } from "../refund/context.js";
import { Secret } from "../secret.js";
import type { Receipt } from "./receipt.js";
import { storeHint } from "./unsigned-hint.js";

/** Whose delivery it is, and whether only that gateway could have sent it. */
export interface Sender {
  name: GatewayName;
  webhooks: { signed: boolean };
}

/** Proves to an auditor who has a body that it is the one that came; says nothing to anybody else. The body is not kept. */
const bodyDigest = (context: RefundContext, body: string): string => context.cipher.digest(body, "webhook body");

/** Stores one delivery; the same delivery again changes nothing. What nobody signed goes another way (`unsigned-hint.ts`). */
export async function storeDelivery(
  context: RefundContext,
  sender: Sender,
  hint: WebhookHint,
  body: string,
): Promise<Receipt> {
  const digest = bodyDigest(context, body);
  if (!sender.webhooks.signed) return storeHint(context, sender.name, hint, digest);
  const payment = await paymentOf(context, sender.name, hint.gatewayPaymentId);
  const gate = payment ? await gateFor(context, context.root.fork(), payment.orderId) : gateOf([]);
  const deliveryId = redactedId(context, gate, hint.deliveryId);
  const now = context.clock.now();
  // About no payment of ours: it leads to nothing, and its payment's id, which may say anything, is not kept.
  const gatewayPaymentId = payment?.gatewayPaymentId ?? null;
  const handledAt = payment ? null : now;
  const type = redactedType(gate, hint.type, payment);
  const capturedAmount = payment && hint.capturedAmount !== undefined ? String(hint.capturedAmount) : null;
  return transact(context, async (em) => {
    const stored = await em.execute<unknown[]>(
      `insert into webhook_delivery (gateway, delivery_id, type, gateway_payment_id, captured_amount, body_digest, received_at, handled_at)
       values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning 1`,
      [sender.name, deliveryId, type, gatewayPaymentId, capturedAmount, digest, now, handledAt],
    );
    if (stored.length === 0) return "DUPLICATE";
    if (gatewayPaymentId === null) return "STORED_UNUSED";
    await context.jobs.enqueue(em, "webhook.handle", { gateway: sender.name, deliveryId });
    return "STORED";
  });
}

const paymentOf = async (context: RefundContext, gateway: GatewayName, id: string | null): Promise<Payment | null> =>
  id === null || storable(id) !== id ? null : context.root.fork().findOne(Payment, { gateway, gatewayPaymentId: id });

/** The form of every vendor's types. One that looks otherwise is hostile or a mistake, and is not repeated. */
const TYPE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
/** Without a payment nobody knows whose data a type may hold: words only, no numbers or ids. */
const TYPE_TEXTS = /^[A-Za-z]+(?:[._][A-Za-z]+)*$/;
const OTHER = ownText("OTHER");

const redactedType = (gate: Gate, type: string, payment: Payment | null): RedactedText =>
  TYPE.test(type) && (payment !== null || TYPE_TEXTS.test(type)) ? gate.text(type) : OTHER;

/** A column of the key, so short enough for its index; what an id of a vendor looks like. */
const ID = /^[\x21-\x7e]{1,256}$/;

/** The id by which repeats are known. One that holds personal data, or is none, is known by its fingerprint. */
const redactedId = (context: RefundContext, gate: Gate, id: string): RedactedText =>
  ID.test(id) && !gate.hides(id)
    ? ownText(id)
    : ownText(`hidden:${context.cipher.fingerprint(new Secret(JSON.stringify(id)), "webhook delivery id")}`);
