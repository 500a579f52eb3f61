/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../kit/database.js";
import { hashOf } from "../kit/http/credential.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { includedVat, type CompletePaymentFacts, type PaymentRow } from "./payment.js";
import { invalid } from "./refusal.js";

/** @throws Refusal when the facts do not add up, or name other amounts than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const { total, taxFree = 0, paid = total } = facts.amount;
  const vat = facts.amount.vat ?? includedVat(Math.max(0, total - taxFree));
  if (taxFree + vat > total || paid > total) throw invalid("amount: the parts do not fit into the total");
  const columns = {
    id: facts.id,
    merchant_uid: facts.merchantUid ?? `order_${facts.id}`,
    status: facts.status,
    status_after_part: facts.statusAfterPartialCancel,
    currency: facts.currency,
    order_name: facts.orderName,
    method: facts.method,
    pg_provider: facts.pgProvider,
    pg_tid: `pg_${randomUUID()}`,
    test_channel: facts.sandbox,
    uses_webhooks: facts.usesWebhooks,
    partial_cancel: facts.partialCancel,
    vat_specified: facts.amount.vat !== undefined,
    promotion: facts.promotion,
    started_at: facts.paidAt ?? now,
  };
  const { payment } = await LEDGER.open(tx, columns, { total, tax_free: taxFree, vat, paid });
  await FAULTS.setBehaviour(tx, facts.id, facts.behaviour ?? null);
  return setCircumstances(tx, payment, facts, now);
}

/** Circumstances that may be reported anew at any time. Once money was cancelled its status is the ledger's business. */
function setCircumstances(tx: Tx, row: PaymentRow, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const touched = row.cancelled + row.pending > 0;
  const status = touched ? row.status : facts.status;
  const paidAt = facts.paidAt ?? row.paid_at ?? now;
  return LEDGER.update(tx, row.id, {
    status,
    paid_at: touched || status === "paid" ? paidAt : null,
    failed_at: status === "failed" ? now : null,
    cancellable_until: facts.cancellableUntil,
    refund_contract: facts.refundContract,
    account_holder: facts.accountHolder === undefined ? null : hashOf(facts.accountHolder),
    test_channel: facts.sandbox,
    uses_webhooks: facts.usesWebhooks,
    cancellation_ids: facts.cancellationIds,
    partial_cancel: facts.partialCancel,
    status_after_part: facts.statusAfterPartialCancel,
  });
}
