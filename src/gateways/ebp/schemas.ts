/** The fields we read from EBP's answers and webhooks, and nothing else. Lenient where nothing hangs on it, whole numbers where money does. */
import { z } from "zod";

/** A trillion won: no payment is larger, and sums of a whole answer stay exact. */
const MAX_AMOUNT = 1_000_000_000_000;
/** An order's lines; more than this is no answer. */
const MAX_ITEMS = 1_000;

/**
 * A whole number from 0. EBP writes money as `106000.0` (the same number in JSON) and in one webhook as text: both are
 * read. A fraction of a won is not rounded; it makes the answer unreadable.
 */
const whole = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}(\.0{1,9})?$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(MAX_AMOUNT))
  // −0 is a number JSON can carry, and prints as another amount than 0.
  .transform((value) => value + 0);

/** NUL and lone surrogates cannot be stored. */
const storable = (text: string): boolean => text.isWellFormed() && !text.includes("\u0000");
const id = z.string().min(1).max(256).refine(storable);

/** Something nice to have: unreadable counts as absent and never spoils the answer around it. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);

/** Names of the two versions of the error body: `error.errorDetails` (v0.5.12) or `errors` (v0.5.21). */
const details = optional(
  z.array(z.object({ header: optional(z.string()), field: optional(z.string()), message: optional(z.string()) })),
);

/** Around every answer, good or bad. `data` may be null. */
export const envelopeSchema = z.object({
  resultCode: z.union([z.string().min(1).max(100), z.number()]).transform(String),
  message: optional(z.string()),
  /** EBP's own id of the request, to trace it by. */
  requestId: optional(z.union([id, z.number()]).transform(String)),
  timestamp: optional(z.string()),
  error: optional(z.object({ errorDetails: details })),
  errors: details,
  data: z.unknown().optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** `data` of a cancel that was carried out. */
export const cancelledSchema = z.object({
  orderNo: id,
  totalProductAmount: whole,
  /** Required by the page; where it is missing or unreadable an alarm is raised, and what moved is known all the same. */
  totalProductTaxAmount: optional(whole),
  totalDeliveryAmount: whole,
  totalDeliveryTaxAmount: optional(whole),
  processedCount: whole,
  returnRequestId: id,
  items: z
    .array(
      z.object({
        seq: whole,
        itemType: z.string(),
        itemId: z.string(),
        quantity: whole,
        amount: whole.nullish(),
        taxAmount: optional(whole),
      }),
    )
    .max(MAX_ITEMS),
  /** Not documented here, only in the look-up; kept where it comes. */
  pgCancelTransactionId: optional(id),
});
export type Cancelled = z.infer<typeof cancelledSchema>;

/** `data` of `POST /api/v2/payment/detail`: the fields whose names we know. */
export const paymentSchema = z.object({
  orderNo: id,
  paymentStatus: z.union([z.string().max(100), z.number()]).transform((status) => String(status).trim()),
  pgCancelTransactionId: optional(id),
});
export type Payment = z.infer<typeof paymentSchema>;

/** Every webhook; `data` differs by type, and of it only the order number and a captured amount are used. */
export const webhookSchema = z.object({
  eventType: z.string().min(1).max(200).refine(storable),
  eventTime: optional(z.string()),
  data: optional(
    z.object({
      orderNo: optional(id),
      capturedAmount: z.unknown().optional(),
      currencyCode: z.unknown().optional(),
      exponent: z.unknown().optional(),
    }),
  ),
});
export type Webhook = z.infer<typeof webhookSchema>;
