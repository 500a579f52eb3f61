/** The bodies of the vendor's calls, read as strictly as its schema says and tolerant of fields it does not name. */
import { z } from "zod";
import { ITEM_TYPES } from "./payment.js";
import { Refusal } from "./refusal.js";

/** `106000.0` is the same number as `106000`; won have no decimals. */
const won = z.number().int().min(0);
const text = z.string().min(1);

const CANCEL_REQUEST = z.object({
  orderNo: text,
  totalCancelAmount: won.positive(),
  refundAccount: z
    .object({
      /** The schema says number, every example is a string: both are taken, and a number loses its leading zeros. */
      accountNumber: z.union([text, z.number().min(0).transform(String)]).optional(),
      bankCode: text.optional(),
      accountHolderName: text.optional(),
    })
    .nullish(),
  items: z
    .array(
      z.object({
        seq: z.number().int().min(1),
        itemType: z.enum(ITEM_TYPES),
        itemId: text,
        quantity: z.number().int().positive(),
        amount: won,
        taxAmount: won.optional(),
      }),
    )
    .min(1),
});
export type CancelRequest = z.infer<typeof CANCEL_REQUEST>;

const DETAIL_REQUEST = z.object({ orderNo: text });

export const readCancelRequest = (body: string | null): CancelRequest => read(CANCEL_REQUEST, body);
export const readDetailRequest = (body: string | null): { orderNo: string } => read(DETAIL_REQUEST, body);

/** The order a call is about, for the log and the faults, before anything is checked. */
export function orderNoOf(body: string | null): string | null {
  try {
    const parsed = DETAIL_REQUEST.safeParse(readJson(body));
    return parsed.success ? parsed.data.orderNo : null;
  } catch {
    return null;
  }
}

/** Pattern for the log, where a refund account is a customer's: a JSON string (perhaps cut off), or a number, after one of the two names. Works on text: a broken body is kept too. */
const ACCOUNT_FIELDS = /("(?:accountNumber|accountHolderName)"\s*:\s*)("(?:[^"\\]|\\.)*"?|[-+.\dEe]+)/gs;

export const withoutAccount = (body: string | null): string | null =>
  body?.replaceAll(ACCOUNT_FIELDS, '$1"***"') ?? null;

/** @throws Refusal EBP-C-0006 when it is not JSON, EBP-C-0007 naming the fields that do not fit, never their values. */
export function read<T extends z.ZodType>(schema: T, body: string | null): z.output<T> {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ field: path.join(".") || "body", message }));
  const [first] = details;
  throw new Refusal("EBP-C-0007", `Schema Mismatch: ${first?.field} ${first?.message}`, { details });
}

function readJson(body: string | null): unknown {
  if (body === null) throw new Refusal("EBP-C-0006", "The body is too large.");
  try {
    return JSON.parse(body, (_name, value: unknown) => {
      // PostgreSQL's text cannot hold it.
      if (typeof value === "string" && value.includes("\0")) throw new Error("NUL");
      return value;
    });
  } catch {
    throw new Refusal("EBP-C-0006", "Invalid Request Format: the body is not JSON, or has a NUL character.");
  }
}
