/** The fields we read from i'mport V1's answers, and nothing else. Statuses are strings here and get their meaning in `translate`. */
import { z } from "zod";
import { isCurrency } from "../../money/currency.js";

/** A trillion won: no payment is larger, and a whole list of such cancellations still adds up exactly in JavaScript. */
export const MAX_AMOUNT = 1_000_000_000_000;

/** Nobody cancels one payment this often; more rows than this are no answer. */
const MAX_CANCELLATIONS = 1_000;

/** 2100-01-01 in Unix seconds. A larger number is milliseconds, or nonsense. */
const MAX_UNIX_SECONDS = 4_102_444_800;

/** Major units of the payment's currency: whole won, but dollars with cents. `readPayment` makes minor units of them. */
const amount = z.number().min(0).max(MAX_AMOUNT);

/** NUL and lone surrogates cannot be stored, so an id with them is no id. */
const id = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => text.isWellFormed() && !text.includes("\u0000"));

/** Something nice to have: unreadable or null counts as absent and never spoils the answer around it. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** Unix seconds; 0 where the moment does not apply. */
const unixSeconds = z.int().min(0).max(MAX_UNIX_SECONDS);

/** Around every answer: `code` 0 is a success, anything else a failure, also under HTTP 200. */
export const envelopeSchema = z.object({
  code: z.int(),
  message: optional(z.string()),
  response: z.unknown().optional(),
});

/** `AuthAnnotation`, the response of `POST /users/getToken`. A token that no header can carry is none. */
export const tokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  /** By i'mport's clock, so the difference of the two is the token's life whatever our clock says. */
  now: unixSeconds,
  expired_at: unixSeconds,
});

/** `PaymentCancelAnnotation`: money that was cancelled. Its id has been there since February 2024, and some answers still lack it. */
const cancellationSchema = z.object({
  cancellation_id: z.union([id, z.literal("")]).nullish(),
  amount,
  cancelled_at: unixSeconds,
  pg_tid: optional(id),
  receipt_url: optional(z.string()),
});
export type Cancellation = z.infer<typeof cancellationSchema>;

/** `PaymentAnnotation`: the response of a cancel and of a look-up alike. */
export const paymentSchema = z.object({
  imp_uid: id,
  status: z.string(),
  amount,
  cancel_amount: amount,
  currency: z.string().refine(isCurrency),
  paid_at: optional(unixSeconds),
  pay_method: optional(z.string()),
  pg_provider: optional(z.string()),
  card_number: optional(z.string()),
  /** Absent or null where nothing was cancelled; `cancellationsOf` checks that. */
  cancel_history: z.array(cancellationSchema).max(MAX_CANCELLATIONS).nullish(),
  /** There, but unreadable, still means that there is a promotion. */
  promotion: z
    .object({ discount: optional(amount) })
    .nullish()
    .catch({ discount: undefined })
    .transform((promotion) => promotion ?? null),
});
export type Payment = z.infer<typeof paymentSchema>;

/** One of the payments of a shop's own number: enough to say whether it was ever paid. */
const listedPaymentSchema = z.object({
  imp_uid: id,
  merchant_uid: z.string(),
  status: z.string(),
  paid_at: unixSeconds.nullish().catch(null),
  cancel_amount: amount.nullish().catch(null),
});
export type ListedPayment = z.infer<typeof listedPaymentSchema>;

/** `PagedPaymentAnnotation`: the response of `GET /payments/findAll/{merchant_uid}`. */
export const paymentListSchema = z.object({ total: z.int().min(0), list: z.array(listedPaymentSchema).max(1_000) });

/** A webhook. Without `imp_uid` there is nothing to ask about. */
export const webhookSchema = z.object({
  imp_uid: id,
  status: z.string().min(1).max(100),
  merchant_uid: optional(z.string()),
  cancellation_id: optional(id),
});
