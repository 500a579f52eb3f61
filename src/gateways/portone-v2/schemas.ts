/**
 * The fields we read from PortOne V2's answers, and nothing else. Lenient on purpose: PortOne promises to add fields, enum
 * values and union members at any time, so statuses are strings here and get their meaning in `verdict` and `translate`.
 */
import { z } from "zod";

/** A trillion won, or ten billion dollars in cents: no payment is larger, and a whole list of such cancellations still adds up exactly in JavaScript. */
const MAX_AMOUNT = 1_000_000_000_000;

/** PortOne limits cancels per payment (MAX_CANCEL_COUNT_REACHED; the number is not documented). More rows than this are no answer. */
const MAX_CANCELLATIONS = 1_000;

/** int64 in the document. Out of range is unreadable, not rounded. */
const amount = z.int().min(0).max(MAX_AMOUNT);

/** PortOne's own ids are UUIDs or provider ids; NUL and lone surrogates cannot be stored, so an id with them is no id. */
const id = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => text.isWellFormed() && !text.includes("\u0000"));

/** Something nice to have: unreadable counts as absent and never spoils the answer around it. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** `PaymentCancellation`. Every status carries these; a status without them cannot be booked. */
const cancellationSchema = z.object({
  status: z.string(),
  id,
  totalAmount: amount,
  /** 적립형 포인트의 환불 금액. */
  easyPayDiscountAmount: optional(amount),
  pgCancellationId: optional(id),
  cancelledAt: optional(z.string()),
  requestedAt: optional(z.string()),
  receiptUrl: optional(z.string()),
  trigger: optional(z.string()),
});
export type Cancellation = z.infer<typeof cancellationSchema>;

/** 200 of `POST /payments/{paymentId}/cancel`. */
export const cancelAnswerSchema = z.object({ cancellation: cancellationSchema });

/** 200 of `GET /payments/{paymentId}`: the fields common to all members of the `Payment` union that we use. */
export const paymentSchema = z.object({
  status: z.string(),
  id,
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: z.object({ total: amount, cancelled: amount, discount: optional(amount), paid: optional(amount) }),
  channel: optional(z.object({ pgProvider: optional(z.string()) })),
  promotionId: z.string().nullish().catch("UNREADABLE"),
  /** `refundStatus` is a virtual account's: whether the transfer to the customer is under way, done, or failed. */
  method: optional(
    z.object({
      type: optional(z.string()),
      refundStatus: z.string().nullish().catch("UNREADABLE"),
      /** Behind a wallet. */
      easyPayMethod: optional(z.object({ type: optional(z.string()) })),
    }),
  ),
  /** Required by the document for `PARTIAL_CANCELLED` and `CANCELLED`; `snapshotOf` checks that. */
  cancellations: z.array(cancellationSchema).max(MAX_CANCELLATIONS).optional(),
  disputes: z.array(z.object({ status: z.string() })).optional(),
});
export type Payment = z.infer<typeof paymentSchema>;

/** Every error answer. `pgCode` and `pgMessage` come with `PG_PROVIDER` only. */
export const errorSchema = z.object({
  type: z.string().min(1).max(100),
  message: optional(z.string()),
  pgCode: optional(z.string()),
  pgMessage: optional(z.string()),
});
export type ErrorAnswer = z.infer<typeof errorSchema>;

/** A webhook of version 2024-04-25; `data` differs by type. */
export const webhookSchema = z.object({
  type: z.string().min(1).max(200),
  data: optional(z.object({ paymentId: optional(id) })),
});

/** A webhook of version 2024-01-01, told apart by its shape. A store keeps that version until somebody changes it in the console. */
export const legacyWebhookSchema = z.object({ payment_id: id, status: z.string().min(1).max(100) });
