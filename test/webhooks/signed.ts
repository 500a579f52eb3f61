/** Webhooks as PortOne would send them, signed by a signer that is not ours. */
import { randomUUID } from "node:crypto";
import { Webhook as Signer } from "standardwebhooks";

export interface SignedWebhook {
  id: string;
  body: string;
  headers: Record<string, string>;
}

export function signedWebhook(
  secret: string,
  about: { type?: string; paymentId?: string; id?: string; secondsAgo?: number } = {},
): SignedWebhook {
  const { type = "Transaction.Cancelled", paymentId = "pay-nobody-knows", id = `msg_${randomUUID()}` } = about;
  const at = new Date(Date.now() - (about.secondsAgo ?? 0) * 1_000);
  const body = JSON.stringify({
    type,
    timestamp: at.toISOString(),
    data: { storeId: "store-test", paymentId, transactionId: "t-1", cancellationId: "c-1" },
  });
  return {
    id,
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Signer(secret).sign(id, at, body),
    },
  };
}

export const deliver = (url: string, { body, headers }: Omit<SignedWebhook, "id">): Promise<Response> =>
  fetch(`${url}/webhooks/portone-v2`, { method: "POST", headers, body });
