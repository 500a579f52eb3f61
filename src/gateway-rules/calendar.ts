/** Korean calendar arithmetic of gateway rules: days are `yyyy-mm-dd` texts, which sort as they follow each other. */
import { koreanDay } from "../clock.js";
import type { Period } from "./rule-value.js";

const DAY_MS = 24 * 60 * 60 * 1000;
const SUNDAY = 0;
const SATURDAY = 6;
/** The calendar of `yyyy-mm-dd` ends here: a later day is told as this one. */
const LAST_DAY = "9999-12-31";

const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number): string =>
  time > midnight(LAST_DAY) ? LAST_DAY : new Date(time).toISOString().slice(0, 10);

const plusDays = (day: string, days: number): string => dayAt(midnight(day) + days * DAY_MS);

export const monthOf = (day: string): string => day.slice(0, 7);

/** The same day some months later; where that month is shorter, its last day. */
function plusMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayAt(Date.UTC(year, month - 1 + months, Math.min(date, lastDate)));
}

function endOfMonth(day: string): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  return dayAt(Date.UTC(year, month, 0));
}

/**
 * The last day of a period that begins with the day of payment, in both readings of "within": `cautious` counts the day of
 * payment as its first day (a year ends on the day before the anniversary), `generous` begins to count the day after it (a
 * year ends on the anniversary). The end of a calendar month is the same in both.
 */
export function lastDays(paidOn: string, period: Period): { cautious: string; generous: string } {
  if (period.unit === "CALENDAR_MONTH") return { cautious: endOfMonth(paidOn), generous: endOfMonth(paidOn) };
  const generous =
    period.unit === "DAYS"
      ? plusDays(paidOn, period.count)
      : plusMonths(paidOn, period.count * (period.unit === "YEARS" ? 12 : 1));
  return { cautious: plusDays(generous, -1), generous };
}

/** The n-th business day after a day; 0 is the day itself. Weekends are none; public holidays are not known here. */
export function plusBusinessDays(day: string, count: number): string {
  let at = day;
  for (let left = count; left > 0 && at < LAST_DAY;) {
    at = plusDays(at, 1);
    const weekday = new Date(midnight(at)).getUTCDay();
    if (weekday !== SATURDAY && weekday !== SUNDAY) left -= 1;
  }
  return at;
}

/** Korea keeps UTC+9 all year. */
const koreanMoment = (day: string, time: string): Date => new Date(`${day}T${time}:00+09:00`);

/** True when a moment lies in a time of day, `to` not included, and when that begins next. */
export function openAt(at: Date, { from, to }: { from: string; to: string }): { open: boolean; opensAt: Date } {
  const today = koreanDay(at);
  const [begin, end] = [koreanMoment(today, from), koreanMoment(today, to)];
  const opensAt = at < begin ? begin : koreanMoment(plusDays(today, 1), from);
  return { open: at >= begin && at < end, opensAt };
}
