/** The ledger: the only code that books cancellations. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import { decideCancel, type CancelParts, type Spent } from "./cancel-rules.js";
import type { CancelRequest } from "./cancel-request.js";
import type { Queryable, Tx } from "../database.js";
import type { CancellationRow, CancellationStatus, PaymentRow, Trigger } from "./payment.js";
import { Refusal } from "./refusal.js";
import { writeWebhook, type WebhookType } from "./webhook.js";

/** Who keeps the books, and when it is. */
export interface Desk {
  storeId: string;
  now: () => Date;
}

export async function findPayment(db: Queryable, id: string): Promise<PaymentRow | null> {
  const { rows } = await db.query<PaymentRow>("SELECT * FROM portone_v2.payment WHERE id = $1", [id]);
  return rows[0] ?? null;
}

/** @throws Refusal PAYMENT_NOT_FOUND */
export async function lockPayment(tx: Tx, id: string): Promise<PaymentRow> {
  const { rows } = await tx.query<PaymentRow>("SELECT * FROM portone_v2.payment WHERE id = $1 FOR UPDATE", [id]);
  if (!rows[0]) throw new Refusal("PAYMENT_NOT_FOUND", "There is no such payment.");
  return rows[0];
}

export async function cancellationsOf(db: Queryable, paymentId: string): Promise<CancellationRow[]> {
  const { rows } = await db.query<CancellationRow>(
    "SELECT * FROM portone_v2.cancellation WHERE payment_id = $1 ORDER BY no",
    [paymentId],
  );
  return rows;
}

async function spentOf(tx: Tx, paymentId: string): Promise<Spent> {
  const { rows } = await tx.query<Spent>(
    `SELECT coalesce(sum(tax_free) FILTER (WHERE status <> 'FAILED'), 0)::bigint AS "taxFree",
            coalesce(sum(vat) FILTER (WHERE status <> 'FAILED'), 0)::bigint AS vat,
            count(*)::integer AS count
       FROM portone_v2.cancellation WHERE payment_id = $1`,
    [paymentId],
  );
  return rows[0] ?? { taxFree: 0, vat: 0, count: 0 };
}

/** Locks the payment and decides the cancel by its present state. Writes nothing. @throws Refusal */
export async function decideUnderLock(
  tx: Tx,
  desk: Desk,
  paymentId: string,
  asked: { request: CancelRequest; trigger: Trigger },
): Promise<Pick<NewCancellation, "payment" | "parts" | "request" | "trigger">> {
  const payment = await lockPayment(tx, paymentId);
  const spent = await spentOf(tx, paymentId);
  const parts = decideCancel(payment, spent, asked.request, { now: desk.now(), trigger: asked.trigger });
  return { payment, parts, ...asked };
}

/** When and how a cancel that was only accepted will end; `at: null` waits for the control API. */
export interface Settlement {
  at: Date | null;
  outcome: "SUCCEEDED" | "FAILED";
}

export interface NewCancellation {
  payment: PaymentRow;
  parts: CancelParts;
  request: Pick<CancelRequest, "reason" | "requester" | "skipWebhook">;
  trigger: Trigger;
  status: CancellationStatus;
  settlement?: Settlement;
}

/** Books one cancellation with everything that follows from its status: balance, payment status, webhook. */
export async function bookCancellation(tx: Tx, desk: Desk, booking: NewCancellation): Promise<CancellationRow> {
  const { payment, parts, request, trigger, status, settlement } = booking;
  const now = desk.now();
  const { rows } = await tx.query<CancellationRow>(
    `INSERT INTO portone_v2.cancellation (id, payment_id, status, total, tax_free, vat, paid_back, reason, requester,
            trigger, skip_webhook, requested_at, settle_at, settle_outcome)
     VALUES ($1, $2, 'REQUESTED', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *`,
    [
      `cancellation_${randomUUID()}`,
      payment.id,
      parts.total,
      parts.taxFree,
      parts.vat,
      parts.paidBack,
      request.reason,
      request.requester ?? null,
      trigger,
      request.skipWebhook ?? false,
      now,
      settlement?.at ?? null,
      settlement?.outcome ?? null,
    ],
  );
  const cancellation = rows[0] as CancellationRow;
  const held = await updatePayment(
    tx,
    payment.id,
    "pending = pending + $2, paid_back_pending = paid_back_pending + $3, retain_option = coalesce(retain_option, $4)",
    [parts.total, parts.paidBack, status === "FAILED" ? null : parts.retainOption],
  );
  if (status !== "REQUESTED") return closeCancellation(tx, desk, cancellation, status);
  await writeCancelWebhook(tx, desk, "Transaction.CancelPending", held, cancellation);
  return cancellation;
}

/**
 * Ends a cancellation that was only accepted.
 * @returns the cancellation, or `null` when it was not waiting any more.
 */
export async function settleCancellation(
  tx: Tx,
  desk: Desk,
  cancellationId: string,
  outcome: "SUCCEEDED" | "FAILED",
): Promise<CancellationRow | null> {
  const found = await tx.query<CancellationRow>("SELECT * FROM portone_v2.cancellation WHERE id = $1", [
    cancellationId,
  ]);
  if (!found.rows[0]) throw new Refusal("PAYMENT_CANCELLATION_NOT_FOUND", "There is no such cancellation.");
  await lockPayment(tx, found.rows[0].payment_id);
  const { rows } = await tx.query<CancellationRow>(
    "SELECT * FROM portone_v2.cancellation WHERE id = $1 AND status = 'REQUESTED'",
    [cancellationId],
  );
  return rows[0] ? closeCancellation(tx, desk, rows[0], outcome) : null;
}

async function closeCancellation(
  tx: Tx,
  desk: Desk,
  cancellation: CancellationRow,
  outcome: "SUCCEEDED" | "FAILED",
): Promise<CancellationRow> {
  const now = desk.now();
  const done = outcome === "SUCCEEDED";
  const { rows } = await tx.query<CancellationRow>(
    `UPDATE portone_v2.cancellation
        SET status = $2, cancelled_at = $3, pg_cancellation_id = $4, receipt_url = $5, settle_at = NULL
      WHERE id = $1 RETURNING *`,
    [
      cancellation.id,
      outcome,
      done ? now : null,
      done ? `pg_${randomUUID()}` : null,
      done ? `https://receipt.invalid/${encodeURIComponent(cancellation.id)}` : null,
    ],
  );
  const closed = rows[0] as CancellationRow;
  const { payment_id, total, paid_back } = cancellation;
  const release = "pending = pending - $2, paid_back_pending = paid_back_pending - $3, updated_at = $4";
  if (!done) {
    // The promotion option binds only while a cancel that chose it stands.
    const unbind = `retain_option = CASE WHEN EXISTS (SELECT FROM portone_v2.cancellation
      WHERE payment_id = $1 AND status <> 'FAILED') THEN retain_option END`;
    await updatePayment(tx, payment_id, `${release}, ${unbind}`, [total, paid_back, now]);
    return closed;
  }
  const payment = await updatePayment(
    tx,
    payment_id,
    `${release}, cancelled = cancelled + $2, paid_back = paid_back + $3, cancelled_at = $4, status_changed_at = $4,
     status = CASE WHEN cancelled + $2 = total THEN 'CANCELLED' ELSE 'PARTIAL_CANCELLED' END, ${START_TRANSFER}`,
    [total, paid_back, now],
  );
  const type = payment.status === "CANCELLED" ? "Transaction.Cancelled" : "Transaction.PartialCancelled";
  if (!closed.skip_webhook) await writeCancelWebhook(tx, desk, type, payment, closed);
  return closed;
}

/**
 * A virtual account refund goes on as a bank transfer when its cancel has succeeded at `$4`. The vendor shows one
 * status per payment, so a further cancel makes it PENDING again until the latest transfer has ended.
 */
const START_TRANSFER = `
  refund_status = CASE WHEN method = 'virtualAccount' THEN 'PENDING' ELSE refund_status END,
  transfer_at = CASE WHEN method = 'virtualAccount' THEN $4::timestamptz + transfer_delay_ms * interval '1 millisecond' END`;

/** `assignments` is SQL written in this file; values only travel as parameters. */
async function updatePayment(tx: Tx, id: string, assignments: string, values: unknown[]): Promise<PaymentRow> {
  const { rows } = await tx.query<PaymentRow>(
    `UPDATE portone_v2.payment SET ${assignments} WHERE id = $1 RETURNING *`,
    [id, ...values],
  );
  return rows[0] as PaymentRow;
}

const writeCancelWebhook = (
  tx: Tx,
  desk: Desk,
  type: WebhookType,
  payment: PaymentRow,
  cancellation: CancellationRow,
) => writeWebhook(tx, { type, payment, cancellation, storeId: desk.storeId, now: desk.now() });
