/** The ledger: the only code that books cancels. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { Queryable, Tx } from "../database.js";
import { settleDueCancels } from "../settle-due.js";
import type { AccountTrace, CancelLine, CancellationRow, Trigger } from "./cancellation.js";
import type { CancelParts } from "./cancel-rules.js";
import type { LineRow, PaymentRow } from "./payment.js";
import { cannotCancel, orderNotFound } from "./refusal.js";
import { amountOf, taxOf } from "./sums.js";
import { dayOf } from "./timestamp.js";
import { tellRefunded, tellRefundRequested } from "./webhook.js";

export async function findPayment(db: Queryable, id: string): Promise<PaymentRow | null> {
  const { rows } = await db.query<PaymentRow>("SELECT * FROM ebp.payment WHERE id = $1", [id]);
  return rows[0] ?? null;
}

/** @throws Refusal when there is no such order */
export async function lockPayment(tx: Tx, id: string): Promise<PaymentRow> {
  const { rows } = await tx.query<PaymentRow>("SELECT * FROM ebp.payment WHERE id = $1 FOR UPDATE", [id]);
  if (!rows[0]) throw orderNotFound();
  return rows[0];
}

/** Under the payment's lock. */
export async function linesOf(tx: Tx, paymentId: string): Promise<LineRow[]> {
  const { rows } = await tx.query<LineRow>("SELECT * FROM ebp.line WHERE payment_id = $1 ORDER BY seq", [paymentId]);
  return rows;
}

export async function cancellationsOf(db: Queryable, paymentId: string): Promise<CancellationRow[]> {
  const { rows } = await db.query<CancellationRow>("SELECT * FROM ebp.cancellation WHERE payment_id = $1 ORDER BY no", [
    paymentId,
  ]);
  return rows;
}

/** When and how a cancel that was only accepted will end; `at: null` waits for the control API. */
export interface Settlement {
  at: Date | null;
  outcome: "SUCCEEDED" | "FAILED";
}

export interface NewCancellation {
  /** Locked, and allowed by the rules. */
  payment: PaymentRow;
  parts: CancelParts;
  items: readonly CancelLine[];
  refundAccount: AccountTrace | null;
  trigger: Trigger;
  /** Accepted only; without it the cancel succeeds at once. */
  settlement?: Settlement | undefined;
}

/** Books one cancel with everything that follows: balances and webhooks. */
export async function bookCancellation(tx: Tx, now: Date, booking: NewCancellation): Promise<CancellationRow> {
  const { payment, parts, items, refundAccount, trigger, settlement } = booking;
  const { rows } = await tx.query<CancellationRow>(
    `INSERT INTO ebp.cancellation (id, payment_id, status, trigger, total, tax, items, refund_account, requested_at,
            settle_at, settle_outcome)
     VALUES ($1, $2, 'REQUESTED', $3, $4, $5, $6, $7, $8, $9, $10) RETURNING *`,
    [
      await nextReturnRequestId(tx, payment),
      payment.id,
      trigger,
      parts.total,
      parts.tax,
      JSON.stringify(items),
      refundAccount,
      now,
      settlement?.at ?? null,
      settlement?.outcome ?? null,
    ],
  );
  const cancellation = rows[0] as CancellationRow;
  await tx.query("UPDATE ebp.payment SET pending = pending + $2, updated_at = $3 WHERE id = $1", [
    payment.id,
    parts.total,
    now,
  ]);
  await takeFromLines(tx, cancellation, 1);
  if (trigger === "API" && payment.captured) await tellRefundRequested(tx, payment, cancellation, now);
  return settlement ? cancellation : closeCancellation(tx, now, cancellation, "SUCCEEDED");
}

/**
 * Ends a cancel that was only accepted.
 * @returns the cancel, or `null` when it was not waiting any more.
 */
export async function settleCancellation(
  tx: Tx,
  now: Date,
  id: string,
  outcome: Settlement["outcome"],
): Promise<CancellationRow | null> {
  const found = await tx.query<CancellationRow>("SELECT * FROM ebp.cancellation WHERE id = $1", [id]);
  if (!found.rows[0]) throw cannotCancel(`There is no cancel ${id}.`);
  await lockPayment(tx, found.rows[0].payment_id);
  const { rows } = await tx.query<CancellationRow>(
    "SELECT * FROM ebp.cancellation WHERE id = $1 AND status = 'REQUESTED'",
    [id],
  );
  return rows[0] ? closeCancellation(tx, now, rows[0], outcome) : null;
}

/** A cancel that failed is told by nothing: the documents have no event for it. */
async function closeCancellation(
  tx: Tx,
  now: Date,
  cancellation: CancellationRow,
  outcome: Settlement["outcome"],
): Promise<CancellationRow> {
  const done = outcome === "SUCCEEDED";
  const pgId = done ? `PGC${randomUUID().replaceAll("-", "")}` : null;
  const { rows } = await tx.query<CancellationRow>(
    `UPDATE ebp.cancellation SET status = $2, cancelled_at = $3, pg_cancel_transaction_id = $4, settle_at = NULL
      WHERE id = $1 RETURNING *`,
    [cancellation.id, outcome, done ? now : null, pgId],
  );
  const closed = rows[0] as CancellationRow;
  const payment = await tx.query<PaymentRow>(
    `UPDATE ebp.payment SET pending = pending - $2, cancelled = cancelled + $3, updated_at = $4,
            pg_cancel_transaction_id = coalesce($5, pg_cancel_transaction_id)
      WHERE id = $1 RETURNING *`,
    [closed.payment_id, closed.total, done ? closed.total : 0, now, pgId],
  );
  if (done) await tellRefunded(tx, payment.rows[0] as PaymentRow, closed, now);
  else await takeFromLines(tx, closed, -1);
  return closed;
}

/** @param sign -1 gives back what a cancel that failed had held */
async function takeFromLines(tx: Tx, { payment_id, items }: CancellationRow, sign: 1 | -1): Promise<void> {
  for (const line of items) {
    await tx.query(
      "UPDATE ebp.line SET taken = taken + $3, tax_taken = tax_taken + $4 WHERE payment_id = $1 AND seq = $2",
      [payment_id, line.seq, sign * amountOf(line), sign * taxOf(line)],
    );
  }
}

/** `RETREQ20251224001`: the day of the payment, as in the samples, and a number that runs over the shop. */
async function nextReturnRequestId(tx: Tx, payment: PaymentRow): Promise<string> {
  const day = dayOf(payment.paid_at);
  const { rows } = await tx.query<{ latest: number }>(
    `INSERT INTO ebp.return_request_number (day, latest) VALUES ($1, 1)
     ON CONFLICT (day) DO UPDATE SET latest = ebp.return_request_number.latest + 1 RETURNING latest`,
    [day],
  );
  return `RETREQ${day}${String(rows[0]?.latest).padStart(3, "0")}`;
}

/** Asynchronous cancels whose time has come end as was planned. */
export const settleDue = (pool: Pool, now: Date): Promise<void> =>
  settleDueCancels(pool, now, {
    table: "ebp.cancellation",
    id: "id",
    settle: (tx, id, outcome) => settleCancellation(tx, now, id, outcome),
  });
