/** Toss Pay's times: readings of a Korean clock without a zone. Read the same on every machine, wherever it stands. */
import { after, koreanDay } from "../../clock.js";

const DAY_MS = 24 * 60 * 60 * 1000;
const KOREA_OFFSET_MS = 9 * 60 * 60 * 1000;

/** `yyyy-MM-dd HH:mm:ss` of this century: Toss Pay is younger, and PostgreSQL refuses the year 0. */
const READING = /^(20\d{2}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;

/** The moment a Korean clock showed `text`; null when that is no reading of a clock. Source: Toss Pay refunds, approvalTime. */
export function koreanMoment(text: string | undefined): Date | null {
  const [, day, time] = READING.exec(text ?? "") ?? [];
  const moment = new Date(`${day}T${time}+09:00`);
  if (Number.isNaN(moment.getTime())) return null;
  // JavaScript moves a 30 February into March: only what reads the same again was a reading.
  const again = new Date(moment.getTime() + KOREA_OFFSET_MS).toISOString();
  return again.slice(0, 19) === `${day}T${time}` ? moment : null;
}

/** When the Korean day after the one of `moment` begins. */
export const nextKoreanMidnight = (moment: Date): Date =>
  new Date(`${koreanDay(after(moment, DAY_MS))}T00:00:00+09:00`);
