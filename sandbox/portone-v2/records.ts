/** The ledger as the control API shows it: plain records with ISO times, the same on both ends of the wire. */
import { recordOf } from "../kit/ledger/record.js";
import type { WebhookRecord as SharedWebhookRecord } from "../kit/webhook/webhook-outbox.js";
import type { CancellationRow, PaymentRow } from "./payment.js";
import type { WebhookType } from "./webhook.js";

/** Whole won, order units, except `paid` and `paidBack`. */
export type PaymentRecord = ReturnType<typeof paymentRecord>;
export type CancellationRecord = ReturnType<typeof cancellationRecord>;
export type WebhookRecord = SharedWebhookRecord<WebhookType>;

export const paymentRecord = (row: PaymentRow) =>
  recordOf(row, [
    "id",
    "status",
    "total",
    "tax_free",
    "vat",
    "paid",
    "cancelled",
    "pending",
    "paid_back",
    "refund_status",
  ]);

export const cancellationRecord = (row: CancellationRow) =>
  recordOf(row, [
    "id",
    "payment_id",
    "status",
    "total",
    "tax_free",
    "vat",
    "paid_back",
    "reason",
    "trigger",
    "requested_at",
    "cancelled_at",
  ]);
