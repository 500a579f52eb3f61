/** What an adapter is given to read, as the HTTP exchange hands it on, and the pictures it is compared with. */
import type { HttpResult } from "../../src/gateways/http.js";
import type { GatewayCancellation, GatewayPaymentSnapshot, LookUp } from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";

export const answered = (status: number, json: unknown, retryAfterSeconds: number | null = null): HttpResult => ({
  kind: "ANSWERED",
  status,
  text: JSON.stringify(json) ?? "",
  json,
  retryAfterSeconds,
  durationMs: 5,
});

export const unanswered = (kind: "NOT_SENT" | "UNKNOWN"): HttpResult => ({
  kind,
  code: "TIMEOUT",
  message: "m",
  durationMs: 1,
});

/** A payment of 10,000, paid in full, of which nothing was cancelled. */
export const UNTOUCHED: GatewayPaymentSnapshot = {
  captureState: "CAPTURED",
  currency: "KRW",
  amount: won(10_000),
  cancelled: won(0),
  extent: "NONE",
  paidByCustomer: won(10_000),
  disputed: false,
  discounted: false,
  cancellations: [],
};

/** All that a gateway may leave untold of a cancellation. */
export const UNTOLD = {
  paidToCustomer: null,
  returnedAsPoints: null,
  at: null,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
} satisfies Omit<GatewayCancellation, "cancellationId" | "amount">;

export function snapshotIn(read: LookUp): GatewayPaymentSnapshot {
  if (read.kind !== "FOUND") throw new Error(`not found but ${JSON.stringify(read)}`);
  return read.snapshot;
}
