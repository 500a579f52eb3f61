/** Rules that allow or refuse a cancel: the vendor's documented rules, first those the request breaks by itself. Pure. */
import type { CancelLine } from "./cancellation.js";
import type { CancelRequest } from "./cancel-request.js";
import { statusOf, type LineRow, type Method, type PaymentRow } from "./payment.js";
import { cannotCancel, invalid, Refusal } from "./refusal.js";
import { amountOf, totalsOf, taxOf } from "./cancel-totals.js";

/** One cancel, decided. Whole won. */
export interface CancelParts {
  total: number;
  tax: number;
}

/** Paid back to an account that the request names. */
const ACCOUNT_METHODS: readonly Method[] = ["virtualAccount", "bankDeposit"];

/** @throws Refusal EBP-C-0004 for what can never be right, EBP-C-0010 for what is not right now, EBP-D-0001 for the PG's no. */
export function decideCancel(
  payment: PaymentRow,
  lines: readonly LineRow[],
  request: CancelRequest,
  now: Date,
): CancelParts {
  const parts = addUp(request);
  checkLines(payment, lines, request.items);
  checkAccount(payment.method, request.refundAccount);
  checkBalance(payment, parts.total);
  checkLineBalances(lines, request.items);
  checkPeriod(payment, now);
  return parts;
}

/** The total is the sum of quantity × amount: of the published examples only the one with a quantity of 2 tells. */
function addUp({ totalCancelAmount, items }: CancelRequest): CancelParts {
  if (new Set(items.map((line) => line.seq)).size < items.length) throw invalid("items: two lines have the same seq");
  const dear = items.find((line) => (line.taxAmount ?? 0) > line.amount);
  if (dear) throw invalid(`items: the taxAmount of seq ${dear.seq} is more than its amount, which contains it`);
  const { product, delivery, productTax, deliveryTax } = totalsOf(items);
  const total = product + delivery;
  if (total !== totalCancelAmount) {
    throw invalid(`totalCancelAmount is ${totalCancelAmount}, but the sum of quantity × amount is ${total}`);
  }
  return { total, tax: productTax + deliveryTax };
}

function checkLines(payment: PaymentRow, lines: readonly LineRow[], items: readonly CancelLine[]): void {
  if (!payment.has_lines) return;
  for (const asked of items) {
    const line = lines.find((one) => one.seq === asked.seq);
    if (!line) throw invalid(`items: the order has no line with seq ${asked.seq}`);
    if (line.item_id !== asked.itemId) throw invalid(`items: seq ${asked.seq} is not itemId ${asked.itemId}`);
    if (line.item_type !== asked.itemType) throw invalid(`items: seq ${asked.seq} is ${line.item_type}`);
    if (asked.quantity > line.quantity) {
      throw invalid(`items: seq ${asked.seq} has a quantity of ${line.quantity}, not ${asked.quantity}`);
    }
  }
}

function checkAccount(method: Method, account: CancelRequest["refundAccount"]): void {
  if (!ACCOUNT_METHODS.includes(method)) return;
  for (const field of ["accountNumber", "bankCode", "accountHolderName"] as const) {
    if (!account?.[field]) throw invalid(`refundAccount.${field}: needed to refund a ${method} payment`);
  }
}

/** @throws Refusal EBP-C-0010 */
export function checkBalance(payment: PaymentRow, total: number): void {
  if (payment.status !== "COMPLETE") throw cannotCancel(`The payment is ${statusOf(payment)}.`);
  const cancellable = payment.total - payment.cancelled - payment.pending;
  if (cancellable === 0) throw cannotCancel("The payment is cancelled in full.");
  if (total > cancellable) throw cannotCancel(`The cancellable amount is ${cancellable}.`);
  if (!payment.captured && total < payment.total) {
    throw cannotCancel(`Before capture only the whole ${payment.total} can be cancelled.`);
  }
}

/** Money only: whether quantities of several cut amounts may add up to more than was bought, the documents do not say. */
function checkLineBalances(lines: readonly LineRow[], items: readonly CancelLine[]): void {
  for (const asked of items) {
    const line = lines.find((one) => one.seq === asked.seq);
    if (!line) continue;
    const [left, taxLeft] = [line.total - line.taken, line.tax - line.tax_taken];
    if (amountOf(asked) > left) throw cannotCancel(`Of seq ${asked.seq} ${left} can still be cancelled.`);
    if (taxOf(asked) > taxLeft) throw cannotCancel(`Of the tax of seq ${asked.seq} ${taxLeft} can still be cancelled.`);
  }
}

/** The PG's own no comes as an integration error does: with HTTP 200. */
function checkPeriod(payment: PaymentRow, now: Date): void {
  if (payment.cancellable_until !== null && now > payment.cancellable_until) {
    throw new Refusal("EBP-D-0001", "취소 가능 기간이 지났습니다.");
  }
}
