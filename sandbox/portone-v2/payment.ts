/** A payment and its cancels: what the control API takes and shows, and the rows of the ledger. All amounts in whole won, order units. */
import { z } from "zod";
import type { LedgerCancellation } from "../kit/ledger/payment-ledger.js";
import { recordOf } from "../kit/ledger/record.js";
import { FAULT } from "./fault.js";

const METHODS = ["card", "virtualAccount", "transfer", "mobile", "easyPay"] as const;
export type Method = (typeof METHODS)[number];

/** Behind a wallet: a card, its prepaid points (충전식 포인트), a bank transfer, or nothing that the vendor names. */
const EASY_PAY_METHODS = ["card", "charge", "transfer", "unnamed"] as const;
export type EasyPayMethod = (typeof EASY_PAY_METHODS)[number];

const INITIAL_STATUSES = ["READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED", "PAID"] as const;
/** Outcomes of a transfer to the customer's account, as the vendor names it. Source: PortOne V2 OpenAPI. */
export const TRANSFER_OUTCOMES = ["COMPLETED", "FAILED", "PARTIAL_REFUND_FAILED"] as const;
export type TransferOutcome = (typeof TRANSFER_OUTCOMES)[number];
type RefundStatus = TransferOutcome | "PENDING";

/** Long enough to be seen PENDING, short enough for a demo; a real PG takes one or two business days. */
export const DEFAULT_TRANSFER_DELAY_MS = 1_000;
/** Longer than any bank takes; it only keeps the date writable. */
const MAX_TRANSFER_DELAY_MS = 30 * 24 * 60 * 60 * 1000;

export type PaymentStatus = (typeof INITIAL_STATUSES)[number] | "PARTIAL_CANCELLED" | "CANCELLED";

const won = z.number().int().min(0);
const moment = z.iso.datetime({ offset: true });

/** A promotion of PortOne's own: a discount that holds from `minimum` order won upward. */
const PROMOTION = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("PERCENT"), percent: z.number().positive().max(100), minimum: won }),
  z.strictObject({ kind: z.literal("FIXED"), discount: won.positive(), minimum: won.positive() }),
]);
export type Promotion = z.infer<typeof PROMOTION>;

export const PAYMENT_FACTS = z.strictObject({
  id: z.string().min(1),
  amount: z.strictObject({
    /** The price of the order, before discounts. */
    total: won.positive(),
    taxFree: won.optional(),
    /** VAT contained in the taxable part; computed when omitted. */
    vat: won.optional(),
    /** The amount the customer really paid; `total` when omitted. */
    paid: won.optional(),
  }),
  method: z.enum(METHODS).default("card"),
  /** For `easyPay` alone. */
  easyPayMethod: z.enum(EASY_PAY_METHODS).default("charge"),
  status: z.enum(INITIAL_STATUSES).default("PAID"),
  currency: z.string().default("KRW"),
  orderName: z.string().default("주문"),
  /** The channel's PG module, as the vendor names it. */
  pgProvider: z.string().default("TOSSPAYMENTS"),
  promotion: PROMOTION.optional(),
  paidAt: moment.optional(),
  /** From this many cancel attempts on the vendor answers MAX_CANCEL_COUNT_REACHED; its documents give no number, so none by default. */
  maxCancelCount: z.number().int().positive().optional(),
  /** After this moment the PG refuses (card companies: about a year). */
  cancellableUntil: moment.optional(),
  /** Virtual accounts: whether the shop has the PG's special contract (특약) for refunding them; without one the PG refuses. */
  refundContract: z.boolean().default(true),
  /** Virtual accounts: how long after a cancel its transfer arrives; `null` waits for the control API. */
  transferDelayMs: z.number().int().min(0).max(MAX_TRANSFER_DELAY_MS).nullable().default(DEFAULT_TRANSFER_DELAY_MS),
  /** A fault every cancel of this payment meets, for ever, unless a planned one comes first. */
  behaviour: FAULT.optional(),
});
/** Facts as a caller writes them; everything but `id` and `amount.total` has a default. */
export type PaymentFacts = z.input<typeof PAYMENT_FACTS>;
export type CompletePaymentFacts = z.output<typeof PAYMENT_FACTS>;

export interface Dispute {
  status: "UNRESOLVED" | "RESOLVED";
  reason: string;
  createdAt: string;
  resolvedAt?: string;
}

export type RetainOption = "RETAIN" | "RELEASE";

export interface PaymentRow {
  id: string;
  transaction_id: string;
  status: PaymentStatus;
  currency: string;
  order_name: string;
  method: Method;
  easy_pay_method: EasyPayMethod;
  pg_provider: string;
  total: number;
  tax_free: number;
  vat: number;
  paid: number;
  promotion: Promotion | null;
  retain_option: RetainOption | null;
  max_cancel_count: number | null;
  cancellable_until: Date | null;
  refund_contract: boolean;
  transfer_delay_ms: number | null;
  /** `null` until a virtual account payment is cancelled, and for every other method. */
  refund_status: RefundStatus | null;
  /** When the transfer that is under way ends by itself. */
  transfer_at: Date | null;
  /** An earlier transfer of this payment failed. */
  transfer_failed: boolean;
  disputes: Dispute[];
  cancelled: number;
  /** Held by cancels whose result comes later. */
  pending: number;
  /** Returned to the customer by the PG; of a virtual account payment, what it has set out to transfer. */
  paid_back: number;
  paid_back_pending: number;
  requested_at: Date;
  paid_at: Date | null;
  status_changed_at: Date;
  updated_at: Date;
  cancelled_at: Date | null;
}

export type Trigger = "API" | "CONSOLE" | "PORTONE_ADMIN" | "CHARGEBACK";

export interface CancellationRow extends LedgerCancellation {
  id: string;
  payment_id: string;
  total: number;
  tax_free: number;
  vat: number;
  /** Returned to the customer by the PG: less than `total` where the payment was discounted. */
  paid_back: number;
  reason: string;
  requester: string | null;
  trigger: Trigger;
  pg_cancellation_id: string | null;
  receipt_url: string | null;
  skip_webhook: boolean;
  cancelled_at: Date | null;
}

/** The ledger as the control API shows it. Whole won, order units, except `paid` and `paidBack`. */
export type PaymentRecord = ReturnType<typeof paymentRecord>;
export type CancellationRecord = ReturnType<typeof cancellationRecord>;

export const paymentRecord = (row: PaymentRow) =>
  recordOf(row, [
    "id",
    "status",
    "total",
    "tax_free",
    "vat",
    "paid",
    "cancelled",
    "pending",
    "paid_back",
    "refund_status",
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
    "trigger",
    "requested_at",
    "cancelled_at",
  ]);

/** The VAT contained in a taxable amount: what is left after taking out the supply price, rounded to the won. */
export const includedVat = (taxable: number): number => taxable - Math.round(taxable / 1.1);
