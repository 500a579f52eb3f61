/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { createHash, randomUUID } from "node:crypto";
import type { Tx } from "../database.js";
import { FAULTS } from "./fault.js";
import { lockPayment } from "./ledger.js";
import type { CompletePaymentFacts, PaymentRow } from "./payment.js";
import { invalid } from "./refusal.js";
import { vatOf } from "./tax-split.js";

/** Whole won, as the ledger keeps them. */
interface Amounts {
  total: number;
  tax_free: number;
  taxable: number;
  vat: number;
  service_fee: number;
  discount: number;
  points: number;
}

/** @throws Refusal when the parts do not fit into the total */
function amountsOf({ amount }: CompletePaymentFacts): Amounts {
  const { total, taxFree = 0, serviceFee = 0, discount = 0, points = 0 } = amount;
  const taxableWithVat = total - taxFree - serviceFee;
  if (taxableWithVat < 0) throw invalid("amount: taxFree and serviceFee must fit into total");
  const vat = amount.vat ?? vatOf(taxableWithVat);
  if (vat > taxableWithVat) throw invalid("amount: vat must fit into the taxable part of total");
  if (discount + points > total) throw invalid("amount: discount and points must fit into total");
  return {
    total,
    tax_free: taxFree,
    taxable: taxableWithVat - vat,
    vat,
    service_fee: serviceFee,
    discount,
    points,
  };
}

/** At most 36 characters, the same for the same payment. */
const cashReceiptKey = (payToken: string): string => createHash("sha256").update(payToken).digest("hex").slice(0, 26);

/** @throws Refusal when the facts do not add up, or name other amounts than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  const amounts = amountsOf(facts);
  const paidAt = facts.status === "PAY_COMPLETE" ? new Date(facts.paidAt ?? now) : null;
  await tx.query(
    `INSERT INTO toss_pay.payment (pay_token, order_no, transaction_id, status, method, created_at, paid_at, updated_at,
            total, tax_free, taxable, vat, service_fee, discount, points)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (pay_token) DO NOTHING`,
    [
      facts.id,
      facts.orderNo ?? `order-${facts.id}`,
      randomUUID(),
      facts.status,
      facts.method,
      paidAt ?? now,
      paidAt,
      amounts.total,
      amounts.tax_free,
      amounts.taxable,
      amounts.vat,
      amounts.service_fee,
      amounts.discount,
      amounts.points,
    ],
  );
  const row = await lockPayment(tx, facts.id);
  const same = (Object.keys(amounts) as (keyof Amounts)[]).every((name) => row[name] === amounts[name]);
  if (!same) throw invalid(`payment ${facts.id} already exists with other amounts`);
  return setCircumstances(tx, row, facts, paidAt);
}

/** What may be told anew about a payment at any time: its behaviour and user, and, while nothing was refunded, its status. */
async function setCircumstances(
  tx: Tx,
  row: PaymentRow,
  facts: CompletePaymentFacts,
  paidAt: Date | null,
): Promise<PaymentRow> {
  await FAULTS.setBehaviour(tx, row.pay_token, facts.behaviour ?? null);
  const untouched = row.refunded === 0 && row.pending === 0;
  const status = untouched ? facts.status : row.status;
  const keepPaidAt = !untouched || (facts.paidAt === undefined && facts.status === "PAY_COMPLETE");
  const { rows } = await tx.query<PaymentRow>(
    `UPDATE toss_pay.payment
        SET user_state = $2, settles_at = $3, cash_receipt_key = $4, status = $5, paid_at = $6
      WHERE pay_token = $1 RETURNING *`,
    [
      row.pay_token,
      facts.user,
      facts.settlesAt ?? null,
      (facts.cashReceipt ?? row.method === "TOSS_MONEY") ? cashReceiptKey(row.pay_token) : null,
      status,
      keepPaidAt ? (row.paid_at ?? paidAt) : paidAt,
    ],
  );
  return rows[0] as PaymentRow;
}
