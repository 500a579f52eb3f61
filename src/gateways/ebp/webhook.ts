/**
 * Authenticates EBP's webhooks and reads the hint in them: which payment to ask about; and how much of it was captured, which EBP
 * says nowhere else.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../clock.js";
import type { Secret } from "../../secret.js";
import { minorUnits } from "../../money/minor-units.js";
import type { WebhookHint, WebhookReceiver } from "../port.js";
import { webhookSchema, type Webhook } from "./schemas.js";
import { webhookMac } from "./signature.js";
import { CURRENCY, verificationKeys } from "./translate.js";

/** EBP documents no tolerance. Five minutes, as Standard Webhooks has it: longer lets an old delivery be played again. */
const TOLERANCE_MS = 5 * 60_000;

/** Types about a payment whose picture may have changed. Their order is not guaranteed, so none of them is believed. */
const ABOUT_A_PAYMENT: ReadonlySet<string> = new Set([
  "PAYMENT_AUTHORIZED",
  "PAYMENT_CAPTURED",
  "PAYMENT_VOIDED",
  "PAYMENT_REFUND_REQUESTED",
  "PAYMENT_REFUNDED",
]);

type Headers = Record<string, string | string[] | undefined>;

/** @param secrets every secret that is live; two while one is being rotated. */
export function createWebhookReceiver(secrets: readonly Secret<string>[], clock: Clock): WebhookReceiver {
  return {
    signed: true,
    async verify(rawBody, headers) {
      const reason = objectionTo(verificationKeys(secrets), rawBody, headers, clock.now());
      if (reason !== null) return { ok: false, reason };
      const webhook = webhookSchema.safeParse(parsed(rawBody));
      if (!webhook.success) return { ok: false, reason: "UNREADABLE_BODY" };
      const { eventType, eventTime, data } = webhook.data;
      const orderNo = data?.orderNo ?? null;
      return {
        ok: true,
        hint: {
          deliveryId: deliveryIdOf([eventType, orderNo, eventTime ?? null, rawBody]),
          type: eventType,
          gatewayPaymentId: ABOUT_A_PAYMENT.has(eventType) ? orderNo : null,
          ...(eventType === "PAYMENT_CAPTURED" && data && capturedIn(data)),
        },
      };
    },
  };
}

/** EBP writes `capturedAmount` as a text, in units of the `exponent` beside it: whole won. Absent, it says nothing of an amount. */
function capturedIn(data: NonNullable<Webhook["data"]>): Pick<WebhookHint, "capturedAmount"> {
  const { capturedAmount, currencyCode, exponent } = data;
  if (capturedAmount === undefined || capturedAmount === null) return {};
  const digits = typeof capturedAmount === "string" || typeof capturedAmount === "number" ? String(capturedAmount) : "";
  const readable =
    /^\d{1,15}$/.test(digits) && isAbsentOr(currencyCode, CURRENCY) && (isAbsentOr(exponent, 0) || exponent === "0");
  return { capturedAmount: readable ? minorUnits(Number(digits)) : "UNREADABLE" };
}

const isAbsentOr = (value: unknown, expected: unknown): boolean =>
  value === undefined || value === null || value === expected;

/** Why a delivery is not authentic; null when it is. */
function objectionTo(keys: readonly string[], rawBody: string, headers: Headers, now: Date): string | null {
  if (keys.length === 0) return "NO_SECRET_CONFIGURED";
  const signature = headerOf(headers, "x-webhook-signature");
  const timestamp = headerOf(headers, "x-webhook-signature-timestamp");
  if (signature === null || timestamp === null) return "MISSING_REQUIRED_HEADERS";
  if (!/^\d{1,12}$/.test(timestamp)) return "INVALID_TIMESTAMP";
  const age = now.getTime() - Number(timestamp) * 1000;
  if (age > TOLERANCE_MS) return "TIMESTAMP_TOO_OLD";
  if (age < -TOLERANCE_MS) return "TIMESTAMP_TOO_NEW";
  if (!/^[0-9a-f]{64}$/i.test(signature)) return "NO_MATCHING_SIGNATURE";
  const given = Buffer.from(signature, "hex");
  // Every secret is tried, whichever fits: how long it takes tells nothing about them. An empty secret vouches for nothing.
  const fits = keys.map((key) => key !== "" && timingSafeEqual(webhookMac(key, timestamp, rawBody), given));
  return fits.includes(true) ? null : "NO_MATCHING_SIGNATURE";
}

/**
 * EBP names no id of a delivery. What a re-send repeats is its content, while the signature's time is new; so the id is
 * made of the content. Two different events share one only if type, order, time and every byte are the same.
 */
const deliveryIdOf = (content: readonly (string | null)[]): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex");

/** The header's only value, in whatever case its name is written; null when it is missing or there are several. */
function headerOf(headers: Headers, name: string): string | null {
  const found = Object.entries(headers).filter(([key, value]) => key.toLowerCase() === name && value !== undefined);
  const value = found.length === 1 ? found[0]?.[1] : undefined;
  return typeof value === "string" ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
