/** A cancel on record: its lines as they were asked for, and how it ended. Whole won. */
import type { LedgerCancellation } from "../kit/ledger/payment-ledger.js";
import { recordOf } from "../kit/ledger/record.js";
import type { ItemType } from "./payment.js";

/** One line of a cancel as it arrived. */
export interface CancelLine {
  seq: number;
  itemType: ItemType;
  itemId: string;
  quantity: number;
  /** Per piece, tax included. */
  amount: number;
  /** Per piece, contained in `amount`. */
  taxAmount?: number | undefined;
}

export type Trigger = "API" | "CONSOLE";

/** Enough to tell whether the right account arrived whole; the number itself is not kept. */
export interface AccountTrace {
  bankCode: string;
  accountNumberLength: number;
  accountNumberEnding: string;
}

export interface CancellationRow extends LedgerCancellation {
  /** The vendor's returnRequestId. */
  id: string;
  payment_id: string;
  trigger: Trigger;
  total: number;
  tax: number;
  /** Empty for a cancel in the console, which names an amount only. */
  items: CancelLine[];
  /** A trace of the account it was paid back to; `null` when none was named. */
  refund_account: AccountTrace | null;
  pg_cancel_transaction_id: string | null;
  cancelled_at: Date | null;
}

/** A cancel as the control API shows it. */
export type CancellationRecord = ReturnType<typeof cancellationRecord>;

export const cancellationRecord = (row: CancellationRow) =>
  recordOf(row, [
    "id",
    "payment_id",
    "status",
    "trigger",
    "total",
    "tax",
    "items",
    "refund_account",
    "pg_cancel_transaction_id",
    "requested_at",
    "cancelled_at",
  ]);
