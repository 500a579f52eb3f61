/** The ledger: the only code that books cancellations. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import { decideCancel, type CancelParts, type CancelTerms, type Spent } from "./cancel-rules.js";
import { isContracted } from "./contract.js";
import type { Queryable, Tx } from "../database.js";
import type { CancellationRow, PaymentRow, Trigger } from "./payment.js";
import { nothingToCancel, Refusal } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";
import { writeCancelWebhook } from "./webhook.js";

/** Who keeps the books: when it is, and how webhooks are written. */
export type Desk = Pick<Sandbox, "now" | "webhookStyle">;

export async function findPayment(db: Queryable, id: string): Promise<PaymentRow | null> {
  const { rows } = await db.query<PaymentRow>("SELECT * FROM iamport_v1.payment WHERE id = $1", [id]);
  return rows[0] ?? null;
}

/** A shop may use a number again after a failed try: the one that was paid comes first, then the latest. */
export async function findByMerchantUid(
  db: Queryable,
  merchantUid: string,
  status: string | null = null,
): Promise<PaymentRow | null> {
  const { rows } = await db.query<PaymentRow>(
    `SELECT * FROM iamport_v1.payment WHERE merchant_uid = $1 AND ($2::text IS NULL OR status = $2)
      ORDER BY paid_at IS NULL, started_at DESC, id LIMIT 1`,
    [merchantUid, status],
  );
  return rows[0] ?? null;
}

/** @throws Refusal when there is none */
export async function lockPayment(tx: Tx, id: string): Promise<PaymentRow> {
  const { rows } = await tx.query<PaymentRow>("SELECT * FROM iamport_v1.payment WHERE id = $1 FOR UPDATE", [id]);
  if (!rows[0]) throw nothingToCancel();
  return rows[0];
}

export async function cancellationsOf(db: Queryable, paymentId: string): Promise<CancellationRow[]> {
  const { rows } = await db.query<CancellationRow>(
    "SELECT * FROM iamport_v1.cancellation WHERE payment_id = $1 ORDER BY no",
    [paymentId],
  );
  return rows;
}

async function spentOf(tx: Tx, paymentId: string): Promise<Spent> {
  const { rows } = await tx.query<Spent>(
    `SELECT coalesce(sum(tax_free), 0)::bigint AS "taxFree", coalesce(sum(vat), 0)::bigint AS vat
       FROM iamport_v1.cancellation WHERE payment_id = $1 AND status <> 'FAILED'`,
    [paymentId],
  );
  return rows[0] ?? { taxFree: 0, vat: 0 };
}

export interface NewCancellation {
  payment: PaymentRow;
  parts: CancelParts;
  request: CancelTerms;
  trigger: Trigger;
}

/** When and how a cancel that was only accepted will end; `at: null` waits for the control API. */
export interface Settlement {
  at: Date | null;
  outcome: "SUCCEEDED" | "FAILED";
}

/** Locks the payment and decides the cancel by its present state. Writes nothing. @throws Refusal */
export async function decideUnderLock(
  tx: Tx,
  desk: Desk,
  paymentId: string,
  asked: { request: CancelTerms; trigger: Trigger },
): Promise<NewCancellation> {
  const payment = await lockPayment(tx, paymentId);
  const spent = await spentOf(tx, paymentId);
  const contracted = await isContracted(tx, payment);
  const circumstances = { now: desk.now(), trigger: asked.trigger, contracted };
  return { payment, parts: decideCancel(payment, spent, asked.request, circumstances), ...asked };
}

/** Books one cancellation with everything that follows from it. With a `settlement` it is only accepted. */
export async function bookCancellation(
  tx: Tx,
  desk: Desk,
  booking: NewCancellation,
  settlement: Settlement | null = null,
): Promise<CancellationRow> {
  const { payment, parts, request, trigger } = booking;
  const told = trigger === "CONSOLE" || (request.enable_webhook ?? false);
  const { rows } = await tx.query<CancellationRow>(
    `INSERT INTO iamport_v1.cancellation (id, payment_id, status, total, tax_free, vat, paid_back, reason, requester,
            trigger, refund_account, notify, requested_at, settle_at, settle_outcome)
     VALUES ($1, $2, 'REQUESTED', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING *`,
    [
      `cancellation_${randomUUID()}`,
      payment.id,
      parts.total,
      parts.taxFree,
      parts.vat,
      parts.paidBack,
      request.reason ?? "",
      trigger === "API" ? (request.extra?.requester ?? "admin") : null,
      trigger,
      parts.account,
      told && payment.uses_webhooks,
      desk.now(),
      settlement?.at ?? null,
      settlement?.outcome ?? null,
    ],
  );
  await tx.query(
    `UPDATE iamport_v1.payment SET pending = pending + $2, paid_back_pending = paid_back_pending + $3,
            retain_promotion = coalesce(retain_promotion, $4) WHERE id = $1`,
    [payment.id, parts.total, parts.paidBack, parts.retainPromotion],
  );
  const cancellation = rows[0] as CancellationRow;
  return settlement ? cancellation : closeCancellation(tx, desk, cancellation, "SUCCEEDED");
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
  const found = "SELECT * FROM iamport_v1.cancellation WHERE id = $1";
  const { rows: known } = await tx.query<CancellationRow>(found, [cancellationId]);
  if (!known[0]) throw new Refusal(-1, "There is no such cancellation.", 404);
  await lockPayment(tx, known[0].payment_id);
  const { rows } = await tx.query<CancellationRow>(`${found} AND status = 'REQUESTED'`, [cancellationId]);
  return rows[0] ? closeCancellation(tx, desk, rows[0], outcome) : null;
}

async function closeCancellation(
  tx: Tx,
  desk: Desk,
  { id, payment_id, total, paid_back, reason }: CancellationRow,
  outcome: "SUCCEEDED" | "FAILED",
): Promise<CancellationRow> {
  const now = desk.now();
  const done = outcome === "SUCCEEDED";
  const { rows } = await tx.query<CancellationRow>(
    `UPDATE iamport_v1.cancellation SET status = $2, cancelled_at = $3, pg_tid = $4, receipt_url = $5, settle_at = NULL
      WHERE id = $1 RETURNING *`,
    [id, outcome, done ? now : null, done ? `pg_${randomUUID()}` : null, done ? `https://receipt.invalid/${id}` : null],
  );
  const closed = rows[0] as CancellationRow;
  const release = "pending = pending - $2, paid_back_pending = paid_back_pending - $3";
  if (!done) {
    await tx.query(`UPDATE iamport_v1.payment SET ${release} WHERE id = $1`, [payment_id, total, paid_back]);
    return closed;
  }
  const { rows: payments } = await tx.query<PaymentRow>(
    `UPDATE iamport_v1.payment
        SET ${release}, cancelled = cancelled + $2, paid_back = paid_back + $3, cancelled_at = $4, cancel_reason = $5,
            status = CASE WHEN cancelled + $2 = total THEN 'cancelled' ELSE status_after_part END
      WHERE id = $1 RETURNING *`,
    [payment_id, total, paid_back, now, reason],
  );
  const payment = payments[0] as PaymentRow;
  if (closed.notify) {
    await writeCancelWebhook(tx, { payment, cancellation: closed, style: desk.webhookStyle(), now });
  }
  return closed;
}
