/** Time as a clock in Korea shows it, without an offset. Korea keeps UTC+9 all year. */

const KOREA_OFFSET_MS = 9 * 60 * 60 * 1000;

/** The same reading of the clock, as if Korea were at UTC. */
const shifted = (moment: Date): Date => new Date(moment.getTime() + KOREA_OFFSET_MS);

/** `yyyy-MM-dd HH:mm:ss`, whole seconds, rounded down. */
export const koreanTime = (moment: Date): string => shifted(moment).toISOString().slice(0, 19).replace("T", " ");

/** `yyyy-MM`. */
export const koreanMonth = (moment: Date): string => koreanTime(moment).slice(0, 7);

/** When the Korean calendar day of the moment began. */
export function koreanDayStart(moment: Date): Date {
  const day = shifted(moment);
  day.setUTCHours(0, 0, 0, 0);
  return new Date(day.getTime() - KOREA_OFFSET_MS);
}

/** The same Korean date and time one year later; of 29 February it is 1 March. */
export function oneYearAfter(moment: Date): Date {
  const later = shifted(moment);
  later.setUTCFullYear(later.getUTCFullYear() + 1);
  return new Date(later.getTime() - KOREA_OFFSET_MS);
}
