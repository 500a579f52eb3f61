/** The cancels of a payment that may have released what was never captured (매입): those that no attempt of ours made. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { PartsColumns } from "../../database/columns.js";
import { minorUnits, ZERO, type MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import { BookedCancellation } from "../record/attempt.entity.js";
import { unmatchedOf } from "./match-cancellation.js";
import type { EarlierCancel } from "./released.js";

export interface Releasable {
  row: BookedCancellation;
  /** The most it can have released: no refund was completed with that much of it. */
  most: MinorUnits;
}

/** Latest first. A chargeback gives a customer's money back, but for what of it went beyond the captured money. The payment's row must be locked. */
export async function loadReleasable(em: EntityManager, paymentId: string): Promise<Releasable[]> {
  const foreign = { paymentId, attemptId: null, restoredAt: null, transferFailed: false };
  const rows = await em.find(
    BookedCancellation,
    { ...foreign, $or: [{ cause: { $ne: "CHARGEBACK" } }, { released: { total: { $gt: ZERO } } }] },
    { orderBy: { bookedAt: "desc", id: "desc" } },
  );
  const releasable: Releasable[] = [];
  for (const row of rows) {
    const unmatched = row.cause === "CHARGEBACK" ? 0 : await unmatchedOf(em, row);
    const most = minorUnits(unmatched + row.released.total);
    releasable.push({ row, most });
  }
  return releasable;
}

export const earlierCancels = (releasable: readonly Releasable[]): EarlierCancel[] =>
  releasable.map(({ row, most }) => ({ id: row.id, amount: most }));

/** Writes down how much each released: what is not named released nothing. */
export function markReleased(releasable: readonly Releasable[], released: ReadonlyMap<string, MinorUnits>): void {
  for (const { row } of releasable) {
    const share = released.get(row.id) ?? ZERO;
    if (share !== row.released.total) row.released = new PartsColumns(splitParts(share, row.amount));
  }
}
