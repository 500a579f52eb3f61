/**
 * The port: what the refund desk asks of a payment gateway, in our words. Each vendor's room (`portone-v2/`, …)
 * implements `PaymentGateway`; vendor words stay there.
 */
import type { Parts } from "../money/parts.js";
import type { MinorUnits } from "../money/minor-units.js";

export const GATEWAYS = ["PORTONE_V2"] as const;
export type GatewayName = (typeof GATEWAYS)[number];

/** Why a gateway said a definite no, in one vocabulary across gateways. */
export const REFUSAL_CAUSES = [
  /** The gateway found the request malformed: a fault of ours. */
  "INVALID_REQUEST",
  "PAYMENT_NOT_FOUND",
  /** The payment gateway's provider (PG, card company, bank) said no. */
  "PROVIDER_REFUSED",
  "CANCEL_COUNT_EXHAUSTED",
  /** A promotion's arithmetic forbids this partial cancel. */
  "PROMOTION_FORBIDS",
  /** The gateway's picture of the payment differs from ours, and a look-up confirmed that nothing moved for this attempt. */
  "GATEWAY_STATE_DIFFERS",
  /** Money that somebody cancelled in the gateway's console took the room this refund had reserved. */
  "OVERTAKEN",
  /** A person stated, and a second one confirmed, that the money did not move. */
  "CONFIRMED_NOT_REFUNDED",
] as const;
export type RefusalCause = (typeof REFUSAL_CAUSES)[number];

/** Something that really moved at the gateway. Amounts in the gateway's cancel units. */
export interface GatewayEffect {
  /** The gateway's id of this cancellation. */
  cancellationId: string;
  /** What was cancelled, in the unit the payment was made in (pre-discount order units at PortOne). */
  amount: MinorUnits;
  /** What the customer really got back where the answer says so; `null` where it does not. */
  paidToCustomer: MinorUnits | null;
  /** When the gateway says it happened. */
  at: Date | null;
  /** The provider's own id of the cancellation. */
  providerCancellationId: string | null;
  receiptUrl: string | null;
}

/** What one answer, or the lack of one, means. Total: whatever is not recognised is UNKNOWN. */
export type Verdict =
  | { kind: "SUCCEEDED"; effect: GatewayEffect }
  /** Accepted; the result comes later. */
  | { kind: "PENDING"; cancellationId: string }
  /** A definite no: nothing moved, and the same request will not be sent again. */
  | { kind: "REFUSED"; cause: RefusalCause; code: string; message: string }
  /** Not now: nothing moved; try a new attempt at `until`, or after the default pause when `null`. */
  | { kind: "DEFERRED"; until: Date | null; code: string; message: string }
  /** The request provably never left (connection refused, name not resolved): the same attempt may be tried again. */
  | { kind: "NOT_SENT"; code: string; message: string }
  /**
   * No trustworthy answer. With `answeredNo` the gateway did answer, did not execute *this* call, and spoke of a state
   * other than ours (already cancelled, cancellable amount differs): then one look-up is evidence enough.
   */
  | { kind: "UNKNOWN"; answeredNo: boolean; code: string; message: string };

/** One request and its answer as an auditor may read it: no credential, no account number, bodies cut to a bounded size. */
export interface Exchange {
  request: { method: string; path: string; body: unknown };
  response: { status: number; body: unknown } | null;
  /** Transport failure, where there was no complete response. */
  error: string | null;
  durationMs: number;
}

export interface CancelCommand {
  /** The attempt's UUID: the idempotency key on every try of that attempt. */
  key: string;
  gatewayPaymentId: string;
  /** Always explicit, positive and whole (M2): an omitted amount is a full refund at every gateway. */
  amount: Parts;
  /** Compare-and-set value: what we believe can still be cancelled before this call, `amount − refundedAtGateway`. */
  cancellableBefore: MinorUnits;
  /** Shown by the gateway; no personal data. */
  reason: string;
}

/** One cancellation the gateway lists on a payment. */
export interface GatewayCancellation extends GatewayEffect {
  state: "SUCCEEDED" | "PENDING" | "FAILED" | "UNRECOGNISED";
  requestedAt: Date | null;
  /** Who caused it, as the gateway says. */
  trigger: "API" | "CONSOLE" | "CHARGEBACK" | "UNRECOGNISED";
}

/** The gateway's own picture of a payment. */
export interface PaymentPicture {
  captureState: "NOT_PAID" | "AUTHORISED" | "CAPTURED";
  /** The payment's total, in cancel units. */
  amount: MinorUnits;
  /** Σ of cancellations that succeeded. */
  cancelled: MinorUnits;
  disputed: boolean;
  /** The customer paid less than the order cost, so what he gets back is not what is cancelled. */
  discounted: boolean;
  cancellations: GatewayCancellation[];
}

export type LookUp =
  | { kind: "FOUND"; picture: PaymentPicture }
  | { kind: "NOT_FOUND" }
  | { kind: "UNREACHABLE"; code: string; message: string };

/** Numbers each gateway's documents set, used by the rules in `src/refund/`. */
export interface GatewayPolicy {
  /** How long one POST may take before its outcome is unknown. The attempt's lease must be longer. */
  readTimeoutMs: number;
  /** How long after the first send the same key and body may be sent again as a safe replay; 0 = never. */
  replayWindowMs: number;
  /** How long after the last send a second look-up without the effect proves it was not executed; null = nothing proves it. */
  absenceHorizonMs: number | null;
}

export interface PaymentGateway {
  readonly name: GatewayName;
  readonly policy: GatewayPolicy;
  /** Sends one cancel. Never throws for anything the network or the gateway does: that is what verdicts are for. */
  cancel(command: CancelCommand): Promise<{ verdict: Verdict; exchange: Exchange }>;
  /** Asks for the payment. Never throws for anything the network or the gateway does. */
  lookUp(gatewayPaymentId: string): Promise<{ lookUp: LookUp; exchange: Exchange }>;
  readonly webhooks: WebhookReceiver;
}

/** A webhook is a hint: it says which payment to ask the gateway about, nothing more. */
export interface WebhookHint {
  /** The vendor's id of the delivery, the same on each re-send: the key to de-duplicate by. */
  deliveryId: string;
  type: string;
  /** `null` where the type is not about a payment of ours to look up (unknown types are acknowledged and ignored). */
  gatewayPaymentId: string | null;
}

export interface WebhookReceiver {
  /** Reads and authenticates one delivery. `null` with a reason when it is not authentic or not readable. */
  verify(
    rawBody: string,
    headers: Record<string, string | string[] | undefined>,
  ): Promise<{ ok: true; hint: WebhookHint } | { ok: false; reason: string }>;
}
