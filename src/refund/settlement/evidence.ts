/** Reads a gateway's picture of a payment for what became of one attempt. Pure. */
import { claimsEffect, type Claim, type GatewayPaymentSnapshot, type ListedCancellation } from "../../gateways/port.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import type { Payment } from "../../orders/payment.entity.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import type { RedactedSnapshot, RedactedVerdict } from "./ask-gateway.js";
import { ownFinding } from "./finding.js";

export interface AttemptInQuestion {
  amount: MinorUnits;
  /** The amount the gateway could still cancel before the call; null when none was sent. */
  cancellableBefore: MinorUnits | null;
  /** Ids listed before the call: none of them is its effect. */
  knownCancellationIds: readonly string[];
  /** The id the gateway gave when it accepted the cancel; null when no answer came. */
  gatewayCancellationId: string | null;
  /** The gateway has answered that it has taken the cancel on. */
  accepted: boolean;
  claim: Claim;
}

export const questionOf = (attempt: GatewayAttempt): AttemptInQuestion => {
  const { amount, cancellableBefore, knownCancellationIds, gatewayCancellationId, status, claim } = attempt;
  const accepted = status === "PENDING";
  return { amount: amount.total, cancellableBefore, knownCancellationIds, gatewayCancellationId, accepted, claim };
};

/** ABSENT: the picture shows nothing of this attempt, which proves nothing by itself (see `look-up-attempt.ts`). */
export type Evidence = Exclude<RedactedVerdict, { kind: "UNKNOWN" | "NOT_SENT" | "DEFERRED" }> | { kind: "ABSENT" };

export type Extent = GatewayPaymentSnapshot["extent"];

/** How far each goes, to be compared. */
const REACH: Readonly<Record<Extent, number>> = { NONE: 0, PART: 1, ALL: 2 };

export const extentOf = (cancelled: MinorUnits, amount: MinorUnits): Extent =>
  cancelled === 0 ? "NONE" : cancelled < amount ? "PART" : "ALL";

/** Our books of a payment, as far as a gateway without amounts can be compared with them. */
export interface BookedSoFar {
  amount: MinorUnits;
  refundedAtGateway: MinorUnits;
  /** Authorised and never captured: the gateway may count the payment with it or without. */
  uncaptured: MinorUnits;
}

export const bookedSoFar = ({ amount, refundedAtGateway, uncaptured }: Payment): BookedSoFar => ({
  amount: amount.total,
  refundedAtGateway: refundedAtGateway.total,
  uncaptured: uncaptured.total,
});

/** Below 0: a gateway shows less as cancelled than is booked; above 0: more. */
export function extentAgainst(shown: Extent, { amount, refundedAtGateway, uncaptured }: BookedSoFar): number {
  const least = REACH[extentOf(refundedAtGateway, amount)];
  const most = REACH[extentOf(refundedAtGateway, minorUnits(amount - uncaptured))];
  return REACH[shown] < least ? REACH[shown] - least : Math.max(0, REACH[shown] - most);
}

/** True where the gateway could still cancel as much. Where it names no amounts, only a payment cancelled as a whole has no room. */
export const leavesRoom = ({ amount, cancelled, extent }: RedactedSnapshot, wanted: MinorUnits): boolean =>
  amount === null || cancelled === null ? extent !== "ALL" : amount - cancelled >= wanted;

/**
 * True when a payment is cancelled as far as it must be once the cancel of this amount is carried out, and none is still to come:
 * all of it where all that was left was asked for, otherwise some of it.
 */
export const reaches = (
  { extent, cancellations }: RedactedSnapshot,
  { amount, cancellableBefore }: Pick<AttemptInQuestion, "amount" | "cancellableBefore">,
): boolean =>
  !cancellations.some(({ state }) => state === "PENDING") &&
  (amount === cancellableBefore ? extent === "ALL" : extent !== "NONE");

/**
 * Finds the attempt's cancellation: by its id where the gateway gave one, otherwise the first new one of the same amount
 * that nobody is said to have made in the console. One attempt is open per payment, so two equal ones cannot both be ours.
 * An effect that was claimed comes past the gateway: a cancel in the console is it, where there is no room left for another.
 * Where the gateway names no amounts (EBP), a new one is ours in two cases: we asked for all that was left, and now all is
 * cancelled; or the gateway has accepted ours. Its id is no help: an answer and a look-up have different ones.
 */
export function judge(attempt: AttemptInQuestion, snapshot: RedactedSnapshot, booked: ReadonlySet<string>): Evidence {
  const explainedByConsole = claimsEffect(attempt.claim) && !leavesRoom(snapshot, attempt.amount);
  const unpriced = attempt.amount === attempt.cancellableBefore ? snapshot.extent === "ALL" : attempt.accepted;
  const mine = ({ cancellationId, amount, trigger }: ListedCancellation): boolean => {
    if (amount !== null && attempt.gatewayCancellationId !== null)
      return cancellationId === attempt.gatewayCancellationId;
    const isNew = !attempt.knownCancellationIds.includes(cancellationId) && !booked.has(cancellationId);
    const fits = amount === null ? unpriced : amount === attempt.amount;
    return isNew && fits && (trigger !== "CONSOLE" || explainedByConsole) && trigger !== "CHARGEBACK";
  };
  const found = snapshot.cancellations.filter(mine);
  const succeeded = found.find((c) => c.state === "SUCCEEDED");
  if (succeeded)
    return { kind: "SUCCEEDED", cancellation: { ...succeeded, amount: succeeded.amount ?? attempt.amount } };
  const pending = found.find((c) => c.state === "PENDING" || c.state === "UNRECOGNISED");
  if (pending) return { kind: "PENDING", cancellationId: pending.cancellationId };
  // A provider's doubtful no is listed as a failed cancel: the gateway repeats what it was answered, and knows no more.
  if (found.length > 0 && !claimsEffect(attempt.claim)) {
    return {
      kind: "REFUSED",
      cause: "PROVIDER_REFUSED",
      ...ownFinding("CANCELLATION_FAILED", "the gateway lists the cancellation as failed"),
    };
  }
  return { kind: "ABSENT" };
}
