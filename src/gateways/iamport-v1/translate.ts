/** Between our values and i'mport V1's: command → request body, major → minor units. Pure; the only file of this room that reveals a secret. */
import assert from "node:assert/strict";
import { toMajorUnits, toMinorUnits } from "../../money/currency.js";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import { TAX_PARTS } from "../../money/parts.js";
import type { Secret } from "../../secret.js";
import type { CancelCommand } from "../port.js";
import { reasonWithin, UNREADABLE_REASON } from "../reason.js";
import { refundBank } from "./bank-format.js";
import { MAX_AMOUNT, paymentSchema, type Payment } from "./schemas.js";

/**
 * i'mport documents no limit of a reason, and NaverPay demands one. Source: its V1 schema (Swagger 2.0), POST /payments/cancel,
 * reason, a plain string. The bound is ours, that of the only gateway which documents one (Toss Pay).
 */
const REASON_LIMITS = { maxLength: 255 };

/** Parameters we always send: each of these left out changes what is refunded, or what we hear of it (see the README). */
export interface CancelBody extends Partial<AccountFields> {
  imp_uid: string;
  amount: number;
  tax_free: number;
  vat_amount: number;
  checksum: number;
  reason: string;
  retain_promotion: boolean;
  enable_webhook: true;
  extra: { requester: "customer" | "admin" };
}

interface AccountFields {
  refund_holder: string;
  refund_bank: string;
  refund_account: string;
  refund_tel?: string;
}

/**
 * The body of a cancel, in major units of its currency. `amount` and `checksum` are totals, before a promotion's discount.
 *
 * @throws AssertionError when the amount is not positive and whole (0 would cancel everything), its parts do not add up,
 * it exceeds what can still be cancelled, that exceeds the payment, it has a service fee, for which i'mport has no field,
 * or the account is one that `accountFault` objects to (M2: a caller's bug must not become a payment).
 */
export function cancelBody(command: CancelCommand): CancelBody {
  const { amount, cancellableBefore, paymentAmount, currency } = command;
  for (const part of TAX_PARTS) minorUnits(amount[part]);
  assert(minorUnits(amount.total) > 0, `a cancel needs a positive amount, not ${amount.total}`);
  assert.equal(amount.serviceFee, 0, "i'mport V1 cancels have no service fee (봉사료) part; it must be 0");
  assert.equal(sum(TAX_PARTS.map((part) => amount[part])), amount.total, "the parts of a cancel do not add up to it");
  assert(
    minorUnits(cancellableBefore) >= amount.total,
    `a cancel of ${amount.total} exceeds what can be cancelled, ${cancellableBefore}`,
  );
  assert(
    minorUnits(paymentAmount) >= cancellableBefore,
    `${cancellableBefore} can still be cancelled of a payment of only ${paymentAmount}`,
  );
  return {
    imp_uid: impUid(command.gatewayPaymentId),
    amount: toMajorUnits(amount.total, currency),
    tax_free: toMajorUnits(amount.taxFree, currency),
    vat_amount: toMajorUnits(amount.vat, currency),
    checksum: toMajorUnits(cancellableBefore, currency),
    reason: reasonWithin(command.reason, REASON_LIMITS) || UNREADABLE_REASON,
    retain_promotion: command.promotion === "RETAIN",
    enable_webhook: true,
    extra: { requester: command.requester === "CUSTOMER" ? "customer" : "admin" },
    ...accountFields(command),
  };
}

/** A payment with its amounts in minor units; null where it is unreadable, or has an amount that is no whole number of them. */
export function readPayment(response: unknown): Payment | null {
  const read = paymentSchema.safeParse(response);
  if (!read.success) return null;
  const { currency, promotion, cancel_history: rows, ...payment } = read.data;
  const minor = (major: number): MinorUnits | null => {
    const amount = toMinorUnits(major, currency);
    return amount !== null && amount <= MAX_AMOUNT ? amount : null;
  };
  const amount = minor(payment.amount);
  const cancelled = minor(payment.cancel_amount);
  if (amount === null || cancelled === null) return null;
  const history: Payment["cancel_history"] = rows && [];
  for (const row of rows ?? []) {
    const of = minor(row.amount);
    if (of === null) return null;
    history?.push({ ...row, amount: of });
  }
  const discount = promotion?.discount === undefined ? undefined : (minor(promotion.discount) ?? undefined);
  return {
    ...payment,
    currency,
    amount,
    cancel_amount: cancelled,
    cancel_history: history,
    promotion: promotion && { discount },
  };
}

/** The fault that makes a refund account impossible to send, as a code and a sentence without any of its data; null: nothing does. */
export function accountFault({ refundAccount, provider }: CancelCommand): { code: string; message: string } | null {
  if (refundAccount === null) return null;
  const { bankCode, number, holder, phone } = refundAccount;
  if (provider === null) {
    return {
      code: "PROVIDER_UNKNOWN",
      message: "bank codes differ by provider (PG), and nobody reported which one processed this payment",
    };
  }
  if (refundBank(provider, bankCode) === null) {
    return { code: "BANK_NOT_SUPPORTED", message: `${provider} has no code for bank ${bankCode}` };
  }
  const malformed = { code: "ACCOUNT_MALFORMED", message: "a refund account needs a number of digits and a holder" };
  if (!/^\d+$/.test(number.reveal()) || holder.reveal().trim() === "") return malformed;
  if (phone !== null && !/^\d+$/.test(phone.reveal())) return malformed;
  return null;
}

function accountFields(command: CancelCommand): Partial<AccountFields> {
  const { refundAccount, provider } = command;
  if (refundAccount === null) return {};
  const bank = refundBank(provider, refundAccount.bankCode);
  assert(bank !== null && accountFault(command) === null, "this refund account should have been refused before");
  return {
    refund_holder: refundAccount.holder.reveal(),
    refund_bank: bank,
    refund_account: refundAccount.number.reveal(),
    ...(refundAccount.phone === null ? {} : { refund_tel: refundAccount.phone.reveal() }),
  };
}

/**
 * The body of `POST /users/getToken`.
 *
 * @throws AssertionError when a credential is empty: a fault of the configuration.
 */
export function tokenBody(impKey: Secret<string>, impSecret: Secret<string>): { imp_key: string; imp_secret: string } {
  const body = { imp_key: impKey.reveal(), imp_secret: impSecret.reveal() };
  assert(body.imp_key !== "" && body.imp_secret !== "", "i'mport V1 needs its REST API key and its REST API secret");
  return body;
}

/** The `Authorization` header. Checked when it was read: a token is printable ASCII. */
export const authorization = (token: Secret<string>): string => `Bearer ${token.reveal()}`;

/** `/payments/{imp_uid}`, test-channel payments included: left out, those are answered 404 since January 2026. */
export const paymentPath = (gatewayPaymentId: string): string =>
  `/payments/${encodeURIComponent(impUid(gatewayPaymentId))}?include_sandbox=true`;

/** Marks an id as the shop's own number of a payment whose `imp_uid` nobody knows; `imp_uid`s begin with `imp_`. */
const MERCHANT_UID = "merchant_uid:";

/** The shop's own number, where the payment is named by it; null: by its `imp_uid`. */
export const merchantUidIn = (gatewayPaymentId: string): string | null =>
  gatewayPaymentId.startsWith(MERCHANT_UID) ? gatewayPaymentId.slice(MERCHANT_UID.length) : null;

/** The id of a payment that is named by the shop's own number. */
export const namedByMerchantUid = (merchantUid: string): string => MERCHANT_UID + merchantUid;

/** As many as one page may have would be 1,000; a number that was used this often names no payment. */
const LISTED_AT_MOST = 100;

/** `/payments/findAll/{merchant_uid}`: `find` would choose one of several by the order they were begun in. */
export const merchantUidPath = (merchantUid: string): string =>
  `/payments/findAll/${encodeURIComponent(merchantUid)}?limit=${LISTED_AT_MOST}&include_sandbox=true`;

/** URL parsers resolve `.` and `..` even when percent-encoded: the request would go to another endpoint. */
export const isPathSegment = (text: string): boolean => !["", ".", ".."].includes(text);

/** A shop's own number is no `imp_uid`: under it several payments may have been made, and a cancel would take one of them. */
export const isImpUid = (gatewayPaymentId: string): boolean =>
  isPathSegment(gatewayPaymentId) && merchantUidIn(gatewayPaymentId) === null;

function impUid(gatewayPaymentId: string): string {
  assert(isImpUid(gatewayPaymentId), `not an imp_uid: "${gatewayPaymentId}"`);
  return gatewayPaymentId;
}
