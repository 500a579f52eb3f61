/** Records that the control API shows: plain records with ISO times, the same on both ends of the wire. Points and won are whole numbers. */
import type { Queryable } from "../kit/database.js";
import type { PaymentTotals } from "../kit/ledger/payment-ledger.js";
import { recordOf } from "../kit/ledger/record.js";
import type { AnswerRow } from "./answer.js";
import type { AccountRow, PaymentRow } from "./ledger.js";

/** One reading is bounded; tests ask per account or payment. */
const READ_LIMIT = 10_000;

export type AccountRecord = ReturnType<typeof accountRecord>;
export type PaymentRecord = ReturnType<typeof paymentRecord>;
export type AnswerRecord = ReturnType<typeof answerRecord>;
/** In the words of the gateways' sandboxes; nothing is ever pending, because what is decided is booked. */
export type { PaymentTotals };

/** One change of one balance. */
export interface EntryRecord {
  /** The id that the service knows as `ledgerEntryId`. */
  id: string;
  accountId: string;
  paymentId: string | null;
  /** The service's, of a RETURNED entry. */
  attemptId: string | null;
  kind: "OPENING" | "SPENT" | "RETURNED";
  /** The amount the balance changed by: negative when spent. */
  amount: number;
  /** Of the account, after it. */
  balance: number;
  at: string;
}

export const accountRecord = (row: AccountRow) => ({
  ...recordOf(row, ["id", "kind", "balance"]),
  closed: row.closed_at !== null,
});

export const paymentRecord = (row: PaymentRow) => recordOf(row, ["id", "account_id", "amount", "returned"]);

const answerRecord = (row: AnswerRow) =>
  recordOf(row, [
    "attempt_id",
    "refund_no",
    "payment_id",
    "amount",
    "outcome",
    "entry_id",
    "reason",
    "decided_at",
    "report",
    "tries",
    "trouble",
  ]);

export async function readAccount(db: Queryable, id: string): Promise<AccountRecord | null> {
  const { rows } = await db.query<AccountRow>("SELECT * FROM order_service.account WHERE id = $1", [id]);
  return rows[0] ? accountRecord(rows[0]) : null;
}

export async function readPayment(db: Queryable, id: string): Promise<PaymentRecord | null> {
  const { rows } = await db.query<PaymentRow>("SELECT * FROM order_service.payment WHERE id = $1", [id]);
  return rows[0] ? paymentRecord(rows[0]) : null;
}

/** Those of an account, a payment, both, or all: the latest 10,000, oldest first. */
export async function readEntries(
  db: Queryable,
  { accountId, paymentId }: { accountId: string | null; paymentId: string | null },
): Promise<EntryRecord[]> {
  const { rows } = await db.query<Omit<EntryRecord, "at"> & { at: Date }>(
    `SELECT id, account_id AS "accountId", payment_id AS "paymentId", attempt_id AS "attemptId", kind, amount, balance, at
       FROM order_service.entry
      WHERE ($1::text IS NULL OR account_id = $1) AND ($2::text IS NULL OR payment_id = $2)
      ORDER BY no DESC LIMIT $3`,
    [accountId, paymentId, READ_LIMIT],
  );
  return rows.toReversed().map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Those of one payment, or all when `null`: the latest 10,000, oldest first. */
export async function readAnswers(db: Queryable, paymentId: string | null): Promise<AnswerRecord[]> {
  const { rows } = await db.query<AnswerRow>(
    `SELECT * FROM order_service.answer WHERE $1::text IS NULL OR payment_id = $1 ORDER BY no DESC LIMIT $2`,
    [paymentId, READ_LIMIT],
  );
  return rows.toReversed().map(answerRecord);
}

/** Added up from the entries themselves, not read from the payment's running sum: an oracle should not trust it. */
export async function totals(db: Queryable): Promise<PaymentTotals[]> {
  const { rows } = await db.query<PaymentTotals>(
    `SELECT p.id AS "paymentId", p.amount AS total, coalesce(sum(e.amount), 0)::bigint AS cancelled, 0 AS pending,
            count(e.id)::integer AS "succeededCancellations"
       FROM order_service.payment p
       LEFT JOIN order_service.entry e ON e.payment_id = p.id AND e.kind = 'RETURNED'
      GROUP BY p.id, p.amount ORDER BY p.id`,
  );
  return rows;
}
