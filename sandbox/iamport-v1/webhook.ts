/** Webhooks of the vendor, unsigned: a hint that a payment was cancelled, never that a cancel failed. One attempt as JSON or as a form. */
import type { Tx } from "../kit/database.js";
import { WebhookOutbox, type WebhookRecord as RecordOf, type WebhookRow } from "../kit/webhook/webhook-outbox.js";
import type { DeliveryOptions, WebhookSenderOptions } from "../kit/webhook/webhook-sender.js";
import type { CancellationRow, PaymentRow, PaymentStatus } from "./payment.js";

/** The only one a cancel sends, a partial one as well. */
type WebhookType = "cancelled";
export type WebhookRecord = RecordOf<WebhookType>;

interface IamportWebhookRow extends WebhookRow {
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
    paymentId: payment.id,
    type: "cancelled",
    body: style.format === "JSON" ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    paymentStatus: payment.status,
    now,
  });
}

/** One attempt and no more, unless the shop opts in. */
const ONE_ATTEMPT: readonly number[] = [0];
/** Waits for a shop that opted in: up to five more tries, a minute apart. */
export const OPT_IN_RETRY_WAITS_MS: readonly number[] = [0, ...Array.from({ length: 5 }, () => 60_000)];
/** The vendor reads 30 s on the first try (15 s in all on the others, which a sandbox need not tell apart). */
const RECEIVER_TIMEOUT_MS = 30_000;

export interface WebhookTarget {
  url: string;
  /** JSON when omitted. What is already waiting keeps the form it was written in. */
  format?: WebhookStyle["format"];
  /** True when omitted. */
  withCancellationId?: boolean;
}

export const styleOf = (target: WebhookTarget | null): WebhookStyle => ({
  format: target?.format ?? "JSON",
  withCancellationId: target?.withCancellationId ?? true,
});

export const DELIVERY: DeliveryOptions<WebhookTarget> = {
  contentType: "application/json",
  headers: (_target, { body }): Record<string, string> =>
    body.startsWith("{") ? {} : { "content-type": "application/x-www-form-urlencoded" },
  retryWaitsMs: ONE_ATTEMPT,
  receiverTimeoutMs: RECEIVER_TIMEOUT_MS,
};

/** The outbox, but for one thing: the vendor tries again after network errors and 5xx only, not after a 4xx. */
export const OUTBOX_OF_SENDER: WebhookSenderOptions<WebhookTarget>["outbox"] = {
  due: (db, look) => OUTBOX.due(db, look),
  noteAttempt: (db, id, attempt) => OUTBOX.noteAttempt(db, id, attempt),
  reschedule: async (db, id, next) => {
    const { rows } = await db.query<{ response_status: number | null }>(
      "SELECT response_status FROM iamport_v1.webhook_attempt WHERE webhook_id = $1 ORDER BY no DESC LIMIT 1",
      [id],
    );
    const status = rows[0]?.response_status ?? null;
    const final = next.status === "FAILED_NOT_OK_RESPONSE" && status !== null && status < 500;
    await OUTBOX.reschedule(db, id, final ? { ...next, nextAt: null } : next);
  },
};
