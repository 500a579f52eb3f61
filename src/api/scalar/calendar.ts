/** The rules the two time scalars share: which days exist, and which years are taken. */

/** Nothing here is older; a smaller number is a typing error, and PostgreSQL knows no year 0. */
const FIRST_YEAR = 1900;
/** Four digits: what ISO 8601 writes without a sign. */
const LAST_YEAR = 9999;

/** False for 30 February and for years nobody means. */
function isDay(year: number, month: number, day: number): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return false;
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

export function isDayText(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  return isDay(Number(year), Number(month), Number(day));
}
