/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../database.js";
import { FAULTS } from "./fault.js";
import { linesOf, lockPayment } from "./ledger.js";
import type { CompletePaymentFacts, LineRow, PaymentRow } from "./payment.js";
import { cannotCancel, invalid } from "./refusal.js";
import { amountOf, taxOf } from "./sums.js";
import { tellAuthorized, tellCaptured } from "./webhook.js";

/** @throws Refusal when the facts do not add up, or name other money than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  checkFacts(facts);
  const { total } = facts.amount;
  const { rowCount } = await tx.query(
    `INSERT INTO ebp.payment (id, status, method, store_request_no, pg_transaction_id, buyer_name, total, has_lines,
            captured, paid_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
    [
      facts.id,
      facts.status,
      facts.method,
      `SRN${randomUUID().replaceAll("-", "")}`,
      `PG${randomUUID().replaceAll("-", "")}`,
      facts.buyerName,
      total,
      facts.items !== undefined,
      facts.captured,
      facts.paidAt ?? now,
      now,
    ],
  );
  const row = await lockPayment(tx, facts.id);
  if (rowCount === 1) {
    await insertLines(tx, facts);
    if (!facts.captured && facts.status === "COMPLETE") await tellAuthorized(tx, row, now);
  } else if (row.total !== total || !sameLines(await linesOf(tx, row.id), facts)) {
    throw invalid(`payment ${facts.id} already exists with other amounts`);
  }
  return setCircumstances(tx, row, facts);
}

function checkFacts({ id, amount, items = [] }: CompletePaymentFacts): void {
  if (items.length === 0) return;
  const sum = items.reduce((total, line) => total + amountOf(line), 0);
  if (sum !== amount.total) throw invalid(`payment ${id}: the lines add up to ${sum}, not to ${amount.total}`);
  if (items.some((line) => line.taxAmount > line.amount))
    throw invalid(`payment ${id}: a line has more tax than amount`);
  if (new Set(items.map((line) => line.seq)).size < items.length) throw invalid(`payment ${id}: a seq comes twice`);
}

async function insertLines(tx: Tx, { id, items = [] }: CompletePaymentFacts): Promise<void> {
  for (const line of items) {
    await tx.query(
      `INSERT INTO ebp.line (payment_id, seq, item_id, item_type, quantity, total, tax)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, line.seq, line.itemId, line.itemType, line.quantity, amountOf(line), taxOf(line)],
    );
  }
}

const sameLines = (rows: readonly LineRow[], { items = [] }: CompletePaymentFacts): boolean =>
  rows.length === items.length &&
  items.every((line) =>
    rows.some((row) => row.seq === line.seq && row.total === amountOf(line) && row.tax === taxOf(line)),
  );

/** What may be told anew at any time: behaviour and deadline, and how the paying ended while no money was cancelled. */
async function setCircumstances(tx: Tx, row: PaymentRow, facts: CompletePaymentFacts): Promise<PaymentRow> {
  await FAULTS.setBehaviour(tx, row.id, facts.behaviour ?? null);
  const { rows } = await tx.query<PaymentRow>(
    `UPDATE ebp.payment SET cancellable_until = $2, status = CASE WHEN cancelled + pending = 0 THEN $3 ELSE status END
      WHERE id = $1 RETURNING *`,
    [row.id, facts.cancellableUntil ?? null, facts.status],
  );
  return rows[0] as PaymentRow;
}

/** 매입: the authorised payment is captured, in full. @throws Refusal when there is nothing to capture */
export async function capturePayment(tx: Tx, id: string, now: Date): Promise<PaymentRow> {
  const payment = await lockPayment(tx, id);
  if (payment.captured) throw cannotCancel(`payment ${id} is captured already`);
  if (payment.status !== "COMPLETE" || payment.cancelled + payment.pending > 0) {
    throw cannotCancel(`payment ${id} is not authorised, or is being voided`);
  }
  const { rows } = await tx.query<PaymentRow>(
    "UPDATE ebp.payment SET captured = true, updated_at = $2 WHERE id = $1 RETURNING *",
    [id, now],
  );
  const captured = rows[0] as PaymentRow;
  await tellCaptured(tx, captured, now);
  return captured;
}
