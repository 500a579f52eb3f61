/** The due day of a refund that is created: by the calendar as it stands, which nobody changes until the refund is committed. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { loadCalendarToStore, type CalendarSettings } from "../../calendar/holiday-book.js";
import { dueDay } from "../../orders/due-date.js";
import { Return } from "../../orders/return.entity.js";

export const dueOnFor = async (em: EntityManager, collectedAt: Date, settings: CalendarSettings): Promise<string> =>
  dueDay(await loadCalendarToStore(em, settings), collectedAt);

/** Of a successor or a remainder: its predecessor's day may be that of an older calendar. */
export async function dueOnOfReturn(em: EntityManager, returnId: string, settings: CalendarSettings): Promise<string> {
  const { collectedAt } = await em.findOneOrFail(Return, returnId);
  return dueOnFor(em, collectedAt, settings);
}
