/** Appends to the event log, in the transaction of the change the event tells of. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { EventRow, type EventPayload, type EventType } from "./event.entity.js";

export function appendEvent(
  em: EntityManager,
  event: { type: EventType; subjectId: string; payload: EventPayload; at: Date },
): void {
  em.persist(Object.assign(new EventRow(), { ...event, position: null }));
}
