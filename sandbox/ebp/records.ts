/** The ledger as the control API shows it: plain records with ISO times, the same on both ends of the wire. Whole won. */
import { recordOf } from "../kit/ledger/record.js";
import type { WebhookRecord as SharedWebhookRecord } from "../kit/webhook/webhook-outbox.js";
import type { CancellationRow } from "./cancellation.js";
import { statusOf, type PaymentRow } from "./payment.js";
import type { WebhookType } from "./webhook.js";

export type PaymentRecord = ReturnType<typeof paymentRecord>;
export type CancellationRecord = ReturnType<typeof cancellationRecord>;
export type WebhookRecord = SharedWebhookRecord<WebhookType>;

export const paymentRecord = (row: PaymentRow) => ({
  ...recordOf(row, ["id", "total", "cancelled", "pending", "captured"]),
  status: statusOf(row),
});

export const cancellationRecord = (row: CancellationRow) =>
  recordOf(row, [
    "id",
    "payment_id",
    "status",
    "trigger",
    "total",
    "tax",
    "items",
    "refund_account",
    "pg_cancel_transaction_id",
    "requested_at",
    "cancelled_at",
  ]);
