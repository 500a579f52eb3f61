/** Opens payments in the ledger, as a customer's checkout would have; opening the same one again changes no money. */
import { randomUUID } from "node:crypto";
import { insertRow, type Tx } from "../kit/database.js";
import { FAULTS } from "./fault.js";
import { LEDGER, linesOf } from "./ledger.js";
import type { CompletePaymentFacts, LineRow, PaymentRow } from "./payment.js";
import { cannotCancel, invalid } from "./refusal.js";
import { amountOf, taxOf } from "./cancel-totals.js";
import { sendAuthorized, sendCaptured } from "./webhook.js";

/** @throws Refusal when the facts do not add up, or name other money than the payment that already has this id. */
export async function openPayment(tx: Tx, facts: CompletePaymentFacts, now: Date): Promise<PaymentRow> {
  checkFacts(facts);
  const columns = {
    id: facts.id,
    status: facts.status,
    method: facts.method,
    store_request_no: `SRN${randomUUID().replaceAll("-", "")}`,
    pg_transaction_id: `PG${randomUUID().replaceAll("-", "")}`,
    buyer_name: facts.buyerName,
    has_lines: facts.items !== undefined,
    captured: facts.captured,
    paid_at: facts.paidAt ?? now,
    updated_at: now,
  };
  const { payment, isNew } = await LEDGER.open(tx, columns, { total: facts.amount.total });
  if (isNew) {
    await insertLines(tx, facts);
    if (!facts.captured && facts.status === "COMPLETE") await sendAuthorized(tx, payment, now);
  } else if (!sameLines(await linesOf(tx, facts.id), facts)) {
    throw invalid(`payment ${facts.id} already exists with other lines`);
  }
  await FAULTS.setBehaviour(tx, facts.id, facts.behaviour ?? null);
  // These may be reported anew at any time; the status only while no money was cancelled.
  const untouched = payment.cancelled + payment.pending === 0;
  return LEDGER.update(tx, facts.id, {
    cancellable_until: facts.cancellableUntil,
    status: untouched ? facts.status : payment.status,
  });
}

function checkFacts({ id, amount, items = [] }: CompletePaymentFacts): void {
  if (items.length === 0) return;
  const sum = items.reduce((total, line) => total + amountOf(line), 0);
  const paid = amount.total + amount.paidOtherwise;
  if (sum !== paid) throw invalid(`payment ${id}: the lines add up to ${sum}, not to ${paid}`);
  if (items.some((line) => line.taxAmount > line.amount))
    throw invalid(`payment ${id}: a line has more tax than amount`);
  if (new Set(items.map((line) => line.seq)).size < items.length) throw invalid(`payment ${id}: a seq comes twice`);
}

async function insertLines(tx: Tx, { id, items = [] }: CompletePaymentFacts): Promise<void> {
  for (const line of items) {
    const { seq, itemId: item_id, itemType: item_type, quantity } = line;
    const [total, tax] = [amountOf(line), taxOf(line)];
    await insertRow(tx, "ebp.line", { payment_id: id, seq, item_id, item_type, quantity, total, tax });
  }
}

const sameLines = (rows: readonly LineRow[], { items = [] }: CompletePaymentFacts): boolean =>
  rows.length === items.length &&
  items.every((line) =>
    rows.some(
      (row) =>
        row.seq === line.seq && row.item_id === line.itemId && row.total === amountOf(line) && row.tax === taxOf(line),
    ),
  );

/** 매입: the authorised payment is captured, in full or up to `amount`; the rest lapses. @throws Refusal when there is nothing to capture */
export async function capturePayment(tx: Tx, id: string, amount: number | undefined, now: Date): Promise<PaymentRow> {
  const payment = await LEDGER.lock(tx, id);
  if (payment.captured) throw cannotCancel(`payment ${id} is captured already`);
  if (payment.status !== "COMPLETE" || payment.cancelled + payment.pending > 0) {
    throw cannotCancel(`payment ${id} is not authorised, or is being voided`);
  }
  if (amount !== undefined && amount > payment.total) throw cannotCancel(`payment ${id} has only ${payment.total}`);
  const total = amount ?? payment.total;
  const captured = await LEDGER.update(tx, id, { captured: true, total, updated_at: now });
  await sendCaptured(tx, captured, now);
  return captured;
}
