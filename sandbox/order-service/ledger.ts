/** The ledger: accounts, what orders spent of them, and what went back. Every change of a balance is an entry. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Queryable, Tx } from "../kit/database.js";
import { BEHAVIOUR, FAULTS } from "./fault.js";
import { WrongInput } from "./wrong-input.js";

const won = z.number().int().min(0);
/** The shop's own words: they are shown on the page and in messages. */
const id = z.string().regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters");

/** `balance`: what the customer has at the opening, in points or won. */
export const ACCOUNT_FACTS = z.strictObject({ id, kind: z.enum(["POINTS", "DEPOSIT"]), balance: won });
export type AccountFacts = z.input<typeof ACCOUNT_FACTS>;

/** An order paid `amount` out of the account. `id` is the service's `gatewayPaymentId`. */
export const PAYMENT_FACTS = z.strictObject({
  id,
  accountId: z.string(),
  amount: won.positive(),
  behaviour: BEHAVIOUR.optional(),
});
export type PaymentFacts = z.input<typeof PAYMENT_FACTS>;

export interface AccountRow {
  id: string;
  kind: "POINTS" | "DEPOSIT";
  balance: number;
  opened_at: Date;
  closed_at: Date | null;
}

export interface PaymentRow {
  id: string;
  account_id: string;
  amount: number;
  returned: number;
  paid_at: Date;
}

/** @throws WrongInput when the account is there with another kind or opening balance */
export async function openAccount(tx: Tx, facts: z.output<typeof ACCOUNT_FACTS>, now: Date): Promise<AccountRow> {
  const { rowCount } = await tx.query(
    `INSERT INTO order_service.account (id, kind, balance, opened_at) VALUES ($1, $2, 0, $3) ON CONFLICT (id) DO NOTHING`,
    [facts.id, facts.kind, now],
  );
  if (rowCount === 1) await book(tx, { accountId: facts.id, kind: "OPENING", amount: facts.balance, at: now });
  const { rows } = await tx.query<AccountRow & { opening: number }>(
    `SELECT a.*, e.amount AS opening FROM order_service.account a
       JOIN order_service.entry e ON e.account_id = a.id AND e.kind = 'OPENING' WHERE a.id = $1`,
    [facts.id],
  );
  const row = rows[0];
  if (row?.kind !== facts.kind || row.opening !== facts.balance) {
    throw new WrongInput(`account ${facts.id} is there already, with another kind or opening balance`);
  }
  return row;
}

/** The customer leaves the shop: nothing can be paid from or returned to the account any more. */
export async function closeAccount(db: Queryable, accountId: string, now: Date): Promise<AccountRow> {
  const { rows } = await db.query<AccountRow>(
    `UPDATE order_service.account SET closed_at = coalesce(closed_at, $2) WHERE id = $1 RETURNING *`,
    [accountId, now],
  );
  if (!rows[0]) throw new WrongInput(`there is no account ${accountId}`);
  return rows[0];
}

/** @throws WrongInput when the account is missing, closed or short, or the payment is there with other facts */
export async function openPayment(tx: Tx, facts: z.output<typeof PAYMENT_FACTS>, now: Date): Promise<PaymentRow> {
  const account = await lockAccount(tx, facts.accountId);
  if (!account) throw new WrongInput(`accountId: there is no account ${facts.accountId}; open it first`);
  const { rowCount } = await tx.query(
    `INSERT INTO order_service.payment (id, account_id, amount, paid_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO NOTHING`,
    [facts.id, facts.accountId, facts.amount, now],
  );
  if (rowCount === 1) await spend(tx, account, facts, now);
  await FAULTS.setBehaviour(tx, facts.id, facts.behaviour ?? null);
  const { rows } = await tx.query<PaymentRow>("SELECT * FROM order_service.payment WHERE id = $1", [facts.id]);
  const row = rows[0];
  if (row?.account_id !== facts.accountId || row.amount !== facts.amount) {
    throw new WrongInput(`payment ${facts.id} is there already, with another account or amount`);
  }
  return row;
}

async function spend(tx: Tx, account: AccountRow, { id, amount }: PaymentFacts, at: Date): Promise<void> {
  if (account.closed_at) throw new WrongInput(`accountId: account ${account.id} is closed`);
  if (account.balance < amount) throw new WrongInput(`amount: account ${account.id} has only ${account.balance}`);
  await book(tx, { accountId: account.id, paymentId: id, kind: "SPENT", amount: -amount, at });
}

/** Until the end of the transaction nobody else books for this payment. */
export async function lockPayment(tx: Tx, paymentId: string): Promise<PaymentRow | null> {
  const { rows } = await tx.query<PaymentRow>("SELECT * FROM order_service.payment WHERE id = $1 FOR UPDATE", [
    paymentId,
  ]);
  return rows[0] ?? null;
}

export async function lockAccount(tx: Tx, accountId: string): Promise<AccountRow | null> {
  const { rows } = await tx.query<AccountRow>("SELECT * FROM order_service.account WHERE id = $1 FOR UPDATE", [
    accountId,
  ]);
  return rows[0] ?? null;
}

/**
 * Gives `amount` of a payment back to its account, for one attempt of the service.
 * @returns the entry's id
 */
export async function returnToAccount(
  tx: Tx,
  { payment, attemptId, amount, now }: { payment: PaymentRow; attemptId: string; amount: number; now: Date },
): Promise<string> {
  await tx.query("UPDATE order_service.payment SET returned = returned + $2 WHERE id = $1", [payment.id, amount]);
  return book(tx, {
    accountId: payment.account_id,
    paymentId: payment.id,
    attemptId,
    kind: "RETURNED",
    amount,
    at: now,
  });
}

interface NewEntry {
  accountId: string;
  paymentId?: string;
  attemptId?: string;
  kind: "OPENING" | "SPENT" | "RETURNED";
  /** The amount the balance changes by. */
  amount: number;
  at: Date;
}

async function book(tx: Tx, { accountId, paymentId, attemptId, kind, amount, at }: NewEntry): Promise<string> {
  const entryId = randomUUID();
  await tx.query(
    `WITH changed AS (UPDATE order_service.account SET balance = balance + $5 WHERE id = $2 RETURNING balance)
     INSERT INTO order_service.entry (id, account_id, payment_id, attempt_id, amount, kind, balance, at)
     SELECT $1, $2, $3, $4, $5, $6, balance, $7 FROM changed`,
    [entryId, accountId, paymentId ?? null, attemptId ?? null, amount, kind, at],
  );
  return entryId;
}
