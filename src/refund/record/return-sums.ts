/** Sums of one return over all of its refunds: refunded, still owed, not owed. */
import type { MinorUnits } from "../../money/minor-units.js";
import { sum } from "../../money/minor-units.js";
import type { Refund } from "./refund.entity.js";

/** In minor units of the order's currency, counted in the gateway's cancel units: what was owed is their total. */
export interface ReturnSums {
  /** Completed: the gateway or the bank has moved it. */
  refunded: MinorUnits;
  /** Still owed, whatever state its refund is in; a refund that was cancelled to be re-opened later is among it. */
  open: MinorUnits;
  /** Cancelled as not owed. */
  notOwed: MinorUnits;
}

export type ReturnLeg = Pick<Refund, "id" | "state" | "cancelReason" | "predecessorId">;

/** The refunds that stand for the return's debt now: one that a successor re-opened, or pays again, counts no more. */
export function standing<Leg extends ReturnLeg>(legs: readonly Leg[]): Leg[] {
  const replaced = new Set(legs.map((leg) => leg.predecessorId));
  return legs.filter((leg) => !replaced.has(leg.id));
}

export const isNotOwed = (leg: ReturnLeg): boolean => leg.state === "cancelled" && leg.cancelReason === "NOT_OWED";

export function returnSums<Leg extends ReturnLeg>(
  legs: readonly Leg[],
  amountOf: (leg: Leg) => MinorUnits,
): ReturnSums {
  const now = standing(legs);
  const total = (counts: (leg: Leg) => boolean): MinorUnits => sum(now.filter(counts).map(amountOf));
  return {
    refunded: total((leg) => leg.state === "completed"),
    open: total((leg) => leg.state !== "completed" && !isNotOwed(leg)),
    notOwed: total(isNotOwed),
  };
}
