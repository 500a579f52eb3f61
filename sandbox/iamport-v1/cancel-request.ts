/** The parameters of POST /payments/cancel, as lenient as the vendor: numbers and flags may come as text, blanks count as missing. */
import { z } from "zod";
import { parseOrRefuse } from "../kit/http/parse.js";
import type { Fields } from "./body.js";
import { invalid } from "./refusal.js";

/** PostgreSQL's text cannot hold a NUL character. */
const storable = (value: string): boolean => !value.includes("\0");

const orMissing = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (value === null || value === "" ? undefined : value), inner.optional());

const text = orMissing(z.union([z.string(), z.number().transform(String)]).refine(storable, "has a NUL character"));

const won = orMissing(
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^-?\d+(\.\d+)?$/, "is not a number")
        .transform(Number),
    ])
    .refine((value) => Number.isSafeInteger(value) && value >= 0, "is not a whole amount of won"),
);

const FLAGS: Readonly<Record<string, boolean>> = { true: true, "1": true, false: false, "0": false };
const flag = orMissing(
  z
    .union([z.boolean(), z.string(), z.number()])
    .transform((value) => FLAGS[String(value)])
    .refine((value) => value !== undefined, "is not true or false"),
);

const CANCEL_REQUEST = z.object({
  /** Wins over `merchant_uid`. */
  imp_uid: text,
  merchant_uid: text,
  /** Missing or 0: everything that remains. */
  amount: won.transform((value) => value || undefined),
  tax_free: won,
  vat_amount: won,
  /** The amount that is cancellable before this call, as the caller believes. */
  checksum: won,
  reason: text,
  refund_holder: text,
  refund_bank: text,
  refund_account: text,
  refund_tel: text,
  retain_promotion: flag,
  enable_webhook: flag,
  extra: orMissing(z.object({ requester: orMissing(z.enum(["customer", "admin"])) })),
});
type CancelRequest = z.output<typeof CANCEL_REQUEST>;
/** A cancel as the rules see it: what is asked for, of whichever payment. */
export type CancelTerms = Omit<CancelRequest, "imp_uid" | "merchant_uid">;

/** @throws Refusal naming the field, never its value. */
export const readCancelRequest = (fields: Fields): CancelRequest => check(CANCEL_REQUEST, fields);

/** @throws Refusal naming the field, never its value. */
export const check = <T extends z.ZodType>(schema: T, value: unknown): z.output<T> =>
  parseOrRefuse(schema, value, invalid);
