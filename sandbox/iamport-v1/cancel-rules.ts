/** Rules that allow or refuse a cancel, and its split: the documented checks of i'mport first, then those of the PG. Pure. */
import type { CancelTerms } from "./cancel-request.js";
import { checkMethod, type Circumstances } from "./method-rules.js";
import { includedVat, type MaskedAccount, type PaymentRow } from "./payment.js";
import { owedFor } from "./promotion.js";
import { alreadyCancelled, nothingToCancel, pgRefusal, refuse } from "./refusal.js";

/** Sums over the payment's cancellations that succeeded or are still pending, order units. */
export interface Spent {
  taxFree: number;
  vat: number;
}

/** One cancel, decided. Whole won, order units, except `paidBack`: what the PG returns to the customer. */
export interface CancelParts {
  total: number;
  taxFree: number;
  vat: number;
  paidBack: number;
  /** Set where the payment has a promotion: every later cancel must say the same. */
  retainPromotion: boolean | null;
  /** Where the money goes when it cannot go back the way it came. */
  account: MaskedAccount | null;
}

/** @throws Refusal with HTTP 200 and a code other than 0; nothing was executed. */
export function decideCancel(
  payment: PaymentRow,
  spent: Spent,
  request: CancelTerms,
  circumstances: Circumstances,
): CancelParts {
  if (payment.cancelled === payment.total) throw alreadyCancelled();
  if (payment.status !== "paid" && payment.status !== "cancelled") throw nothingToCancel();
  const cancellable = payment.total - payment.cancelled - payment.pending;
  if (request.checksum !== undefined && request.checksum !== cancellable) {
    throw refuse("취소 가능 금액이 checksum과 일치하지 않습니다.");
  }
  const total = request.amount ?? cancellable;
  if (total > cancellable || total === 0) throw refuse("취소 요청 금액이 취소 가능 금액보다 큽니다.");
  const partial = total < payment.total;
  if (circumstances.trigger === "API") checkPgParameters(payment, request, partial);
  const tax = splitTax(payment, spent, request, total);
  const retainPromotion = chooseRetaining(payment, request);
  const paidBack = amountPaidBack(payment, cancellable - total, retainPromotion ?? false);
  const account = circumstances.trigger === "API" ? checkMethod(payment, request, { ...circumstances, partial }) : null;
  return { total, ...tax, paidBack, retainPromotion, account };
}

/** PGs for which an absent `tax_free` is not taken for 0. Source: remarks on the parameter. */
const TAX_FREE_EXPLICIT = ["kcp", "kcp_quick", "kicc", "nice", "payco", "smartro_v2", "welcome"];
/** PGs that want `vat_amount` again when the payment named one. Source: remarks on the parameter. */
const VAT_EXPLICIT = ["nice", "html5_inicis", "welcome", "nice_v2"];

/** A cancel of the whole payment needs no parts: there is only one way to split it. */
function checkPgParameters(payment: PaymentRow, request: CancelTerms, partial: boolean): void {
  const { pg_provider } = payment;
  if (pg_provider === "naverpay") {
    if (request.reason === undefined) throw refuse("reason: 네이버페이는 취소 사유가 필수입니다.");
    if (request.extra?.requester === undefined) throw refuse("extra.requester: 네이버페이는 취소 요청자가 필수입니다.");
  }
  if (!partial) return;
  if (payment.tax_free > 0 && request.tax_free === undefined && TAX_FREE_EXPLICIT.includes(pg_provider)) {
    throw pgRefusal("tax_free: 면세금액이 포함된 결제는 면세금액을 입력해야 합니다.");
  }
  if (payment.vat_specified && request.vat_amount === undefined && VAT_EXPLICIT.includes(pg_provider)) {
    throw pgRefusal("vat_amount: 부가세를 지정한 결제는 부가세를 입력해야 합니다.");
  }
}

/** `tax_free` defaults to 0 and `vat_amount` is computed; only "everything that remains" takes what remains part by part. */
function splitTax(
  payment: PaymentRow,
  spent: Spent,
  request: CancelTerms,
  total: number,
): { taxFree: number; vat: number } {
  const taxFreeLeft = payment.tax_free - spent.taxFree;
  const vatLeft = payment.vat - spent.vat;
  const taxableLeft = payment.total - payment.cancelled - payment.pending - taxFreeLeft;
  const taxFree = request.tax_free ?? (request.amount === undefined ? taxFreeLeft : 0);
  const taxable = total - taxFree;
  const vat =
    request.vat_amount ?? Math.max(0, taxable === taxableLeft ? vatLeft : Math.min(includedVat(taxable), vatLeft));
  if (taxFree + vat > total) throw refuse("tax_free와 vat_amount의 합이 취소 요청 금액보다 큽니다.");
  if (taxFree > taxFreeLeft) throw pgRefusal("취소 가능한 면세금액을 초과하였습니다.");
  if (taxable > taxableLeft || vat > vatLeft) throw pgRefusal("취소 가능한 과세금액을 초과하였습니다.");
  return { taxFree, vat };
}

function chooseRetaining(payment: PaymentRow, request: CancelTerms): boolean | null {
  if (payment.promotion === null) return null;
  const retain = request.retain_promotion ?? false;
  if (payment.retain_promotion !== null && payment.retain_promotion !== retain) {
    throw refuse("retain_promotion: 이전 부분취소와 다른 값은 사용할 수 없습니다.");
  }
  return retain;
}

/** The amount that is approved now, less what the rest of the order costs. */
function amountPaidBack(payment: PaymentRow, remaining: number, retain: boolean): number {
  const approved = payment.paid - payment.paid_back - payment.paid_back_pending;
  const paidBack = approved - owedFor(payment, remaining, retain);
  if (paidBack < 0) throw refuse("프로모션 할인을 다시 계산하면 취소할 금액이 없습니다.");
  return paidBack;
}
