/** The amount owed for each line of a return, and the units it counts. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import { minorUnits, type MinorUnits } from "../money/minor-units.js";
import { fail, ok, type Failure, type Outcome } from "../problem.js";
import { countReturned } from "./balance.js";
import type { OrderLine } from "./order.entity.js";

export interface ReturnedLineFacts {
  lineNo: string;
  /** Units that came back; 0 for a cut of the line's amount only. */
  quantity: number;
  /** The amount owed for them before deductions, 0 where nothing is; null: their share of what no return has claimed of the line yet. */
  amount: MinorUnits | null;
  /** Why more is owed than the units' share; absent: no more is. */
  amountReason?: AmountReason | null;
}

/**
 * A code and no text: a text could name the customer, and would have to be sealed. What there is to tell stands in the memo of
 * the refund.
 */
export const AMOUNT_REASONS = ["GOODWILL", "DAMAGED_SET", "OTHER"] as const;
export type AmountReason = (typeof AMOUNT_REASONS)[number];

export interface OwedLine {
  line: OrderLine;
  quantity: number;
  amount: MinorUnits;
  amountReason: AmountReason | null;
  /** The return service reported that nothing is owed for these units. */
  reportedAsNothing: boolean;
}

/** Finds each returned line and what is owed for it. Reads only, so that a preview may use it. */
export async function resolveLines(
  em: EntityManager,
  reported: readonly ReturnedLineFacts[],
  orderLines: readonly OrderLine[],
): Promise<Outcome<OwedLine[]>> {
  if (reported.length === 0) return fail("FACTS_INCONSISTENT", { reason: sentence("reasons.line.none") }, ["lines"]);
  const claimed = await claimsOn(em, orderLines);
  const owed: OwedLine[] = [];
  for (const [index, { lineNo, quantity, amount, amountReason = null }] of reported.entries()) {
    const field = ["lines", index];
    const inconsistent = (reason: Sentence) => fail("FACTS_INCONSISTENT", { reason }, field);
    const line = orderLines.find((l) => l.lineNo === lineNo);
    if (!line) return inconsistent(sentence("reasons.line.unknown", { lineNo }));
    if (owed.some((other) => other.line === line)) return inconsistent(sentence("reasons.line.twice", { lineNo }));
    if (!Number.isSafeInteger(quantity) || quantity < 0)
      return inconsistent(sentence("reasons.order.units", { lineNo, quantity }));
    const returnable = line.quantity - line.returnedQuantity;
    if (quantity > returnable) return fail("QUANTITY_EXCEEDED", { lineNo, returnableQuantity: returnable }, field);
    if (quantity === 0 && !amount) return inconsistent(sentence("reasons.line.needsAmount", { lineNo }));
    const room = line.amount + line.reversed - line.refunded - line.reserved;
    const unclaimed = Math.max(0, line.amount - (claimed.get(line.id) ?? 0));
    const share = amount ?? shareOf(unclaimed, quantity, returnable, "DOWN");
    if (share < 0 || share > room) return fail("REFUND_AMOUNT_EXCEEDED", { lineNo, refundableAmount: room }, field);
    const most = shareOf(unclaimed, quantity, returnable, "UP");
    if (quantity > 0 && amount !== null && amount > most && amountReason === null) {
      return inconsistent(sentence("reasons.line.worthLess", { lineNo, quantity, returnable, most, amount }));
    }
    // A free gift (사은품) comes back with its units and is owed nothing.
    owed.push({ line, quantity, amount: minorUnits(share), amountReason, reportedAsNothing: amount === 0 });
  }
  return ok(owed);
}

/**
 * The amount earlier returns, and refunds without a return, have claimed of each line, by line id; withdrawn and cancelled ones gave
 * it back, and of one that the customer's bank sent back the successor claims it. Not what is
 * refunded or reserved: money that was deducted, or cancelled as not owed, is no longer the share of the units still out.
 */
async function claimsOn(em: EntityManager, lines: readonly OrderLine[]): Promise<Map<string, number>> {
  if (lines.length === 0) return new Map();
  const ids = lines.map((line) => line.id);
  const places = ids.map(() => "?").join(", ");
  const rows = await em.execute<{ id: string; claimed: string }[]>(
    `select order_line_id as id, sum(amount) as claimed from (
       select l.order_line_id, l.amount from return_line l join collected_return r on r.id = l.return_id
       where r.withdrawn_at is null and l.order_line_id in (${places})
       union all
       select l.order_line_id, l.amount from refund_line l join refund r on r.id = l.refund_id
       where r.return_id is null and r.state <> 'cancelled' and r.reversed_at is null and l.order_line_id in (${places})) claim
     group by order_line_id`,
    [...ids, ...ids],
  );
  return new Map(rows.map(({ id, claimed }) => [id, Number(claimed)]));
}

/** `quantity` of `returnable` units of what is unclaimed of a line; the last unit takes whatever is left. Exact in whole units. */
function shareOf(unclaimed: number, quantity: number, returnable: number, rounded: "UP" | "DOWN"): number {
  if (quantity === 0) return 0;
  const of = BigInt(unclaimed) * BigInt(quantity) + (rounded === "UP" ? BigInt(returnable - 1) : 0n);
  return Number(of / BigInt(returnable));
}

/** Counts the returned units on the order line, once however many payments paid for it. */
export async function countQuantities(em: EntityManager, owed: readonly OwedLine[]): Promise<Failure | null> {
  for (const { line, quantity } of [...owed].sort((a, b) => (a.line.id < b.line.id ? -1 : 1))) {
    if (quantity === 0) continue;
    if (!(await countReturned(em, line.id, quantity))) {
      return fail("QUANTITY_EXCEEDED", {
        lineNo: line.lineNo,
        returnableQuantity: line.quantity - line.returnedQuantity,
      });
    }
  }
  return null;
}
