/** Looking payments up by imp_uid or by the shop's number, and the list of banks. */
import type { Queryable, Tx } from "../../kit/database.js";
import type { Answer } from "../../kit/http/http.js";
import { BANKS } from "../bank.js";
import { LEDGER } from "../ledger.js";
import { paymentView } from "../payment-view.js";
import type { PaymentRow } from "../payment.js";
import { noSuchPayment, Refusal } from "../refusal.js";

const found = (response: unknown): Answer => ({ status: 200, body: { code: 0, message: null, response } });

/**
 * Reads in one snapshot, so that `cancel_amount` and `cancel_history` never contradict each other.
 * A payment of a test channel is only found with `include_sandbox=true`. @throws Refusal 404
 */
export async function getPayment(
  tx: Tx,
  find: (db: Queryable) => Promise<PaymentRow | null>,
  includeSandbox: boolean,
): Promise<Answer> {
  await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const payment = await find(tx);
  if (!payment || (payment.test_channel && !includeSandbox)) throw noSuchPayment();
  return found(paymentView(payment, await LEDGER.cancellationsOf(tx, payment.id)));
}

/** The vendor's page has 20 payments unless asked for another number, 1,000 at most. */
export interface Page {
  page: number;
  limit: number;
}

/** @throws Refusal 404 where nothing has that number */
export async function listPayments(
  tx: Tx,
  find: (db: Queryable) => Promise<PaymentRow[]>,
  { page, limit }: Page,
): Promise<Answer> {
  await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const all = await find(tx);
  if (all.length === 0) throw noSuchPayment();
  const list = [];
  for (const row of all.slice((page - 1) * limit, page * limit))
    list.push(paymentView(row, await LEDGER.cancellationsOf(tx, row.id)));
  return found({ total: all.length, previous: page - 1, next: page * limit < all.length ? page + 1 : 0, list });
}

export const banks = (): Answer => found(Object.entries(BANKS).map(([code, name]) => ({ code, name })));

/** @throws Refusal 404 */
export function bank(code: string): Answer {
  if (!Object.hasOwn(BANKS, code)) throw new Refusal(-1, "존재하지 않는 은행코드입니다.", 404);
  return found({ code, name: BANKS[code] });
}
