/**
 * The fields we read from Toss Pay's answers, and nothing else. Lenient on purpose: its pages promise new fields and error codes
 * without notice, and fields of the other payment method come as null.
 */
import { z } from "zod";

/** A trillion won: no payment is larger, and a whole list of such refunds still adds up exactly in JavaScript. */
const MAX_AMOUNT = 1_000_000_000_000;

/** Pay and refund rows of one payment. Refunds of less than a won do not exist; more rows than this are no answer. */
const MAX_TRANSACTIONS = 1_000;

const amount = z.int().min(0).max(MAX_AMOUNT);

/** Amounts taken back come negative in Toss Pay's samples and positive in its prose: only the size tells something. */
const takenBack = z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT).transform(Math.abs);

/** Toss Pay's ids have at most 50 characters. NUL and lone surrogates cannot be stored, so an id with them is no id. */
const id = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => text.isWellFormed() && !text.includes("\u0000"));

/** Something nice to have: unreadable counts as absent and never spoils the answer around it. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** A name of a list or an institution: short, and storable. */
const name = id.max(100);

/** The samples have bank codes as text, without their leading zeros; card companies as numbers. */
const code = z.union([z.int().min(0).max(999).transform(String), z.string().regex(/^\d{1,3}$/)]);

/** CREDIT, CHECK or PREPAYMENT today. */
const cardMethodType = optional(name);

/** Of an account instead of a card. */
const accountFields = {
  accountNumber: optional(z.string()),
  accountBankCode: optional(code),
  accountBankName: optional(name),
};

/** Success of `POST /api/v2/refunds`. Without these ids and this amount nothing could be booked. */
export const refundAnswerSchema = z.object({
  code: z.literal(0),
  refundNo: id,
  payToken: id,
  transactionId: id,
  refundedAmount: takenBack,
  refundedPaidAmount: optional(takenBack),
  refundedDiscountAmount: optional(takenBack),
  /** These three: what is left after the refund. */
  refundableAmount: optional(amount),
  discountedAmount: optional(amount),
  paidAmount: optional(amount),
  approvalTime: optional(z.string()),
  cashReceiptMgtKey: optional(id),
  salesCheckLinkUrl: optional(z.string()),
  cardNumber: optional(z.string()),
  cardMethodType,
  ...accountFields,
});
export type RefundAnswer = z.infer<typeof refundAnswerSchema>;

/** A row of a payment's story. `transactionAmount` is what the shop asked for, `paidAmount` what the card or account bore of it. */
const transactionSchema = z.object({
  stepType: z.string(),
  transactionId: id,
  transactionAmount: takenBack,
  paidAmount: optional(takenBack),
  /** Discounts, and Toss points with them. */
  discountedAmount: optional(takenBack),
  /** Toss points. */
  pointAmount: optional(takenBack),
  regTs: optional(z.string()),
});
export type Transaction = z.infer<typeof transactionSchema>;

/** Success of `POST /api/v2/status`. */
export const statusAnswerSchema = z.object({
  code: z.literal(0),
  payToken: id,
  payStatus: z.string().max(100),
  amount,
  refundableAmount: optional(amount),
  paidAmount: optional(amount),
  transactions: z.array(transactionSchema).max(MAX_TRANSACTIONS).nullish(),
  card: optional(
    z.object({
      cardNumber: optional(z.string()),
      cardMethodType,
      cardCompanyName: optional(name),
      cardCompanyCode: optional(code),
    }),
  ),
  ...accountFields,
});
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;

/** A failure, whatever was asked: HTTP 200 as a rule. */
export const failureSchema = z.object({
  code: z.literal(-1),
  errorCode: z.string().min(1).max(100),
  msg: optional(z.string()),
});
export type Failure = z.infer<typeof failureSchema>;
