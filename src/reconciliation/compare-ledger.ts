/**
 * Compares our books of a payment with the entries the order service reported of it. Pure.
 *
 * An entry is found by its id, whatever day either side booked it on: near midnight the two days differ. A booking of ours must
 * be listed once the day on which it reached us has been reported.
 */
import { koreanDay } from "../clock.js";
import type { MinorUnits } from "../money/minor-units.js";
import type { RedactedText } from "../personal-data/redacted-text.js";
import { STATED_CANCELLATION } from "../refund/settlement/stated-cancellation.js";
import type { Difference } from "./difference.js";
import { isOpen, type KnownAttempt, type RecordedCancellation, type RecordedPayment } from "./recorded-payment.js";

export interface ListedEntry {
  ledgerEntryId: RedactedText;
  attemptId: string | null;
  amount: MinorUnits;
  bookedAt: Date;
}

export interface LedgerBooks {
  entries: readonly ListedEntry[];
  /** The Korean days of which a whole report is there. */
  reportedDays: ReadonlySet<string>;
}

interface LedgerComparison {
  differences: Difference[];
  /**
   * Entries to be booked here: of no attempt of ours, for somebody gave the points back without a refund; of one that was
   * given up, whose refund could be paid again otherwise; of one that is booked already, for the customer has points of both. Also the one
   * that two people had stated before, so that no other entry is taken for it.
   */
  adoptable: ListedEntry[];
}

/** Differences entry by entry, then booking by booking. */
export function compareLedger(recorded: RecordedPayment, { entries, reportedDays }: LedgerBooks): LedgerComparison {
  const booked = new Map(recorded.cancellations.map((booking) => [booking.cancellationId, booking]));
  const stated = recorded.cancellations.filter(isStatement);
  const listed = new Map<string, ListedEntry[]>();
  for (const entry of entries) listed.set(entry.ledgerEntryId, [...(listed.get(entry.ledgerEntryId) ?? []), entry]);

  const differences: Difference[] = [];
  const adoptable: ListedEntry[] = [];
  for (const [entryId, [entry, ...again]] of listed) {
    if (!entry) continue;
    if (again.length > 0) differences.push(listedTwice(recorded, entry, again, booked.get(entryId)));
    const attempt = attemptOf(recorded, entry);
    const byId = booked.get(entryId);
    const booking = byId ?? takeStated(stated, entry, attempt);
    const difference = booking ? amountOf(recorded, entry, booking) : unbooked(recorded, entry);
    if (difference) differences.push(difference);
    const namesStatement = !byId && attempt && booking?.amount === entry.amount;
    if (namesStatement || (!booking && isAdoptable(recorded, entry))) adoptable.push(entry);
  }
  const missing = recorded.cancellations.filter(
    (one) =>
      !listed.has(one.cancellationId) &&
      (!isStatement(one) || stated.includes(one)) &&
      reportedDays.has(koreanDay(one.bookedAt)),
  );
  return { differences: [...differences, ...missing.map((one) => notListed(recorded, one))], adoptable };
}

const isStatement = ({ cancellationId }: RecordedCancellation): boolean =>
  cancellationId.startsWith(STATED_CANCELLATION);

const attemptOf = (recorded: RecordedPayment, { attemptId }: ListedEntry): KnownAttempt | undefined =>
  recorded.attempts.find(({ id }) => id === attemptId);

function isAdoptable(recorded: RecordedPayment, entry: ListedEntry): boolean {
  const attempt = attemptOf(recorded, entry);
  return !attempt || !isUnderWay(attempt);
}

/** Two people had stated it before the ledger showed it: the same attempt, or, where none is named, the same amount. */
function takeStated(
  stated: RecordedCancellation[],
  entry: ListedEntry,
  attempt: KnownAttempt | undefined,
): RecordedCancellation | undefined {
  const index = stated.findIndex((one) => (attempt ? one.attemptId === attempt.id : one.amount === entry.amount));
  return index < 0 ? undefined : stated.splice(index, 1)[0];
}

function amountOf(recorded: RecordedPayment, entry: ListedEntry, booking: RecordedCancellation): Difference | null {
  if (booking.amount === entry.amount) return null;
  const held = { ours: booking.amount, theirs: entry.amount };
  return about("AMOUNT", entry, held, "CORRECT_LEDGER", refundOf(recorded, booking));
}

function listedTwice(
  recorded: RecordedPayment,
  entry: ListedEntry,
  again: readonly ListedEntry[],
  booking: RecordedCancellation | undefined,
): Difference {
  const theirs = [entry, ...again].map(({ amount }) => `1 x ${amount}`).join(" + ");
  const held = { ours: booking ? `1 x ${booking.amount}` : null, theirs };
  return about("DUPLICATE", entry, held, "CHECK_DUPLICATE", booking ? refundOf(recorded, booking) : null);
}

/** An attempt is booked once: a second entry for it paid the customer twice. */
function unbooked(recorded: RecordedPayment, entry: ListedEntry): Difference {
  const attempt = attemptOf(recorded, entry);
  const theirs = entry.amount;
  if (!attempt) {
    const waits = recorded.attempts.some(isUnderWay);
    return about("MISSING_HERE", entry, { ours: null, theirs }, waits ? "WAIT_FOR_ATTEMPT" : "CHECK_BOOKING", null);
  }
  const { refundId } = attempt;
  const earlier = recorded.cancellations.find(({ attemptId }) => attemptId === attempt.id);
  if (earlier) {
    const held = { ours: `1 x ${earlier.amount}`, theirs: `2 x ${theirs}` };
    return about("DUPLICATE", entry, held, "CHECK_DUPLICATE", refundId);
  }
  const [kind, remedy] = isUnderWay(attempt)
    ? (["MISSING_HERE", "REPORT_BOOKING"] as const)
    : (["LATE", "CHECK_BOOKING"] as const);
  return { ...about(kind, entry, { ours: attempt.status, theirs }, remedy, refundId), attemptId: attempt.id };
}

/** Sent or waiting for its turn: an entry that names no attempt could be this one's. */
const isUnderWay = (attempt: KnownAttempt): boolean => isOpen(attempt) || attempt.status === "QUEUED";

function notListed(recorded: RecordedPayment, booking: RecordedCancellation): Difference {
  const { cancellationId, amount } = booking;
  return {
    kind: "MISSING_THERE",
    subject: cancellationId,
    ours: amount,
    theirs: null,
    remedy: "CHECK_LEDGER",
    refundId: refundOf(recorded, booking),
    cancellationId,
  };
}

const refundOf = (recorded: RecordedPayment, { attemptId }: RecordedCancellation): string | null =>
  recorded.attempts.find(({ id }) => id === attemptId)?.refundId ?? null;

const about = (
  kind: Difference["kind"],
  { ledgerEntryId }: ListedEntry,
  held: Pick<Difference, "ours" | "theirs">,
  remedy: Difference["remedy"],
  refundId: string | null,
): Difference => ({ kind, subject: ledgerEntryId, ...held, remedy, refundId, cancellationId: ledgerEntryId });
