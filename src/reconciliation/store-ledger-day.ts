/** Stores a part of what the order service reports of its ledger's day; with its last part the report counts. */
import { sentence } from "../messages/sentence.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../identifier.js";
import { hashOf } from "../idempotency/idempotency-store.js";
import type { MinorUnits } from "../money/minor-units.js";
import { Payment } from "../orders/payment.entity.js";
import { gateOf, type RedactedText } from "../personal-data/redacted-text.js";
import { fail, ok, type Outcome } from "../problem.js";
import type { RefundContext } from "../refund/context.js";
import { BookedCancellation } from "../refund/record/attempt.entity.js";
import { idsThrough, redactedIds, type IdOf } from "../refund/settlement/cancellation-ids.js";
import { gateFor } from "../refund/settlement/known-values.js";
import { LedgerEntry, LedgerReport } from "./ledger-report.entity.js";

/** One booking of the ledger in a customer's favour. */
interface ReportedEntry {
  ledgerEntryId: string;
  gatewayPaymentId: string;
  attemptId: string | null;
  amount: MinorUnits;
  bookedAt: Date;
}

export interface LedgerDayPart {
  day: string;
  reportNo: string;
  part: number;
  parts: number;
  entries: readonly ReportedEntry[];
}

/** The report this part belongs to, with the part in it. Outcomes: INVALID_INPUT (another report under the same number, or another part). */
export async function storePart(
  context: RefundContext,
  em: EntityManager,
  given: LedgerDayPart,
): Promise<Outcome<{ report: LedgerReport; isNew: boolean }>> {
  const { day, reportNo, part, parts, entries } = given;
  const report =
    (await em.findOne(LedgerReport, { day, reportNo })) ?? newReport(context, em, { day, reportNo, parts });
  if (report.parts !== parts) {
    const reason = sentence("reasons.ledger.otherParts", { reportNo, day, count: report.parts });
    return fail("INVALID_INPUT", { reason }, ["parts"]);
  }
  const digest = hashOf(entries);
  const known = report.digests[part];
  if (known === digest) return ok({ report, isNew: false });
  if (known !== undefined) {
    const reason = sentence("reasons.ledger.otherEntries", { reportNo, part });
    return fail("INVALID_INPUT", { reason }, ["entries"]);
  }
  report.digests = { ...report.digests, [part]: digest };
  await em.flush();
  await em.insertMany(LedgerEntry, await rowsOf(context, em, report.id, given));
  return ok({ report, isNew: true });
}

function newReport(
  context: RefundContext,
  em: EntityManager,
  begun: Pick<LedgerReport, "day" | "reportNo" | "parts">,
): LedgerReport {
  const report = Object.assign(new LedgerReport(), {
    ...begun,
    id: newId(),
    digests: {},
    receivedAt: context.clock.now(),
    completedAt: null,
  });
  em.persist(report);
  return report;
}

export const missingParts = ({ parts, digests }: LedgerReport): number[] =>
  Array.from({ length: parts }, (_, index) => index + 1).filter((part) => digests[part] === undefined);

/** From now on this one is compared with: what was reported of the day before is gone. */
export async function complete(context: RefundContext, em: EntityManager, report: LedgerReport): Promise<void> {
  report.completedAt = context.clock.now();
  await em.flush();
  await em.execute(
    `delete from ledger_report where day = ? and id <> ? and (completed_at is not null or received_at <= ?)`,
    [report.day, report.id, report.receivedAt],
  );
}

async function rowsOf(
  context: RefundContext,
  em: EntityManager,
  reportId: string,
  { part, entries }: LedgerDayPart,
): Promise<LedgerEntry[]> {
  const gatewayPaymentIds = [...new Set(entries.map((entry) => entry.gatewayPaymentId))];
  const payments = await em.find(Payment, {
    gateway: "MERCHANT_LEDGER",
    gatewayPaymentId: { $in: gatewayPaymentIds },
  });
  const byGatewayId = new Map(payments.map((payment) => [payment.gatewayPaymentId, payment]));
  const idOf = await idsOf(context, em, payments);
  const rows: LedgerEntry[] = [];
  for (const [position, entry] of entries.entries()) {
    const payment = byGatewayId.get(entry.gatewayPaymentId) ?? null;
    const ledgerEntryId = await idOf(payment, entry.ledgerEntryId);
    rows.push(
      Object.assign(new LedgerEntry(), {
        ...entry,
        reportId,
        part,
        position,
        ledgerEntryId,
        paymentId: payment?.id ?? null,
      }),
    );
  }
  return rows;
}

/** Entry ids as they are kept. The gate is opened only for what is not booked under that id already: most of a day is. */
async function idsOf(
  context: RefundContext,
  em: EntityManager,
  payments: readonly Payment[],
): Promise<(payment: Payment | null, raw: string) => Promise<RedactedText>> {
  const booked = await em.find(BookedCancellation, { paymentId: { $in: payments.map(({ id }) => id) } });
  const known = new Map(booked.map((row) => [`${row.paymentId} ${row.gatewayCancellationId}`, row]));
  // Without an order nothing is known that could be struck out: an alias is kept.
  const ofNobody = idsThrough(gateOf(null), context.cipher, new Set());
  const gates = new Map<string, IdOf>();
  return async (payment, raw) => {
    if (!payment) return ofNobody(raw);
    const row = known.get(`${payment.id} ${raw}`);
    if (row) return row.gatewayCancellationId;
    const through =
      gates.get(payment.id) ??
      idsThrough(await gateFor(context, em, payment.orderId), context.cipher, await redactedIds(em, payment.id));
    gates.set(payment.id, through);
    return through(raw);
  };
}
