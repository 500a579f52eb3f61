/** How a refund shrinks the discount: the vendor does this, the merchant only sends gross amounts. Pure. Whole won. */

/**
 * The discount that stays when `remaining` of the order stays. The documented example: 10,000 at 10 % was paid as 9,000;
 * after a refund of 4,000 the order is 6,000 with a discount of 600. Odd won round down, so a full refund leaves nothing.
 */
const discountFor = (remaining: number, payment: { total: number; discounted: number }): number =>
  Number((BigInt(remaining) * BigInt(payment.discounted)) / BigInt(payment.total));

/** How a refund of `amount` divides into what only lowers the discount and what goes back to the customer. */
export function divide(
  amount: number,
  remaining: number,
  payment: { total: number; discounted: number },
): { discount: number; paidBack: number } {
  const discount = discountFor(remaining, payment) - discountFor(remaining - amount, payment);
  return { discount, paidBack: amount - discount };
}
