/** Every payment's bottom line, for the tests that ask whether money is right. */
import type { Queryable } from "./database.js";

/** One payment's bottom line: what succeeded, what is still open, and how many effects that took. Whole won. */
export interface PaymentTotals {
  paymentId: string;
  total: number;
  cancelled: number;
  pending: number;
  succeededCancellations: number;
}

/** Where a ledger keeps them: plain SQL names, tables with their schema. */
export interface TotalsSource {
  payments: string;
  /** The primary key of `payments`; `id` when omitted. */
  paymentId?: string;
  cancellations: string;
  /** The column of `cancellations` that names the payment; `payment_id` when omitted. */
  cancelledPaymentId?: string;
  /** The column of `cancellations` with what it takes from the payment's `total`; `total` when omitted. */
  amount?: string;
}

/** Added up from the cancellations themselves, not read from a payment's running balance: an oracle should not trust it. */
export async function readTotals(db: Queryable, source: TotalsSource): Promise<PaymentTotals[]> {
  const { payments, paymentId = "id", cancellations, cancelledPaymentId = "payment_id", amount = "total" } = source;
  const { rows } = await db.query<PaymentTotals>(
    `SELECT p.${paymentId} AS "paymentId", p.total,
            coalesce(sum(c.${amount}) FILTER (WHERE c.status = 'SUCCEEDED'), 0)::bigint AS cancelled,
            coalesce(sum(c.${amount}) FILTER (WHERE c.status = 'REQUESTED'), 0)::bigint AS pending,
            count(c.no) FILTER (WHERE c.status = 'SUCCEEDED')::integer AS "succeededCancellations"
       FROM ${payments} p LEFT JOIN ${cancellations} c ON c.${cancelledPaymentId} = p.${paymentId}
      GROUP BY p.${paymentId} ORDER BY p.${paymentId}`,
  );
  return rows;
}
