/** How a refund divides into tax-free, taxable, VAT and service fee, checked against what is left of each. Pure. Whole won. */
import { invalid, Refusal } from "./refusal.js";
import type { AskedAmounts } from "./refund-request.js";

export interface TaxParts {
  /** 비과세 */
  taxFree: number;
  /** 과세, without the VAT (the status answer tells 1,000 as 909 and 91). */
  taxable: number;
  vat: number;
  /** 봉사료 */
  serviceFee: number;
}

const sumOf = (parts: TaxParts): number => parts.taxFree + parts.taxable + parts.vat + parts.serviceFee;

/** amountVat when it is not given: the VAT-inclusive taxable amount divided by 11, rounded up. Source: Toss Pay refunds, amountVat. */
export const vatOf = (taxableWithVat: number): number => Math.ceil(taxableWithVat / 11);

/**
 * @param left what is left of each part of the payment
 * @throws Refusal when the parts do not add up to the amount, or take more of a part than is left
 */
export function splitRefund(amount: number, asked: AskedAmounts, left: TaxParts): TaxParts {
  const { amountTaxFree, amountTaxable, amountVat, amountServiceFee } = asked;
  const partsGiven = [amountTaxFree, amountTaxable, amountVat, amountServiceFee].some((part) => part !== undefined);
  if (!partsGiven && amount === sumOf(left)) return left;

  const taxFree = amountTaxFree ?? 0;
  const serviceFee = amountServiceFee ?? 0;
  const taxableWithVat = amount - taxFree - serviceFee;
  if (taxableWithVat < 0 || !addsUp(taxableWithVat, amountTaxable, amountVat)) {
    throw invalid("amount: must be the sum of amountTaxFree, amountTaxable, amountVat and amountServiceFee");
  }
  const vat = amountVat ?? defaultVat(taxableWithVat, left);
  const parts = { taxFree, taxable: taxableWithVat - vat, vat, serviceFee };
  for (const [part, most] of Object.entries(left) as [keyof TaxParts, number][]) {
    if (parts[part] > most)
      throw new Refusal("COMMON_REFUND_ERROR", `of ${NAMES[part]} at most ${most} can be refunded`);
  }
  return parts;
}

const NAMES: Readonly<Record<keyof TaxParts, string>> = {
  taxFree: "amountTaxFree",
  taxable: "amountTaxable",
  vat: "amountVat",
  serviceFee: "amountServiceFee",
};

/**
 * The documents use amountTaxable both ways: the status answer without VAT, the default of amountVat with it. So next to
 * an amountVat either is taken; without one the default says what it must be.
 */
function addsUp(taxableWithVat: number, amountTaxable: number | undefined, amountVat: number | undefined): boolean {
  const vat = amountVat ?? 0;
  if (amountTaxable === undefined) return vat <= taxableWithVat;
  if (amountTaxable === taxableWithVat) return vat <= taxableWithVat;
  return amountVat !== undefined && amountTaxable + vat === taxableWithVat;
}

/** Many roundings up must not use up more VAT than there is, and the last refund gets whatever is left. */
function defaultVat(taxableWithVat: number, left: TaxParts): number {
  if (taxableWithVat === left.taxable + left.vat) return left.vat;
  return Math.max(Math.min(vatOf(taxableWithVat), left.vat), taxableWithVat - left.taxable, 0);
}
