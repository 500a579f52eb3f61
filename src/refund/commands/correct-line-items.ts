/** The items of an order's lines among the facts people correct: a gateway that cancels line by line (EBP) refuses wrong ones. */
import { sentence } from "../../messages/sentence.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { FactValues } from "../../orders/fact-change.entity.js";
import { OrderLine } from "../../orders/order.entity.js";
import { fail, ok, type Outcome } from "../../problem.js";

/** The item of a line as the shop registered it; what was right is left out. */
export interface LineItemCorrection {
  lineNo: string;
  itemId?: string;
  seq?: number;
}

const ITEM_FACTS = ["itemId", "seq"] as const;

/** Between the name of a line's fact and the line's number. */
export const OF_LINE = " of line ";

/** The facts of the lines by name, flat as those of the payment are; `of`: the values now or then. */
export const lineItemValues = (
  corrections: readonly LineItemCorrection[],
  of: (correction: LineItemCorrection) => Partial<Record<(typeof ITEM_FACTS)[number], string | number | null>>,
): FactValues =>
  Object.fromEntries(
    corrections.flatMap((correction) =>
      ITEM_FACTS.filter((name) => correction[name] !== undefined).map((name) => [
        `${name}${OF_LINE}${correction.lineNo}`,
        of(correction)[name] ?? null,
      ]),
    ),
  );

/** Locks the order's lines. Outcomes: NOT_FOUND (no such line), FACTS_INCONSISTENT (two lines would have one seq). */
export async function lockCorrectedLines(
  em: EntityManager,
  orderId: string,
  corrections: readonly LineItemCorrection[],
): Promise<Outcome<ReadonlyMap<string, OrderLine>>> {
  if (corrections.length === 0) return ok(new Map());
  const lines = await em.find(
    OrderLine,
    { orderId },
    { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  const byNo = new Map(lines.map((line) => [line.lineNo, line]));
  const unknown = corrections.findIndex(({ lineNo }) => !byNo.has(lineNo));
  if (unknown >= 0)
    return fail("NOT_FOUND", { what: "line", id: corrections[unknown]!.lineNo }, ["facts", "lines", unknown, "lineNo"]);
  const seqOf = (line: OrderLine) => corrections.find(({ lineNo }) => lineNo === line.lineNo)?.seq ?? line.seq;
  for (const [index, { lineNo, seq }] of corrections.entries()) {
    const other = seq === undefined ? undefined : lines.find((line) => line.lineNo !== lineNo && seqOf(line) === seq);
    if (!other) continue;
    const reason = sentence("reasons.order.seqTaken", { lineNo: other.lineNo, seq: seq ?? null });
    return fail("FACTS_INCONSISTENT", { reason }, ["facts", "lines", index, "seq"]);
  }
  return ok(byNo);
}
