/** Korean calendar arithmetic of gateway rules: days are `yyyy-mm-dd` texts, which sort as they follow each other. */
import { dayAt, plusDays } from "../calendar/korean-days.js";
import { koreanDay } from "../clock.js";
import type { Period } from "./rule-value.js";

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

/** Korea keeps UTC+9 all year. */
const koreanMoment = (day: string, time: string): Date => new Date(`${day}T${time}:00+09:00`);

/** True when a moment lies in a time of day, `to` not included, and when that begins next. */
export function openAt(at: Date, { from, to }: { from: string; to: string }): { open: boolean; opensAt: Date } {
  const today = koreanDay(at);
  const [begin, end] = [koreanMoment(today, from), koreanMoment(today, to)];
  const opensAt = at < begin ? begin : koreanMoment(plusDays(today, 1), from);
  return { open: at >= begin && at < end, opensAt };
}
