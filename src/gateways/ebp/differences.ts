/** Figures of a success that are not what was sent: the money is where it belongs, and EBP's settlement counts it otherwise. Pure. */
import type { HttpResult } from "../http.js";
import type { AnswerDifference } from "../port.js";
import { totalsOf, type CancelItem } from "./items.js";
import { cancelledSchema, envelopeSchema, type Cancelled } from "./schemas.js";
import type { CancelBody } from "./translate.js";
import { verdictOf } from "./verdict.js";

type Figures = readonly [field: string, sent: string | number, answered: string | number | null | undefined][];

/**
 * The differences between a believed answer and what was sent. None where another amount moved than was asked for: that is
 * reported by itself, and every other figure follows from it.
 */
export function differencesIn(result: HttpResult, sent: CancelBody): AnswerDifference[] {
  const verdict = verdictOf(result, sent);
  if (verdict.kind !== "SUCCEEDED" || verdict.cancellation.amount !== sent.totalCancelAmount) return [];
  const envelope = result.kind === "ANSWERED" ? envelopeSchema.safeParse(result.json) : null;
  const answer = cancelledSchema.safeParse(envelope?.data?.data);
  if (!answer.success) return [];
  return [...figuresOf(answer.data, sent), ...answer.data.items.flatMap((item) => itemFigures(item, sent.items))]
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([field, ours, theirs]) => ({ field, sent: ours, answered: theirs ?? null }));
}

function figuresOf(cancelled: Cancelled, { items }: CancelBody): Figures {
  const totals = totalsOf(items);
  return [
    ["totalProductAmount", totals.productAmount, cancelled.totalProductAmount],
    ["totalProductTaxAmount", totals.productTaxAmount, cancelled.totalProductTaxAmount],
    ["totalDeliveryAmount", totals.deliveryAmount, cancelled.totalDeliveryAmount],
    ["totalDeliveryTaxAmount", totals.deliveryTaxAmount, cancelled.totalDeliveryTaxAmount],
    ["processedCount", totals.count, cancelled.processedCount],
  ];
}

/** Type, units and money of one answered item; amounts are optional there, and not compared where they are left out. */
function itemFigures(item: Cancelled["items"][number], sent: readonly CancelItem[]): Figures {
  const ours = sent.find(({ seq }) => seq === item.seq);
  if (!ours) return [];
  const { amount, taxAmount } = item;
  return [
    [`item ${item.seq} itemType`, ours.itemType, item.itemType],
    [`item ${item.seq} quantity`, ours.quantity, item.quantity],
    [`item ${item.seq} amount`, ours.amount, amount ?? ours.amount],
    [`item ${item.seq} taxAmount`, ours.taxAmount, taxAmount ?? ours.taxAmount],
  ];
}
