/** Value added tax (부가가치세, VAT) inside a gross amount, and amounts divided over tax parts. */
import assert from "node:assert/strict";
import { allocate } from "./allocate.js";
import { minorUnits, type MinorUnits } from "./minor-units.js";
import { partsOf, TAX_PARTS, type Parts } from "./parts.js";

/**
 * The VAT inside a gross taxable amount at Korea's 10 %: gross − round(gross / 1.1). Minor units (KRW: won).
 *
 * Usual practice, not a law of nature: gateways disagree on the odd won. 10,000 has 909 here, while dividing by 11 and
 * rounding up, as Toss Pay's refund page says, makes it 910. So this is only for facts that came without their VAT;
 * between us and everybody else the VAT always travels explicitly, and a refund takes its VAT from what is left of the payment's.
 */
export function includedVat(gross: MinorUnits): MinorUnits {
  // gross / 1.1 = 10·gross / 11, rounded as floor((2·10·gross + 11) / (2·11)). It is never exactly half, 11 being odd.
  const supply = (20n * BigInt(minorUnits(gross)) + 11n) / 22n;
  return minorUnits(gross - Number(supply));
}

/**
 * Splits `amount` over the parts that remain, in proportion to them. Minor units.
 * The parts of the answer sum to `amount` and none exceeds its remaining part; taking all that remains gives exactly
 * what remains, so a payment can always be refunded to its last won, whatever was taken before.
 *
 * @throws AssertionError when `amount` is more than `remaining.total` (caller's bug).
 */
export function splitParts(amount: MinorUnits, remaining: Parts): Parts {
  assert(amount <= remaining.total, `${amount} is more than the ${remaining.total} that remain`);
  const weights = TAX_PARTS.map((part) => remaining[part]);
  const [taxable, vat, taxFree, serviceFee] = allocate(amount, weights);
  const parts = partsOf({ taxable, vat, taxFree, serviceFee });
  assert.equal(parts.total, amount, "the tax split lost money");
  return parts;
}
