/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../kit/database.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import { includedVat, type CompletePaymentFacts, type PaymentRow } from "./payment.js";
import { invalid } from "./refusal.js";

/** Once money was cancelled a payment's status is the ledger's business. */
const UNTOUCHED: readonly string[] = ["READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED", "PAID"];

/** @throws Refusal when the facts do not add up, or name other amounts than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const { total, taxFree = 0, paid = total } = facts.amount;
  const vat = facts.amount.vat ?? includedVat(Math.max(0, total - taxFree));
  if (taxFree + vat > total || paid > total) throw invalid("amount: the parts do not fit into the total");
  const isPaid = facts.status === "PAID";
  const paidAt = isPaid ? new Date(facts.paidAt ?? now) : null;
  const columns = {
    id: facts.id,
    transaction_id: randomUUID(),
    status: facts.status,
    currency: facts.currency,
    order_name: facts.orderName,
    method: facts.method,
    easy_pay_method: facts.easyPayMethod,
    pg_provider: facts.pgProvider,
    promotion: facts.promotion,
    requested_at: paidAt ?? now,
    paid_at: paidAt,
    status_changed_at: paidAt ?? now,
    updated_at: paidAt ?? now,
  };
  const { payment } = await LEDGER.open(tx, columns, { total, tax_free: taxFree, vat, paid });
  await FAULTS.setBehaviour(tx, facts.id, facts.behaviour ?? null);
  // These may be reported anew at any time; so may the status, until money was cancelled.
  return LEDGER.update(tx, facts.id, {
    max_cancel_count: facts.maxCancelCount,
    cancellable_until: facts.cancellableUntil,
    refund_contract: facts.refundContract,
    transfer_delay_ms: facts.transferDelayMs,
    status: UNTOUCHED.includes(payment.status) ? facts.status : payment.status,
    paid_at: facts.paidAt === undefined ? (payment.paid_at ?? paidAt) : (paidAt ?? payment.paid_at),
  });
}
