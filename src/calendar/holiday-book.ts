/** Holidays that people recorded: read whole by each transaction, so that all processes see one calendar; changed by adding. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../identifier.js";
import { calendarOf, type Calendar } from "./business-days.js";
import { Holiday } from "./holiday.entity.js";

export interface CalendarSettings {
  /** 1 May is no business day. */
  labourDay: boolean;
}

/** Key of the advisory lock between those who compute a due day and whoever changes the calendar. */
const CALENDAR_LOCK = 0x686f6c69;

/** The calendar a transaction has read already. */
const readInTransaction = new WeakMap<EntityManager, Promise<Calendar>>();

/** The calendar as it stands. The recorded days are few: a transaction reads them once. */
export function loadCalendar(em: EntityManager, settings: CalendarSettings): Promise<Calendar> {
  if (!em.isInTransaction()) return readCalendar(em, settings);
  const read = readInTransaction.get(em) ?? readCalendar(em, settings);
  readInTransaction.set(em, read);
  return read;
}

/** Holders of this lock of a transaction. */
const held = new WeakSet<EntityManager>();

/**
 * The same for a day that is stored: until this transaction ends nobody changes the calendar, so whoever changes it next finds
 * what was computed here, and recomputes it.
 */
export async function loadCalendarToStore(em: EntityManager, settings: CalendarSettings): Promise<Calendar> {
  if (!held.has(em)) {
    await em.execute(`select pg_advisory_xact_lock_shared(${CALENDAR_LOCK})`);
    held.add(em);
    readInTransaction.delete(em);
  }
  return loadCalendar(em, settings);
}

async function readCalendar(em: EntityManager, settings: CalendarSettings): Promise<Calendar> {
  const rows = await em.execute<{ day: string; name: string; isHoliday: boolean }[]>(
    `select distinct on (day) day::text as day, name, is_holiday as "isHoliday" from holiday order by day, revision desc`,
  );
  return calendarOf(rows, settings);
}

/** Statements about the days of a year, newest first. */
export const loadStatements = (em: EntityManager, year: string): Promise<Holiday[]> =>
  em.find(
    Holiday,
    { day: { $gte: `${year}-01-01`, $lte: `${year}-12-31` } },
    { orderBy: { day: "asc", revision: "desc" }, disableIdentityMap: true },
  );

export type HolidayStatement = Pick<Holiday, "day" | "name" | "isHoliday" | "reason">;

/**
 * Adds a statement about a day, for a command's own transaction: one after the other, and after everybody who computes a due
 * day now. Where the same counts already nothing is added (`added` false), whoever says it again.
 */
export async function recordHoliday(
  em: EntityManager,
  { day, name, isHoliday, reason }: HolidayStatement,
  by: { subject: string; at: Date },
): Promise<{ holiday: Holiday; added: boolean }> {
  await em.execute(`select pg_advisory_xact_lock(${CALENDAR_LOCK})`);
  readInTransaction.delete(em);
  const newest = await em.findOne(Holiday, { day }, { orderBy: { revision: "desc" } });
  if (newest && newest.name === name && newest.isHoliday === isHoliday) return { holiday: newest, added: false };
  const holiday = Object.assign(new Holiday(), {
    id: newId(),
    day,
    revision: (newest?.revision ?? 0) + 1,
    name,
    isHoliday,
    reason,
    recordedBy: by.subject,
    recordedAt: by.at,
  } satisfies Holiday);
  em.persist(holiday);
  return { holiday, added: true };
}
