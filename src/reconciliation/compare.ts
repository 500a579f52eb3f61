/**
 * Compares our books of a payment with the gateway's picture of it. Pure.
 *
 * Our books are read twice, before the gateway was asked and after it answered: what stood before must be listed, what is
 * listed must stand after. So a cancel that is made or booked at that very moment is no difference, and nothing is locked.
 */
import type { ListedCancellation, GatewayPaymentSnapshot } from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { extentAgainst, extentOf } from "../refund/settlement/evidence.js";
import { STATED_CANCELLATION } from "../refund/settlement/stated-cancellation.js";
import { isOpen, type RecordedCancellation, type RecordedPayment, type KnownAttempt } from "./recorded-payment.js";
import type { Difference, Remedy } from "./difference.js";

export interface Sides {
  /** Our books before the gateway was asked. */
  before: RecordedPayment;
  /** Our books after it answered. */
  after: RecordedPayment;
  snapshot: GatewayPaymentSnapshot;
}

type Listed = ListedCancellation & { amount: MinorUnits };

/** Differences in an order a person would tell them: the payment, what they list, what we booked, the balance. */
export function compare(sides: Sides): Difference[] {
  const { snapshot } = sides;
  const found = [...comparePayment(sides)];
  // EBP names no amounts, and other ids than its answers did: only how far it went can be compared.
  if (snapshot.cancelled === null || snapshot.cancellations.some(({ amount }) => amount === null)) {
    return [...found, ...compareExtent(sides)];
  }
  const unbooked = unbookedOf(sides);
  found.push(...listedNotBooked(sides, unbooked), ...bookedNotListed(sides, unbooked));
  return found.length === 0 ? compareBalance(sides) : found;
}

const difference = (
  kind: Difference["kind"],
  subject: string,
  held: Pick<Difference, "ours" | "theirs">,
  remedy: Remedy,
  about: { refundId?: string | null; cancellationId?: string } = {},
): Difference => ({
  kind,
  subject,
  ...held,
  remedy,
  refundId: about.refundId ?? null,
  cancellationId: about.cancellationId ?? null,
});

function comparePayment({ after, snapshot }: Sides): Difference[] {
  const found: Difference[] = [];
  if (snapshot.amount !== null && snapshot.amount !== after.amount)
    found.push(difference("AMOUNT", "payment", { ours: after.amount, theirs: snapshot.amount }, "COMPARE_RECEIPTS"));
  // A cancel before capture leaves nothing to capture, so what was told of it then still stands.
  const overBeforeCapture = snapshot.captureState === "AUTHORISED" && snapshot.extent === "ALL";
  if (snapshot.captureState !== after.captureState && !overBeforeCapture)
    found.push(
      difference("STATE", "capture", { ours: after.captureState, theirs: snapshot.captureState }, "CHECK_CAPTURE"),
    );
  // What nobody reported is only learnt; what somebody reported is not overwritten.
  const { walletSource: theirs } = snapshot;
  if (after.walletSource !== null && theirs !== undefined && theirs !== after.walletSource)
    found.push(difference("STATE", "walletSource", { ours: after.walletSource, theirs }, "CORRECT_WALLET_SOURCE"));
  return found;
}

/** Cancellations they list as done and we have not booked, without what two people have stated already: that gets its id by adoption. */
function unbookedOf({ after, snapshot }: Sides): Listed[] {
  const booked = new Set(after.cancellations.map((cancellation) => cancellation.cancellationId));
  const stated = after.cancellations.filter(isStatement).map((cancellation) => cancellation.amount);
  return snapshot.cancellations.filter((cancellation): cancellation is Listed => {
    const { state, amount, cancellationId, trigger } = cancellation;
    if (state !== "SUCCEEDED" || amount === null || amount === 0 || booked.has(cancellationId)) return false;
    const statement = trigger === "CHARGEBACK" ? -1 : stated.indexOf(amount);
    if (statement >= 0) stated.splice(statement, 1);
    return statement < 0;
  });
}

function listedNotBooked({ after }: Sides, unbooked: readonly Listed[]): Difference[] {
  const { attempts, cancellations } = after;
  const open = attempts.find(isOpen);
  const taken = new Set(cancellations.map((cancellation) => cancellation.attemptId));
  const found: Difference[] = [];
  for (const cancellation of unbooked) {
    const { cancellationId, amount } = cancellation;
    if (open && !taken.has(open.id) && couldBeOf(open, cancellation)) {
      // A call under way, or one whose answer was lost: looking it up is what ends it.
      taken.add(open.id);
      continue;
    }
    const givenUp = attempts.find(
      (attempt) => CLOSED_UNDONE.has(attempt.status) && !taken.has(attempt.id) && couldBeOf(attempt, cancellation),
    );
    if (givenUp) {
      taken.add(givenUp.id);
      const held = { ours: givenUp.status, theirs: amount };
      found.push(
        difference("LATE", cancellationId, held, "WAIT_FOR_ATTEMPT", {
          refundId: givenUp.refundId,
          cancellationId,
        }),
      );
      continue;
    }
    const twin = byMachine(cancellation) ? attempts.find((a) => taken.has(a.id) && a.amount === amount) : undefined;
    if (twin) {
      const held = { ours: `1 x ${amount}`, theirs: `2 x ${amount}` };
      found.push(
        difference("DUPLICATE", cancellationId, held, "CHECK_DUPLICATE", {
          refundId: twin.refundId,
          cancellationId,
        }),
      );
      continue;
    }
    found.push(
      difference("MISSING_HERE", cancellationId, { ours: null, theirs: amount }, "WAIT_FOR_ATTEMPT", {
        cancellationId,
      }),
    );
  }
  return found;
}

const CLOSED_UNDONE: ReadonlySet<string> = new Set(["NOT_EXECUTED", "REFUSED", "DEFERRED"]);

const byMachine = ({ trigger }: ListedCancellation): boolean => trigger === "API" || trigger === "UNRECOGNISED";

const couldBeOf = (attempt: KnownAttempt, cancellation: Listed): boolean =>
  attempt.sent &&
  byMachine(cancellation) &&
  (attempt.gatewayCancellationId === null || attempt.gatewayCancellationId === cancellation.cancellationId) &&
  attempt.amount === cancellation.amount &&
  !attempt.knownCancellationIds.includes(cancellation.cancellationId);

const isStatement = ({ cancellationId }: RecordedCancellation): boolean =>
  cancellationId.startsWith(STATED_CANCELLATION);

function bookedNotListed({ before, after, snapshot }: Sides, unbooked: readonly Listed[]): Difference[] {
  const listed = new Map(snapshot.cancellations.map((cancellation) => [cancellation.cancellationId, cancellation]));
  // A statement is matched by its amount: whatever they list as done is either booked by its id, unbooked, or the stated one.
  const booked = new Set(after.cancellations.map((cancellation) => cancellation.cancellationId));
  const matched = snapshot.cancellations.filter(
    (c) =>
      c.state === "SUCCEEDED" &&
      !booked.has(c.cancellationId) &&
      !unbooked.some((u) => u.cancellationId === c.cancellationId),
  );
  const shown = matched.map((cancellation) => cancellation.amount);
  return before.cancellations.flatMap((cancellation) => {
    const { cancellationId, amount } = cancellation;
    // Its id came with adoption between our two readings: the same money, under another name.
    if (isStatement(cancellation) && !booked.has(cancellationId)) return [];
    const about = { refundId: refundOf(before, cancellation), cancellationId };
    if (isStatement(cancellation)) {
      const index = shown.indexOf(amount);
      if (index >= 0) shown.splice(index, 1);
      return index >= 0
        ? []
        : [difference("MISSING_THERE", cancellationId, { ours: amount, theirs: null }, "ASK_GATEWAY", about)];
    }
    const theirs = listed.get(cancellationId);
    if (!theirs)
      return [difference("MISSING_THERE", cancellationId, { ours: amount, theirs: null }, "ASK_GATEWAY", about)];
    if (theirs.state !== "SUCCEEDED") {
      const remedy = theirs.state === "FAILED" ? "RECORD_REVERSAL" : "WAIT_FOR_GATEWAY";
      if (isSeenTo(before, cancellation)) return [];
      return [difference("STATE", cancellationId, { ours: "SUCCEEDED", theirs: theirs.state }, remedy, about)];
    }
    return theirs.amount === amount
      ? []
      : [difference("AMOUNT", cancellationId, { ours: amount, theirs: theirs.amount }, "COMPARE_RECEIPTS", about)];
  });
}

const refundOf = (recorded: RecordedPayment, cancellation: RecordedCancellation): string | null =>
  recorded.attempts.find((attempt) => attempt.id === cancellation.attemptId)?.refundId ?? null;

/** The refund was recorded as sent back (반송): it is owed again, and being paid in another way. */
function isSeenTo(recorded: RecordedPayment, cancellation: RecordedCancellation): boolean {
  const refundId = refundOf(recorded, cancellation);
  return refundId !== null && recorded.reversedRefunds.has(refundId);
}

/** Each cancel agrees, and so must the balance that refunds are reserved against. Only what went through the gateway counts. */
function compareBalance({ after, snapshot }: Sides): Difference[] {
  const booked = after.cancellations.reduce((sum, cancellation) => sum + cancellation.amount, 0);
  const { refundedAtGateway: ours } = after;
  return ours === booked
    ? []
    : [difference("AMOUNT", "balance", { ours, theirs: snapshot.cancelled }, "COMPARE_RECEIPTS")];
}

function compareExtent({ before, after, snapshot }: Sides): Difference[] {
  const theirs = snapshot.extent;
  if (extentAgainst(theirs, before) < 0) {
    const held = extentOf(before.refundedAtGateway, before.amount);
    return [difference("MISSING_THERE", "extent", { ours: held, theirs }, "ASK_GATEWAY")];
  }
  const ours = extentOf(after.refundedAtGateway, after.amount);
  const underWay = after.attempts.some(isOpen) || snapshot.cancellations.some(({ state }) => state === "PENDING");
  return extentAgainst(theirs, after) > 0 && !underWay
    ? [difference("MISSING_HERE", "extent", { ours, theirs }, "FIND_AMOUNT")]
    : [];
}

/**
 * Attempts that have had no end for longer than `lateAfterMs`. `picture`: null where there is none; `reports`: the other side
 * cannot be asked, it tells by itself.
 */
export function lateAttempts(
  recorded: RecordedPayment,
  snapshot: GatewayPaymentSnapshot | null,
  { now, lateAfterMs, reports }: { now: Date; lateAfterMs: number; reports: boolean },
): Difference[] {
  return recorded.attempts
    .filter((attempt) => isOpen(attempt) && now.getTime() - attempt.since.getTime() > lateAfterMs)
    .map((attempt) => {
      const theirs = snapshot?.cancellations.find((c) => c.cancellationId === attempt.gatewayCancellationId)?.state;
      const remedy = reports ? "ASK_ORDER_SERVICE" : "RESOLVE_ATTEMPT";
      return difference("LATE", attempt.id, { ours: attempt.status, theirs: theirs ?? null }, remedy, {
        refundId: attempt.refundId,
      });
    });
}

/** The gateway says of the payment, not of a cancel, that a transfer to the customer failed: it speaks of the latest we booked. */
export function failedTransfer(recorded: RecordedPayment, snapshot: GatewayPaymentSnapshot): Difference[] {
  if (!snapshot.transferFailed) return [];
  const latest = recorded.cancellations.findLast(({ cancellationId }) =>
    snapshot.cancellations.some((listed) => listed.cancellationId === cancellationId),
  );
  if (!latest || isSeenTo(recorded, latest)) return [];
  const { cancellationId } = latest;
  const about = { refundId: refundOf(recorded, latest), cancellationId };
  return [difference("STATE", "transfer", { ours: "SUCCEEDED", theirs: "TRANSFER_FAILED" }, "RECORD_REVERSAL", about)];
}
