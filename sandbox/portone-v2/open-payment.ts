/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../database.js";
import { FAULTS } from "./fault.js";
import { lockPayment } from "./ledger.js";
import { includedVat, type CompletePaymentFacts, type PaymentRow } from "./payment.js";
import { invalid } from "./refusal.js";

/** Once money was cancelled a payment's status is the ledger's business. */
const UNTOUCHED = ["READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED", "PAID"];

/** @throws Refusal when the facts do not add up, or name other amounts than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const { total, taxFree = 0, paid = total } = facts.amount;
  const vat = facts.amount.vat ?? includedVat(Math.max(0, total - taxFree));
  if (taxFree + vat > total || paid > total) throw invalid("amount: the parts do not fit into the total");
  const isPaid = facts.status === "PAID";
  const paidAt = isPaid ? new Date(facts.paidAt ?? now) : null;
  await tx.query(
    `INSERT INTO portone_v2.payment (id, transaction_id, status, currency, order_name, method, pg_provider, total, tax_free,
            vat, paid, promotion, requested_at, paid_at, status_changed_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $13, $13) ON CONFLICT (id) DO NOTHING`,
    [
      facts.id,
      randomUUID(),
      facts.status,
      facts.currency,
      facts.orderName,
      facts.method,
      facts.pgProvider,
      total,
      taxFree,
      vat,
      paid,
      facts.promotion ?? null,
      paidAt ?? now,
      paidAt,
    ],
  );
  const row = await lockPayment(tx, facts.id);
  if (row.total !== total || row.tax_free !== taxFree || row.vat !== vat || row.paid !== paid) {
    throw invalid(`payment ${facts.id} already exists with other amounts`);
  }
  return setCircumstances(tx, row, facts, paidAt);
}

/** What may be told anew about a payment at any time: its behaviour and limits, and that it was paid by now. */
async function setCircumstances(
  tx: Tx,
  row: PaymentRow,
  facts: CompletePaymentFacts,
  paidAt: Date | null,
): Promise<PaymentRow> {
  await FAULTS.setBehaviour(tx, row.id, facts.behaviour ?? null);
  const { rows } = await tx.query<PaymentRow>(
    `UPDATE portone_v2.payment
        SET max_cancel_count = $2, cancellable_until = $3, refund_contract = $7, transfer_delay_ms = $8,
            status = CASE WHEN status = ANY ($4) THEN $5 ELSE status END, paid_at = coalesce($6, paid_at)
      WHERE id = $1 RETURNING *`,
    [
      row.id,
      facts.maxCancelCount ?? null,
      facts.cancellableUntil ?? null,
      UNTOUCHED,
      facts.status,
      facts.paidAt === undefined && row.paid_at ? null : paidAt,
      facts.refundContract,
      facts.transferDelayMs,
    ],
  );
  return rows[0] as PaymentRow;
}
