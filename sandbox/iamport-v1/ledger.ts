/** The ledger: the only code that books cancellations. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import { decideCancel, type CancelParts } from "./cancel-rules.js";
import type { CancelTerms } from "./cancel-request.js";
import { isContracted } from "./contract.js";
import type { Queryable, Tx } from "../kit/database.js";
import { PaymentLedger, type Settlement } from "../kit/ledger/payment-ledger.js";
import type { CancellationRow, PaymentRow, Trigger } from "./payment.js";
import { invalid, nothingToCancel, Refusal } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";
import { writeCancelWebhook } from "./webhook.js";

export const LEDGER: PaymentLedger<PaymentRow, CancellationRow, Sandbox> = new PaymentLedger(
  { payments: "iamport_v1.payment", cancellations: "iamport_v1.cancellation", paid: "paid" },
  {
    noSuchPayment: nothingToCancel,
    invalid,
    noSuchCancellation: () => new Refusal(-1, "There is no such cancellation.", 404),
    async close(tx, sandbox, booked, outcome) {
      const now = sandbox.now();
      const done = outcome === "SUCCEEDED";
      const cancellation = await LEDGER.end(tx, booked, {
        outcome,
        now,
        columns: done && { pg_tid: `pg_${randomUUID()}`, receipt_url: `https://receipt.invalid/${booked.id}` },
      });
      const before = await LEDGER.lock(tx, booked.payment_id);
      const payment = await LEDGER.release(
        tx,
        booked,
        outcome,
        done
          ? {
              status: before.cancelled + booked.total === before.total ? "cancelled" : before.status_after_part,
              cancelled_at: now,
              cancel_reason: booked.reason,
            }
          : {},
      );
      if (done && cancellation.notify) {
        await writeCancelWebhook(tx, { payment, cancellation, style: sandbox.webhookStyle(), now });
      }
      return cancellation;
    },
  },
);

/** A shop may use a number again after a failed try: the one that was paid comes first, then the latest. */
export async function findByMerchantUid(
  db: Queryable,
  merchantUid: string,
  status: string | null = null,
): Promise<PaymentRow | null> {
  const { rows } = await db.query<PaymentRow>(
    `SELECT * FROM iamport_v1.payment WHERE merchant_uid = $1 AND ($2::text IS NULL OR status = $2)
      ORDER BY paid_at IS NULL, started_at DESC, id LIMIT 1`,
    [merchantUid, status],
  );
  return rows[0] ?? null;
}

/** All payments of a number, the latest begun first, as the vendor sorts them by default. */
export async function allOfMerchantUid(
  db: Queryable,
  { merchantUid, status, includeSandbox }: { merchantUid: string; status: string | null; includeSandbox: boolean },
): Promise<PaymentRow[]> {
  const { rows } = await db.query<PaymentRow>(
    `SELECT * FROM iamport_v1.payment WHERE merchant_uid = $1 AND ($2::text IS NULL OR status = $2) AND ($3 OR NOT test_channel)
      ORDER BY started_at DESC, id`,
    [merchantUid, status, includeSandbox],
  );
  return rows;
}

export interface NewCancellation {
  payment: PaymentRow;
  parts: CancelParts;
  request: CancelTerms;
  trigger: Trigger;
}

/** Locks the payment and decides the cancel by its present state. Writes nothing. @throws Refusal */
export async function decideUnderLock(
  tx: Tx,
  sandbox: Sandbox,
  paymentId: string,
  asked: { request: CancelTerms; trigger: Trigger },
): Promise<NewCancellation> {
  const payment = await LEDGER.lock(tx, paymentId);
  const spent = await LEDGER.spent(tx, paymentId, { taxFree: "tax_free", vat: "vat" });
  const contracted = await isContracted(tx, payment);
  const circumstances = { now: sandbox.now(), trigger: asked.trigger, contracted };
  return { payment, parts: decideCancel(payment, spent, asked.request, circumstances), ...asked };
}

/** Books one cancellation with everything that follows from it. With a `settlement` it is only accepted. */
export async function bookCancellation(
  tx: Tx,
  sandbox: Sandbox,
  booking: NewCancellation,
  settlement: Settlement | null = null,
): Promise<CancellationRow> {
  const { payment, parts, request, trigger } = booking;
  const isSent = trigger === "CONSOLE" || (request.enable_webhook ?? false);
  const { cancellation } = await LEDGER.book(
    tx,
    {
      id: `cancellation_${randomUUID()}`,
      payment_id: payment.id,
      total: parts.total,
      tax_free: parts.taxFree,
      vat: parts.vat,
      paid_back: parts.paidBack,
      reason: request.reason ?? "",
      requester: trigger === "API" ? (request.extra?.requester ?? "admin") : null,
      trigger,
      refund_account: parts.account,
      notify: isSent && payment.uses_webhooks,
      requested_at: sandbox.now(),
    },
    { settlement, payment: { retain_promotion: payment.retain_promotion ?? parts.retainPromotion } },
  );
  return settlement ? cancellation : LEDGER.close(tx, sandbox, cancellation, "SUCCEEDED");
}
