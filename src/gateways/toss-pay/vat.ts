/** The VAT that Toss Pay works out when nobody names it. We always name it; a payment that was reported without it is counted like this. */
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";

/**
 * amountVat left out: "환불할 과세금액을 11로 나눈 후 소수점 첫째 자리에서 올림": an eleventh of the taxable amount, rounded up
 * to the next whole won. Source: Toss Pay refunds, amountVat.
 *
 * An eleventh is the VAT *inside* an amount at 10 %, so `amountTaxable` of a request includes the VAT. In answers of the status
 * call it does not (1,000 = 909 + 91). Our own `includedVat` rounds to the nearest won: 10,000 has 909 there and 910 here.
 */
export function defaultRefundVat(amountTaxable: MinorUnits): MinorUnits {
  // Exact for every safe integer; dividing first would lose the fraction of large ones.
  const remainder = minorUnits(amountTaxable) % 11;
  return minorUnits((amountTaxable - remainder) / 11 + (remainder > 0 ? 1 : 0));
}
