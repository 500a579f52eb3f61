/** Between our words and Toss Pay's: command → request body, answer → effect. Pure. */
import assert from "node:assert/strict";
import { minorUnits, sum, ZERO, type MinorUnits } from "../../money/minor-units.js";
import { TAX_PARTS } from "../../money/parts.js";
import type { Secret } from "../../secret.js";
import type { CancelCommand, GatewayCancellation, LeftAtGateway } from "../port.js";
import type { HttpResult } from "../http.js";
import { reasonWithin } from "../reason.js";
import { instrumentOf } from "./instrument.js";
import { koreanMoment } from "./korean-time.js";
import type { RefundAnswer } from "./schemas.js";

/** No field of Toss Pay names a currency: its money is won. */
export const CURRENCY = "KRW";

/** `POST /api/v2/refunds`. Left out, an amount would be chosen by Toss Pay (see the README), so each is always there. */
export interface RefundBody {
  apiKey: string;
  payToken: string;
  refundNo: string;
  idempotent: true;
  amount: MinorUnits;
  amountTaxFree: MinorUnits;
  /** VAT included, unlike the field of the same name in status answers (see `vat.ts`). */
  amountTaxable: MinorUnits;
  amountVat: MinorUnits;
  /** Only for payments that were made with one; refused by Toss Pay for others, so 0 is left out. */
  amountServiceFee?: MinorUnits;
  reason?: string;
}

/** `POST /api/v2/status`. */
export interface StatusBody {
  apiKey: string;
  payToken: string;
}

/**
 * The body of a refund, in won, in the payment's own (pre-discount) units: Toss Pay takes the discount off itself.
 *
 * @throws AssertionError when it is not in won, not positive and whole, its parts do not add up, or it exceeds what can still be
 * cancelled (M2: a caller's bug must not become a payment).
 */
export function refundBody(command: CancelCommand, apiKey: Secret<string>): RefundBody {
  const { amount, cancellableBefore } = command;
  assert.equal(command.currency, CURRENCY, "Toss Pay counts in won");
  for (const part of TAX_PARTS) minorUnits(amount[part]);
  assert(minorUnits(amount.total) > 0, `a refund needs a positive amount, not ${amount.total}`);
  assert.equal(sum(TAX_PARTS.map((part) => amount[part])), amount.total, "the parts of a refund do not add up to it");
  assert(
    minorUnits(cancellableBefore) >= amount.total,
    `a refund of ${amount.total} exceeds what can be cancelled, ${cancellableBefore}`,
  );
  const reason = reasonWithin(command.reason, REASON_LIMITS);
  return {
    ...statusBody(command.gatewayPaymentId, apiKey),
    refundNo: refundNoOf(command.key),
    idempotent: true,
    amount: amount.total,
    amountTaxFree: amount.taxFree,
    amountTaxable: minorUnits(amount.taxable + amount.vat),
    amountVat: amount.vat,
    ...(amount.serviceFee > ZERO ? { amountServiceFee: amount.serviceFee } : {}),
    ...(reason === "" ? {} : { reason }),
  };
}

/** @throws AssertionError for an empty id: without `payToken` the request names no payment. */
export function statusBody(payToken: string, apiKey: Secret<string>): StatusBody {
  assert(payToken !== "", "a Toss Pay payment is named by its payToken, which is empty here");
  return { apiKey: clearKey(apiKey), payToken };
}

/**
 * `refundNo`: 1–36 characters, the same on every try of an attempt.
 *
 * @throws AssertionError for a key that cannot be one (ours are UUIDs, 36 characters).
 */
function refundNoOf(key: string): string {
  assert(/^[A-Za-z0-9-]{1,36}$/.test(key), "a refundNo has 1–36 letters, digits and hyphens");
  return key;
}

/**
 * At most 255 characters. Source: Toss Pay's official guide (tossdev), refunds, reason; the present page names none. The guide lists what it may
 * hold: Hangul, Latin letters, digits, `_-:.^@()[]#/!%?&`; its samples have spaces. All of that is one UTF-16 unit each. Left out where nothing remains: it is optional.
 */
const REASON_LIMITS = { maxLength: 255, notAdmitted: /[^\p{Script=Hangul}A-Za-z0-9_\-:.^@()[\]#/!%?& ]+/gu };

/**
 * The key as it goes into a body.
 *
 * @throws AssertionError, without the key, for one that cannot be a key.
 */
export function clearKey(apiKey: Secret<string>): string {
  const clear = apiKey.reveal();
  assert(
    /^[\x21-\x7e]{8,}$/.test(clear),
    "the Toss Pay API key must be 8 or more printable ASCII characters, no spaces",
  );
  return clear;
}

/** The key travels in the body, and servers like to quote bodies they do not like: it is taken out before anybody reads the answer. */
export function withoutKey(result: HttpResult, apiKey: Secret<string>): HttpResult {
  const clear = clearKey(apiKey);
  if (result.kind !== "ANSWERED" || !result.text.includes(clear)) return result;
  const text = result.text.replaceAll(clear, "***");
  return { ...result, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A refund that was done. `transactionId` is the refund's own, the one its row in status answers has. */
export function cancellationOf(answer: RefundAnswer): GatewayCancellation {
  const amount = minorUnits(answer.refundedAmount);
  return {
    cancellationId: answer.transactionId,
    amount,
    paidToCustomer: within(answer.refundedPaidAmount, amount),
    // The answer adds discounts and points up; the row in status answers tells them apart.
    returnedAsPoints: null,
    refundedDiscount: within(answer.refundedDiscountAmount, amount) ?? undefined,
    left: leftAfter(answer),
    at: koreanMoment(answer.approvalTime),
    providerCancellationId: null,
    receiptUrl: null,
    salesSlipUrl: link(answer.salesCheckLinkUrl),
    cashReceiptKey: answer.cashReceiptMgtKey ?? null,
    instrument: maskedOnly(answer.cardNumber) ?? maskedOnly(answer.accountNumber),
    ...instrumentOf(answer, answer),
  };
}

function leftAfter({ refundableAmount, discountedAmount, paidAmount }: RefundAnswer): LeftAtGateway {
  const left = (amount: number | undefined) => (amount === undefined ? undefined : minorUnits(amount));
  return { refundable: left(refundableAmount), discount: left(discountedAmount), paid: left(paidAmount) };
}

/** The share the card or account bore is at most the whole; more is no amount of this refund. */
export const within = (part: number | undefined, whole: MinorUnits): MinorUnits | null =>
  part !== undefined && part <= whole ? minorUnits(part) : null;

/** A card may be shown with its first six and last four digits; more than these ten, or fewer than three stars, is not masked. */
const MAX_SHOWN_DIGITS = 10;
const MASKED = /^(?=(?:[\d -]*[*xX]){3})[\d*xX -]{6,40}$/;

/** A card or account number as Toss Pay masked it, such as `654321******1234` or `110******676`; anything else is dropped. */
export function maskedOnly(number: string | undefined): string | null {
  if (number === undefined || !MASKED.test(number)) return null;
  return number.replace(/\D/g, "").length <= MAX_SHOWN_DIGITS ? number : null;
}

/** Shown as a link, so only what a browser opens harmlessly. */
const link = (url: string | undefined): string | null =>
  url !== undefined && /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(url) ? url : null;
