/** The parameters of POST /api/v2/refunds, read as strictly as the documents say; unknown ones are tolerated. */
import { z } from "zod";
import { hashOf } from "../kit/http/credential.js";
import { read, type Parameters } from "./parameters.js";

const MAX_REFUND_NO_LENGTH = 36;
const MAX_REASON_LENGTH = 255;

/** Whole won. One of the vendor's examples sends the number as text, and a form can do nothing else. */
const won = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], "must be a whole number of won")
  .pipe(z.int("must be a whole number of won").min(0, "must not be negative"));

const flag = z.union(
  [z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")],
  "must be a boolean",
);

const refundNo = z
  .string(`is required: a text of 1 to ${MAX_REFUND_NO_LENGTH} characters`)
  .min(1, `is required: a text of 1 to ${MAX_REFUND_NO_LENGTH} characters`)
  .max(MAX_REFUND_NO_LENGTH, `must have at most ${MAX_REFUND_NO_LENGTH} characters`);

const REFUND_PARAMETERS = z.object({
  payToken: z.string("is required").min(1, "is required"),
  refundNo,
  idempotent: flag.default(true),
  reason: z.string().max(MAX_REASON_LENGTH, `must have at most ${MAX_REASON_LENGTH} characters`).default(""),
  /** Gross, before discounts. Omitted: all that remains. */
  amount: won.pipe(z.number().min(1, "must be at least 1")).optional(),
  amountTaxFree: won.optional(),
  amountTaxable: won.optional(),
  amountVat: won.optional(),
  amountServiceFee: won.optional(),
});

/** Amounts that a refund asks for. Whole won. */
export type AskedAmounts = Partial<
  Record<"amount" | "amountTaxFree" | "amountTaxable" | "amountVat" | "amountServiceFee", number>
>;

export interface RefundRequest {
  payToken: string;
  refundNo: string;
  idempotent: boolean;
  reason: string;
  asked: AskedAmounts;
  /** Tells whether a second call with this refundNo is the same request: the payment and the amounts as they were sent. */
  fingerprint: string;
}

/** @throws Refusal COMMON_INVALID_PARAMETER */
export function readRefundRequest(parameters: Parameters): RefundRequest {
  const { payToken, refundNo, idempotent, reason, ...asked } = read(REFUND_PARAMETERS, parameters);
  const { amount, amountTaxFree, amountTaxable, amountVat, amountServiceFee } = asked;
  const request = [payToken, amount, amountTaxFree, amountTaxable, amountVat, amountServiceFee];
  const fingerprint = hashOf(JSON.stringify(request));
  return { payToken, refundNo, idempotent, reason, asked, fingerprint };
}
