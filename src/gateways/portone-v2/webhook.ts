/** Authenticates PortOne V2's webhooks and reads the hint in them: which payment to ask about, nothing more. */
import * as Webhook from "@portone/server-sdk/webhook";
import type { Secret } from "../../secret.js";
import type { WebhookHint, WebhookReceiver } from "../port.js";
import { legacyWebhookSchema, webhookSchema } from "./schemas.js";
import { verificationKeys } from "./translate.js";

/**
 * Types about a payment whose picture may have changed. There is no "CancelFailed": an asynchronous cancel that fails
 * is seen only by asking. `Transaction.Confirm` (asks for an answer while a customer pays) is not ours.
 */
const ABOUT_A_PAYMENT: ReadonlySet<string> = new Set([
  "Transaction.Ready",
  "Transaction.Paid",
  "Transaction.VirtualAccountIssued",
  "Transaction.PartialCancelled",
  "Transaction.Cancelled",
  "Transaction.CancelPending",
  "Transaction.Failed",
  "Transaction.PayPending",
  "Transaction.DisputeCreated",
  "Transaction.DisputeResolved",
]);

/** A `webhook-id` longer than this is not one PortOne made; it becomes a key in our table. */
const MAX_DELIVERY_ID_CHARS = 200;

type Verified = Awaited<ReturnType<WebhookReceiver["verify"]>>;

/**
 * PortOne signs by Standard Webhooks: HMAC-SHA256 over id, time and the raw body, ±300 s around the present, which the
 * SDK reads from the machine's clock: a replay is judged by real time, never by business time.
 *
 * @param secrets every secret that is live; two while one is being rotated.
 */
export function createWebhookReceiver(secrets: readonly Secret<string>[]): WebhookReceiver {
  return {
    signed: true,
    async verify(rawBody, headers): Promise<Verified> {
      const payload = await authentic(verificationKeys(secrets), rawBody, headers);
      if (!payload.ok) return payload;
      const deliveryId = headerOf(headers, "webhook-id");
      if (deliveryId.length > MAX_DELIVERY_ID_CHARS) return { ok: false, reason: "WEBHOOK_ID_TOO_LONG" };
      const hint = hintOf(payload.value, deliveryId);
      return hint ? { ok: true, hint } : { ok: false, reason: "UNREADABLE_BODY" };
    },
  };
}

/** The body, once any of the secrets vouches for it. */
async function authentic(
  keys: readonly string[],
  rawBody: string,
  headers: Record<string, string | string[] | undefined>,
): Promise<{ ok: true; value: unknown } | { ok: false; reason: string }> {
  let reason = "NO_SECRET_CONFIGURED";
  for (const key of keys) {
    try {
      return { ok: true, value: await Webhook.verify(key, rawBody, headers) };
    } catch (error) {
      if (error instanceof Webhook.WebhookVerificationError) reason = error.reason;
      // Signed, and then not JSON (the SDK parses after it has verified): version 2024-01-01 may also come as a form.
      else if (error instanceof SyntaxError)
        return { ok: true, value: Object.fromEntries(new URLSearchParams(rawBody)) };
      // One unusable secret must not take the other one out of service.
      else if (error instanceof Webhook.InvalidInputError) reason = "SECRET_UNUSABLE";
      else throw error;
    }
  }
  return { ok: false, reason };
}

function hintOf(payload: unknown, deliveryId: string): WebhookHint | null {
  const current = webhookSchema.safeParse(payload);
  if (current.success) {
    const { type, data } = current.data;
    return { deliveryId, type, gatewayPaymentId: ABOUT_A_PAYMENT.has(type) ? (data?.paymentId ?? null) : null };
  }
  const legacy = legacyWebhookSchema.safeParse(payload);
  if (!legacy.success) return null;
  return { deliveryId, type: `2024-01-01.${legacy.data.status}`, gatewayPaymentId: legacy.data.payment_id };
}

/** Verified before, so it is there exactly once, in whatever case. */
function headerOf(headers: Record<string, string | string[] | undefined>, name: string): string {
  const value = Object.entries(headers).find(([key, v]) => key.toLowerCase() === name && v !== undefined)?.[1];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
