/** Webhooks of the vendor, unsigned: a hint that a payment was cancelled, never that a cancel failed. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../kit/database.js";
import { WebhookOutbox, type WebhookRow } from "../kit/webhook/webhook-outbox.js";
import type { CancellationRow, PaymentRow, PaymentStatus } from "./payment.js";

/** The only one a cancel sends, a partial one as well. */
export type WebhookType = "cancelled";

export interface IamportWebhookRow extends WebhookRow {
  type: WebhookType;
  payment_status: PaymentStatus;
}

/** As it is set in the vendor's console. */
export interface WebhookStyle {
  format: "JSON" | "FORM";
  /** Told since February 2024; off, two cancels of a payment send the same bytes. */
  withCancellationId: boolean;
}

export const OUTBOX = new WebhookOutbox<IamportWebhookRow>("iamport_v1");

export async function writeCancelWebhook(
  tx: Tx,
  webhook: { payment: PaymentRow; cancellation: CancellationRow; style: WebhookStyle; now: Date },
): Promise<void> {
  const { payment, cancellation, style, now } = webhook;
  const fields = {
    imp_uid: payment.id,
    merchant_uid: payment.merchant_uid,
    status: "cancelled",
    ...(style.withCancellationId && { cancellation_id: cancellation.id }),
  };
  await OUTBOX.write(tx, {
    id: `webhook_${randomUUID()}`,
    paymentId: payment.id,
    type: "cancelled",
    body: style.format === "JSON" ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    paymentStatus: payment.status,
    now,
  });
}
