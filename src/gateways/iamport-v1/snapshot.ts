/** From i'mport V1's words to ours: a payment → effect and picture. Pure. */
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import type {
  ListedCancellation,
  GatewayCancellation,
  GatewayPaymentSnapshot,
  ProviderName,
  WalletSource,
} from "../port.js";
import { providerNamed } from "../provider-names.js";
import type { Cancellation, Payment } from "./schemas.js";

/** `ready` is unpaid; a `cancelled` payment had been paid, in full or in part: there is no status for a partial cancel. */
const CAPTURE_STATE: ReadonlyMap<string, GatewayPaymentSnapshot["captureState"]> = new Map([
  ["ready", "NOT_PAID"],
  ["failed", "NOT_PAID"],
  ["paid", "CAPTURED"],
  ["cancelled", "CAPTURED"],
]);

/** A row of the history under a name of its own. */
export interface NamedCancellation extends Cancellation {
  cancellation_id: string;
  derived_id: string;
}

/** The lists of a payment that adds up, or why it is no evidence: half a list would prove that a cancel did not happen. */
export function cancellationsOf(
  payment: Payment,
): { ok: true; rows: NamedCancellation[] } | { ok: false; code: string } {
  const rows = namedRows(payment.cancel_history ?? []);
  if (new Set(rows.map((row) => row.cancellation_id)).size < rows.length) {
    return { ok: false, code: "CANCELLATION_REPEATED" };
  }
  if (sum(rows.map((row) => minorUnits(row.amount))) !== payment.cancel_amount) {
    return { ok: false, code: "CANCELLATIONS_DO_NOT_ADD_UP" };
  }
  if (payment.cancel_amount > payment.amount) return { ok: false, code: "MORE_CANCELLED_THAN_PAID" };
  return { ok: true, rows };
}

/** Provider's transaction, amount and second tell the rows apart; those that have all of them in common are counted. */
function namedRows(rows: readonly Cancellation[]): NamedCancellation[] {
  const alike = new Map<string, number>();
  return rows.map((row) => {
    const facts = `no-id:${row.pg_tid ?? ""}:${row.amount}:${row.cancelled_at}`;
    const before = alike.get(facts) ?? 0;
    alike.set(facts, before + 1);
    const derivedId = `${facts}:${before}`;
    return { ...row, cancellation_id: row.cancellation_id || derivedId, derived_id: derivedId };
  });
}

/**
 * The payment as i'mport sees it, or why its answer is no evidence. How far it is cancelled is read from the amounts
 * alone: after a partial cancel the status has been seen as `paid` and as `cancelled`.
 */
export function snapshotOf(
  payment: Payment,
): { ok: true; snapshot: GatewayPaymentSnapshot } | { ok: false; code: string } {
  const read = cancellationsOf(payment);
  if (!read.ok) return read;
  const amount = minorUnits(payment.amount);
  const cancelled = minorUnits(payment.cancel_amount);
  const captureState = captureStateOf(payment);
  if (captureState === undefined) return { ok: false, code: "UNRECOGNISED_PAYMENT_STATUS" };
  if (payment.status === "cancelled" && captureState === "CAPTURED" && cancelled === 0) {
    return { ok: false, code: "CANCELLED_WITHOUT_AMOUNT" };
  }
  if (captureState === "NOT_PAID" && cancelled > 0) return { ok: false, code: "CANCELLED_WITHOUT_PAYMENT" };
  const provider = providerNamed(payment.pg_provider);
  const walletSource = walletSourceOf(payment, provider);
  return {
    ok: true,
    snapshot: {
      captureState,
      currency: payment.currency,
      amount,
      cancelled,
      extent: cancelled === 0 ? "NONE" : cancelled === amount ? "ALL" : "PART",
      paidByCustomer: paidByCustomer(payment),
      // V1 tells nothing of disputes and chargebacks.
      disputed: false,
      discounted: isDiscounted(payment),
      ...(provider && { provider }),
      ...(walletSource && { walletSource }),
      cancellations: read.rows.map((row) => listed(row, payment)),
    },
  };
}

/**
 * `pay_method` of a payment at KakaoPay itself is what the customer chose in its app: a card or its money, for which the list of
 * values has only `point`. Of other wallets, or through another PG, the documents do not say it.
 */
function walletSourceOf({ pay_method: method }: Payment, provider: ProviderName | undefined): WalletSource | undefined {
  if (provider !== "KAKAO_PAY") return undefined;
  return method === "card" ? "CARD" : method === "point" ? "MONEY" : undefined;
}

/** `cancelled` with nothing paid (`paid_at` 0) and nothing cancelled, such as a virtual account closed before its deposit, was never paid. */
function captureStateOf(payment: Payment): GatewayPaymentSnapshot["captureState"] | undefined {
  const neverPaid = payment.status === "cancelled" && payment.paid_at === 0 && payment.cancel_amount === 0;
  return neverPaid ? "NOT_PAID" : CAPTURE_STATE.get(payment.status);
}

/** A promotion whose discount is not readable counts as one. */
export const isDiscounted = ({ promotion }: Payment): boolean => promotion !== null && promotion.discount !== 0;

/** `amount` is before a promotion's discount. After a partial cancel the document does not say which discount is shown. */
function paidByCustomer(payment: Payment): MinorUnits | null {
  if (!isDiscounted(payment)) return minorUnits(payment.amount);
  const discount = payment.promotion?.discount;
  if (discount === undefined || discount > payment.amount || payment.cancel_amount > 0) return null;
  return minorUnits(payment.amount - discount);
}

/** Every entry of the history has been cancelled: V1 lists neither pending cancels nor failed ones, nor who caused them. */
const listed = (cancellation: NamedCancellation, payment: Payment): ListedCancellation => ({
  ...cancellationOf(cancellation, payment),
  state: "SUCCEEDED",
  requestedAt: null,
  trigger: "UNRECOGNISED",
});

/** One row of the history. V1 has no net amounts: where a promotion took something off, `paidToCustomer` is not known. */
export const cancellationOf = (cancellation: NamedCancellation, payment: Payment): GatewayCancellation => {
  const receipt = link(cancellation.receipt_url);
  return {
    cancellationId: cancellation.cancellation_id,
    derivedId: cancellation.derived_id,
    amount: minorUnits(cancellation.amount),
    paidToCustomer: isDiscounted(payment) ? null : minorUnits(cancellation.amount),
    // V1 names no points.
    returnedAsPoints: null,
    at: cancellation.cancelled_at === 0 ? null : new Date(cancellation.cancelled_at * 1000),
    providerCancellationId: cancellation.pg_tid ?? null,
    receiptUrl: receipt,
    // The document calls it the cancel's sales slip; only cards have one.
    salesSlipUrl: payment.pay_method === "card" ? receipt : null,
    // V1 tells only whether a cash receipt was issued, not its key.
    cashReceiptKey: null,
    instrument: masked(payment.card_number),
  };
};

/** BIN (6) and last four: the most that may be shown of a card. */
const MAX_SHOWN_DIGITS = 10;

/** Providers mask differently; what shows no mask, or still shows more than 10 digits, is dropped. */
const masked = (number: string | undefined): string | null =>
  number !== undefined &&
  /^[\d*xX -]{8,30}$/.test(number) &&
  /[*xX]/.test(number) &&
  digitsIn(number) <= MAX_SHOWN_DIGITS
    ? number
    : null;
const digitsIn = (text: string): number => text.replace(/\D/g, "").length;

/** Shown as a link, so only what a browser opens harmlessly. */
const link = (url: string | undefined): string | null =>
  url !== undefined && /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(url) ? url : null;
