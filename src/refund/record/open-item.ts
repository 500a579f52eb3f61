/** Opens and closes work items, in the caller's transaction. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { SYSTEM } from "../../access/principal.js";
import { newId } from "../../identifier.js";
import { NOBODY, WorkItem } from "./work-item.entity.js";

interface Opened extends Pick<WorkItem, "kind" | "refundId" | "paymentId" | "detail"> {
  at: Date;
  /** Where only a long wait is to be looked at: from when on. */
  visibleFrom?: Date;
}

export function openItem(em: EntityManager, { at, visibleFrom = at, ...about }: Opened): WorkItem {
  const item = Object.assign(new WorkItem(), {
    ...about,
    id: newId(),
    openedAt: at,
    visibleFrom,
    assignee: NOBODY,
    snoozedBy: null,
    snoozeReasonSealed: null,
    version: 1,
    changedBy: SYSTEM.worker.subject,
    closedBy: null,
    closedAt: null,
    closingReasonSealed: null,
  });
  em.persist(item);
  return item;
}

/** `by`: the person who closed it, or whose correction did; null where what it said is simply no more so. */
export function closeItem(item: WorkItem, at: Date, by: string | null = null): void {
  item.version += 1;
  item.changedBy = by ?? SYSTEM.worker.subject;
  item.closedBy = by;
  item.closedAt = at;
}

/** Closes what ended by itself. A wait that never became long was nothing to look at: it leaves no trace. */
export function endItem(em: EntityManager, item: WorkItem, at: Date): void {
  if (item.visibleFrom > at && item.snoozedBy === null) em.remove(item);
  else closeItem(item, at);
}
