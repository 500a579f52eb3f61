/**
 * The port: what the refund service asks of a payment gateway, in our words. Each vendor's room (`portone-v2/`, …)
 * implements `PaymentGateway`; vendor words stay there.
 */
import type { Parts } from "../money/parts.js";
import type { MinorUnits } from "../money/minor-units.js";
import type { Secret } from "../secret.js";

/** MERCHANT_LEDGER is the shop's own points (적립금) and deposits (예치금), kept by its order service. */
export const GATEWAYS = ["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP", "MERCHANT_LEDGER"] as const;
export type GatewayName = (typeof GATEWAYS)[number];

/** Providers that process a payment behind its gateway (PG, 결제대행사), where that decides formats or rules. */
export const PROVIDERS = [
  "KCP",
  "INICIS",
  "TOSS_PAYMENTS",
  "NICE",
  "NICE_V2",
  "DANAL",
  "KICC",
  "KSNET",
  "KPN",
  "SMARTRO",
  "SMARTRO_V2",
  "WELCOME",
  "HECTO",
  "DAOU",
  "KAKAO_PAY",
  "NAVER_PAY",
  "PAYCO",
  "PAYPAL",
  "OTHER",
] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export const PAYMENT_METHODS = [
  "CARD",
  "VIRTUAL_ACCOUNT",
  "BANK_TRANSFER",
  "MOBILE",
  "EASY_PAY",
  "GIFT_CERTIFICATE",
  "POINTS",
  "DEPOSIT",
] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** AUTHORISED is 매입 전: only a full cancel is possible. */
export const CAPTURE_STATES = ["AUTHORISED", "CAPTURED"] as const;
export type CaptureState = (typeof CAPTURE_STATES)[number];

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
  /** Too long after the payment for this gateway, method or provider. */
  "DEADLINE_PASSED",
  /** This payment can only be cancelled in full. */
  "PARTIAL_NOT_POSSIBLE",
  /** The refund account is missing, malformed, of a bank the provider does not know, or not the holder's. */
  "ACCOUNT_REJECTED",
  /** The cancel went through, and the bank transfer that was to bring the money to the customer failed: the shop has it back. */
  "TRANSFER_FAILED",
  /** Virtual accounts: the merchant has no refund contract (환불 특약) with the provider. */
  "CONTRACT_MISSING",
  /** The customer left the payment service, or is suspended there: only another way can reach them. */
  "CUSTOMER_UNREACHABLE",
  /** The shop's own ledger of points or deposits said no. */
  "LEDGER_REFUSED",
  /** The gateway's state of the payment differs from ours, and a look-up confirmed that nothing moved for this attempt. */
  "GATEWAY_STATE_DIFFERS",
  /** Money that somebody cancelled in the gateway's console took the room this refund had reserved. */
  "OVERTAKEN",
  /** A person stated, and a second one confirmed, that the money did not move. */
  "CONFIRMED_NOT_REFUNDED",
] as const;
export type RefusalCause = (typeof REFUSAL_CAUSES)[number];

/** Something that really moved at the gateway. Amounts in the gateway's cancel units. */
export interface GatewayCancellation {
  /** The gateway's id of this cancellation. */
  cancellationId: string;
  /** The amount cancelled, in the unit the payment was made in (pre-discount order units at PortOne). */
  amount: MinorUnits;
  /** The amount the customer really got back where the answer says so; `null` where it does not. */
  paidToCustomer: MinorUnits | null;
  /** When the gateway says it happened. */
  at: Date | null;
  /** The provider's own id of the cancellation. */
  providerCancellationId: string | null;
  receiptUrl: string | null;
  /** Card sales slip (매출전표) of the cancel. */
  salesSlipUrl: string | null;
  /** The cash receipt's management key (현금영수증 관리번호). */
  cashReceiptKey: string | null;
  /** The card or account the money went back to, as masked by the gateway; never clear. */
  instrument: string | null;
}

/** How much an answer without a result claims of the money. */
export const CLAIMS = [
  /** No trustworthy answer, so nothing is claimed: look-ups, replays and the horizon of absence find out. */
  "NOTHING",
  /** Not executed, for the gateway sees the payment in another state than ours: one look-up is evidence enough. */
  "STATE_DIFFERS",
  /**
   * "The money is back already", or there is less left than we believe. Explained where the gateway shows cancels of others
   * that leave no room for ours; otherwise it contradicts itself, and only people end it.
   */
  "DONE_ALREADY",
  /**
   * "It will come", or a no nobody can read: that the gateway shows nothing proves nothing. Never taken for a no, never sent
   * again. It ends when the money shows, or when two people looked.
   */
  "PERHAPS_DONE",
] as const;
export type Claim = (typeof CLAIMS)[number];

/** True where the gateway, or the provider behind it, claims an effect that it does not show, or may have had one. */
export const claimsEffect = (claim: Claim): boolean => claim === "DONE_ALREADY" || claim === "PERHAPS_DONE";

/** The meaning of one answer, or of the lack of one. Total: whatever is not recognised is UNKNOWN. */
export type Verdict =
  | { kind: "SUCCEEDED"; cancellation: GatewayCancellation }
  /** Accepted; the result comes later. Without an id (i'mport V1 gives none) it is found by its amount once it is listed. */
  | { kind: "PENDING"; cancellationId: string | null }
  /** A definite no: nothing moved, and the same request will not be sent again. */
  | { kind: "REFUSED"; cause: RefusalCause; code: string; message: string }
  /** Not now: nothing moved; try a new attempt at `until`, or after the default pause when `null`. */
  | { kind: "DEFERRED"; until: Date | null; code: string; message: string }
  /** The request provably never left (connection refused, name not resolved): the same attempt may be tried again. */
  | { kind: "NOT_SENT"; code: string; message: string }
  /** Money may have moved. `cause`: the reason of a no that counts once a look-up agrees with it (STATE_DIFFERS only). */
  | { kind: "UNKNOWN"; claim: Claim; cause?: RefusalCause; code: string; message: string };

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
  /** ISO 4217: the currency of the order, its payments, and every amount here. */
  currency: string;
  /** Always explicit, positive and whole (M2): an omitted amount is a full refund at every gateway. */
  amount: Parts;
  /** Compare-and-set value: what we believe can still be cancelled before this call, `amount − refundedAtGateway`. */
  cancellableBefore: MinorUnits;
  /** The whole payment, in the same units: a cancel of all of it is a full one. */
  paymentAmount: MinorUnits;
  /** Shown by the gateway; no personal data. */
  reason: string;
  /** The party that asked for it; some wallets review it. */
  requester: "CUSTOMER" | "MERCHANT";
  /** The provider that processes the payment behind the gateway; null where nobody told. */
  provider: ProviderName | null;
  /** True when the discount of what stays is kept (RETAIN) or worked out anew (RELEASE); the same for all cancels of a payment. */
  promotion: PromotionOption;
  /** Where the money goes when it cannot go back the way it came (virtual accounts, mobile in a later month); null: the way it came. */
  refundAccount: RefundAccount | null;
  /** The lines of the cancel, deductions taken off: amounts sum to `amount.total`, VAT to `amount.vat`. */
  lines: readonly CancelLine[];
}

export const PROMOTION_OPTIONS = ["RETAIN", "RELEASE"] as const;
export type PromotionOption = (typeof PROMOTION_OPTIONS)[number];

export interface RefundAccount {
  /** KFTC's three digits (금융결제원 은행코드), such as `088`. */
  bankCode: string;
  /** Digits only. */
  number: Secret<string>;
  holder: Secret<string>;
  /** Digits only; some providers demand it. */
  phone: Secret<string> | null;
}

export interface CancelLine {
  lineNo: string;
  kind: "PHYSICAL" | "DIGITAL" | "SUBSCRIPTION" | "DELIVERY" | "SERVICE";
  /** Units cancelled, 1 or more; 1 where only a part of the line's amount is cut. */
  quantity: number;
  /** For all the units, VAT included. */
  amount: MinorUnits;
  vat: MinorUnits;
}

/** One cancellation the gateway lists on a payment. */
export interface ListedCancellation extends Omit<GatewayCancellation, "amount"> {
  /** null where the gateway names no amount (EBP). */
  amount: MinorUnits | null;
  state: "SUCCEEDED" | "PENDING" | "FAILED" | "UNRECOGNISED";
  requestedAt: Date | null;
  /** The trigger, as the gateway says. */
  trigger: "API" | "CONSOLE" | "CHARGEBACK" | "UNRECOGNISED";
}

/** The gateway's own picture of a payment. */
export interface GatewayPaymentSnapshot {
  captureState: "NOT_PAID" | "AUTHORISED" | "CAPTURED";
  /** Three capital letters: the currency of every amount here. Where the answer names none, the one all payments there are in. */
  currency: string;
  /** The payment's total, in cancel units; null where the gateway names none. */
  amount: MinorUnits | null;
  /** Σ of cancellations that succeeded; null where the gateway names no amounts, only how far it went. */
  cancelled: MinorUnits | null;
  /** How much of the payment is cancelled, in one word: known even where amounts are not. */
  extent: "NONE" | "PART" | "ALL";
  /** The amount the customer really paid, discounts taken off; null where the gateway does not say. */
  paidByCustomer: MinorUnits | null;
  disputed: boolean;
  /** A cancel to a bank account succeeded, but the transfer to the customer did not: people must see to it. */
  transferFailed?: boolean;
  /** The customer paid less than the order cost, so what he gets back is not what is cancelled. */
  discounted: boolean;
  cancellations: ListedCancellation[];
}

export type LookUp =
  | { kind: "FOUND"; snapshot: GatewayPaymentSnapshot }
  | { kind: "NOT_FOUND" }
  | { kind: "UNREACHABLE"; code: string; message: string };

/** Numbers each gateway's documents set, used by the rules in `src/refund/`. */
export interface GatewayPolicy {
  /** How long one POST may take before its outcome is unknown. The attempt's lease must be longer. */
  readTimeoutMs: number;
  /** How long after the first send the same key and body may be sent again as a safe replay; 0 = never, Infinity = always. */
  replayWindowMs: number;
  /**
   * How long after the last send the first replay may go. 0 where the key alone makes it safe; longer where the gateway
   * only compares a balance, and a call of ours may still be running.
   */
  replayPauseMs: number;
  /** How long after the last send a second look-up without the effect proves it was not executed; null = nothing proves it. */
  absenceHorizonMs: number | null;
  /** An answered success may be one that is only accepted, and carried out later or not at all: a look-up has to show it. */
  successMayBeLate: boolean;
}

export interface PaymentGateway {
  readonly name: GatewayName;
  readonly policy: GatewayPolicy;
  /** The other side cannot be asked: it reports by itself what became of an attempt (`refundLedgerResultReport`). */
  readonly reports?: true;
  /** Sends one cancel. Never throws for anything the network or the gateway does: that is what verdicts are for. */
  cancel(command: CancelCommand): Promise<{ verdict: Verdict; exchange: Exchange }>;
  /** Asks for the payment. Never throws for anything the network or the gateway does. */
  lookUp(gatewayPaymentId: string): Promise<{ lookUp: LookUp; exchange: Exchange }>;
  readonly webhooks: WebhookReceiver;
}

/** A webhook is a hint: it says which payment to ask the gateway about, nothing more. */
export interface WebhookHint {
  /** The vendor's id of the delivery, the same on each re-send: the key to de-duplicate by. Not looked at where nothing is signed. */
  deliveryId: string;
  type: string;
  /** `null` where the type is not about a payment of ours to look up (unknown types are acknowledged and ignored). */
  gatewayPaymentId: string | null;
}

export interface WebhookReceiver {
  /** false: anybody could have sent it (i'mport V1 signs nothing), so the look-ups it leads to are limited per payment. */
  readonly signed: boolean;
  /** Reads and authenticates one delivery. `null` with a reason when it is not authentic or not readable. */
  verify(
    rawBody: string,
    headers: Record<string, string | string[] | undefined>,
  ): Promise<{ ok: true; hint: WebhookHint } | { ok: false; reason: string }>;
}
