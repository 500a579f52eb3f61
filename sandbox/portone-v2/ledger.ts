/** The ledger: the only code that books cancellations. Every change of a payment happens under its row lock. */
import { randomUUID } from "node:crypto";
import { decideCancel, type CancelParts } from "./cancel-rules.js";
import type { CancelRequest } from "./cancel-request.js";
import type { Tx } from "../kit/database.js";
import { PaymentLedger, type CancellationStatus, type Settlement } from "../kit/ledger/payment-ledger.js";
import type { CancellationRow, PaymentRow, Trigger } from "./payment.js";
import { invalid, Refusal } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";
import { writeWebhook, type WebhookType } from "./webhook.js";

export const LEDGER: PaymentLedger<PaymentRow, CancellationRow, Sandbox> = new PaymentLedger(
  { payments: "portone_v2.payment", cancellations: "portone_v2.cancellation", paid: "paid" },
  {
    noSuchPayment: () => new Refusal("PAYMENT_NOT_FOUND", "There is no such payment."),
    invalid,
    noSuchCancellation: () => new Refusal("PAYMENT_CANCELLATION_NOT_FOUND", "There is no such cancellation."),
    async close(tx, sandbox, booked, outcome) {
      const now = sandbox.now();
      const done = outcome === "SUCCEEDED";
      const cancellation = await LEDGER.end(tx, booked, {
        outcome,
        now,
        columns: done && {
          pg_cancellation_id: `pg_${randomUUID()}`,
          receipt_url: `https://receipt.invalid/${encodeURIComponent(booked.id)}`,
        },
      });
      const before = await LEDGER.lock(tx, booked.payment_id);
      if (!done) {
        // The promotion option binds only while a cancel that chose it stands.
        const bound = (await LEDGER.cancellationsOf(tx, before.id)).some(({ status }) => status !== "FAILED");
        const retain_option = bound ? before.retain_option : null;
        await LEDGER.release(tx, booked, outcome, { retain_option, updated_at: now });
        return cancellation;
      }
      const payment = await LEDGER.release(tx, booked, outcome, {
        status: before.cancelled + booked.total === before.total ? "CANCELLED" : "PARTIAL_CANCELLED",
        ...startTransfer(before, now),
        cancelled_at: now,
        status_changed_at: now,
        updated_at: now,
      });
      const type = payment.status === "CANCELLED" ? "Transaction.Cancelled" : "Transaction.PartialCancelled";
      if (!cancellation.skip_webhook) await writeCancelWebhook(tx, sandbox, type, { payment, cancellation });
      return cancellation;
    },
  },
);

/** Locks the payment and decides the cancel by its present state. Writes nothing. @throws Refusal */
export async function decideUnderLock(
  tx: Tx,
  sandbox: Sandbox,
  paymentId: string,
  asked: { request: CancelRequest; trigger: Trigger },
): Promise<Pick<NewCancellation, "payment" | "parts" | "request" | "trigger">> {
  const payment = await LEDGER.lock(tx, paymentId);
  const spent = await LEDGER.spent(tx, paymentId, { taxFree: "tax_free", vat: "vat" });
  const parts = decideCancel(payment, spent, asked.request, { now: sandbox.now(), trigger: asked.trigger });
  return { payment, parts, ...asked };
}

export interface NewCancellation {
  payment: PaymentRow;
  parts: CancelParts;
  request: Pick<CancelRequest, "reason" | "requester" | "skipWebhook">;
  trigger: Trigger;
  status: CancellationStatus;
  settlement?: Settlement;
}

/** Books one cancellation with everything that follows from its status: balance, payment status, webhook. */
export async function bookCancellation(tx: Tx, sandbox: Sandbox, booking: NewCancellation): Promise<CancellationRow> {
  const { payment, parts, request, trigger, status, settlement } = booking;
  const held = await LEDGER.book(
    tx,
    {
      id: `cancellation_${randomUUID()}`,
      payment_id: payment.id,
      total: parts.total,
      tax_free: parts.taxFree,
      vat: parts.vat,
      paid_back: parts.paidBack,
      reason: request.reason,
      requester: request.requester,
      trigger,
      skip_webhook: request.skipWebhook ?? false,
      requested_at: sandbox.now(),
    },
    { settlement, payment: { retain_option: payment.retain_option ?? parts.retainOption } },
  );
  if (status !== "REQUESTED") return LEDGER.close(tx, sandbox, held.cancellation, status);
  await writeCancelWebhook(tx, sandbox, "Transaction.CancelPending", held);
  return held.cancellation;
}

/**
 * A virtual account refund goes on as a bank transfer when its cancel has succeeded. The vendor shows one
 * status per payment, so a further cancel makes it PENDING again until the latest transfer has ended.
 */
function startTransfer({ method, transfer_delay_ms: delay }: PaymentRow, now: Date): Partial<PaymentRow> {
  if (method !== "virtualAccount") return {};
  return { refund_status: "PENDING", transfer_at: delay === null ? null : new Date(now.getTime() + delay) };
}

const writeCancelWebhook = (
  tx: Tx,
  { storeId, now }: Sandbox,
  type: WebhookType,
  about: { payment: PaymentRow; cancellation: CancellationRow },
) => writeWebhook(tx, { type, ...about, storeId, now: now() });
