/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../kit/database.js";
import { hashOf } from "../kit/http/credential.js";
import { FAULTS } from "./fault.js";
import { LEDGER } from "./ledger.js";
import type { CompletePaymentFacts, PaymentRow } from "./payment.js";
import { invalid } from "./refusal.js";
import { vatOf } from "./tax-split.js";

/** Whole won, as the ledger keeps them. */
type Amounts = Pick<PaymentRow, "total" | "tax_free" | "taxable" | "vat" | "service_fee" | "discount" | "points">;

/** @throws Refusal when the parts do not fit into the total */
function amountsOf({ amount }: CompletePaymentFacts): Amounts {
  const { total, taxFree = 0, serviceFee = 0, discount = 0, points = 0 } = amount;
  const taxableWithVat = total - taxFree - serviceFee;
  if (taxableWithVat < 0) throw invalid("amount: taxFree and serviceFee must fit into total");
  const vat = amount.vat ?? vatOf(taxableWithVat);
  if (vat > taxableWithVat) throw invalid("amount: vat must fit into the taxable part of total");
  if (discount + points > total) throw invalid("amount: discount and points must fit into total");
  const taxable = taxableWithVat - vat;
  return { total, tax_free: taxFree, taxable, vat, service_fee: serviceFee, discount, points };
}

/** At most 36 characters, the same for the same payment. */
const cashReceiptKey = (payToken: string): string => hashOf(payToken).slice(0, 26);

/** @throws Refusal when the facts do not add up, or name other amounts than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const paidAt = facts.status === "PAY_COMPLETE" ? new Date(facts.paidAt ?? now) : null;
  const columns = {
    pay_token: facts.id,
    order_no: facts.orderNo ?? `order-${facts.id}`,
    transaction_id: randomUUID(),
    status: facts.status,
    method: facts.method,
    created_at: paidAt ?? now,
    paid_at: paidAt,
    updated_at: paidAt ?? now,
  };
  const { payment } = await LEDGER.open(tx, columns, amountsOf(facts));
  await FAULTS.setBehaviour(tx, facts.id, facts.behaviour ?? null);
  return setCircumstances(tx, payment, facts, paidAt);
}

/** Circumstances that may be reported anew at any time: the user, and, while nothing was refunded, the payment's status. */
function setCircumstances(
  tx: Tx,
  row: PaymentRow,
  facts: CompletePaymentFacts,
  paidAt: Date | null,
): Promise<PaymentRow> {
  const untouched = row.refunded === 0 && row.pending === 0;
  const storePaidAt = !untouched || (facts.paidAt === undefined && facts.status === "PAY_COMPLETE");
  return LEDGER.update(tx, row.pay_token, {
    user_state: facts.user,
    settles_at: facts.settlesAt,
    cash_receipt_key: (facts.cashReceipt ?? row.method === "TOSS_MONEY") ? cashReceiptKey(row.pay_token) : null,
    status: untouched ? facts.status : row.status,
    paid_at: storePaidAt ? (row.paid_at ?? paidAt) : paidAt,
  });
}
