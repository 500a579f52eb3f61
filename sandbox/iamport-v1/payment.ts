/** A payment and its cancels: what the control API takes and shows, and the rows of the ledger. All amounts in whole won, order units. */
import { z } from "zod";
import type { LedgerCancellation } from "../kit/ledger/payment-ledger.js";
import { recordOf } from "../kit/ledger/record.js";
import { FAULT } from "./fault.js";

/** As the vendor names them in `pay_method`; `point` stands for what easy-pay wallets hold. */
const METHODS = ["card", "trans", "vbank", "phone", "point"] as const;
export type Method = (typeof METHODS)[number];

const INITIAL_STATUSES = ["ready", "paid", "failed"] as const;
export type PaymentStatus = (typeof INITIAL_STATUSES)[number] | "cancelled";

const won = z.number().int().min(0);
const moment = z.iso.datetime({ offset: true });

/** A promotion of PortOne's own: a discount that holds from `minimum` order won upward. */
const PROMOTION = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("PERCENT"), percent: z.number().positive().max(100), minimum: won }),
  z.strictObject({ kind: z.literal("FIXED"), discount: won.positive(), minimum: won.positive() }),
]);
export type Promotion = z.infer<typeof PROMOTION>;

/** Words of the vendor's own paths under /payments/, which no imp_uid may be. */
const RESERVED = ["cancel", "find", "findAll"];

export const PAYMENT_FACTS = z.strictObject({
  /** The imp_uid. */
  id: z
    .string()
    .min(1)
    .refine((id) => !RESERVED.includes(id), "is a word of the vendor's paths"),
  /** The shop's own number; `order_` and the id when omitted. */
  merchantUid: z.string().min(1).optional(),
  amount: z.strictObject({
    /** The price of the order, before discounts. */
    total: won.positive(),
    taxFree: won.optional(),
    /** VAT contained in the taxable part. Given, the payment "specified VAT"; computed when omitted. */
    vat: won.optional(),
    /** The amount the customer really paid; `total` when omitted. */
    paid: won.optional(),
  }),
  method: z.enum(METHODS).default("card"),
  status: z.enum(INITIAL_STATUSES).default("paid"),
  currency: z.string().default("KRW"),
  orderName: z.string().default("주문"),
  /** As V1 writes it: `html5_inicis`, `kcp`, `nice_v2`, `smartro_v2`, `naverpay`, `daou` … */
  pgProvider: z.string().default("tosspayments"),
  promotion: PROMOTION.optional(),
  paidAt: moment.optional(),
  /** Paid through a test channel: look-ups need `include_sandbox=true`. */
  sandbox: z.boolean().default(false),
  /** The `status` after part of it was cancelled: the documents are silent, and both were seen. */
  statusAfterPartialCancel: z.enum(["paid", "cancelled"]).default("paid"),
  /** False: its rows of `cancel_history` have no `cancellation_id`, as in answers from before February 2024. */
  cancellationIds: z.boolean().default(true),
  /** True when the payment was made with a notice URL; without one no webhook is ever sent. */
  usesWebhooks: z.boolean().default(true),
  /** Special contract (특약) for refunds to an account; what is set for the PG when omitted. */
  refundContract: z.boolean().optional(),
  /** The name the bank knows for the account; a refund that names another holder is refused. Any name when omitted. */
  accountHolder: z.string().min(1).optional(),
  /** False: the PG cancels this payment only in full (overseas and gift cards, escrow). */
  partialCancel: z.boolean().default(true),
  /** After this moment the PG refuses (card companies: about a year). */
  cancellableUntil: moment.optional(),
  /** A fault every cancel of this payment meets, for ever, unless a planned one comes first. */
  behaviour: FAULT.optional(),
});
/** Facts as a caller writes them; everything but `id` and `amount.total` has a default. */
export type PaymentFacts = z.input<typeof PAYMENT_FACTS>;
export type CompletePaymentFacts = z.output<typeof PAYMENT_FACTS>;

export interface PaymentRow {
  /** The imp_uid. */
  id: string;
  merchant_uid: string;
  status: PaymentStatus;
  status_after_part: "paid" | "cancelled";
  currency: string;
  order_name: string;
  method: Method;
  pg_provider: string;
  pg_tid: string;
  test_channel: boolean;
  uses_webhooks: boolean;
  cancellation_ids: boolean;
  refund_contract: boolean | null;
  /** SHA-256 in hex: a name is personal data in a sandbox too. */
  account_holder: string | null;
  partial_cancel: boolean;
  cancellable_until: Date | null;
  total: number;
  tax_free: number;
  vat: number;
  vat_specified: boolean;
  paid: number;
  promotion: Promotion | null;
  retain_promotion: boolean | null;
  cancelled: number;
  /** Held by cancels whose result comes later. */
  pending: number;
  /** Returned to the customer by the PG. */
  paid_back: number;
  paid_back_pending: number;
  started_at: Date;
  paid_at: Date | null;
  failed_at: Date | null;
  cancelled_at: Date | null;
  cancel_reason: string | null;
}

export type Trigger = "API" | "CONSOLE";

/** Where a refund was sent, with all but its last digits and the first letter of the name starred out. */
export interface MaskedAccount {
  /** Standard three-digit code of the bank the PG understood. */
  bankCode: string;
  number: string;
  holder: string;
}

export interface CancellationRow extends LedgerCancellation {
  id: string;
  payment_id: string;
  total: number;
  tax_free: number;
  vat: number;
  /** Returned to the customer by the PG: less than `total` where the payment was discounted. */
  paid_back: number;
  reason: string;
  requester: "customer" | "admin" | null;
  trigger: Trigger;
  refund_account: MaskedAccount | null;
  /** True when its success is reported by webhook. */
  notify: boolean;
  pg_tid: string | null;
  receipt_url: string | null;
  cancelled_at: Date | null;
}

/** The ledger as the control API shows it. Whole won, order units, except `paid` and `paidBack`. */
export type PaymentRecord = ReturnType<typeof paymentRecord>;
export type CancellationRecord = ReturnType<typeof cancellationRecord>;

export const paymentRecord = (row: PaymentRow) =>
  recordOf(row, [
    "id",
    "merchant_uid",
    "status",
    "total",
    "tax_free",
    "vat",
    "paid",
    "cancelled",
    "pending",
    "paid_back",
  ]);

export const cancellationRecord = (row: CancellationRow) =>
  recordOf(row, [
    "id",
    "payment_id",
    "status",
    "total",
    "tax_free",
    "vat",
    "paid_back",
    "reason",
    "requester",
    "trigger",
    "refund_account",
    "requested_at",
    "cancelled_at",
  ]);

/** The VAT contained in a taxable amount: what is left after taking out the supply price, rounded to the won. */
export const includedVat = (taxable: number): number => taxable - Math.round(taxable / 1.1);
