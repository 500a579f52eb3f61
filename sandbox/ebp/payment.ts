/** A payment and its lines: what the control API takes and shows, and the rows of the ledger. Whole won. */
import { z } from "zod";
import { recordOf } from "../kit/ledger/record.js";
import { FAULT } from "./fault.js";

/** 가상계좌 and 계좌입금 are paid back to an account the shop names; the others the way they came. */
const METHODS = ["card", "easyPay", "virtualAccount", "bankDeposit"] as const;
export type Method = (typeof METHODS)[number];

export const ITEM_TYPES = ["PHYSICAL", "DIGITAL", "SUBSCRIPTION", "DELIVERY", "SERVICE"] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** Source: payment-flow page; the vendor's wire has the numbers. */
export const STATUS_CODES = {
  REQUEST: "1",
  COMPLETE: "2",
  CANCEL: "3",
  FAIL: "4",
  PENDING: "5",
  PENDING_CANCEL: "6",
  PARTIAL_CANCEL: "7",
  REGISTER: "9",
} as const;
export type PaymentStatus = keyof typeof STATUS_CODES;
const INITIAL_STATUSES = ["REQUEST", "COMPLETE", "FAIL", "PENDING", "REGISTER"] as const;

const won = z.number().int().min(0);
const moment = z.iso.datetime({ offset: true });

const LINE = z.strictObject({
  seq: z.number().int().min(1),
  itemId: z.string().min(1),
  itemType: z.enum(ITEM_TYPES).default("PHYSICAL"),
  quantity: z.number().int().positive().default(1),
  /** Per piece, tax included. */
  amount: won,
  /** Per piece, contained in `amount`. */
  taxAmount: won.default(0),
});

export const PAYMENT_FACTS = z.strictObject({
  /** The vendor's orderNo. */
  id: z.string().min(1),
  amount: z.strictObject({
    total: won.positive(),
    /** The part of the lines that another means paid, such as the shop's points. */
    paidOtherwise: won.default(0),
  }),
  /** The order's lines, which add up to what was paid in all; cancels must then name them. Any lines are taken when omitted. */
  items: z.array(LINE).min(1).optional(),
  method: z.enum(METHODS).default("card"),
  status: z.enum(INITIAL_STATUSES).default("COMPLETE"),
  /** 매입: before it a payment is only cancelled whole. `false` is an authorisation, told by webhook. */
  captured: z.boolean().default(true),
  buyerName: z.string().default("John Doe"),
  paidAt: moment.optional(),
  /** After this moment the PG refuses. */
  cancellableUntil: moment.optional(),
  /** A fault every cancel of this payment meets, for ever, unless a planned one comes first. */
  behaviour: FAULT.optional(),
});
/** Facts as a caller writes them; everything but `id` and `amount.total` has a default. */
export type PaymentFacts = z.input<typeof PAYMENT_FACTS>;
export type CompletePaymentFacts = z.output<typeof PAYMENT_FACTS>;

export interface PaymentRow {
  id: string;
  /** As it was opened; cancels do not change it. */
  status: (typeof INITIAL_STATUSES)[number];
  method: Method;
  store_request_no: string;
  pg_transaction_id: string;
  /** Of the latest cancel that succeeded. */
  pg_cancel_transaction_id: string | null;
  buyer_name: string;
  total: number;
  cancelled: number;
  /** Held by cancels whose result comes later. */
  pending: number;
  /** Lines were named when it was opened. */
  has_lines: boolean;
  captured: boolean;
  paid_at: Date;
  cancellable_until: Date | null;
  updated_at: Date;
}

/** One line of the order and how much of it is gone, or held by cancels whose result comes later. */
export interface LineRow {
  payment_id: string;
  seq: number;
  item_id: string;
  item_type: ItemType;
  quantity: number;
  total: number;
  tax: number;
  taken: number;
  tax_taken: number;
}

/** Status that the payment shows now. While a cancel is open the documents name no other status than 6, so that one comes first. */
export function statusOf(payment: PaymentRow): PaymentStatus {
  if (payment.pending > 0) return "PENDING_CANCEL";
  if (payment.cancelled === payment.total) return "CANCEL";
  return payment.cancelled > 0 ? "PARTIAL_CANCEL" : payment.status;
}

/** A payment as the control API shows it. */
export type PaymentRecord = ReturnType<typeof paymentRecord>;

export const paymentRecord = (row: PaymentRow) => ({
  ...recordOf(row, ["id", "total", "cancelled", "pending", "captured"]),
  status: statusOf(row),
});
