/** The ledger: the only code that books refunds. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "../database.js";
import { refundAnswer } from "./answers.js";
import type { PaymentRow, RefundRow, Trigger } from "./payment.js";
import type { AskedAmounts } from "./refund-request.js";
import { checkRefundNo, checkState, decideAmounts, type RefundParts } from "./refund-rules.js";
import { Refusal } from "./refusal.js";
import { checkDailyLimit, checkShop, readShop } from "./shop.js";
import type { TaxParts } from "./tax-split.js";

export async function findPayment(db: Queryable, payToken: string): Promise<PaymentRow | null> {
  const { rows } = await db.query<PaymentRow>("SELECT * FROM toss_pay.payment WHERE pay_token = $1", [payToken]);
  return rows[0] ?? null;
}

/** @throws Refusal TRANSACTION_NOT_FOUND */
export async function lockPayment(tx: Tx, payToken: string): Promise<PaymentRow> {
  const { rows } = await tx.query<PaymentRow>("SELECT * FROM toss_pay.payment WHERE pay_token = $1 FOR UPDATE", [
    payToken,
  ]);
  if (!rows[0]) throw new Refusal("TRANSACTION_NOT_FOUND");
  return rows[0];
}

/** Every refund of every outcome, oldest first. */
export async function refundsOf(db: Queryable, payToken: string): Promise<RefundRow[]> {
  const { rows } = await db.query<RefundRow>("SELECT * FROM toss_pay.refund WHERE pay_token = $1 ORDER BY no", [
    payToken,
  ]);
  return rows;
}

/** The refund that holds the number, made or in progress. */
export async function findByRefundNo(db: Queryable, refundNo: string): Promise<RefundRow | null> {
  const { rows } = await db.query<RefundRow>(
    "SELECT * FROM toss_pay.refund WHERE refund_no = $1 AND status <> 'FAILED'",
    [refundNo],
  );
  return rows[0] ?? null;
}

async function spentOf(tx: Tx, payToken: string): Promise<TaxParts> {
  const { rows } = await tx.query<TaxParts>(
    `SELECT coalesce(sum(tax_free), 0)::bigint AS "taxFree", coalesce(sum(taxable), 0)::bigint AS taxable,
            coalesce(sum(vat), 0)::bigint AS vat, coalesce(sum(service_fee), 0)::bigint AS "serviceFee"
       FROM toss_pay.refund WHERE pay_token = $1 AND status <> 'FAILED'`,
    [payToken],
  );
  return rows[0] as TaxParts;
}

export interface DecidedRefund {
  payment: PaymentRow;
  parts: RefundParts;
  trigger: Trigger;
}

/** Locks the payment and decides the refund by the present state of shop, payment and user. Writes nothing. @throws Refusal */
export async function decideUnderLock(
  tx: Tx,
  now: Date,
  wanted: { payToken: string; refundNo: string | null; asked: AskedAmounts; trigger: Trigger },
): Promise<DecidedRefund> {
  const shop = await readShop(tx);
  checkShop(shop);
  const payment = await lockPayment(tx, wanted.payToken);
  checkRefundNo(payment, wanted.refundNo);
  checkState(payment, now);
  const parts = decideAmounts(payment, await spentOf(tx, wanted.payToken), wanted.asked);
  await checkDailyLimit(tx, shop, parts.amount, now);
  return { payment, parts, trigger: wanted.trigger };
}

/** When and how a refund in progress will end; `at: null` waits for the control API. */
export interface Settlement {
  at: Date | null;
  outcome: "SUCCEEDED" | "FAILED";
  /** The answer meanwhile. */
  answer: unknown;
}

export interface NewRefund extends DecidedRefund {
  /** `null` for a refund of the console: its number is its transaction id. */
  refundNo: string | null;
  fingerprint: string | null;
  reason: string;
  /** Without one it is made at once. */
  settlement?: Settlement;
}

export async function bookRefund(tx: Tx, now: Date, booking: NewRefund): Promise<RefundRow> {
  const { payment, parts, settlement } = booking;
  const transactionId = randomUUID();
  const { rows } = await tx.query<RefundRow>(
    `INSERT INTO toss_pay.refund (transaction_id, pay_token, refund_no, fingerprint, status, trigger, amount, tax_free,
            taxable, vat, service_fee, discount, paid_back, reason, answer, requested_at, settle_at, settle_outcome)
     VALUES ($1, $2, $3, $4, 'REQUESTED', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING *`,
    [
      transactionId,
      payment.pay_token,
      booking.refundNo ?? transactionId,
      booking.fingerprint,
      booking.trigger,
      parts.amount,
      parts.taxFree,
      parts.taxable,
      parts.vat,
      parts.serviceFee,
      parts.discount,
      parts.paidBack,
      booking.reason,
      settlement ? JSON.stringify(settlement.answer) : null,
      now,
      settlement?.at ?? null,
      settlement?.outcome ?? null,
    ],
  );
  const refund = rows[0] as RefundRow;
  await tx.query(
    `UPDATE toss_pay.payment SET pending = pending + $2, paid_back_pending = paid_back_pending + $3, updated_at = $4
      WHERE pay_token = $1`,
    [payment.pay_token, parts.amount, parts.paidBack, now],
  );
  return settlement ? refund : closeRefund(tx, now, refund, "SUCCEEDED");
}

/**
 * Ends a refund in progress.
 * @returns the refund, or `null` when it is in progress no more
 * @throws Refusal when there is no such refund
 */
export async function settleRefund(
  tx: Tx,
  now: Date,
  transactionId: string,
  outcome: "SUCCEEDED" | "FAILED",
): Promise<RefundRow | null> {
  const found = await tx.query<RefundRow>("SELECT * FROM toss_pay.refund WHERE transaction_id = $1", [transactionId]);
  if (!found.rows[0]) throw new Refusal("TRANSACTION_NOT_FOUND");
  await lockPayment(tx, found.rows[0].pay_token);
  const { rows } = await tx.query<RefundRow>(
    "SELECT * FROM toss_pay.refund WHERE transaction_id = $1 AND status = 'REQUESTED'",
    [transactionId],
  );
  return rows[0] ? closeRefund(tx, now, rows[0], outcome) : null;
}

async function closeRefund(tx: Tx, now: Date, refund: RefundRow, outcome: "SUCCEEDED" | "FAILED"): Promise<RefundRow> {
  const done = outcome === "SUCCEEDED";
  const { rows: payments } = await tx.query<PaymentRow>(
    `UPDATE toss_pay.payment
        SET pending = pending - $2, paid_back_pending = paid_back_pending - $3, updated_at = $6,
            refunded = refunded + $4, paid_back = paid_back + $5
      WHERE pay_token = $1 RETURNING *`,
    [refund.pay_token, refund.amount, refund.paid_back, done ? refund.amount : 0, done ? refund.paid_back : 0, now],
  );
  const answer = done ? refundAnswer(payments[0] as PaymentRow, { ...refund, refunded_at: now }) : refund.answer;
  const { rows } = await tx.query<RefundRow>(
    `UPDATE toss_pay.refund SET status = $2, refunded_at = $3, answer = $4, settle_at = NULL
      WHERE transaction_id = $1 RETURNING *`,
    [refund.transaction_id, outcome, done ? now : null, JSON.stringify(answer)],
  );
  return rows[0] as RefundRow;
}
