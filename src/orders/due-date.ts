/** The statutory clock: 3 business days to refund after the goods are back (전자상거래법 제18조 ②), then 15 % a year. */
import type { Calendar } from "../calendar/business-days.js";
import { koreanDay } from "../clock.js";

/** 영업일, counted from the day after the goods are back (전자상거래법 제18조 ②). */
const BUSINESS_DAYS = 3;

/** The last Korean day on which a refund is in time. */
export const dueDay = (calendar: Calendar, owedSince: Date): string =>
  calendar.plusBusinessDays(koreanDay(owedSince), BUSINESS_DAYS);
