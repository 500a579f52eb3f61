/**
 * Reads a status answer as our picture of a payment. Pure. A picture is used to prove that nothing moved, so an answer that
 * is incomplete, contradicts itself, or cannot be told apart is refused as a whole rather than read in part.
 */
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import type { ListedCancellation, GatewayPaymentSnapshot } from "../port.js";
import { instrumentOf } from "./instrument.js";
import { koreanMoment } from "./korean-time.js";
import type { StatusAnswer, Transaction } from "./schemas.js";
import { CURRENCY, maskedOnly, within } from "./translate.js";

export type Reading = { ok: true; snapshot: GatewayPaymentSnapshot } | { ok: false; code: string };

interface Standing {
  captureState: GatewayPaymentSnapshot["captureState"];
  /**
   * The balance the refund rows must agree with. BALANCE: they are exactly what `refundableAmount` lacks. RUNNING: but for the refund
   * that is under way. CLOSED: nothing, for more than a year after the approval nothing is refundable, whatever is left.
   */
  rows: "NONE" | "BALANCE" | "RUNNING" | "CLOSED";
  /** The status itself says that something was refunded. */
  refunded?: true;
}

/** `PAY_APPROVED` is the customer's consent, not an authorisation: no money is held yet, and nothing can be refunded. */
const PAY_STATUS: Readonly<Record<string, Standing>> = {
  PAY_STANDBY: { captureState: "NOT_PAID", rows: "NONE" },
  PAY_APPROVED: { captureState: "NOT_PAID", rows: "NONE" },
  PAY_PROGRESS: { captureState: "NOT_PAID", rows: "NONE" },
  PAY_CANCEL: { captureState: "NOT_PAID", rows: "NONE" },
  PAY_COMPLETE: { captureState: "CAPTURED", rows: "BALANCE" },
  REFUND_PROGRESS: { captureState: "CAPTURED", rows: "RUNNING" },
  // In full or in part: the amounts tell.
  REFUND_SUCCESS: { captureState: "CAPTURED", rows: "BALANCE", refunded: true },
  SETTLEMENT_COMPLETE: { captureState: "CAPTURED", rows: "CLOSED" },
  SETTLEMENT_REFUND_COMPLETE: { captureState: "CAPTURED", rows: "CLOSED", refunded: true },
};

export function snapshotOf(payment: StatusAnswer): Reading {
  // Own entries only: a status called "constructor" is unrecognised.
  const standing = Object.hasOwn(PAY_STATUS, payment.payStatus) ? PAY_STATUS[payment.payStatus] : undefined;
  if (standing === undefined) return { ok: false, code: "UNRECOGNISED_PAY_STATUS" };
  const amount = minorUnits(payment.amount);
  const paidByCustomer = paidOf(payment, amount);
  const discounted = standing.captureState === "CAPTURED" && paidByCustomer !== amount;
  const listed = refundRows(payment).map((row) => cancellationOf(row, payment, discounted));
  if (new Set(listed.map((row) => row.cancellationId)).size < listed.length) {
    return { ok: false, code: "SAME_TRANSACTION_TWICE" };
  }
  const judged = judgedRows(standing, payment, listed);
  if (!Array.isArray(judged)) return { ok: false, code: judged.code };

  const cancelled = sumOf(judged.filter((row) => row.state === "SUCCEEDED"));
  return {
    ok: true,
    snapshot: {
      captureState: standing.captureState,
      currency: CURRENCY,
      amount,
      cancelled,
      extent: cancelled === 0 ? "NONE" : cancelled < amount ? "PART" : "ALL",
      paidByCustomer,
      // Toss Pay's answers know no dispute.
      disputed: false,
      discounted,
      ...instrumentOf(payment.card ?? {}, payment),
      cancellations: judged,
    },
  };
}

/** The rows with what became of each, or why they cannot be believed. */
function judgedRows(
  { rows, refunded }: Standing,
  payment: StatusAnswer,
  listed: Listed[],
): ListedCancellation[] | { code: string } {
  if (sumOf(listed) > payment.amount) return { code: "REFUNDED_MORE_THAN_PAID" };
  if (refunded && listed.length === 0) return { code: "CANCELLATIONS_MISSING" };
  if (rows === "CLOSED") return listed;
  if (rows === "NONE") return listed.length === 0 ? listed : { code: "REFUNDED_BUT_NOT_PAID" };
  const { refundableAmount } = payment;
  if (refundableAmount === undefined || refundableAmount > payment.amount) return { code: "NO_REFUNDABLE_AMOUNT" };
  const unexplained = payment.amount - refundableAmount - sumOf(listed);
  if (rows === "RUNNING") return withRunning(listed, unexplained, unlistedId(refundableAmount));
  if (unexplained === 0) return listed;
  return { code: unexplained > 0 ? "CANCELLATIONS_INCOMPLETE" : "CANCELLATIONS_CONTRADICT" };
}

/**
 * A name for a refund under way that has no row yet; its real id comes with its row. It says which balance is left, so that
 * somebody else's refund seen before our call does not lend its name to ours.
 */
const unlistedId = (refundableAmount: number): string => `REFUND_PROGRESS:${refundableAmount}`;

/**
 * The refund under way is not named; the balance tells it. It may be taken off before the refund has a row, or the row be
 * there before it is taken off. Where both agree, the running refund may be the newest row or none of them: taking that row for
 * done, or saying that nothing of that size is running, could both be wrong, so then there is no picture until it ends.
 */
function withRunning(listed: Listed[], unexplained: number, id: string): ListedCancellation[] | { code: string } {
  if (unexplained > 0) return [...listed, unlisted(id, minorUnits(unexplained))];
  const running = newest(listed.filter((row) => row.amount === -unexplained));
  if (!running) return { code: "REFUND_IN_PROGRESS" };
  const pending = { ...running, state: "PENDING", paidToCustomer: null, at: null, requestedAt: running.at } as const;
  return listed.map((row) => (row === running ? pending : row));
}

type Listed = ListedCancellation & { amount: MinorUnits };

const refundRows = (payment: StatusAnswer): Transaction[] =>
  (payment.transactions ?? []).filter((row) => row.stepType === "REFUND");

const sumOf = (rows: readonly ListedCancellation[]): MinorUnits =>
  sum(rows.map((row) => row.amount).filter((amount) => amount !== null));

/** A later row wins among rows of the same second. */
const newest = (rows: readonly Listed[]): Listed | undefined =>
  rows.toSorted((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0)).at(-1);

function cancellationOf(row: Transaction, payment: StatusAnswer, discounted: boolean): Listed {
  const amount = minorUnits(row.transactionAmount);
  return {
    cancellationId: row.transactionId,
    amount,
    // Where nothing was discounted, the customer gets back exactly what is cancelled.
    paidToCustomer: within(row.paidAmount, amount) ?? (discounted ? null : amount),
    returnedAsPoints: within(row.pointAmount, amount),
    refundedDiscount: within(row.discountedAmount, amount) ?? undefined,
    at: koreanMoment(row.regTs),
    requestedAt: null,
    providerCancellationId: null,
    receiptUrl: null,
    // The status answer's link is the sales slip of the payment, not of this refund.
    salesSlipUrl: null,
    cashReceiptKey: null,
    instrument: maskedOnly(payment.card?.cardNumber) ?? maskedOnly(payment.accountNumber),
    ...instrumentOf(payment.card ?? {}, payment),
    state: "SUCCEEDED",
    // Not said; people refund in Toss Pay's merchant console too.
    trigger: "UNRECOGNISED",
  };
}

const unlisted = (cancellationId: string, amount: MinorUnits): ListedCancellation => ({
  cancellationId,
  amount,
  paidToCustomer: null,
  returnedAsPoints: null,
  at: null,
  requestedAt: null,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
  state: "PENDING",
  trigger: "UNRECOGNISED",
});

/**
 * The share the card or account bore of the payment; discounts and Toss points are off. The payment's own row keeps it for ever; the
 * field of the whole answer is sure only until something is refunded (refund answers give there what remains).
 */
function paidOf(payment: StatusAnswer, amount: MinorUnits): MinorUnits | null {
  const [pay, another] = (payment.transactions ?? []).filter((row) => row.stepType === "PAY");
  const own = another === undefined ? within(pay?.paidAmount, amount) : null;
  if (own !== null) return own;
  return refundRows(payment).length === 0 && payment.payStatus === "PAY_COMPLETE"
    ? within(payment.paidAmount, amount)
    : null;
}
