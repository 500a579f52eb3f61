/** Interest for a late refund (지연이자, 전자상거래법 제18조 ②): simple interest for each calendar day after the due day. Pure. */
import { daysBetween } from "../calendar/korean-days.js";
import { minorUnits, ZERO, type MinorUnits } from "../money/minor-units.js";

/** 15 % a year: 전자상거래법 시행령 제21조의3. */
export const RATE_PERCENT = 15n;
/** Days of a year; the statute gives a rate only, and 365 also in leap years is the customary reading. A lawyer confirms. */
const DAYS_OF_YEAR = 365n;
const HUNDRED = 100n;
/** The divisor of amount × rate × days. */
export const INTEREST_DIVISOR = HUNDRED * DAYS_OF_YEAR;

/**
 * Causes for which no interest runs. All of them are a reading of the statute: a lawyer confirms.
 * A customer who has named no account yet is not among them: the statute knows no such pause. Deposits (예치금) are money the
 * customer paid in, so they are late like any other; points (적립금) are not.
 */
const NO_INTEREST_CAUSES = ["NOT_PAID_WITH_MONEY", "CHARGED_BACK", "NOT_OWED", "SUCCEEDED_BY_ANOTHER"] as const;
export type NoInterestCause = (typeof NO_INTEREST_CAUSES)[number];

/** Calendar days after the due day, that of the refund included; 0 in time. */
export const daysLate = (dueOn: string, on: string): number => Math.max(0, daysBetween(dueOn, on));

/** amount × 15 % × days ÷ 365, rounded down to the minor unit; in whole numbers, so that no amount is too large to be exact. */
export function delayInterest(amount: MinorUnits, days: number): MinorUnits {
  if (days <= 0) return ZERO;
  return minorUnits(Number((BigInt(amount) * RATE_PERCENT * BigInt(days)) / INTEREST_DIVISOR));
}
