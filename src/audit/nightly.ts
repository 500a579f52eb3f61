/** The nightly audit: once a Korean day the books are verified, what is found raises alarms, and whole histories are signed. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after, koreanDay } from "../clock.js";
import type { JobData } from "../jobs/queue.js";
import { transact, type RefundContext } from "../refund/context.js";
import { raiseAlarm } from "../refund/record/alarm.js";
import { WorkItem } from "../refund/record/work-item.entity.js";
import { Refund } from "../refund/record/refund.entity.js";
import type { Finding } from "./finding.js";
import { verifyBooks, type VerifySettings } from "./verify-books.js";

export interface AuditSettings extends VerifySettings {
  /** After midnight in Korea: from then on the day's audit is due. */
  atMs: number;
}

/** Longer than one check over a million refunds; lengthened between checks and pages. */
const LEASE_MS = 10 * 60_000;
/** How much of a lease may pass before it is lengthened. */
const LENGTHEN_AFTER_MS = 30_000;
/** Two runs that raise at once must not raise the same twice; the number means nothing but must stay the same. */
const ALARM_LOCK = 4_711_003;

/** Opens the audit that is due and wakes one that stands still. A day that was missed is not made up for: each looks at everything. */
export async function scheduleAudit(context: RefundContext, settings: AuditSettings): Promise<number> {
  const now = context.clock.now();
  const day = koreanDay(after(now, -settings.atMs));
  const overdue = after(now, -context.settings.sweepGraceMs);
  return transact(context, async (em) => {
    const opened = await em.execute<{ day: string }[]>(
      `insert into audit_run (day, fence, due_at, started_at) values (?, 0, ?, ?) on conflict do nothing returning day::text as day`,
      [day, now, now],
    );
    const standing = await em.execute<{ day: string }[]>(
      `update audit_run set due_at = ? where day = ? and finished_at is null and due_at < ? returning day::text as day`,
      [now, day, overdue],
    );
    const due = [...opened, ...standing];
    for (const run of due) await context.jobs.enqueue(em, "books.verify", run);
    return due.length;
  });
}

/** Job `books.verify`. A run that was killed is woken by the schedule and starts again: it raises nothing twice. */
export async function auditJob(
  context: RefundContext,
  settings: AuditSettings,
  { day }: JobData["books.verify"],
): Promise<void> {
  const fence = await leaseRun(context, day);
  if (fence === null) return;
  let lengthened = performance.now();
  const onProgress = async () => {
    if (performance.now() - lengthened < LENGTHEN_AFTER_MS) return;
    if (!(await lengthenLease(context, day, fence))) throw new Error("another worker has taken over this audit");
    lengthened = performance.now();
  };
  const report = await verifyBooks(context, settings, { checkpoint: "WHEN_WHOLE", onProgress });
  await transact(context, async (em) => {
    await raiseFindings(context, em, report.findings);
    await em.execute(
      `update audit_run set finished_at = ?, due_at = null, lease_until = null, findings = ?, checkpoint = ? where day = ? and fence = ?`,
      [context.clock.now(), report.findings.length, report.taken?.number ?? null, day, fence],
    );
  });
  context.log.info({ day, findings: report.findings.length, checkpoint: report.taken?.number }, "books verified");
}

async function leaseRun({ root, clock }: RefundContext, day: string): Promise<number | null> {
  const [row] = await root.fork().execute<{ fence: number }[]>(
    `update audit_run set fence = fence + 1, lease_until = clock_timestamp() + ? * interval '1 millisecond', due_at = ?
     where day = ? and finished_at is null and (lease_until is null or lease_until < clock_timestamp()) returning fence`,
    [LEASE_MS, after(clock.now(), LEASE_MS), day],
  );
  return row ? Number(row.fence) : null;
}

async function lengthenLease({ root, clock }: RefundContext, day: string, fence: number): Promise<boolean> {
  const rows = await root.fork().execute<unknown[]>(
    `update audit_run set lease_until = clock_timestamp() + ? * interval '1 millisecond', due_at = ?
     where day = ? and fence = ? and finished_at is null returning 1`,
    [LEASE_MS, after(clock.now(), LEASE_MS), day, fence],
  );
  return rows.length === 1;
}

/** One alarm for each finding, as long as it stands: known is what is open, or was acknowledged just as it still is. */
async function raiseFindings(context: RefundContext, em: EntityManager, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  await em.execute(`select pg_advisory_xact_lock(?)`, [ALARM_LOCK]);
  const known = new Set((await em.find(WorkItem, { kind: "BOOKS_DIFFER" })).map(({ detail }) => keyOf(detail)));
  for (const finding of findings) {
    const { kind, subject, field, stored, expected, refundId, paymentId } = finding;
    const detail = { finding: kind, subject, field, stored, expected };
    if (known.has(keyOf(detail))) continue;
    const refund = refundId === null ? null : await em.findOne(Refund, refundId);
    raiseAlarm(context, em, "BOOKS_DIFFER", {
      ...(refund && { refund }),
      ...(paymentId !== null && { paymentId }),
      at: context.clock.now(),
      detail,
    });
  }
}

const keyOf = ({ finding, subject, field, stored, expected }: WorkItem["detail"]): string =>
  JSON.stringify([finding, subject, field, stored, expected]);
