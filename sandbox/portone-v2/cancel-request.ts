/** The body of a cancel call, read as strictly as the vendor's schema says and tolerant of fields it does not name. */
import { z } from "zod";
import { parseOrRefuse } from "../kit/http/parse.js";
import { invalid, Refusal } from "./refusal.js";
import { REFUND_ACCOUNT } from "./refund-account.js";

const amount = z.number().int().min(0);

const CANCEL_REQUEST = z.object({
  storeId: z.string().optional(),
  /** Omitted: all that remains. */
  amount: amount.positive().optional(),
  taxFreeAmount: amount.optional(),
  vatAmount: amount.optional(),
  reason: z.string().min(1),
  requester: z.enum(["CUSTOMER", "ADMIN"]).optional(),
  promotionDiscountRetainOption: z.enum(["RETAIN", "RELEASE"]).optional(),
  currentCancellableAmount: amount.optional(),
  refundAccount: REFUND_ACCOUNT.optional(),
  refundEmail: z.string().optional(),
  skipWebhook: z.boolean().optional(),
});
export type CancelRequest = z.infer<typeof CANCEL_REQUEST>;

const STORE_REQUEST = z.object({ storeId: z.string().optional() });
const RESEND_REQUEST = z.object({ storeId: z.string().optional(), webhookId: z.string().optional() });

/** @throws Refusal INVALID_REQUEST naming the field, never its value. */
export const readCancelRequest = (body: string | null): CancelRequest => read(CANCEL_REQUEST, body);
export const readStoreRequest = (body: string | null): { storeId?: string } => read(STORE_REQUEST, body || "{}");
export const readResendRequest = (body: string | null): z.infer<typeof RESEND_REQUEST> =>
  read(RESEND_REQUEST, body || "{}");

export const read = <T extends z.ZodType>(schema: T, body: string | null): z.output<T> =>
  parseOrRefuse(schema, readJson(body), invalid);

function readJson(body: string | null): unknown {
  if (body === null) throw invalid("The body is too large.");
  try {
    return JSON.parse(body, (_name, value: unknown) => {
      // PostgreSQL's text cannot hold it.
      if (typeof value === "string" && value.includes("\0")) throw invalid("The body has a NUL character.");
      return value;
    });
  } catch (error) {
    throw error instanceof Refusal ? error : invalid("The body is not JSON.");
  }
}
