/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../database.js";
import { FAULTS } from "./fault.js";
import { lockPayment } from "./ledger.js";
import { includedVat, type CompletePaymentFacts, type PaymentRow } from "./payment.js";
import { invalid } from "./refusal.js";
import { hashOf } from "./token.js";

/** @throws Refusal when the facts do not add up, or name other amounts than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const { total, taxFree = 0, paid = total } = facts.amount;
  const vat = facts.amount.vat ?? includedVat(Math.max(0, total - taxFree));
  if (taxFree + vat > total || paid > total) throw invalid("amount: the parts do not fit into the total");
  await tx.query(
    `INSERT INTO iamport_v1.payment (id, merchant_uid, status, status_after_part, currency, order_name, method,
            pg_provider, pg_tid, test_channel, uses_webhooks, partial_cancel, total, tax_free, vat, vat_specified, paid,
            promotion, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     ON CONFLICT (id) DO NOTHING`,
    [
      facts.id,
      facts.merchantUid ?? `order_${facts.id}`,
      facts.status,
      facts.statusAfterPartialCancel,
      facts.currency,
      facts.orderName,
      facts.method,
      facts.pgProvider,
      `pg_${randomUUID()}`,
      facts.sandbox,
      facts.usesWebhooks,
      facts.partialCancel,
      total,
      taxFree,
      vat,
      facts.amount.vat !== undefined,
      paid,
      facts.promotion ?? null,
      facts.paidAt ?? now,
    ],
  );
  const row = await lockPayment(tx, facts.id);
  if (row.total !== total || row.tax_free !== taxFree || row.vat !== vat || row.paid !== paid) {
    throw invalid(`payment ${facts.id} already exists with other amounts`);
  }
  return setCircumstances(tx, row, facts, now);
}

/** What may be told anew about a payment at any time. Once money was cancelled its status is the ledger's business. */
async function setCircumstances(tx: Tx, row: PaymentRow, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  await FAULTS.setBehaviour(tx, row.id, facts.behaviour ?? null);
  const touched = row.cancelled + row.pending > 0;
  const status = touched ? row.status : facts.status;
  const paidAt = facts.paidAt ? new Date(facts.paidAt) : (row.paid_at ?? now);
  const { rows } = await tx.query<PaymentRow>(
    `UPDATE iamport_v1.payment
        SET status = $2, paid_at = $3, failed_at = $4, cancellable_until = $5, refund_contract = $6, account_holder = $7,
            test_channel = $8, uses_webhooks = $9, partial_cancel = $10, status_after_part = $11
      WHERE id = $1 RETURNING *`,
    [
      row.id,
      status,
      touched || status === "paid" ? paidAt : null,
      status === "failed" ? now : null,
      facts.cancellableUntil ?? null,
      facts.refundContract ?? null,
      facts.accountHolder === undefined ? null : hashOf(facts.accountHolder),
      facts.sandbox,
      facts.usesWebhooks,
      facts.partialCancel,
      facts.statusAfterPartialCancel,
    ],
  );
  return rows[0] as PaymentRow;
}
