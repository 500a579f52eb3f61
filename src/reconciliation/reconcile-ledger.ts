/** Compares one payment with what the order service reported of its ledger: it cannot be asked, so its reports stand for its books. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { minorUnits } from "../money/minor-units.js";
import { Payment } from "../orders/payment.entity.js";
import type { RedactedText } from "../personal-data/redacted-text.js";
import { transact, type RefundContext } from "../refund/context.js";
import { WorkItem } from "../refund/record/work-item.entity.js";
import { adoptEntry } from "../refund/settlement/adopt-entry.js";
import { lateAttempts } from "./compare.js";
import { compareLedger, type LedgerBooks, type ListedEntry } from "./compare-ledger.js";
import { nameOf } from "./difference.js";
import { loadRecordedPayment } from "./recorded-payment.js";
import { endAgreed, raiseNew, type Check, type Finding } from "./report.js";

/**
 * Adopts what the ledger gave back for no attempt of ours, or a second time for one of them, as a cancel in a gateway's console would
 * be, and what it booked for one that was given up; what it booked for one that is open is for the order service to report. Alarms of before that both sides agree on by now are ended. Safe to repeat.
 */
export async function reconcileWithLedger(
  context: RefundContext,
  { lateAfterMs }: { lateAfterMs: number },
  paymentId: string,
  day: string,
): Promise<Check> {
  // The entries first: what is booked between the two readings was listed before, and what is listed was booked before.
  const books = await reportedBooks(context.root.fork(), paymentId);
  const before = compareLedger(await loadRecordedPayment(context.root, paymentId), books);
  for (const entry of before.adoptable) await adoptEntry(context, paymentId, cancellationOf(entry), entry.attemptId);

  const now = await loadRecordedPayment(context.root, paymentId);
  const left = new Set(compareLedger(now, books).differences.map(nameOf));
  const late = lateAttempts(now, null, { now: context.clock.now(), lateAfterMs, reports: true });
  const found = [
    ...before.differences.map((difference) => ({ ...difference, mended: !left.has(nameOf(difference)) })),
    ...late.map((difference) => ({ ...difference, mended: false })),
  ];
  const findings = await note(context, paymentId, day, found);
  return findings.length === 0 ? { outcome: "AGREED" } : { outcome: "DIFFERENT", findings };
}

/** Entries of the payment in complete reports; a booking that two people called taken back is listed for ever, and compared no more. */
async function reportedBooks(em: EntityManager, paymentId: string): Promise<LedgerBooks> {
  const days = await em.execute<{ day: string }[]>(
    `select distinct day::text as day from ledger_report where completed_at is not null
       and day in (select (booked_at at time zone 'Asia/Seoul')::date from booked_cancellation where payment_id = ?)`,
    [paymentId],
  );
  const entries = await em.execute<{ id: RedactedText; attempt: string | null; amount: string; booked: Date }[]>(
    `select ledger_entry_id as id, attempt_id as attempt, amount, booked_at as booked
     from ledger_entry e join ledger_report r on r.id = e.report_id
     where e.payment_id = ? and r.completed_at is not null and not exists (
       select 1 from booked_cancellation b
       where b.payment_id = e.payment_id and b.gateway_cancellation_id = e.ledger_entry_id and b.restored_at is not null)
     order by booked_at, r.day, part, position`,
    [paymentId],
  );
  return {
    entries: entries.map(({ id, attempt, amount, booked }) => ({
      ledgerEntryId: id,
      attemptId: attempt,
      amount: minorUnits(Number(amount)),
      bookedAt: new Date(booked),
    })),
    reportedDays: new Set(days.map(({ day }) => day)),
  };
}

const cancellationOf = ({ ledgerEntryId, amount, bookedAt }: ListedEntry) => ({
  cancellationId: ledgerEntryId,
  amount,
  at: bookedAt,
});

const note = (
  context: RefundContext,
  paymentId: string,
  day: string,
  differences: readonly Omit<Finding, "raised">[],
): Promise<Finding[]> =>
  transact(context, async (em) => {
    await em.findOneOrFail(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const known = await em.find(
      WorkItem,
      { paymentId, kind: "RECONCILIATION" },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: "asc" } },
    );
    endAgreed(context, known, differences);
    return raiseNew(context, em, { paymentId, day }, { known, differences });
  });
