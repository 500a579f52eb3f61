/** Rules that allow or refuse a cancel, and its split: the vendor's documented checks, in the order it is reasonable to make them. Pure. */
import type { CancelRequest } from "./cancel-request.js";
import { checkMethod } from "./method-rules.js";
import { includedVat, type PaymentRow, type RetainOption, type Trigger } from "./payment.js";
import { chargeFor } from "./promotion.js";
import { Refusal } from "./refusal.js";

/** Sums over the payment's cancellations that succeeded or are still pending, order units. */
export interface Spent {
  taxFree: number;
  vat: number;
  /** Of every outcome: the vendor's limit counts tries. */
  attempts: number;
}

/** One cancel, decided. Whole won, order units, except `paidBack`: what the PG returns to the customer. */
export interface CancelParts {
  total: number;
  taxFree: number;
  vat: number;
  paidBack: number;
  /** Set where the payment has a promotion: every later cancel must name the same. */
  retainOption: RetainOption | null;
}

/** When it is, and who asks: only the API is held to what a way of paying allows; a chargeback is not asked for at all. */
export interface Circumstances {
  now: Date;
  trigger: Trigger;
}

/** @throws Refusal with the documented error type. */
export function decideCancel(
  payment: PaymentRow,
  spent: Spent,
  request: CancelRequest,
  { now, trigger }: Circumstances,
): CancelParts {
  const cancellable = payment.total - payment.cancelled - payment.pending;
  checkStatus(payment, spent);
  if (request.currentCancellableAmount !== undefined && request.currentCancellableAmount !== cancellable) {
    throw new Refusal("CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN", `The cancellable amount is ${cancellable}.`);
  }
  const total = request.amount ?? cancellable;
  if (total > cancellable || total === 0) {
    throw new Refusal("CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT", `The cancellable amount is ${cancellable}.`);
  }
  const tax = splitTax(payment, spent, { ...request, amount: total, everything: request.amount === undefined });
  const retainOption = chooseRetainOption(payment, request);
  const paidBack = amountPaidBack(payment, cancellable - total, retainOption ?? "RELEASE");
  if (trigger === "API") checkMethod(payment, request, { partial: total < payment.total, now });
  return { total, ...tax, paidBack, retainOption };
}

function checkStatus(payment: PaymentRow, spent: Spent): void {
  if (payment.status === "CANCELLED") {
    throw new Refusal("PAYMENT_ALREADY_CANCELLED", "The payment is cancelled in full.");
  }
  if (payment.status !== "PAID" && payment.status !== "PARTIAL_CANCELLED") {
    throw new Refusal("PAYMENT_NOT_PAID", `The payment is ${payment.status}.`);
  }
  if (payment.max_cancel_count !== null && spent.attempts >= payment.max_cancel_count) {
    throw new Refusal("MAX_CANCEL_COUNT_REACHED", "The payment takes no further cancel attempts.");
  }
}

/**
 * An omitted tax-free part means the whole cancel is taxable; an omitted VAT is computed. Only a cancel of everything
 * that remains, with neither given, takes what remains part by part.
 */
function splitTax(
  payment: PaymentRow,
  spent: Spent,
  wanted: { amount: number; taxFreeAmount?: number; vatAmount?: number; everything: boolean },
): { taxFree: number; vat: number } {
  const taxFreeLeft = payment.tax_free - spent.taxFree;
  const vatLeft = payment.vat - spent.vat;
  const taxableLeft = payment.total - payment.cancelled - payment.pending - taxFreeLeft;
  const taxFree = wanted.taxFreeAmount ?? (wanted.everything ? taxFreeLeft : 0);
  const taxable = wanted.amount - taxFree;
  const vat =
    wanted.vatAmount ?? Math.max(0, taxable === taxableLeft ? vatLeft : Math.min(includedVat(taxable), vatLeft));
  if (taxFree + vat > wanted.amount) {
    throw new Refusal("SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT", "The parts add up to more than the cancel amount.");
  }
  if (taxFree > taxFreeLeft) {
    throw new Refusal(
      "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT",
      `The cancellable tax-free amount is ${taxFreeLeft}.`,
    );
  }
  if (taxable > taxableLeft || vat > vatLeft) {
    throw new Refusal(
      "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT",
      `The cancellable taxable amount is ${taxableLeft}, with ${vatLeft} VAT in it.`,
    );
  }
  return { taxFree, vat };
}

function chooseRetainOption(payment: PaymentRow, request: CancelRequest): RetainOption | null {
  if (payment.promotion === null) return null;
  const option = request.promotionDiscountRetainOption ?? "RELEASE";
  if (payment.retain_option !== null && payment.retain_option !== option) {
    throw new Refusal(
      "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED",
      `An earlier cancel of this payment said ${payment.retain_option}.`,
    );
  }
  return option;
}

/** The amount that is approved now, less what the rest of the order costs. */
function amountPaidBack(payment: PaymentRow, remaining: number, option: RetainOption): number {
  const approved = payment.paid - payment.paid_back - payment.paid_back_pending;
  const paidBack = approved - chargeFor(payment, remaining, option);
  if (paidBack < 0) {
    throw new Refusal(
      "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT",
      "Without its discount the rest costs more than was paid.",
    );
  }
  return paidBack;
}
