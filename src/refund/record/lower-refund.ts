/** Lowers a refund to a smaller amount: what it gives up of its lines and its reservation is free again. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { PartsColumns } from "../../database/columns.js";
import { minorUnits } from "../../money/minor-units.js";
import { minus, type Parts } from "../../money/parts.js";
import { release, type LineAmount } from "../../orders/balance.js";
import { OrderLine } from "../../orders/order.entity.js";
import { spreadOverLines } from "../../orders/split.js";
import { RefundLine, type Refund } from "./refund.entity.js";

/** Gross, and without deductions: those stay with the refund. `amount.total = Σ lines`, or there are none. */
export interface GivenUp {
  amount: Parts;
  lines: LineAmount[];
}

/** @throws AssertionError when any part of `to` is larger than the refund's. */
export async function lowerRefund(em: EntityManager, refund: Refund, to: Parts): Promise<GivenUp> {
  const amount = minus(refund.amount, to);
  const shares = await em.find(RefundLine, { refundId: refund.id }, { orderBy: { orderLineId: "asc" } });
  const orderLines = await em.find(OrderLine, { id: { $in: shares.map((share) => share.orderLineId) } });
  const categories = new Map(orderLines.map((line) => [line.id, line.taxCategory]));
  const amounts = shares.map((share) => ({ taxCategory: categories.get(share.orderLineId)!, amount: share.amount }));
  const given = shares.length === 0 ? [] : spreadOverLines(amount, amounts);
  const lines = shares
    .map(({ orderLineId }, index) => ({ orderLineId, amount: given[index]! }))
    .filter((line) => line.amount > 0);
  if (refund.holdsReservation) await release(em, refund.paymentId, amount, lines);
  for (const [index, share] of shares.entries()) share.amount = minorUnits(share.amount - given[index]!);
  refund.amount = new PartsColumns(to);
  await em.flush();
  return { amount, lines };
}
