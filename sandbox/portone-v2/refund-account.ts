/** The account a refund is transferred to: how it is read from a cancel call, and what the request log may keep of it. */
import { z } from "zod";
import { BANKS } from "./bank.js";

/** Source: PortOne V2 OpenAPI, `CancelPaymentBodyRefundAccount`. Digits only, as the vendor's account look-up asks for them. */
export const REFUND_ACCOUNT = z.object({
  bank: z.string().refine((bank) => Object.hasOwn(BANKS, bank), "is not a known bank"),
  number: z.string().regex(/^\d+$/, "must be digits only"),
  holderName: z.string().min(1),
  holderPhoneNumber: z.string().optional(),
});

/** Enough to tell two accounts apart; no search for the whole value finds it. */
const SHOWN_DIGITS = 3;

/**
 * A cancel's body as the log may keep it: of `refundAccount` only the bank and the last digits of the numbers are left.
 * A body without the field stays byte for byte as it arrived; one that has it but cannot be read is not kept.
 */
export function withoutAccount(body: string | null): string | null {
  if (body === null) return null;
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed) || !Object.hasOwn(parsed, "refundAccount")) return body;
    return JSON.stringify({ ...parsed, refundAccount: maskedAccount(parsed["refundAccount"]) });
  } catch {
    return body.includes("refundAccount") ? "(not JSON, with a refundAccount: not kept)" : body;
  }
}

function maskedAccount(account: unknown): unknown {
  if (!isObject(account)) return "***";
  return Object.fromEntries(Object.entries(account).map(([name, value]) => [name, maskedField(name, value)]));
}

function maskedField(name: string, value: unknown): string {
  if (name === "bank" && typeof value === "string" && Object.hasOwn(BANKS, value)) return value;
  const isNumber = name === "number" || name === "holderPhoneNumber";
  if (!isNumber || typeof value !== "string" || value.length <= 2 * SHOWN_DIGITS) return "***";
  return `***${value.slice(-SHOWN_DIGITS)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
