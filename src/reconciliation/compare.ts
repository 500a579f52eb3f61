/**
 * Compares our books of a payment with the gateway's picture of it. Pure.
 *
 * Our books are read twice, before the gateway was asked and after it answered: what stood before must be listed, what is
 * listed must stand after. So a cancel that is made or booked at that very moment is no difference, and nothing is locked.
 */
import type { GatewayCancellation, PaymentPicture } from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { extentOf, type Extent } from "../refund/attempt/evidence.js";
import { STATEMENT_EFFECT } from "../refund/attempt/statement-effect.js";
import { isOpen, type BookedEffect, type Books, type KnownAttempt } from "./books.js";
import type { Difference, Remedy } from "./difference.js";

export interface Sides {
  /** Our books before the gateway was asked. */
  before: Books;
  /** Our books after it answered. */
  after: Books;
  picture: PaymentPicture;
}

type Listed = GatewayCancellation & { amount: MinorUnits };

/** Differences in an order a person would tell them: the payment, what they list, what we booked, the balance. */
export function compare(sides: Sides): Difference[] {
  const { picture } = sides;
  const found = [...comparePayment(sides)];
  // EBP names no amounts, and other ids than its answers did: only how far it went can be compared.
  if (picture.cancelled === null || picture.cancellations.some(({ amount }) => amount === null)) {
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

function comparePayment({ after, picture }: Sides): Difference[] {
  const found: Difference[] = [];
  if (picture.amount !== null && picture.amount !== after.amount)
    found.push(difference("AMOUNT", "payment", { ours: after.amount, theirs: picture.amount }, "COMPARE_RECEIPTS"));
  // A cancel before capture leaves nothing to capture, so what was told of it then still stands.
  const overBeforeCapture = picture.captureState === "AUTHORISED" && picture.extent === "ALL";
  if (picture.captureState !== after.captureState && !overBeforeCapture)
    found.push(
      difference("STATE", "capture", { ours: after.captureState, theirs: picture.captureState }, "CHECK_CAPTURE"),
    );
  return found;
}

/** What they list as done and we have not booked, without what two people have stated already: that gets its id by adoption. */
function unbookedOf({ after, picture }: Sides): Listed[] {
  const booked = new Set(after.effects.map((effect) => effect.cancellationId));
  const stated = after.effects.filter(isStatement).map((effect) => effect.amount);
  return picture.cancellations.filter((cancellation): cancellation is Listed => {
    const { state, amount, cancellationId, trigger } = cancellation;
    if (state !== "SUCCEEDED" || amount === null || amount === 0 || booked.has(cancellationId)) return false;
    const statement = trigger === "CHARGEBACK" ? -1 : stated.indexOf(amount);
    if (statement >= 0) stated.splice(statement, 1);
    return statement < 0;
  });
}

function listedNotBooked({ after }: Sides, unbooked: readonly Listed[]): Difference[] {
  const { attempts, effects } = after;
  const open = attempts.find(isOpen);
  const taken = new Set(effects.map((effect) => effect.attemptId));
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

const byMachine = ({ trigger }: GatewayCancellation): boolean => trigger === "API" || trigger === "UNRECOGNISED";

const couldBeOf = (attempt: KnownAttempt, cancellation: Listed): boolean =>
  attempt.sent &&
  byMachine(cancellation) &&
  (attempt.gatewayCancellationId === null || attempt.gatewayCancellationId === cancellation.cancellationId) &&
  attempt.amount === cancellation.amount &&
  !attempt.knownCancellationIds.includes(cancellation.cancellationId);

const isStatement = ({ cancellationId }: BookedEffect): boolean => cancellationId.startsWith(STATEMENT_EFFECT);

function bookedNotListed({ before, after, picture }: Sides, unbooked: readonly Listed[]): Difference[] {
  const listed = new Map(picture.cancellations.map((cancellation) => [cancellation.cancellationId, cancellation]));
  // A statement is matched by its amount: whatever they list as done is either booked by its id, unbooked, or the stated one.
  const booked = new Set(after.effects.map((effect) => effect.cancellationId));
  const matched = picture.cancellations.filter(
    (c) =>
      c.state === "SUCCEEDED" &&
      !booked.has(c.cancellationId) &&
      !unbooked.some((u) => u.cancellationId === c.cancellationId),
  );
  const shown = matched.map((cancellation) => cancellation.amount);
  return before.effects.flatMap((effect) => {
    const { cancellationId, amount } = effect;
    // Its id came with adoption between our two readings: the same money, under another name.
    if (isStatement(effect) && !booked.has(cancellationId)) return [];
    const about = { refundId: refundOf(before, effect), cancellationId };
    if (isStatement(effect)) {
      const place = shown.indexOf(amount);
      if (place >= 0) shown.splice(place, 1);
      return place >= 0
        ? []
        : [difference("MISSING_THERE", cancellationId, { ours: amount, theirs: null }, "ASK_GATEWAY", about)];
    }
    const theirs = listed.get(cancellationId);
    if (!theirs)
      return [difference("MISSING_THERE", cancellationId, { ours: amount, theirs: null }, "ASK_GATEWAY", about)];
    if (theirs.state !== "SUCCEEDED") {
      const remedy = theirs.state === "FAILED" ? "RECORD_REVERSAL" : "WAIT_FOR_GATEWAY";
      if (isSeenTo(before, effect)) return [];
      return [difference("STATE", cancellationId, { ours: "SUCCEEDED", theirs: theirs.state }, remedy, about)];
    }
    return theirs.amount === amount
      ? []
      : [difference("AMOUNT", cancellationId, { ours: amount, theirs: theirs.amount }, "COMPARE_RECEIPTS", about)];
  });
}

const refundOf = (books: Books, effect: BookedEffect): string | null =>
  books.attempts.find((attempt) => attempt.id === effect.attemptId)?.refundId ?? null;

/** The refund was recorded as sent back (반송): it is owed again, and being paid in another way. */
function isSeenTo(books: Books, effect: BookedEffect): boolean {
  const refundId = refundOf(books, effect);
  return refundId !== null && books.reversedRefunds.has(refundId);
}

/** Each cancel agrees, and so must the balance that refunds are reserved against. Only what went through the gateway counts. */
function compareBalance({ after, picture }: Sides): Difference[] {
  const booked = after.effects.reduce((sum, effect) => sum + effect.amount, 0);
  const { refundedAtGateway: ours } = after;
  return ours === booked
    ? []
    : [difference("AMOUNT", "balance", { ours, theirs: picture.cancelled }, "COMPARE_RECEIPTS")];
}

const REACH: Record<Extent, number> = { NONE: 0, PART: 1, ALL: 2 };

function compareExtent({ before, after, picture }: Sides): Difference[] {
  const theirs = picture.extent;
  const held = extentOf(before.refundedAtGateway, before.amount);
  if (REACH[held] > REACH[theirs])
    return [difference("MISSING_THERE", "extent", { ours: held, theirs }, "ASK_GATEWAY")];
  const ours = extentOf(after.refundedAtGateway, after.amount);
  const underWay = after.attempts.some(isOpen) || picture.cancellations.some(({ state }) => state === "PENDING");
  return REACH[theirs] > REACH[ours] && !underWay
    ? [difference("MISSING_HERE", "extent", { ours, theirs }, "FIND_AMOUNT")]
    : [];
}

/**
 * Attempts that have had no end for longer than `lateAfterMs`. `picture`: null where there is none; `reports`: the other side
 * cannot be asked, it tells by itself.
 */
export function lateAttempts(
  books: Books,
  picture: PaymentPicture | null,
  { now, lateAfterMs, reports }: { now: Date; lateAfterMs: number; reports: boolean },
): Difference[] {
  return books.attempts
    .filter((attempt) => isOpen(attempt) && now.getTime() - attempt.since.getTime() > lateAfterMs)
    .map((attempt) => {
      const theirs = picture?.cancellations.find((c) => c.cancellationId === attempt.gatewayCancellationId)?.state;
      const remedy = reports ? "ASK_ORDER_SERVICE" : "RESOLVE_ATTEMPT";
      return difference("LATE", attempt.id, { ours: attempt.status, theirs: theirs ?? null }, remedy, {
        refundId: attempt.refundId,
      });
    });
}

/** The gateway says of the payment, not of a cancel, that a transfer to the customer failed: it speaks of the latest we booked. */
export function failedTransfer(books: Books, picture: PaymentPicture): Difference[] {
  if (!picture.transferFailed) return [];
  const latest = books.effects.findLast(({ cancellationId }) =>
    picture.cancellations.some((listed) => listed.cancellationId === cancellationId),
  );
  if (!latest || isSeenTo(books, latest)) return [];
  const { cancellationId } = latest;
  const about = { refundId: refundOf(books, latest), cancellationId };
  return [difference("STATE", "transfer", { ours: "SUCCEEDED", theirs: "TRANSFER_FAILED" }, "RECORD_REVERSAL", about)];
}
