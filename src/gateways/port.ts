/**
 * The port: what the refund service asks of a payment gateway, in our words. Each vendor's room (`portone-v2/`, …)
 * implements `PaymentGateway`; vendor words stay there. One file, for it is one contract: a new vendor reads all of it.
 */
import type { Parts } from "../money/parts.js";
import { minorUnits, type MinorUnits } from "../money/minor-units.js";
import type { Secret } from "../secret.js";
import type { Explanation } from "./finding.js";

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

/** Behind a wallet (간편결제): a card, or the wallet's own money. */
export const WALLET_SOURCES = ["CARD", "MONEY"] as const;
export type WalletSource = (typeof WALLET_SOURCES)[number];

/** AUTHORISED is 매입 전: only a full cancel is possible. */
export const CAPTURE_STATES = ["AUTHORISED", "CAPTURED"] as const;
export type CaptureState = (typeof CAPTURE_STATES)[number];

/** Why a gateway said a definite no, in one vocabulary across gateways. */
export const REFUSAL_CAUSES = [
  /** The gateway found the request malformed: a fault of ours. */
  "INVALID_REQUEST",
  /** The gateway cancels line by line, and the order was reported without the items it knows its lines by: nothing was sent. */
  "LINE_ITEMS_MISSING",
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
  /** The gateway has no way to make this refund, such as one with a service fee, or in another currency. */
  "NOT_SUPPORTED",
  /** The customer left the payment service, or is suspended there: only another way can reach them. */
  "CUSTOMER_UNREACHABLE",
  /** The shop's own ledger of points or deposits said no. */
  "LEDGER_REFUSED",
  /** The gateway's state of the payment differs from ours, and a look-up confirmed that nothing moved for this attempt. */
  "GATEWAY_STATE_DIFFERS",
  /** The payment is authorised and not captured (매입 전), so only all of it can be cancelled. */
  "NOT_CAPTURED",
  /** A dispute is open at the gateway: whether the money goes back is not ours to say. */
  "PAYMENT_DISPUTED",
  /** The gateway could not be reached, or put the refund off, as often as it may. */
  "GATEWAY_UNAVAILABLE",
  /** The gateway answers, and what it says of this payment cannot be read or trusted. */
  "ANSWER_UNREADABLE",
  /** Money that somebody cancelled in the gateway's console took the room this refund had reserved. */
  "OVERTAKEN",
  /** The card company took the money back for the customer (차지백), and with it the room this refund had reserved. */
  "CHARGED_BACK",
  /** Less was captured of the payment than had been authorised: what this refund had reserved is not there. */
  "NEVER_CAPTURED",
  /** A person stated, and a second one confirmed, that the money did not move. */
  "CONFIRMED_NOT_REFUNDED",
] as const;
export type RefusalCause = (typeof REFUSAL_CAUSES)[number];

/** The kinds of what a payment was made with, and goes back to, as far as gateways name them. */
export const INSTRUMENT_KINDS = ["CREDIT_CARD", "DEBIT_CARD", "PREPAID_CARD", "BANK_ACCOUNT"] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

/** The card or account a payment was made with, as far as its gateway names it. Nothing of money depends on it. */
export interface Instrument {
  instrumentKind?: InstrumentKind | undefined;
  /** The card company or the bank, by the name the gateway has for it. */
  issuer?: string | undefined;
}

/** The rest of a payment at its gateway after a cancellation, as its answer says. */
export interface LeftAtGateway {
  /** In cancel units. */
  refundable?: MinorUnits | undefined;
  /** The discount that stays on it. */
  discount?: MinorUnits | undefined;
  /** The amount the customer's card or account has still paid. */
  paid?: MinorUnits | undefined;
}

/** Something that really moved at the gateway. Amounts in the gateway's cancel units. */
export interface GatewayCancellation extends Instrument {
  /** The gateway's id of this cancellation, or where it gave none `derivedId`. */
  cancellationId: string;
  /** A name made of what else is shown of it, the same on every look, at gateways that do not always give an id. */
  derivedId?: string;
  /** The amount cancelled, in the unit the payment was made in (pre-discount order units at PortOne). */
  amount: MinorUnits;
  /** The amount the customer really got back where the answer says so; `null` where it does not. */
  paidToCustomer: MinorUnits | null;
  /** The share that went back as the wallet's own points, and so not as money; `null` where the answer names none. */
  returnedAsPoints: MinorUnits | null;
  /** The share that only lowered the customer's discount, so that nobody got it; left out where it is not named. */
  refundedDiscount?: MinorUnits | undefined;
  /** Left out where the answer does not say it. */
  left?: LeftAtGateway | undefined;
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

/**
 * The money of a cancellation whose answer names none: all of it, less what it says went back as points. `null` where another
 * discount hides it.
 */
export function cashBack(
  { amount, returnedAsPoints }: Pick<GatewayCancellation, "amount" | "returnedAsPoints">,
  { discounted, promoted = false }: Pick<GatewayPaymentSnapshot, "discounted" | "promoted">,
): MinorUnits | null {
  const points = returnedAsPoints ?? 0;
  // No points named beside a discount: it may have been another one, of the card company say.
  if (discounted && (promoted || points === 0)) return null;
  return minorUnits(amount - points);
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
  | ({ kind: "REFUSED"; cause: RefusalCause } & Explanation)
  /**
   * Not now: nothing moved; try a new attempt at `until`, or after the default pause when `null`. `cause`: what it is refused with
   * once it was put off as often as it may be (GATEWAY_UNAVAILABLE where nothing is said). `notAllowed`: the gateway refuses this
   * shop as such (its credential, its id or its rights), so it will refuse every other refund as well.
   */
  | ({ kind: "DEFERRED"; until: Date | null; cause?: RefusalCause; notAllowed?: true } & Explanation)
  /** The request provably never left (connection refused, name not resolved): the same attempt may be tried again. */
  | ({ kind: "NOT_SENT" } & Explanation)
  /** Money may have moved. `cause`: the reason of a no that counts once a look-up agrees with it (STATE_DIFFERS only). */
  | ({ kind: "UNKNOWN"; claim: Claim; cause?: RefusalCause } & Explanation);

/** One request and its answer as an auditor may read it: no credential, no account number, bodies cut to a bounded size. */
export interface Exchange {
  request: { method: string; path: string; body: unknown };
  response: { status: number; body: unknown } | null;
  /** Transport failure, where there was no complete response. */
  error: string | null;
  durationMs: number;
  /** The gateway's own id of the request, which its support asks for; left out where the answer names none. */
  requestId?: string;
}

/** One figure of an answer that is not what was sent, or what our books say, although the amount that moved is. */
export interface AnswerDifference {
  /** The field, in the gateway's own words. */
  field: string;
  sent: string | number;
  /** `sent` was not sent: it follows from our books. */
  ofOurBooks?: true;
  /** null where the answer does not name it. */
  answered: string | number | null;
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
  /** True when the discount of what stays is kept (RETAIN) or recomputed (RELEASE); the same for all cancels of a payment. */
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
  /** 상품 ID and 일련번호 as the shop registered the line with its gateway; null: not reported. */
  itemId: string | null;
  seq: number | null;
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
export interface GatewayPaymentSnapshot extends Instrument {
  captureState: "NOT_PAID" | "AUTHORISED" | "CAPTURED";
  /** The gateway's own id of the payment, where it was found by another one: a cancel must name this. */
  gatewayPaymentId?: string;
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
  /** A promotion of the gateway's took something off: what a part of it gives back depends on the part that stays. */
  promoted?: boolean;
  /** The provider that processes it behind the gateway, where the answer names one we know. */
  provider?: ProviderName;
  /** Behind a wallet, where the answer says so. */
  walletSource?: WalletSource;
  cancellations: ListedCancellation[];
}

export type LookUp =
  | { kind: "FOUND"; snapshot: GatewayPaymentSnapshot }
  | { kind: "NOT_FOUND" }
  | ({ kind: "UNREACHABLE"; why: NoEvidence } & Explanation);

/**
 * Why a look-up gave no evidence. NO_ANSWER: nobody answered, or somebody in front of the gateway. NOT_ALLOWED: it refuses this
 * shop as such. UNREADABLE: it answered, and what it says of this payment cannot be read or trusted; it will say so again.
 */
export type NoEvidence = "NO_ANSWER" | "NOT_ALLOWED" | "UNREADABLE";

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

/** A gateway's answer to a cancel, and what it is worth. */
interface Answered {
  verdict: Verdict;
  exchange: Exchange;
  /** Beside a success: figures that people have to look at, for the gateway's books and ours are not of one mind. */
  differences?: readonly AnswerDifference[];
}

/**
 * A cancel whose body is made, or a definite no because it cannot be made. Whoever writes down that it is sent does so between
 * the two steps: nothing of ours can fail after that.
 */
export type Prepared =
  /** Never throws for anything the network or the gateway does: that is what verdicts are for. */
  | { ok: true; send(): Promise<Answered> }
  | { ok: false; verdict: Extract<Verdict, { kind: "REFUSED" }>; exchange: Exchange };

export interface PaymentGateway {
  readonly name: GatewayName;
  readonly policy: GatewayPolicy;
  /** The other side cannot be asked: it reports by itself what became of an attempt (`refundLedgerResultReport`). */
  readonly reports?: true;
  /** Makes one cancel ready to be sent, or refuses it. Pure: nothing is called. */
  prepare(command: CancelCommand): Prepared;
  /** Asks for the payment. Never throws for anything the network or the gateway does. */
  lookUp(gatewayPaymentId: string): Promise<{ lookUp: LookUp; exchange: Exchange }>;
  readonly webhooks: WebhookReceiver;
}

/** A webhook is a hint: it says which payment to ask the gateway about; and what no look-up of that gateway shows. */
export interface WebhookHint {
  /** The vendor's id of the delivery, the same on each re-send: the key to de-duplicate by. Not looked at where nothing is signed. */
  deliveryId: string;
  type: string;
  /** `null` where the type is not about a payment of ours to look up (unknown types are acknowledged and ignored). */
  gatewayPaymentId: string | null;
  /** Another id the same payment may have been reported to us by: i'mport's payments also go by the shop's own number. */
  reportedAs?: string;
  /** How much of the payment was captured, where a signed webhook alone says so (EBP). UNREADABLE: as nothing that is whole won. */
  capturedAmount?: MinorUnits | "UNREADABLE";
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
