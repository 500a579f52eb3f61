/** Between our words and PortOne V2's: command → request body, answer → effect and picture. Pure. */
import assert from "node:assert/strict";
import type { Bank } from "@portone/server-sdk/common";
import type { CancelPaymentBody } from "@portone/server-sdk/payment";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import { TAX_PARTS } from "../../money/parts.js";
import type { Secret } from "../../secret.js";
import { bankOf } from "../bank.js";
import {
  cashBack,
  type CancelCommand,
  type ListedCancellation,
  type GatewayCancellation,
  type GatewayPaymentSnapshot,
  type RefundAccount,
  type WalletSource,
} from "../port.js";
import { providerNamed } from "../provider-names.js";
import { reasonWithin, UNREADABLE_REASON } from "../reason.js";
import type { Cancellation, Payment } from "./schemas.js";

/**
 * PortOne V2 requires a reason and documents no limit of it: neither a length nor a set of characters. Source: its OpenAPI
 * schema 1.16.0, CancelPaymentBody.reason, a plain string. The bound is ours, that of the only gateway which documents one (Toss Pay).
 */
const REASON_LIMITS = { maxLength: 255 };

/** Parameters we always send: each of these left out changes what is refunded (see the README). */
export type CancelBody = Required<
  Pick<
    CancelPaymentBody,
    | "storeId"
    | "amount"
    | "taxFreeAmount"
    | "vatAmount"
    | "reason"
    | "requester"
    | "currentCancellableAmount"
    | "promotionDiscountRetainOption"
  >
> &
  Pick<CancelPaymentBody, "refundAccount">;

/**
 * The body of a cancel. `amount` is the total in the payment's own (pre-discount) units. PortOne counts every
 * currency in minor units by ISO 4217 (결제 금액: "통화의 최소 단위를 기준으로"), as we do.
 *
 * @throws AssertionError when the amount is not positive and whole, its parts do not add up, it exceeds what can still
 * be cancelled, or it has a service fee, for which PortOne has no field (M2: a caller's bug must not become a payment).
 */
export function cancelBody(command: CancelCommand, storeId: string): CancelBody {
  const { amount, cancellableBefore } = command;
  for (const part of TAX_PARTS) minorUnits(amount[part]);
  assert(minorUnits(amount.total) > 0, `a cancel needs a positive amount, not ${amount.total}`);
  assert.equal(amount.serviceFee, 0, "PortOne V2 cancels have no service fee (봉사료) part; it must be 0");
  assert.equal(sum(TAX_PARTS.map((part) => amount[part])), amount.total, "the parts of a cancel do not add up to it");
  assert(
    minorUnits(cancellableBefore) >= amount.total,
    `a cancel of ${amount.total} exceeds what can be cancelled, ${cancellableBefore}`,
  );
  return {
    storeId,
    amount: amount.total,
    taxFreeAmount: amount.taxFree,
    vatAmount: amount.vat,
    reason: reasonWithin(command.reason, REASON_LIMITS) || UNREADABLE_REASON,
    requester: command.requester === "CUSTOMER" ? "CUSTOMER" : "ADMIN",
    currentCancellableAmount: cancellableBefore,
    promotionDiscountRetainOption: command.promotion,
    ...(command.refundAccount && { refundAccount: accountOf(command.refundAccount) }),
  };
}

/** Everything a cancel is sent with, made before it is written down as sent. */
export interface CancelRequest {
  path: string;
  /** The header's value. */
  idempotencyKey: string;
  body: CancelBody;
}

/** @throws AssertionError as `cancelBody`, and for an id or a key that cannot be one. */
export const cancelRequest = (command: CancelCommand, storeId: string): CancelRequest => ({
  path: `${paymentPath(command.gatewayPaymentId)}/cancel`,
  idempotencyKey: idempotencyKey(command.key),
  body: cancelBody(command, storeId),
});

/** True when PortOne has a name for the account's bank; asked before `cancelBody`. */
export const knowsBank = (account: RefundAccount): boolean => (bankOf(account.bankCode)?.portoneV2 ?? null) !== null;

function accountOf({
  bankCode,
  number,
  holder,
  phone,
}: RefundAccount): NonNullable<CancelPaymentBody["refundAccount"]> {
  const bank = bankOf(bankCode)?.portoneV2;
  assert(bank, "a bank PortOne has no name for is refused before the body is made");
  return {
    bank: bank as Bank,
    number: number.reveal(),
    holderName: holder.reveal(),
    ...(phone && { holderPhoneNumber: phone.reveal() }),
  };
}

/**
 * `Idempotency-Key`: an RFC 8941 string, so the double quotes are part of the value; 16–256 ASCII characters.
 *
 * @throws AssertionError for a key that cannot be one (ours are UUIDs).
 */
function idempotencyKey(key: string): string {
  assert(/^[A-Za-z0-9-]{16,256}$/.test(key), "an idempotency key has 16–256 letters, digits and hyphens");
  return `"${key}"`;
}

/** URL parsers resolve `.` and `..` even when percent-encoded: the request would go to another endpoint. */
export const isPaymentId = (paymentId: string): boolean => !["", ".", ".."].includes(paymentId);

/** `/payments/{paymentId}`. Ids are the shop's own: spaces, slashes and Korean letters occur. */
export function paymentPath(paymentId: string): string {
  assert(isPaymentId(paymentId), `not a payment id: "${paymentId}"`);
  return `/payments/${encodeURIComponent(paymentId)}`;
}

/**
 * The `Authorization` header.
 *
 * @throws AssertionError for a secret that no header can carry (the platform's own error would print it).
 */
export function authorization(apiSecret: Secret<string>): string {
  const clear = apiSecret.reveal();
  assert(/^[\x21-\x7e]+$/.test(clear), "the PortOne V2 API secret must be printable ASCII without spaces");
  return `PortOne ${clear}`;
}

/** The clear webhook secrets, in the order to try them. */
export const verificationKeys = (secrets: readonly Secret<string>[]): string[] => secrets.map((s) => s.reveal());

/** A cancellation that succeeded. PortOne names its points, and no net amount: `cashBack` works that out of the payment. */
export const cancellationOf = (cancellation: Cancellation): GatewayCancellation => ({
  cancellationId: cancellation.id,
  amount: minorUnits(cancellation.totalAmount),
  paidToCustomer: null,
  returnedAsPoints: pointsOf(cancellation),
  at: moment(cancellation.cancelledAt),
  providerCancellationId: cancellation.pgCancellationId ?? null,
  receiptUrl: link(cancellation.receiptUrl),
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});

/** Points are at most the whole; more is no share of this cancellation. */
const pointsOf = ({ easyPayDiscountAmount: points, totalAmount }: Cancellation): MinorUnits | null =>
  points !== undefined && points <= totalAmount ? minorUnits(points) : null;

/** `PAID` is captured: PortOne V2 has no authorisation without capture. A cancelled payment had been captured. */
const CAPTURE_STATE: Readonly<Record<string, GatewayPaymentSnapshot["captureState"]>> = {
  READY: "NOT_PAID",
  PAY_PENDING: "NOT_PAID",
  // The list filter's word for PAY_PENDING.
  PENDING: "NOT_PAID",
  VIRTUAL_ACCOUNT_ISSUED: "NOT_PAID",
  FAILED: "NOT_PAID",
  PAID: "CAPTURED",
  PARTIAL_CANCELLED: "CAPTURED",
  CANCELLED: "CAPTURED",
};
const CANCELLED_STATUSES = new Set(["PARTIAL_CANCELLED", "CANCELLED"]);

const CANCELLATION_STATE: Readonly<Record<string, ListedCancellation["state"]>> = {
  SUCCEEDED: "SUCCEEDED",
  REQUESTED: "PENDING",
  FAILED: "FAILED",
};

const TRIGGER: Readonly<Record<string, ListedCancellation["trigger"]>> = {
  API: "API",
  CONSOLE: "CONSOLE",
  // PortOne's own staff, in their console: not us, and somebody's deliberate act.
  PORTONE_ADMIN: "CONSOLE",
  CHARGEBACK: "CHARGEBACK",
};

/** `PaymentMethodEasyPayMethod`. A bank transfer behind a wallet is neither a card nor the wallet's money. */
const WALLET_SOURCE: Readonly<Record<string, WalletSource>> = {
  PaymentMethodCard: "CARD",
  PaymentMethodEasyPayMethodCharge: "MONEY",
};

const walletSourceOf = ({ method }: Payment): WalletSource | undefined =>
  method?.type === "PaymentMethodEasyPay" ? lookIn(WALLET_SOURCE, method.easyPayMethod?.type ?? "") : undefined;

/** Own entries only: a status called "constructor" is unrecognised. */
const lookIn = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * The payment as the gateway sees it, or why its answer is no evidence. A picture is used to prove that nothing moved,
 * so one that is incomplete or contradicts itself is refused as a whole rather than read in part.
 */
export function snapshotOf(
  payment: Payment,
): { ok: true; snapshot: GatewayPaymentSnapshot } | { ok: false; code: string } {
  const captureState = lookIn(CAPTURE_STATE, payment.status);
  if (captureState === undefined) return { ok: false, code: "UNRECOGNISED_PAYMENT_STATUS" };
  if (CANCELLED_STATUSES.has(payment.status) && !payment.cancellations) {
    return { ok: false, code: "CANCELLATIONS_MISSING" };
  }
  const discounted = payment.amount.discount !== 0;
  const provider = providerNamed(payment.channel?.pgProvider);
  const walletSource = walletSourceOf(payment);
  const promoted = (payment.promotionId ?? null) !== null;
  const cancellations = (payment.cancellations ?? []).map((c) => listed(c, { discounted, promoted }));
  const done = cancellations.filter((c) => c.state === "SUCCEEDED");
  // Never smaller than the rows in either unit (what was charged is at most what was ordered). More means a row is hidden.
  if (payment.amount.cancelled > sum(done.map((c) => c.amount))) return { ok: false, code: "CANCELLATIONS_INCOMPLETE" };
  const transfer = payment.method?.refundStatus ?? null;
  // The money of a virtual account is transferred afterwards. One status for the payment, so it speaks of the latest cancel;
  // no document gives the order of the list.
  const latest = done.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1);
  if (latest && transfer !== null && !TRANSFER_OVER.has(transfer)) {
    latest.state = transfer === "PENDING" ? "PENDING" : "UNRECOGNISED";
  }
  const cancelled = sum(cancellations.filter((c) => c.state === "SUCCEEDED").map((c) => c.amount));
  const total = minorUnits(payment.amount.total);
  return {
    ok: true,
    snapshot: {
      captureState,
      currency: payment.currency,
      amount: total,
      cancelled,
      extent: cancelled === 0 ? "NONE" : cancelled < total ? "PART" : "ALL",
      paidByCustomer: payment.amount.paid === undefined ? null : minorUnits(payment.amount.paid),
      transferFailed: transfer === "FAILED" || transfer === "PARTIAL_REFUND_FAILED",
      // Anything but RESOLVED counts as open, also a status we do not know.
      disputed: (payment.disputes ?? []).some((dispute) => dispute.status !== "RESOLVED"),
      discounted,
      ...(promoted && { promoted }),
      ...(provider && { provider }),
      ...(walletSource && { walletSource }),
      cancellations,
    },
  };
}

const TRANSFER_OVER: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "PARTIAL_REFUND_FAILED"]);

const timeOf = ({ at, requestedAt }: ListedCancellation): number => (at ?? requestedAt)?.getTime() ?? 0;

function listed(
  cancellation: Cancellation,
  paid: Pick<GatewayPaymentSnapshot, "discounted" | "promoted">,
): ListedCancellation & { amount: MinorUnits } {
  const succeeded = cancellationOf(cancellation);
  return {
    ...succeeded,
    paidToCustomer: cashBack(succeeded, paid),
    state: lookIn(CANCELLATION_STATE, cancellation.status) ?? "UNRECOGNISED",
    requestedAt: moment(cancellation.requestedAt),
    trigger: lookIn(TRIGGER, cancellation.trigger ?? "") ?? "UNRECOGNISED",
  };
}

/** RFC 3339 with a zone; anything else is no moment (JavaScript would read it in the machine's zone). */
function moment(text: string | undefined): Date | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/i.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Shown as a link, so only what a browser opens harmlessly. */
const link = (url: string | undefined): string | null =>
  url !== undefined && /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(url) ? url : null;
