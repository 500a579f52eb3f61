/** The statutory clock: 3 business days to refund after the goods are back (전자상거래법 제18조 ②), then 15 % a year. */
import { after, koreanDay } from "../clock.js";

const BUSINESS_DAYS = 3;
const DAY_MS = 24 * 60 * 60 * 1000;
const SUNDAY = 0;
const SATURDAY = 6;

/**
 * The last Korean day on which a refund is in time. Weekends are not business days; public holidays are not known here, so
 * around them the day is earlier than the statute's, never later.
 */
export function dueDay(collectedAt: Date): string {
  let day = collectedAt;
  for (let left = BUSINESS_DAYS; left > 0;) {
    day = after(day, DAY_MS);
    const weekday = new Date(`${koreanDay(day)}T00:00:00Z`).getUTCDay();
    if (weekday !== SATURDAY && weekday !== SUNDAY) left -= 1;
  }
  return koreanDay(day);
}
