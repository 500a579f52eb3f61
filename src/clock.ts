/** Business time. Everything that decides by the time of day asks a `Clock`; leases ask the database's clock. */
export interface Clock {
  /** The present moment, UTC, whole milliseconds. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Korea keeps UTC+9 all year: no daylight saving since 1988. */
const KOREA_OFFSET_MS = 9 * 60 * 60 * 1000;

/** The Korean calendar day of a moment, `yyyy-mm-dd`. Deadlines and refund numbers count Korean days. */
export const koreanDay = (moment: Date): string =>
  new Date(moment.getTime() + KOREA_OFFSET_MS).toISOString().slice(0, 10);

/** A moment by the clock of Seoul, `yyyy-mm-dd hh:mm:ss`. */
export const koreanTime = (moment: Date): string =>
  new Date(moment.getTime() + KOREA_OFFSET_MS).toISOString().slice(0, 19).replace("T", " ");

/** The moment a Korean calendar day began. */
export const startOfKoreanDay = (moment: Date): Date => new Date(`${koreanDay(moment)}T00:00:00+09:00`);

export const after = (moment: Date, ms: number): Date => new Date(moment.getTime() + ms);
