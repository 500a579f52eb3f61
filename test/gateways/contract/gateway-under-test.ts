/** What the contract suite asks of a gateway's sandbox and adapter: the same words for each, so that one story fits all. */
import type { TransportFault } from "../../../sandbox/kit/fault/fault.js";
import type { LoggedRequest } from "../../../sandbox/kit/http/request-log.js";
import { exchangeJson, type HttpExchange } from "../../../src/gateways/http.js";
import type {
  CancelCommand,
  Claim,
  GatewayName,
  PaymentGateway,
  ProviderName,
  RefusalCause,
  Verdict,
} from "../../../src/gateways/port.js";
import { createGateways, type GatewaySettings } from "../../../src/gateways/registry.js";
import { minorUnits } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import type { Clock } from "../../../src/clock.js";
import { itemOf, key } from "../../kit/fixtures.js";
import type { HandClock } from "../../kit/clock.js";

/** The sandbox's own books and its console, as every control client has them. */
export interface Ledger {
  totals(): Promise<{ paymentId: string; cancelled: number; pending: number; succeededCancellations: number }[]>;
  cancellationsOf(paymentId: string): Promise<{ id: string; status: string; total: number }[]>;
  cancelInConsole(paymentId: string, cancel: { amount?: number }): Promise<unknown>;
  settle(cancellationId: string, outcome: "SUCCEEDED" | "FAILED"): Promise<unknown>;
  planFault(plan: { hits: "cancel" | "get"; paymentId: string; times?: number; fault: TransportFault }): Promise<void>;
  clearFaults(): Promise<unknown>;
  requests(paymentId?: string): Promise<LoggedRequest[]>;
}

export interface Paid {
  id: string;
  amount: number;
  /** Contained in the amount. */
  vat: number;
  /** What each line of the order cost; one line of everything when omitted. */
  lines?: readonly number[];
}

/** How an adapter is set up beside the ordinary. */
interface Setup {
  clock: Clock;
  baseUrl: string;
  /** With a credential the sandbox does not know. */
  stranger?: boolean;
  http?: HttpExchange;
}

/** What makes it say no, planned at its sandbox; `times` where one refusal is not enough. */
type Trouble = (paymentId: string) => Promise<void>;

export interface OpenGateway {
  url: string;
  ledger: Ledger;
  /** The customer paid by card, or into a virtual account (가상계좌). */
  pay(paid: Paid, method?: "CARD" | "VIRTUAL_ACCOUNT"): Promise<unknown>;
  refuse: Trouble;
  refuseCredential: Trouble;
  acceptForLater: Trouble;
  /** Ends the transfer that follows a cancel to an account, where there is one. */
  endTransfer?(paymentId: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Part of a verdict, enough to tell it from the others. */
type Expected = Pick<Verdict, "kind"> & { claim?: Claim; cause?: RefusalCause; cancellationId?: null };

/** A vendor's JSON, of which a driver knows the fields it changes. */
export interface Answer {
  [field: string]: number | string | Answer | Answer[];
}

export interface GatewayUnderTest {
  name: GatewayName;
  open(clock: HandClock): Promise<OpenGateway>;
  settings(setup: Setup): GatewaySettings;
  isCancel(call: Pick<LoggedRequest, "path">): boolean;
  says: {
    refused: Expected;
    /** What exceeds the balance. */
    tooMuch: Expected;
    /** What meets a payment that is refunded in full. */
    allRefunded: Expected;
    /** Answers a cancel that is accepted and done later. */
    accepted: Expected;
    /** The very same command once more, after it had succeeded. */
    again: Expected;
    toAccount: Expected;
  };
  /**
   * The road of a refund that was accepted, and then done, or then failed. `failed` is null where the gateway has no word for
   * either "accepted" or "failed", so that nobody can tell.
   */
  later: { done: string; failed: { road: string; sends: number; moved: number } | null };
  /** What makes a repeat safe: a key, the balance it was decided on, or nothing at all. */
  guard: "KEY" | "BALANCE" | "NOTHING";
  /** Compares the balance we believe in with its own, and does nothing where they differ. */
  comparesBalance: boolean;
  /** A cancel may have a service fee (봉사료) in it. */
  takesServiceFee: boolean;
  /** The payment's id is a part of the address, where some ids lead elsewhere. */
  idInPath: boolean;
  /** A look-up names amounts. */
  namesAmounts: boolean;
  /** Where the payment is one into a virtual account; and a bank it cannot be sent to. */
  account: { provider: ProviderName | null; foreignBank: string };
  /** Changes an answer to a cancel: one won less was cancelled. */
  oneWonLess(answer: Answer): void;
  /** Changes an answer: it is about another payment; `null` where answers do not say. */
  aboutAnother: ((answer: Answer) => void) | null;
}

/** A sandbox as `test/sandbox` opens it. */
interface OpenSandbox {
  sandbox: { url: string };
  control: Ledger & {
    planFault(plan: {
      hits: "cancel";
      paymentId: string;
      times?: number;
      fault: { kind: "PENDING" | "UNAUTHORIZED" };
    }): Promise<void>;
  };
  end(): Promise<void>;
}

/** The sandbox as the contract asks it; `own` is what this one does in its own way. */
export const asOpenGateway = (
  opened: OpenSandbox,
  own: Pick<OpenGateway, "pay" | "refuse"> & Partial<OpenGateway>,
): OpenGateway => ({
  url: opened.sandbox.url,
  ledger: opened.control,
  refuseCredential: (paymentId) =>
    opened.control.planFault({ hits: "cancel", paymentId, fault: { kind: "UNAUTHORIZED" } }),
  acceptForLater: (paymentId) => opened.control.planFault({ hits: "cancel", paymentId, fault: { kind: "PENDING" } }),
  close: () => opened.end(),
  ...own,
});

/** An open gateway, and the way to it. */
export interface OpenVendor extends OpenGateway {
  settings(setup?: Partial<Setup>): GatewaySettings;
  /** Another adapter of the same gateway. */
  adapterWith(setup: Partial<Setup>): PaymentGateway;
}

export async function openVendor(gateway: GatewayUnderTest, clock: HandClock): Promise<OpenVendor> {
  const open = await gateway.open(clock);
  const settings: OpenVendor["settings"] = (setup) => gateway.settings({ clock, baseUrl: open.url, ...setup });
  return { ...open, settings, adapterWith: (setup) => createGateways(settings(setup)).of(gateway.name) };
}

/** Real HTTP with a patience that a test can shorten, for cancels only. */
export interface Patience {
  http: HttpExchange;
  giveUpAfter(ms: number): void;
}

export function patience(): Patience {
  let limitMs = Number.POSITIVE_INFINITY;
  return {
    http: (request) =>
      exchangeJson(request.crashPoints ? { ...request, timeoutMs: Math.min(request.timeoutMs, limitMs) } : request),
    giveUpAfter: (ms) => void (limitMs = ms),
  };
}

/** Cancels `amount` of what is left; VAT is shared out so that a payment's cancels add up to its own. */
export function cancelOf(
  { id, amount: whole, vat }: Paid,
  amount: number,
  more: Partial<CancelCommand> = {},
): CancelCommand {
  const before = more.cancellableBefore ?? minorUnits(whole);
  const vatUntil = (cancelled: number): number => Math.floor((vat * cancelled) / whole);
  const part = vatUntil(whole - before + amount) - vatUntil(whole - before);
  return {
    key: key(),
    gatewayPaymentId: id,
    currency: "KRW",
    amount: partsOf({ taxable: amount - part, vat: part }),
    cancellableBefore: before,
    paymentAmount: minorUnits(whole),
    reason: "반품 환불",
    requester: "CUSTOMER",
    provider: null,
    promotion: "RELEASE",
    refundAccount: null,
    lines: [
      { lineNo: "1", ...itemOf(1), kind: "PHYSICAL", quantity: 1, amount: minorUnits(amount), vat: minorUnits(part) },
    ],
    ...more,
  };
}
