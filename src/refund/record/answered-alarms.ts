/** Alarms that are answered: by a person's correction or match, or because nothing they warned of is left. In the caller's transaction. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { SETTLED_STATES } from "../../../machines/states.js";
import type { BookedCancellation } from "./attempt.entity.js";
import { closeItem, endItem } from "./open-item.js";
import { Refund } from "./refund.entity.js";
import { WorkItem, type AlarmKind } from "./work-item.entity.js";

/** Of one kind and payment. Locked: a person may be closing one just now, and then it stays theirs. */
const openAlarms = (em: EntityManager, kind: AlarmKind, paymentId: string): Promise<WorkItem[]> =>
  em.find(
    WorkItem,
    { kind, paymentId, closedAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: "asc" } },
  );

interface Answer {
  kind: AlarmKind;
  paymentId: string;
  /** Facts they must name; left out: any. */
  about?: WorkItem["detail"];
}

/** Closes those that asked for what `actor` recorded. */
export async function answerAlarms(
  em: EntityManager,
  { kind, paymentId, about = {} }: Answer,
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  const open = await openAlarms(em, kind, paymentId);
  const said = ({ detail }: WorkItem) => Object.entries(about).every(([fact, value]) => detail[fact] === value);
  for (const alarm of open.filter(said)) closeItem(alarm, at, actor);
}

/** Closes those about a cancel of which is known whose it was, or that it is no more. */
export const answerDoubts = (
  em: EntityManager,
  { paymentId, gatewayCancellationId: cancellationId }: BookedCancellation,
  origin: { actor: string; at: Date },
): Promise<void> => answerAlarms(em, { kind: "MONEY_MAY_HAVE_MOVED", paymentId, about: { cancellationId } }, origin);

/** Closes those that say what is no more so, whoever has seen to it. */
export async function endAlarms(em: EntityManager, kind: AlarmKind, paymentId: string, at: Date): Promise<void> {
  for (const alarm of await openAlarms(em, kind, paymentId)) endItem(em, alarm, at);
}

/**
 * After a step: with the last refund that could have been what moved, nothing waits for anybody any more. Those that came into being
 * later were never held for it, but for manual ones without a return, whose debt may be older.
 */
export async function endDoubts(em: EntityManager, { id, paymentId }: Refund, at: Date): Promise<void> {
  const open = await openAlarms(em, "MONEY_MAY_HAVE_MOVED", paymentId);
  for (const alarm of open) {
    const held = await em.count(Refund, {
      paymentId,
      id: { $ne: id },
      state: { $nin: [...SETTLED_STATES] },
      $or: [{ returnId: null }, { createdAt: { $lte: alarm.openedAt } }],
    });
    if (held === 0) endItem(em, alarm, at);
  }
}
