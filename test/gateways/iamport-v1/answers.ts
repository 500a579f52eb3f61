/** Commands to i'mport V1 and its answers, as its API document describes them; personal fields are made up. */
import { randomUUID } from "node:crypto";
import type { CancelCommand } from "../../../src/gateways/port.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";

export const IMP_UID = "imp_448280090638";
/** Unix seconds of 2026-11-20T03:00:00Z. */
export const NOON = 1_795_143_600;

export const success = (response: unknown) => ({ code: 0, message: null, response });
export const failure = (code: number, message: string) => ({ code, message, response: null });

export const row = (amount: number, more: object = {}) => ({
  pg_tid: `tid-${amount}`,
  amount,
  cancelled_at: NOON,
  reason: "반품",
  cancellation_id: `cancellation-${amount}`,
  receipt_url: "https://receipt.example/c",
  ...more,
});

/** A payment of 10,000 by card with these cancellations. */
export const payment = (rows: { amount: number }[] = [], more: object = {}) => ({
  imp_uid: IMP_UID,
  merchant_uid: "order-1",
  pay_method: "card",
  status: rows.length > 0 ? "cancelled" : "paid",
  amount: 10_000,
  cancel_amount: rows.reduce((sum, { amount }) => sum + amount, 0),
  currency: "KRW",
  sandbox: true,
  paid_at: NOON - 86_400,
  failed_at: 0,
  cancelled_at: rows.length > 0 ? NOON : 0,
  card_number: "625804******1234",
  promotion: null,
  cancel_history: rows,
  ...more,
});

/** Cancels 4,000 of a payment of 10,000 of which 1,000 are cancelled. */
export const command = (more: Partial<CancelCommand> = {}): CancelCommand => ({
  key: randomUUID(),
  gatewayPaymentId: IMP_UID,
  currency: "KRW",
  amount: partsOf({ taxable: 3_000, vat: 300, taxFree: 700 }),
  cancellableBefore: won(9_000),
  paymentAmount: won(10_000),
  reason: "반품",
  requester: "MERCHANT",
  provider: "INICIS",
  promotion: "RELEASE",
  refundAccount: null,
  lines: [],
  ...more,
});
