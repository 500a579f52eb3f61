/** An amount and the tax parts it is made of. */
import assert from "node:assert/strict";
import { minorUnits, type MinorUnits } from "./minor-units.js";

/** The parts that add up to a total: supply value (공급가액, VAT not included), its VAT, tax-free (면세), service fee (봉사료). */
export const TAX_PARTS = ["taxable", "vat", "taxFree", "serviceFee"] as const;
export type TaxPart = (typeof TAX_PARTS)[number];

/** `total = taxable + vat + taxFree + serviceFee`, each ≥ 0, whole minor units. */
export interface Parts extends Readonly<Record<TaxPart, MinorUnits>> {
  readonly total: MinorUnits;
}

/** Builds `Parts` from its four parts; the total is their sum. */
export function partsOf(parts: Partial<Record<TaxPart, number>>): Parts {
  const { taxable = 0, vat = 0, taxFree = 0, serviceFee = 0 } = parts;
  return {
    total: minorUnits(taxable + vat + taxFree + serviceFee),
    taxable: minorUnits(taxable),
    vat: minorUnits(vat),
    taxFree: minorUnits(taxFree),
    serviceFee: minorUnits(serviceFee),
  };
}

export const NO_MONEY: Parts = partsOf({});

const combine = (a: Parts, b: Parts, op: (x: number, y: number) => number): Parts => {
  const combined = partsOf({
    taxable: op(a.taxable, b.taxable),
    vat: op(a.vat, b.vat),
    taxFree: op(a.taxFree, b.taxFree),
    serviceFee: op(a.serviceFee, b.serviceFee),
  });
  assert.equal(combined.total, op(a.total, b.total), "parts do not add up to their total");
  return combined;
};

export const plus = (a: Parts, b: Parts): Parts => combine(a, b, (x, y) => x + y);

/** @throws AssertionError when any part of `b` is larger than that part of `a`. */
export const minus = (a: Parts, b: Parts): Parts => combine(a, b, (x, y) => x - y);

/** True when every part of `a` is at most that part of `b`. */
export const within = (a: Parts, b: Parts): boolean =>
  a.total <= b.total && TAX_PARTS.every((part) => a[part] <= b[part]);
