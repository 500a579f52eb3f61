/** The ledger: the only code that books refunds. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import type { Queryable, Tx } from "../kit/database.js";
import { PaymentLedger, type Settlement as LedgerSettlement } from "../kit/ledger/payment-ledger.js";
import { refundAnswer } from "./answers.js";
import type { PaymentRow, RefundRow, Trigger } from "./payment.js";
import type { AskedAmounts } from "./refund-request.js";
import { checkRefundNo, checkState, decideAmounts, type RefundParts } from "./refund-rules.js";
import { invalid, Refusal } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";
import { checkDailyLimit, checkShop, readShop } from "./shop.js";

const noSuchTransaction = (): Refusal => new Refusal("TRANSACTION_NOT_FOUND");

export const LEDGER: PaymentLedger<PaymentRow, RefundRow, Sandbox> = new PaymentLedger(
  {
    payments: "toss_pay.payment",
    paymentId: "pay_token",
    cancelled: "refunded",
    cancellations: "toss_pay.refund",
    cancellationId: "transaction_id",
    paymentOf: "pay_token",
    amount: "amount",
    cancelledAt: "refunded_at",
    paid: "total - discount - points",
  },
  {
    noSuchPayment: noSuchTransaction,
    invalid,
    noSuchCancellation: noSuchTransaction,
    async close(tx, sandbox, refund, outcome) {
      const now = sandbox.now();
      const payment = await LEDGER.release(tx, refund, outcome, { updated_at: now });
      const answer = outcome === "SUCCEEDED" ? refundAnswer(payment, { ...refund, refunded_at: now }) : refund.answer;
      return LEDGER.end(tx, refund, { outcome, now, columns: { answer: JSON.stringify(answer) } });
    },
  },
);

/** The refund that holds the number, made or in progress. */
export async function findByRefundNo(db: Queryable, refundNo: string): Promise<RefundRow | null> {
  const { rows } = await db.query<RefundRow>(
    "SELECT * FROM toss_pay.refund WHERE refund_no = $1 AND status <> 'FAILED'",
    [refundNo],
  );
  return rows[0] ?? null;
}

export interface DecidedRefund {
  payment: PaymentRow;
  parts: RefundParts;
  trigger: Trigger;
}

/** Locks the payment and decides the refund by the present state of shop, payment and user. Writes nothing. @throws Refusal */
export async function decideUnderLock(
  tx: Tx,
  sandbox: Sandbox,
  wanted: { payToken: string; refundNo: string | null; asked: AskedAmounts; trigger: Trigger },
): Promise<DecidedRefund> {
  const now = sandbox.now();
  const shop = await readShop(tx);
  checkShop(shop);
  const payment = await LEDGER.lock(tx, wanted.payToken);
  checkRefundNo(payment, wanted.refundNo);
  checkState(payment, now);
  const spent = await LEDGER.spent(tx, wanted.payToken, {
    taxFree: "tax_free",
    taxable: "taxable",
    vat: "vat",
    serviceFee: "service_fee",
  });
  const parts = decideAmounts(payment, spent, wanted.asked);
  await checkDailyLimit(tx, shop, parts.amount, now);
  return { payment, parts, trigger: wanted.trigger };
}

interface Settlement extends LedgerSettlement {
  /** The answer meanwhile. */
  answer: unknown;
}

export interface NewRefund extends DecidedRefund {
  /** `null` for a refund of the console: its number is its transaction id. */
  refundNo: string | null;
  fingerprint: string | null;
  reason: string;
  /** Without one it is made at once. */
  settlement?: Settlement;
}

export async function bookRefund(tx: Tx, sandbox: Sandbox, booking: NewRefund): Promise<RefundRow> {
  const { payment, parts, settlement } = booking;
  const now = sandbox.now();
  const transactionId = randomUUID();
  const { cancellation: refund } = await LEDGER.book(
    tx,
    {
      transaction_id: transactionId,
      pay_token: payment.pay_token,
      refund_no: booking.refundNo ?? transactionId,
      fingerprint: booking.fingerprint,
      trigger: booking.trigger,
      amount: parts.amount,
      tax_free: parts.taxFree,
      taxable: parts.taxable,
      vat: parts.vat,
      service_fee: parts.serviceFee,
      discount: parts.discount,
      paid_back: parts.paidBack,
      reason: booking.reason,
      answer: settlement && JSON.stringify(settlement.answer),
      requested_at: now,
    },
    { settlement, payment: { updated_at: now } },
  );
  return settlement ? refund : LEDGER.close(tx, sandbox, refund, "SUCCEEDED");
}
