/** Arithmetic of Korean calendar days: `yyyy-mm-dd` texts, which sort as they follow each other. */

const DAY_MS = 24 * 60 * 60 * 1000;
/** The calendar of `yyyy-mm-dd` ends here: a later day is given as this one. */
export const LAST_DAY = "9999-12-31";
const SUNDAY = 0;
const SATURDAY = 6;

const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const dayAt = (time: number): string =>
  time > midnight(LAST_DAY) ? LAST_DAY : new Date(time).toISOString().slice(0, 10);

export const plusDays = (day: string, days: number): string => dayAt(midnight(day) + days * DAY_MS);

/** Calendar days from one day to another; negative where the second is the earlier one. */
export const daysBetween = (from: string, to: string): number => Math.round((midnight(to) - midnight(from)) / DAY_MS);

export function isWeekend(day: string): boolean {
  const weekday = new Date(midnight(day)).getUTCDay();
  return weekday === SATURDAY || weekday === SUNDAY;
}
