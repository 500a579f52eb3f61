/** Webhooks of the vendor, in its words; that their order is not guaranteed can be made true on demand. */
import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "../kit/database.js";
import { WebhookOutbox, type WebhookRow } from "../kit/webhook/webhook-outbox.js";
import type { CancellationRow } from "./cancellation.js";
import { ORDER_FAULTS } from "./fault.js";
import { statusOf, type PaymentRow } from "./payment.js";
import { eventTimestamp } from "./timestamp.js";

export type WebhookType =
  "PAYMENT_AUTHORIZED" | "PAYMENT_CAPTURED" | "PAYMENT_VOIDED" | "PAYMENT_REFUND_REQUESTED" | "PAYMENT_REFUNDED";

export interface EbpWebhookRow extends WebhookRow {
  type: WebhookType;
}

export const OUTBOX = new WebhookOutbox<EbpWebhookRow>("ebp");

/** Won have no decimals. */
const KRW = { currencyCode: "KRW", exponent: 0 };
const SUCCESS = { resultCode: "0", resultMessage: "SUCCESS" };

export const sendAuthorized = (tx: Tx, payment: PaymentRow, now: Date): Promise<string> =>
  write(tx, payment, now, "PAYMENT_AUTHORIZED", {});

/** Here alone the amount is a string. */
export const sendCaptured = (tx: Tx, payment: PaymentRow, now: Date): Promise<string> =>
  write(tx, payment, now, "PAYMENT_CAPTURED", { capturedAmount: String(payment.total) });

/** Held back by a planned SWAP, which is looked for here because only here there is something to swap. */
export async function sendRefundRequested(
  tx: Tx,
  payment: PaymentRow,
  cancellation: CancellationRow,
  now: Date,
): Promise<void> {
  const id = await write(tx, payment, now, "PAYMENT_REFUND_REQUESTED", { refundRequestedAmount: cancellation.total });
  const swap = await ORDER_FAULTS.take(tx, { hits: "webhook-order", paymentId: payment.id, replay: false });
  if (swap) await tx.query("UPDATE ebp.webhook SET held_back = true, next_at = NULL WHERE id = $1", [id]);
}

/** Before capture a cancel is a void, and nothing is paid back because nothing was taken. */
export async function sendRefunded(
  tx: Tx,
  payment: PaymentRow,
  cancellation: CancellationRow,
  now: Date,
): Promise<void> {
  if (!payment.captured) await write(tx, payment, now, "PAYMENT_VOIDED", {});
  else {
    await write(tx, payment, now, "PAYMENT_REFUNDED", {
      refundedAmount: cancellation.total,
      refundedAt: eventTimestamp(now),
    });
  }
}

/** Webhooks that were held back become due once a later one of their payment was tried. */
export async function releaseHeldBack(db: Queryable, now: Date): Promise<void> {
  await db.query(
    `UPDATE ebp.webhook held SET held_back = false, next_at = $1
      WHERE held_back AND EXISTS (SELECT FROM ebp.webhook later WHERE later.payment_id = held.payment_id
             AND later.no > held.no AND (later.attempts > 0 OR later.status = 'DROPPED'))`,
    [now],
  );
}

/** @returns the webhook's id, which only the control API knows: the vendor's webhooks have none. */
async function write(tx: Tx, payment: PaymentRow, now: Date, type: WebhookType, more: object): Promise<string> {
  const id = `webhook_${randomUUID()}`;
  // The status of the event, not a number of the payment flow: the pages show REFUNDED and REFUND_REQUESTED.
  const paymentStatus = type.replace("PAYMENT_", "");
  const body = JSON.stringify({
    eventType: type,
    eventTime: eventTimestamp(now),
    data: { orderNo: payment.id, paymentStatus, ...more, ...KRW, ...SUCCESS },
  });
  await OUTBOX.write(tx, { id, paymentId: payment.id, type, body, paymentStatus: statusOf(payment), now });
  return id;
}
