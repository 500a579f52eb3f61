/** The items by which a gateway that cancels line by line knows an order's lines: asked for at the door, never made up. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import type { GatewayName } from "../gateways/port.js";
import { fail, type Failure } from "../problem.js";
import type { OrderFactChange } from "./fact-change.entity.js";
import type { OrderLine } from "./order.entity.js";

/** An item as the shop registered it with its gateway; left out: not reported. */
export interface LineItemFacts {
  /** 상품 ID. Not unique: two lines may be of one product. */
  itemId?: string | null;
  /** 일련번호 of the line, unique in its order. */
  seq?: number | null;
}

type ReportedLine = LineItemFacts & { lineNo: string };

interface ItemisedOrder {
  payments: readonly { paymentNo: string; gateway: GatewayName }[];
  lines: readonly (ReportedLine & { amount: number })[];
}

/** Gateways whose cancel names lines. Source: EBP_API_232, 2.2: `items`, and in them `seq` and `itemId`, are required. */
const CANCELS_BY_ITEM: ReadonlySet<GatewayName> = new Set(["EBP"]);

/** FACTS_INCONSISTENT for a seq that stands twice, and for a line that cannot be reported to a payment's gateway. */
export function checkLineItems({ payments, lines }: ItemisedOrder): Failure | null {
  const inconsistent = (reason: Sentence, index: number) =>
    fail("FACTS_INCONSISTENT", { reason }, ["order", "lines", index]);
  const byItem = payments.find(({ gateway }) => CANCELS_BY_ITEM.has(gateway));
  const seqs = new Set<number>();
  for (const [index, { lineNo, itemId, seq, amount }] of lines.entries()) {
    if (typeof seq === "number" && seqs.has(seq))
      return inconsistent(sentence("reasons.order.seqTwice", { lineNo, seq }), index);
    if (typeof seq === "number") seqs.add(seq);
    // A free gift is never cancelled, so nobody needs its name.
    if (!byItem || amount === 0) continue;
    const missing = [...(itemId ? [] : ["itemId"]), ...(seq ? [] : ["seq"])];
    if (missing.length === 0) continue;
    const { paymentNo, gateway } = byItem;
    return inconsistent(sentence("reasons.order.itemMissing", { lineNo, missing, paymentNo, gateway }), index);
  }
  return null;
}

/**
 * The first reported item that contradicts what is kept, as a sentence; null: none does. Silence contradicts nothing, and neither does
 * what people have corrected since.
 */
export function contradictionInItems(
  lines: readonly OrderLine[],
  reported: readonly ReportedLine[],
  changes: readonly OrderFactChange[],
): Sentence | null {
  const wasCorrected = (line: OrderLine, name: "itemId" | "seq", value: string | number): boolean =>
    changes.some(({ orderLineId, before }) => orderLineId === line.id && before?.[name] === value);
  const seqs = new Set<number>();
  for (const line of lines) {
    const { itemId, seq } = reported.find(({ lineNo }) => lineNo === line.lineNo) ?? {};
    if (line.itemId !== null && itemId && itemId !== line.itemId && !wasCorrected(line, "itemId", itemId))
      return sentence("reasons.order.hadItemId", { lineNo: line.lineNo, itemId: line.itemId });
    if (line.seq !== null && seq && seq !== line.seq && !wasCorrected(line, "seq", seq))
      return sentence("reasons.order.hadSeq", { lineNo: line.lineNo, seq: line.seq });
    const known = line.seq ?? seq ?? null;
    if (known === null) continue;
    if (seqs.has(known)) return sentence("reasons.order.anotherHadSeq", { lineNo: line.lineNo, seq: known });
    seqs.add(known);
  }
  const added = reported.find(
    ({ lineNo, seq }) => seq && seqs.has(seq) && !lines.some((line) => line.lineNo === lineNo),
  );
  return added ? sentence("reasons.order.anotherHadSeq", { lineNo: added.lineNo, seq: added.seq ?? null }) : null;
}

/** Keeps what is reported of items that were not known: orders reported before they were asked for. */
export function completeLineItems(kept: readonly OrderLine[], reported: readonly ReportedLine[]): void {
  for (const line of kept) {
    const same = reported.find(({ lineNo }) => lineNo === line.lineNo);
    line.itemId ??= same?.itemId ?? null;
    line.seq ??= same?.seq ?? null;
  }
}
