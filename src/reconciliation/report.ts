/** Turns differences into work items: alarms people look at, one for each, however often it is found. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { Payment } from "../orders/payment.entity.js";
import { raiseAlarm } from "../refund/record/alarm.js";
import { transact, type RefundContext } from "../refund/context.js";
import { closeItem } from "../refund/record/open-item.js";
import { WorkItem, type AlarmKind } from "../refund/record/work-item.entity.js";
import { Refund } from "../refund/record/refund.entity.js";
import { nameOf, type Difference } from "./difference.js";

/** A difference, and whether our books agree now. */
export interface Finding extends Difference {
  /** The same look has put it right in our books. */
  mended: boolean;
  /** A work item was made for it now; false where there is one already. */
  raised: boolean;
}

/** The end of a look at one payment. */
export type Check =
  | { outcome: "AGREED" }
  | { outcome: "DIFFERENT"; findings: Finding[] }
  /** The gateway gave no usable answer: nothing was compared. */
  | { outcome: "UNREACHABLE"; code: string };

/**
 * Raises what is not known yet, and ends what has gone: `compared` is false where the gateway does not know the payment, so that nothing
 * says of the other differences that they have. A difference with an open alarm is known, and so is one somebody has acknowledged just as it
 * still stands; once either side holds something else, it is raised again.
 */
export async function report(
  context: RefundContext,
  paymentId: string,
  day: string,
  differences: readonly Omit<Finding, "raised">[],
  { compared }: { compared: boolean },
): Promise<Finding[]> {
  if (differences.length === 0 && !(await hasOpen(context, paymentId))) return [];
  return transact(context, async (em) => {
    // Two looks at one payment at once: the second must see what the first has raised.
    await em.findOneOrFail(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    // And of a person who closes one just now, this sees the closing.
    const known = await em.find(
      WorkItem,
      { paymentId, kind: { $in: ["RECONCILIATION", "TRANSFER_FAILED"] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: "asc" } },
    );
    if (compared) endAgreed(context, known, differences);
    return raiseNew(context, em, { paymentId, day }, { known, differences });
  });
}

/** Most payments agree and did before: nothing is locked for them. */
const hasOpen = async (context: RefundContext, paymentId: string): Promise<boolean> =>
  (await context.root.fork().count(WorkItem, { paymentId, kind: "RECONCILIATION", closedAt: null })) > 0;

/** In the caller's transaction, which holds what keeps others from raising the same. */
export async function raiseNew(
  context: RefundContext,
  em: EntityManager,
  about: { paymentId: string | null; day: string },
  { known, differences }: { known: readonly WorkItem[]; differences: readonly Omit<Finding, "raised">[] },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const difference of differences) {
    const raised = !known.some((alarm) => isSame(alarm, difference));
    if (raised) await raise(context, em, about, difference);
    findings.push({ ...difference, raised });
  }
  return findings;
}

/**
 * Ends the open alarms among `known` whose difference is no more: both sides agree, so nobody has to look. One that our own
 * books were changed for stays open, and says so.
 */
export function endAgreed(
  context: RefundContext,
  known: readonly WorkItem[],
  still: readonly Omit<Finding, "raised">[],
) {
  for (const alarm of known) {
    if (alarm.kind !== "RECONCILIATION" || alarm.closedAt !== null || alarm.detail["mended"] === "YES") continue;
    const found = still.find((difference) => isSame(alarm, difference));
    if (found?.mended) alarm.detail = { ...alarm.detail, canDo: found.remedy, mended: "YES" };
    if (found) continue;
    closeItem(alarm, context.clock.now());
  }
}

const kindOf = ({ subject }: Difference): AlarmKind => (subject === "transfer" ? "TRANSFER_FAILED" : "RECONCILIATION");

const text = (held: string | number | null | undefined): string => (held ?? "").toString();

function isSame(alarm: WorkItem, difference: Difference): boolean {
  const { detail } = alarm;
  if (alarm.kind !== kindOf(difference)) return false;
  // A transfer fails once. Adoption tells it too, and names the same cancellation.
  if (alarm.kind === "TRANSFER_FAILED") return text(detail["cancellationId"]) === text(difference.cancellationId);
  if (nameOf(difference) !== `${text(detail["difference"])} ${text(detail["subject"])}`) return false;
  const unchanged =
    text(detail["ours"]) === text(difference.ours) && text(detail["theirs"]) === text(difference.theirs);
  // One that ended by itself and is there again is news; one that a person has closed just as it is, is not.
  return alarm.closedAt === null || (alarm.closedBy !== null && unchanged);
}

async function raise(
  context: RefundContext,
  em: EntityManager,
  { paymentId, day }: { paymentId: string | null; day: string },
  difference: Omit<Finding, "raised">,
): Promise<void> {
  const { kind, subject, ours, theirs, remedy, refundId, cancellationId, attemptId, mended } = difference;
  const refund = refundId === null ? null : await em.findOne(Refund, refundId);
  raiseAlarm(context, em, kindOf(difference), {
    ...(refund && { refund }),
    ...(paymentId !== null && { paymentId }),
    at: context.clock.now(),
    detail: {
      difference: kind,
      subject,
      ours,
      theirs,
      canDo: remedy,
      mended: mended ? "YES" : "NO",
      cancellationId,
      ...(attemptId !== undefined && { attemptId }),
      day,
    },
  });
}
