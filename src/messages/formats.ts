/** Money and days as people of each language write them. */
import { decimalOf, isCurrency } from "../money/currency.js";
import type { Language } from "./language.js";

/**
 * An amount in minor units: `687,800원`, `USD 1,234.56`; in English `KRW 687,800`. A number with its digits in groups where no
 * currency is given: a problem stored by an earlier release has none.
 */
export function moneyText(language: Language, amount: number | string, currency: string | undefined): string {
  if (currency === undefined || !isCurrency(currency))
    return new Intl.NumberFormat(language).format(amount as `${number}`);
  const decimal = decimalOf(amount, currency);
  const digits = decimal.split(".")[1]?.length ?? 0;
  const text = new Intl.NumberFormat(language, { minimumFractionDigits: digits }).format(decimal as `${number}`);
  return language === "ko" && currency === "KRW" ? `${text}원` : `${currency} ${text}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAYS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ko: new Intl.DateTimeFormat("ko-KR", { dateStyle: "long", timeZone: "UTC" }),
  en: new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }),
};

/** A Korean calendar day, `2031-03-03`: `2031년 3월 3일`, `3 March 2031`. What is no day stays as it is. */
export const dayText = (language: Language, day: string): string =>
  DAY.test(day) ? DAYS[language].format(new Date(`${day}T00:00:00Z`)) : day;

const MOMENTS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ko: new Intl.DateTimeFormat("ko-KR", { dateStyle: "long", timeStyle: "medium", timeZone: "Asia/Seoul" }),
  en: new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium", timeZone: "Asia/Seoul" }),
};

/** A moment, as ISO 8601, by the clock of Seoul. What is no moment stays as it is. */
export function momentText(language: Language, moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? moment : MOMENTS[language].format(at);
}
