/** The one calendar of Korean business days (영업일): weekends, the gazette's holidays by year, and what people recorded above both. Pure. */
import * as gazette from "@hyunbinseo/holidays-kr/all";
import { daysBetween, isWeekend, LAST_DAY, plusDays } from "./korean-days.js";

export type DayKind = "BUSINESS_DAY" | "WEEKEND" | "HOLIDAY";

interface CalendarDay {
  day: string;
  /** HOLIDAY also where the holiday falls on a weekend. */
  kind: DayKind;
  /** Korean names of the holiday; empty where it is none. */
  names: readonly string[];
  /** False in a year the gazette's list does not have yet. */
  certain: boolean;
}

/** The newest statement of a person about a day. */
export interface RecordedDay {
  day: string;
  name: string;
  /** False: a holiday of the gazette's list is none after all. */
  isHoliday: boolean;
}

export interface Calendar {
  dayOf(day: string): CalendarDay;
  /** The n-th business day after a day; 0 is the day itself. */
  plusBusinessDays(day: string, count: number): string;
}

type YearOfHolidays = Readonly<Record<string, readonly string[]>>;

/** By year, from the official gazette (관보): public, substitute (대체공휴일), temporary (임시공휴일) and election days. */
const PRESETS: ReadonlyMap<string, YearOfHolidays> = new Map(
  Object.entries(gazette as Record<string, YearOfHolidays>).map(([name, days]) => [name.slice(1), days]),
);

/** 근로자의 날: banks' day off before it became a public holiday in 2026, and in years without a list. */
const LABOUR_DAY = "-05-01";
const LABOUR_DAY_NAMES: readonly string[] = ["근로자의 날"];

const yearOf = (day: string): string => day.slice(0, 4);

/** True where the gazette's list of the year is known. */
export const isListed = (year: string): boolean => PRESETS.has(year);

/** The last day of the last year whose holidays are known. */
export const lastListedDay = (): string => `${[...PRESETS.keys()].toSorted().at(-1) ?? "0000"}-12-31`;

/** How many days from `today` on the holidays are known for; negative once they are not. */
export const daysListedFrom = (today: string): number => daysBetween(today, lastListedDay());

/** Holidays of a year by the gazette's list; none where there is no list. */
export const listedHolidays = (year: string): YearOfHolidays => PRESETS.get(year) ?? {};

/** @param labourDay true: 1 May is no business day, whatever the gazette's list says of its year. */
export function calendarOf(recorded: readonly RecordedDay[], { labourDay }: { labourDay: boolean }): Calendar {
  const byDay = new Map(recorded.map((each) => [each.day, each]));

  function namesOf(day: string): readonly string[] {
    const stated = byDay.get(day);
    if (stated) return stated.isHoliday ? [stated.name] : [];
    const listed = listedHolidays(yearOf(day))[day];
    if (listed) return listed;
    return labourDay && day.endsWith(LABOUR_DAY) ? LABOUR_DAY_NAMES : [];
  }

  function dayOf(day: string): CalendarDay {
    const names = namesOf(day);
    const kind = names.length > 0 ? "HOLIDAY" : isWeekend(day) ? "WEEKEND" : "BUSINESS_DAY";
    return { day, kind, names, certain: isListed(yearOf(day)) };
  }

  return {
    dayOf,
    plusBusinessDays(day, count) {
      let at = day;
      for (let left = count; left > 0 && at < LAST_DAY;) {
        at = plusDays(at, 1);
        if (dayOf(at).kind === "BUSINESS_DAY") left -= 1;
      }
      return at;
    },
  };
}
