/**
 * Handling of a webhook: we ask the gateway. The webhook itself is not believed, but for a captured amount that is said nowhere else;
 * a payment is captured once, so order and repetition do not matter.
 */
import { GATEWAYS, type GatewayName } from "../gateways/port.js";
import type { JobData } from "../jobs/queue.js";
import { Payment } from "../orders/payment.entity.js";
import type { RefundContext } from "../refund/context.js";
import { lookUpPayment } from "../refund/settlement/look-up-attempt.js";
import { takeTurn } from "./unsigned-hint.js";
import { recordCapturedAmount } from "./record-captured-amount.js";
import { WebhookDelivery } from "./webhook-delivery.entity.js";

const isGateway = (name: string): name is GatewayName => (GATEWAYS as readonly string[]).includes(name);

/**
 * Job `webhook.handle`. Does nothing for a delivery that was handled before, or that is about a payment we were never told of.
 *
 * @throws when the gateway cannot be asked: the queue tries again.
 */
export async function handleWebhook(
  context: RefundContext,
  { gateway, deliveryId }: JobData["webhook.handle"],
): Promise<void> {
  if (!isGateway(gateway)) return;
  const em = context.root.fork();
  const fields = ["gatewayPaymentId", "capturedAmount", "handledAt"] as const;
  const delivery = await em.findOne(WebhookDelivery, { gateway, deliveryId }, { fields });
  if (!delivery || delivery.handledAt !== null) return;
  const { gatewayPaymentId, capturedAmount } = delivery;
  const { signed } = context.gateways.of(gateway).webhooks;
  const turn = signed ? {} : await takeTurn(context, gateway, deliveryId);
  if (!turn) return;
  const payment = gatewayPaymentId === null ? null : await em.findOne(Payment, { gateway, gatewayPaymentId });
  if (payment) await lookUpPayment(context, payment.id, "WEBHOOK");
  if (payment && capturedAmount !== null) await recordCapturedAmount(context, payment, capturedAmount);
  // Told again while the gateway was being asked: then it stays unhandled, and that telling has left a job of its own.
  const asked = { gateway, deliveryId, handledAt: null, ...turn };
  await em.nativeUpdate(WebhookDelivery, asked, { handledAt: context.clock.now() });
}
