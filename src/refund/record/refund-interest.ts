/** Interest on one refund: for how many days it is late, and the causes for which none runs. Pure. */
import type { RefundState } from "../../../machines/states.js";
import { koreanDay } from "../../clock.js";
import type { PaymentMethod, RefusalCause } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { daysLate, delayInterest, type NoInterestCause } from "../../orders/delay-interest.js";
import type { CancelReason } from "./refund.entity.js";

export interface LateRefund {
  state: RefundState;
  amount: MinorUnits;
  dueOn: string;
  completedAt: Date | null;
  cancelReason: CancelReason | null;
  refusalCause: RefusalCause | null;
  method: PaymentMethod;
  disputed: boolean;
  /** Another refund owes the same money now. */
  hasSuccessor: boolean;
}

export interface RefundInterest {
  daysLate: number;
  /** Null where none runs. */
  amount: MinorUnits | null;
  noInterestCause: NoInterestCause | null;
}

/** @param today the Korean day. */
export function interestOf(refund: LateRefund, today: string): RefundInterest {
  const until = refund.completedAt === null ? today : koreanDay(refund.completedAt);
  const late = daysLate(refund.dueOn, until);
  const cause = causeOf(refund);
  return { daysLate: late, amount: cause === null ? delayInterest(refund.amount, late) : null, noInterestCause: cause };
}

function causeOf(refund: LateRefund): NoInterestCause | null {
  if (refund.hasSuccessor) return "SUCCEEDED_BY_ANOTHER";
  if (refund.state === "cancelled" && refund.cancelReason === "NOT_OWED") return "NOT_OWED";
  if (refund.method === "POINTS") return "NOT_PAID_WITH_MONEY";
  const chargedBack = refund.disputed || refund.refusalCause === "CHARGED_BACK";
  return chargedBack && refund.state !== "completed" ? "CHARGED_BACK" : null;
}
