/** When orders were paid: most a few days before their goods came back, some so long ago that a gateway's deadline has passed. */
import { after, koreanDay } from "../../src/clock.js";
import type { RandomSource } from "./random-source.js";
import type { OuterGateway } from "./tender.js";
import type { PaymentMethod } from "../../src/gateways/port.js";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Recalls and warranties bring goods back after years: by then a card company takes no cancel. */
const FORGOTTEN_EVERY = 15;
const FORGOTTEN_DAYS = 26 * 30.5;
/** Beyond the usual year of a card, within what some card companies still take. Toss Pay is strict: a year is a year. */
const LONG_AGO_DAYS = 14 * 30.5;
const LAST_MONTH_PERCENT = 40;

/** `20261121`, the Korean day. */
export const compactDay = (moment: Date): string => koreanDay(moment).replaceAll("-", "");

export interface Occasion {
  begins: Date;
  collectedAt: Date;
  /** Counts orders from 0. */
  number: number;
  gateway: OuterGateway;
  /** Null: several means of payment. */
  method: PaymentMethod | null;
  authorised: boolean;
}

export function inventPaidAt(
  random: RandomSource,
  { begins, collectedAt, number, gateway, method, authorised }: Occasion,
): Date {
  // Cards are captured (매입) within about three days.
  const daysBefore = authorised ? 1 : random.between(3, 12);
  const lastMonth = random.percent(LAST_MONTH_PERCENT);
  const usual = after(collectedAt, -(daysBefore * DAY_MS + random.below(600) * MINUTE_MS));
  if (authorised) return usual;
  if (method === "CARD" && number % FORGOTTEN_EVERY === 4) return after(usual, -Math.round(FORGOTTEN_DAYS) * DAY_MS);
  const longAgo = number % FORGOTTEN_EVERY === (gateway === "TOSS_PAY" ? 7 : 11);
  if ((method === "CARD" || gateway === "TOSS_PAY") && longAgo)
    return after(usual, -Math.round(LONG_AGO_DAYS) * DAY_MS);
  if (method === "MOBILE" && lastMonth) return earlier(usual, after(monthBegan(begins), -daysBefore * DAY_MS));
  return usual;
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/** Midnight in Korea, of the first of the month. */
const monthBegan = (moment: Date): Date => new Date(`${koreanDay(moment).slice(0, 7)}-01T00:00:00+09:00`);
