/** The amount the PG must give back when part of a discounted order is cancelled. Pure. Source: PortOne's promotion refund guide. */
import type { PaymentRow, Promotion, RetainOption } from "./payment.js";

type Discounted = Pick<PaymentRow, "total" | "paid" | "promotion">;

/**
 * The amount the customer owes for the part of the order that stays, `remaining` in order units.
 * RELEASE looks at the promotion's condition again and drops the discount below its minimum; RETAIN keeps its rate.
 * A payment that was discounted without a promotion (card company, points) keeps the rate it was paid at.
 */
export function chargeFor(payment: Discounted, remaining: number, option: RetainOption): number {
  if (remaining === 0) return 0;
  const { promotion } = payment;
  if (promotion === null) return Math.round((remaining * payment.paid) / payment.total);
  if (option === "RETAIN") return Math.round(remaining * (1 - rateOf(promotion)));
  if (remaining < promotion.minimum) return remaining;
  return promotion.kind === "PERCENT"
    ? Math.round(remaining * (1 - rateOf(promotion)))
    : Math.max(0, remaining - promotion.discount);
}

/** A fixed discount is kept as the share it had of the promotion's minimum: the guide calls 1,000 off from 5,000 "20 %". */
const rateOf = (promotion: Promotion): number =>
  promotion.kind === "PERCENT" ? promotion.percent / 100 : promotion.discount / promotion.minimum;
