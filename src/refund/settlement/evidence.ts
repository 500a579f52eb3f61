/** Reads a gateway's picture of a payment for what became of one attempt. Pure. */
import { claimsEffect, type Claim, type GatewayPaymentSnapshot, type ListedCancellation } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { ownText } from "../../personal-data/redacted-text.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import type { RedactedSnapshot, RedactedVerdict } from "./ask-gateway.js";

export interface AttemptInQuestion {
  amount: MinorUnits;
  /** The amount the gateway could still cancel before the call; null when none was sent. */
  cancellableBefore: MinorUnits | null;
  /** Ids listed before the call: none of them is its effect. */
  knownCancellationIds: readonly string[];
  /** The id the gateway gave when it accepted the cancel; null when no answer came. */
  gatewayCancellationId: string | null;
  claim: Claim;
}

export const questionOf = (attempt: GatewayAttempt): AttemptInQuestion => {
  const { amount, cancellableBefore, knownCancellationIds, gatewayCancellationId, claim } = attempt;
  return { amount: amount.total, cancellableBefore, knownCancellationIds, gatewayCancellationId, claim };
};

/** ABSENT: the picture shows nothing of this attempt, which proves nothing by itself (see `look-up-attempt.ts`). */
export type Evidence = Exclude<RedactedVerdict, { kind: "UNKNOWN" | "NOT_SENT" | "DEFERRED" }> | { kind: "ABSENT" };

export type Extent = GatewayPaymentSnapshot["extent"];

export const extentOf = (cancelled: MinorUnits, amount: MinorUnits): Extent =>
  cancelled === 0 ? "NONE" : cancelled < amount ? "PART" : "ALL";

/** True where the gateway could still cancel as much. Where it names no amounts, only a payment cancelled as a whole has no room. */
export const leavesRoom = ({ amount, cancelled, extent }: RedactedSnapshot, wanted: MinorUnits): boolean =>
  amount === null || cancelled === null ? extent !== "ALL" : amount - cancelled >= wanted;

/**
 * Finds the attempt's cancellation: by its id where the gateway gave one, otherwise the first new one of the same amount
 * that nobody is said to have made in the console. One attempt is open per payment, so two equal ones cannot both be ours.
 * An effect that was claimed comes past the gateway: a cancel in the console is it, where there is no room left for another.
 * Where the gateway names no amounts (EBP), only one case is certain: we asked for all that was left, and now all is cancelled.
 */
export function judge(attempt: AttemptInQuestion, snapshot: RedactedSnapshot, booked: ReadonlySet<string>): Evidence {
  const explainedByConsole = claimsEffect(attempt.claim) && !leavesRoom(snapshot, attempt.amount);
  const mine = (cancellation: ListedCancellation): boolean =>
    attempt.gatewayCancellationId !== null
      ? cancellation.cancellationId === attempt.gatewayCancellationId
      : !attempt.knownCancellationIds.includes(cancellation.cancellationId) &&
        !booked.has(cancellation.cancellationId) &&
        (cancellation.amount === null
          ? attempt.amount === attempt.cancellableBefore && snapshot.extent === "ALL"
          : cancellation.amount === attempt.amount) &&
        (cancellation.trigger !== "CONSOLE" || explainedByConsole) &&
        cancellation.trigger !== "CHARGEBACK";
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
      code: ownText("CANCELLATION_FAILED"),
      message: ownText("the gateway lists the cancellation as failed"),
    };
  }
  return { kind: "ABSENT" };
}
