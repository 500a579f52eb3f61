/** The ledger: the only code that books cancels. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import type { Tx } from "../kit/database.js";
import { PaymentLedger, type Settlement } from "../kit/ledger/payment-ledger.js";
import type { AccountTrace, CancelLine, CancellationRow, Trigger } from "./cancellation.js";
import type { CancelParts } from "./cancel-rules.js";
import type { LineRow, PaymentRow } from "./payment.js";
import { cannotCancel, invalid, orderNotFound } from "./refusal.js";
import { amountOf, taxOf } from "./cancel-totals.js";
import type { Sandbox } from "./sandbox.js";
import { dayOf } from "./timestamp.js";
import { sendRefunded, sendRefundRequested } from "./webhook.js";

export const LEDGER: PaymentLedger<PaymentRow, CancellationRow, Sandbox> = new PaymentLedger(
  { payments: "ebp.payment", cancellations: "ebp.cancellation" },
  {
    noSuchPayment: orderNotFound,
    invalid,
    noSuchCancellation: (id) => cannotCancel(`There is no cancel ${id}.`),
    /** A cancel that failed is reported by nothing: the documents have no event for it. */
    async close(tx, sandbox, booked, outcome) {
      const now = sandbox.now();
      const done = outcome === "SUCCEEDED";
      const pgId = done && { pg_cancel_transaction_id: `PGC${randomUUID().replaceAll("-", "")}` };
      const closed = await LEDGER.end(tx, booked, { outcome, now, columns: pgId });
      const payment = await LEDGER.release(tx, booked, outcome, { ...pgId, updated_at: now });
      if (done) await sendRefunded(tx, payment, closed, now);
      else await takeFromLines(tx, closed, -1);
      return closed;
    },
  },
);

/** Under the payment's lock. */
export async function linesOf(tx: Tx, paymentId: string): Promise<LineRow[]> {
  const { rows } = await tx.query<LineRow>("SELECT * FROM ebp.line WHERE payment_id = $1 ORDER BY seq", [paymentId]);
  return rows;
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
export async function bookCancellation(tx: Tx, sandbox: Sandbox, booking: NewCancellation): Promise<CancellationRow> {
  const { payment, parts, items, refundAccount, trigger, settlement } = booking;
  const now = sandbox.now();
  const { cancellation } = await LEDGER.book(
    tx,
    {
      id: await nextReturnRequestId(tx, payment),
      payment_id: payment.id,
      trigger,
      total: parts.total,
      tax: parts.tax,
      items: JSON.stringify(items),
      refund_account: refundAccount,
      requested_at: now,
    },
    { settlement, payment: { updated_at: now } },
  );
  await takeFromLines(tx, cancellation, 1);
  if (trigger === "API" && payment.captured) await sendRefundRequested(tx, payment, cancellation, now);
  return settlement ? cancellation : LEDGER.close(tx, sandbox, cancellation, "SUCCEEDED");
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
