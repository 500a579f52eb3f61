/** A payment and its refunds: what the control API takes and shows, and the rows of the ledger. All amounts in whole won. */
import { z } from "zod";
import { oneYearAfter } from "../kit/clock/korean-time.js";
import type { LedgerCancellation } from "../kit/ledger/payment-ledger.js";
import { recordOf } from "../kit/ledger/record.js";
import { FAULT } from "./fault.js";

const INITIAL_STATUSES = ["PAY_STANDBY", "PAY_APPROVED", "PAY_PROGRESS", "PAY_CANCEL", "PAY_COMPLETE"] as const;
type InitialStatus = (typeof INITIAL_STATUSES)[number];
export type PayStatus =
  InitialStatus | "REFUND_PROGRESS" | "REFUND_SUCCESS" | "SETTLEMENT_COMPLETE" | "SETTLEMENT_REFUND_COMPLETE";

const won = z.number().int().min(0);
const moment = z.iso.datetime({ offset: true });

export const PAYMENT_FACTS = z.strictObject({
  /** The payToken. */
  id: z.string().min(1),
  /** Unique per merchant; `order-<id>` when omitted. */
  orderNo: z.string().min(1).max(50).optional(),
  amount: z.strictObject({
    /** The price of the order, before discounts: the amount the merchant sent. */
    total: won.positive(),
    taxFree: won.optional(),
    /** VAT contained in the taxable part; the vendor's default when omitted. */
    vat: won.optional(),
    serviceFee: won.optional(),
    /** 즉시할인: Toss took this off by itself. */
    discount: won.optional(),
    /** Paid with Toss points (토스포인트); the vendor counts them as discount too. */
    points: won.optional(),
  }),
  method: z.enum(["CARD", "TOSS_MONEY"]).default("CARD"),
  status: z.enum(INITIAL_STATUSES).default("PAY_COMPLETE"),
  paidAt: moment.optional(),
  /** From then on it is settled and no refund is possible; one year after `paidAt` when omitted. */
  settlesAt: moment.optional(),
  /** INACTIVE has left Toss (탈퇴), PAUSED is suspended (일시정지): neither can be refunded. */
  user: z.enum(["ACTIVE", "INACTIVE", "PAUSED"]).default("ACTIVE"),
  /** True when answers name a cash receipt; it does for Toss money when omitted. */
  cashReceipt: z.boolean().optional(),
  /** A fault every refund of this payment meets, for ever, unless a planned one comes first. */
  behaviour: FAULT.optional(),
});
/** Facts as a caller writes them; everything but `id` and `amount.total` has a default. */
export type PaymentFacts = z.input<typeof PAYMENT_FACTS>;
export type CompletePaymentFacts = z.output<typeof PAYMENT_FACTS>;

export interface PaymentRow {
  pay_token: string;
  order_no: string;
  /** Of the approval; a refundNo must not be the same. */
  transaction_id: string;
  /** PAY_COMPLETE for whatever was paid; what a refund or time makes of it is `payStatusOf`. */
  status: InitialStatus;
  method: CompletePaymentFacts["method"];
  user_state: CompletePaymentFacts["user"];
  total: number;
  tax_free: number;
  /** Without VAT. */
  taxable: number;
  vat: number;
  service_fee: number;
  discount: number;
  points: number;
  cash_receipt_key: string | null;
  /** Gross, as `total`. */
  refunded: number;
  /** Held by the refund in progress. */
  pending: number;
  /** The amount the customer got back, or is about to. */
  paid_back: number;
  paid_back_pending: number;
  created_at: Date;
  paid_at: Date | null;
  settles_at: Date | null;
  updated_at: Date;
}

/** Immediate discount and points together: the vendor's "discounted amount". */
export const discountedOf = (row: PaymentRow): number => row.discount + row.points;
/** The amount the customer's card or account paid. */
export const paidOf = (row: PaymentRow): number => row.total - discountedOf(row);

export function payStatusOf(row: PaymentRow, now: Date): PayStatus {
  if (row.status !== "PAY_COMPLETE" || row.paid_at === null) return row.status;
  if (row.pending > 0) return "REFUND_PROGRESS";
  const settled = now >= (row.settles_at ?? oneYearAfter(row.paid_at));
  if (row.refunded > 0) return settled ? "SETTLEMENT_REFUND_COMPLETE" : "REFUND_SUCCESS";
  return settled ? "SETTLEMENT_COMPLETE" : "PAY_COMPLETE";
}

export type Trigger = "API" | "CONSOLE";

export interface RefundRow extends LedgerCancellation {
  /** The refund's own. */
  transaction_id: string;
  pay_token: string;
  /** Of a refund of the console: its transaction id. */
  refund_no: string;
  /** Of the request; `null` for a refund of the console, which no call can repeat. */
  fingerprint: string | null;
  trigger: Trigger;
  amount: number;
  tax_free: number;
  /** Without VAT. */
  taxable: number;
  vat: number;
  service_fee: number;
  /** The part that only lowered the discount; `amount` is this and `paid_back`. */
  discount: number;
  paid_back: number;
  reason: string;
  /** The answer that was given, and is answered to a repeat. */
  answer: unknown;
  refunded_at: Date | null;
}

/** The ledger as the control API shows it. Whole won, gross, except `paid` and `paidBack`: what the customer's card or account paid, and got back. */
export type PaymentRecord = ReturnType<typeof paymentRecord>;
/** A refund; its `id` is the transactionId of the refund itself. */
export type CancellationRecord = ReturnType<typeof cancellationRecord>;

export const paymentRecord = (row: PaymentRow, now: Date) => ({
  id: row.pay_token,
  status: payStatusOf(row, now),
  paid: paidOf(row),
  cancelled: row.refunded,
  ...recordOf(row, [
    "order_no",
    "transaction_id",
    "total",
    "tax_free",
    "taxable",
    "vat",
    "service_fee",
    "pending",
    "paid_back",
  ]),
});

export const cancellationRecord = (row: RefundRow) => ({
  id: row.transaction_id,
  paymentId: row.pay_token,
  total: row.amount,
  cancelledAt: row.refunded_at?.toISOString() ?? null,
  ...recordOf(row, [
    "refund_no",
    "status",
    "tax_free",
    "taxable",
    "vat",
    "service_fee",
    "discount",
    "paid_back",
    "reason",
    "trigger",
    "requested_at",
  ]),
});
