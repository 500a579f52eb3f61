/** The amount the PG must give back when part of a discounted order is cancelled. Pure. Source: PortOne's promotion refund guide. */
import type { PaymentRow, Promotion } from "./payment.js";

type Discounted = Pick<PaymentRow, "total" | "paid" | "promotion">;

/**
 * The amount the customer owes for the part of the order that stays, `remaining` in order units.
 * Retained, the promotion keeps its rate; otherwise its condition is looked at again and it ends below its minimum.
 * A discount that is no promotion (card company, points) stays at the rate the order was paid at.
 */
export function owedFor(payment: Discounted, remaining: number, retain: boolean): number {
  const { promotion } = payment;
  if (remaining === 0) return 0;
  if (promotion === null) return Math.round((remaining * payment.paid) / payment.total);
  if (retain) return Math.round(remaining - remaining * shareOf(promotion));
  if (remaining < promotion.minimum) return remaining;
  return promotion.kind === "FIXED"
    ? Math.max(0, remaining - promotion.discount)
    : Math.round(remaining - remaining * shareOf(promotion));
}

/** The guide turns 1,000 off from 5,000 into 20 %; its example leaves open what the 5,000 is. Here it is the minimum. */
const shareOf = (promotion: Promotion): number =>
  promotion.kind === "FIXED" ? promotion.discount / promotion.minimum : promotion.percent / 100;
