/** The due day of a refund that is created: by the calendar as it stands, which nobody changes until the refund is committed. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { loadCalendarToStore, type CalendarSettings } from "../../calendar/holiday-book.js";
import { dueDay } from "../../orders/due-date.js";

/** Counted anew for a successor or a remainder, too: its predecessor's day may be that of an older calendar. */
export const dueOnFor = async (em: EntityManager, owedSince: Date, settings: CalendarSettings): Promise<string> =>
  dueDay(await loadCalendarToStore(em, settings), owedSince);
