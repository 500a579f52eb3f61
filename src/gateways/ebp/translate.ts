/** Between our words and EBP's: command → signed request, answer → effect and picture. Pure. */
import assert from "node:assert/strict";
import { minorUnits, sum, ZERO } from "../../money/minor-units.js";
import { TAX_PARTS } from "../../money/parts.js";
import type { Secret } from "../../secret.js";
import { bankOf } from "../bank.js";
import type {
  CancelCommand,
  ListedCancellation,
  GatewayCancellation,
  GatewayPaymentSnapshot,
  RefundAccount,
} from "../port.js";
import { itemsOf, totalsOf, type CancelItem } from "./items.js";
import type { Cancelled, Payment } from "./schemas.js";
import { requestSignature } from "./signature.js";

/** EBP counts money in the currency's own units (with an `exponent` beside it in webhooks); ours are whole won. */
export const CURRENCY = "KRW";

/** The body of `POST /api/v2/payment/cancel`. Money in whole won. */
export interface CancelBody {
  orderNo: string;
  totalCancelAmount: number;
  /** The number as text: as a JSON number it would lose leading zeros, and digits beyond 2^53. */
  refundAccount?: { accountNumber: string; bankCode: string; accountHolderName: string };
  items: CancelItem[];
}

/**
 * The body of a cancel.
 *
 * @throws AssertionError when it is not in won, not positive and whole, its parts or its lines do not add up to it, the lines'
 * VAT is not the amount's, or it exceeds what can still be cancelled (M2: a caller's bug must not become a payment).
 */
export function cancelBody(command: CancelCommand): CancelBody {
  const { amount, cancellableBefore, lines, gatewayPaymentId, refundAccount } = command;
  assert(gatewayPaymentId.trim() !== "", "a cancel needs an order number");
  assert.equal(command.currency, CURRENCY, "EBP's cancels are sent in whole won");
  for (const part of TAX_PARTS) minorUnits(amount[part]);
  assert(minorUnits(amount.total) > 0, `a cancel needs a positive amount, not ${amount.total}`);
  assert.equal(sum(TAX_PARTS.map((part) => amount[part])), amount.total, "the parts of a cancel do not add up to it");
  assert(
    minorUnits(cancellableBefore) >= amount.total,
    `a cancel of ${amount.total} exceeds what can be cancelled, ${cancellableBefore}`,
  );
  const items = itemsOf(lines);
  const totals = totalsOf(items);
  assert.equal(totals.productAmount + totals.deliveryAmount, amount.total, "the lines of a cancel do not add up to it");
  assert.equal(totals.productTaxAmount + totals.deliveryTaxAmount, amount.vat, "the lines' VAT is not the cancel's");
  return {
    orderNo: gatewayPaymentId,
    totalCancelAmount: amount.total,
    ...(refundAccount && { refundAccount: accountOf(refundAccount) }),
    items,
  };
}

const accountOf = ({ bankCode, number, holder }: RefundAccount): NonNullable<CancelBody["refundAccount"]> => ({
  accountNumber: number.reveal(),
  bankCode: bankOf(bankCode)?.code ?? bankCode,
  accountHolderName: holder.reveal(),
});

/** True when EBP's fields can carry the account; asked before `cancelBody`. Its bank list is not published: three digits, as in its examples. */
export const canBeSaid = ({ bankCode, number, holder }: RefundAccount): boolean =>
  /^\d{3}$/.test(bankCode) && /^\d{1,32}$/.test(number.reveal()) && holder.reveal().trim() !== "";

/** The context EBP issues to a shop before it may call: who is calling, and in which books the payment stands. */
export interface EbpContext {
  divisionCode: string;
  storeId: string;
  channelCode: string;
  /** KIC, AIC or EIC: the region whose servers hold the payment. */
  ricCode: string;
  countryCode: string;
  currencyCode: string;
}

export interface EbpCredentials {
  /** `X-Access-Key`, valid one year. */
  accessKey: Secret<string>;
  /** Never sent; goes into the signature. */
  hashKey: Secret<string>;
}

/**
 * The headers of one POST, signed over `bodyText`, which must be the very text that is sent.
 *
 * @throws AssertionError for a value that no header can carry (the platform's own error would print it).
 */
export function headersFor(
  { accessKey, hashKey }: EbpCredentials,
  context: EbpContext,
  bodyText: string,
): Record<string, string> {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "x-access-key": accessKey.reveal(),
    "x-ebp-signature": requestSignature(bodyText, hashKey.reveal()),
    "x-division-code": context.divisionCode,
    "x-store-id": context.storeId,
    "x-channel-code": context.channelCode,
    "x-ric-code": context.ricCode,
    "x-country-code": context.countryCode,
    "x-currency-code": context.currencyCode,
  };
  for (const [name, value] of Object.entries(headers)) {
    assert(/^[\x21-\x7e][\x20-\x7e]*$/.test(value), `EBP's header ${name} must be printable ASCII and not empty`);
  }
  assert(hashKey.reveal() !== "", "EBP's hash key is empty");
  return headers;
}

/** The clear webhook secrets, in the order to try them. */
export const verificationKeys = (secrets: readonly Secret<string>[]): string[] => secrets.map((s) => s.reveal());

/**
 * A cancel that was carried out. Its id is the return request's: the only one the answer has. `at` is the answer's own
 * time, for the answer names no other.
 */
export const cancellationOf = (cancelled: Cancelled, timestamp: string | null | undefined): GatewayCancellation => ({
  cancellationId: cancelled.returnRequestId,
  amount: minorUnits(cancelled.totalProductAmount + cancelled.totalDeliveryAmount),
  paidToCustomer: null,
  returnedAsPoints: null,
  at: moment(timestamp),
  providerCancellationId: cancelled.pgCancelTransactionId ?? null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});

interface Stage {
  captureState: GatewayPaymentSnapshot["captureState"];
  extent: GatewayPaymentSnapshot["extent"];
  /** The state of a cancellation named in this status. */
  cancellation: ListedCancellation["state"];
}

/** `paymentStatus`, by EBP's payment flow. A cancel id in a status that knows no cancel is shown, and not understood. */
const STAGES: Readonly<Record<string, Stage>> = {
  // Request
  "1": { captureState: "NOT_PAID", extent: "NONE", cancellation: "UNRECOGNISED" },
  // Complete
  "2": { captureState: "CAPTURED", extent: "NONE", cancellation: "UNRECOGNISED" },
  // Cancel: of the entire payment
  "3": { captureState: "CAPTURED", extent: "ALL", cancellation: "SUCCEEDED" },
  // Fail
  "4": { captureState: "NOT_PAID", extent: "NONE", cancellation: "UNRECOGNISED" },
  // Pending: waits for its capture, or for a deposit
  "5": { captureState: "AUTHORISED", extent: "NONE", cancellation: "PENDING" },
  // Pending Cancel: of the entire payment, as every cancel before capture is. Whether it is over is not documented.
  "6": { captureState: "AUTHORISED", extent: "ALL", cancellation: "PENDING" },
  // Partial Cancel
  "7": { captureState: "CAPTURED", extent: "PART", cancellation: "SUCCEEDED" },
  // Register
  "9": { captureState: "NOT_PAID", extent: "NONE", cancellation: "UNRECOGNISED" },
};

/**
 * The payment as the gateway sees it; null for a status that is not in EBP's flow. No amounts: only how far it went. Its
 * currency is the one whose books were asked (`X-Currency-Code`).
 */
export function snapshotOf(payment: Payment, currency: string): GatewayPaymentSnapshot | null {
  const { paymentStatus, orderNo, pgCancelTransactionId } = payment;
  const stage = Object.hasOwn(STAGES, paymentStatus) ? STAGES[paymentStatus] : undefined;
  if (stage === undefined) return null;
  const { captureState, extent } = stage;
  // The id is optional. A cancel of all that is left happens once in a payment's life, so the order's own number names it.
  const cancellationId = pgCancelTransactionId ?? (extent === "ALL" ? orderNo : null);
  return {
    captureState,
    currency,
    amount: null,
    cancelled: extent === "NONE" ? ZERO : null,
    extent,
    paidByCustomer: null,
    disputed: false,
    discounted: false,
    cancellations:
      cancellationId === null ? [] : [listed(cancellationId, pgCancelTransactionId ?? null, stage.cancellation)],
  };
}

const listed = (
  cancellationId: string,
  providerCancellationId: string | null,
  state: ListedCancellation["state"],
): ListedCancellation => ({
  cancellationId,
  amount: null,
  paidToCustomer: null,
  returnedAsPoints: null,
  at: null,
  providerCancellationId,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
  state,
  requestedAt: null,
  trigger: "UNRECOGNISED",
});

/** ISO 8601 with a zone and up to nine digits of a second, of which milliseconds are kept; anything else is no moment. */
function moment(text: string | null | undefined): Date | null {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text))
    return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}
