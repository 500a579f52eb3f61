/** EBP's two signatures over clear keys: the one on our requests and the one on its webhooks. Pure. */
import { createHash, createHmac } from "node:crypto";

/**
 * `X-EBP-Signature`: the hex SHA-256 of the message with the hash key written behind it, in UTF-8. Not an HMAC.
 * For a POST the message is the raw body, exactly as sent. Source: EBP authentication page.
 */
export const requestSignature = (message: string, hashKey: string): string =>
  createHash("sha256")
    .update(message + hashKey, "utf8")
    .digest("hex");

/** `x-webhook-signature` as bytes: HMAC-SHA256 over `timestamp.body`, the timestamp as it stands in its header. */
export const webhookMac = (secret: string, timestamp: string, rawBody: string): Buffer =>
  createHmac("sha256", secret).update(`${timestamp}.${rawBody}`, "utf8").digest();
