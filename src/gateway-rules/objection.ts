/** Objections of the gateways' rules to one refund. Pure; nothing here decides what is done about it. */
import { koreanDay } from "../clock.js";
import { canBeCancelledIn } from "../gateways/currencies.js";
import {
  REFUSAL_CAUSES,
  type CaptureState,
  type GatewayName,
  type ProviderName,
  type RefusalCause,
} from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { monthOf, openAt } from "./calendar.js";
import type { Need, RuleKind } from "./rule-value.js";
import type { RefundTerms } from "./terms.js";

/** The refund as somebody means to send it. Amounts are totals in cancel units. */
export interface IntendedRefund {
  amount: MinorUnits;
  paymentAmount: MinorUnits;
  /** ISO 4217. */
  currency: string;
  captureState: CaptureState;
  /** Cancels of the payment that succeeded at the gateway, whoever asked for them. */
  cancelsSoFar: number;
  at: Date;
  /** Where the money is to go when it cannot go back the way it came; null: none is known. */
  account: IntendedAccount | null;
}

export interface IntendedAccount {
  /** KFTC's three digits; null: of any bank the provider can pay to. */
  bankCode: string | null;
  hasPhone: boolean;
}

/** BLOCKS: do not send. DELAYS: send later. WARNS: the gateway may say no; only it knows. */
export type ObjectionWeight = "BLOCKS" | "DELAYS" | "WARNS";

interface RuleObjectionKind {
  weight: ObjectionWeight;
  /** Nothing the shop can add makes the gateway accept it: a manual refund (수기 환불) is the way on. */
  manual: boolean;
  rule: RuleKind;
}

/** Worst first: the order in which they are told. */
export const RULE_OBJECTIONS = {
  NOT_SUPPORTED: { weight: "BLOCKS", manual: true, rule: "UNSUPPORTED" },
  DEADLINE_PASSED: { weight: "BLOCKS", manual: true, rule: "DEADLINE" },
  WALLET_SOURCE_UNKNOWN: { weight: "BLOCKS", manual: false, rule: "DEADLINE" },
  SELLER_CONSENT_MISSING: { weight: "BLOCKS", manual: false, rule: "DEADLINE" },
  NOT_CAPTURED: { weight: "BLOCKS", manual: false, rule: "BEFORE_CAPTURE" },
  PARTIAL_NOT_POSSIBLE: { weight: "BLOCKS", manual: true, rule: "PARTIAL" },
  CANCEL_COUNT_EXHAUSTED: { weight: "BLOCKS", manual: true, rule: "CANCEL_COUNT" },
  CONTRACT_MISSING: { weight: "BLOCKS", manual: true, rule: "CONTRACT" },
  REFUND_ACCOUNT_MISSING: { weight: "BLOCKS", manual: false, rule: "ACCOUNT" },
  REFUND_ACCOUNT_PHONE_MISSING: { weight: "BLOCKS", manual: false, rule: "ACCOUNT" },
  REFUND_BANK_NOT_SUPPORTED: { weight: "BLOCKS", manual: false, rule: "BANKS" },
  PROVIDER_UNKNOWN: { weight: "WARNS", manual: false, rule: "ACCOUNT" },
  DEADLINE_UNCERTAIN: { weight: "WARNS", manual: false, rule: "DEADLINE" },
  OUTSIDE_HOURS: { weight: "DELAYS", manual: false, rule: "HOURS" },
} as const satisfies Record<string, RuleObjectionKind>;
export type RuleObjectionCode = keyof typeof RULE_OBJECTIONS;

interface Details {
  NOT_SUPPORTED: object;
  /** Korean day after which it was clearly too late. */
  DEADLINE_PASSED: { lastDay: string };
  /** The last day for a card behind the wallet, and for its money. */
  WALLET_SOURCE_UNKNOWN: { lastDay: string; lastPossibleDay: string };
  /** The last day without it. */
  SELLER_CONSENT_MISSING: { lastDay: string };
  NOT_CAPTURED: object;
  PARTIAL_NOT_POSSIBLE: object;
  CANCEL_COUNT_EXHAUSTED: { max: number };
  CONTRACT_MISSING: { provider: ProviderName };
  REFUND_ACCOUNT_MISSING: object;
  REFUND_ACCOUNT_PHONE_MISSING: object;
  /** `payer`: the provider that cannot pay there, or the gateway where no provider is known. */
  REFUND_BANK_NOT_SUPPORTED: { bankCode: string; payer: ProviderName | GatewayName };
  PROVIDER_UNKNOWN: object;
  DEADLINE_UNCERTAIN: { lastDay: string; lastPossibleDay: string };
  /** Korean times of day, and the moment it opens next as ISO 8601 in UTC. */
  OUTSIDE_HOURS: { from: string; to: string; opensAt: string };
}

export type RuleObjection = {
  [C in RuleObjectionCode]: {
    code: C;
    detail: Details[C];
    weight: ObjectionWeight;
    manual: boolean;
    /** The rule that objects. */
    ruleId: string | null;
  };
}[RuleObjectionCode];

/** Worst first; empty: the rules have nothing against it. What is not supported at all is not explained further. */
export function objectionsOf(terms: RefundTerms, intended: IntendedRefund): RuleObjection[] {
  const { amount, paymentAmount, currency, captureState, cancelsSoFar, at, account } = intended;
  const { lastDay, lastPossibleDay, maxCancels, gateway, provider, hours } = terms;
  const day = koreanDay(at);
  const accountNeeded = needsAccount(terms, at);
  const isPart = amount !== paymentAmount;
  const found: RuleObjection[] = [];
  const object = <C extends RuleObjectionCode>(code: C, detail: Details[C]) => {
    const { weight, manual, rule } = RULE_OBJECTIONS[code];
    found.push({ code, detail, weight, manual, ruleId: terms.decidedBy[rule] ?? null } as RuleObjection);
  };

  if (terms.unsupported || !canBeCancelledIn(gateway, currency)) {
    object("NOT_SUPPORTED", {});
    return found;
  }
  if (lastPossibleDay !== null && day > lastPossibleDay) object("DEADLINE_PASSED", { lastDay: lastPossibleDay });
  const uncertain =
    lastDay !== null && lastPossibleDay !== null && day > lastDay && day <= lastPossibleDay
      ? { lastDay, lastPossibleDay }
      : null;
  if (uncertain && terms.walletSourceAsked) object("WALLET_SOURCE_UNKNOWN", uncertain);
  if (terms.consentFreeUntil !== null && day > terms.consentFreeUntil)
    object("SELLER_CONSENT_MISSING", { lastDay: terms.consentFreeUntil });
  if (isPart && captureState === "AUTHORISED" && !terms.partialBeforeCapture) object("NOT_CAPTURED", {});
  if (isPart && !terms.partial) object("PARTIAL_NOT_POSSIBLE", {});
  if (maxCancels !== null && cancelsSoFar >= maxCancels) object("CANCEL_COUNT_EXHAUSTED", { max: maxCancels });
  // With a provider nobody told, nobody knows with whom the contract would have to be.
  if (isNeeded(terms.contractNeeded, terms, at) && provider !== null && !terms.contractMade)
    object("CONTRACT_MISSING", { provider });
  if (accountNeeded && !account) object("REFUND_ACCOUNT_MISSING", {});
  if (accountNeeded && account && terms.holderPhoneNeeded && !account.hasPhone)
    object("REFUND_ACCOUNT_PHONE_MISSING", {});
  if (accountNeeded && account?.bankCode && !canPayTo(terms, account.bankCode))
    object("REFUND_BANK_NOT_SUPPORTED", { bankCode: account.bankCode, payer: provider ?? gateway });
  // A warning and no more: nothing is sent before the gateway was asked, and it may name the provider.
  if (accountNeeded && provider === null) object("PROVIDER_UNKNOWN", {});
  if (uncertain && !terms.walletSourceAsked) object("DEADLINE_UNCERTAIN", uncertain);
  const opensAt = closedNow(terms, at);
  if (hours && opensAt) object("OUTSIDE_HOURS", { ...hours, opensAt: opensAt.toISOString() });
  return found;
}

/** True when the money goes to a bank account then, and not back the way it came. */
export const needsAccount = (terms: RefundTerms, at: Date): boolean => isNeeded(terms.accountNeeded, terms, at);

/**
 * True unless a rule leaves the bank out. A gateway without a list of its own has one for each provider, so nothing is known
 * where nobody knows the provider.
 */
export const canPayTo = ({ banks, provider }: Pick<RefundTerms, "banks" | "provider">, bankCode: string): boolean =>
  banks === null || banks.includes(bankCode) || (banks.length === 0 && provider === null);

/** When the gateway opens next; null: it is open. */
export function closedNow({ hours }: RefundTerms, at: Date): Date | null {
  const state = hours && openAt(at, hours);
  return state && !state.open ? state.opensAt : null;
}

const isNeeded = (need: Need, { paidOn }: RefundTerms, at: Date): boolean =>
  need === "ALWAYS" || (need === "AFTER_MONTH" && monthOf(koreanDay(at)) > monthOf(paidOn));

/** The causes of blocks that are called otherwise where a gateway says them. */
const CAUSES: Readonly<Record<string, RefusalCause>> = {
  GATEWAY_BALANCE_SPENT: "GATEWAY_STATE_DIFFERS",
  REFUND_ACCOUNT_MISSING: "ACCOUNT_REJECTED",
  REFUND_ACCOUNT_PHONE_MISSING: "ACCOUNT_REJECTED",
  REFUND_BANK_NOT_SUPPORTED: "ACCOUNT_REJECTED",
  WALLET_SOURCE_UNKNOWN: "DEADLINE_PASSED",
  SELLER_CONSENT_MISSING: "DEADLINE_PASSED",
};

/** The cause of a refund that ends before it is sent because something blocks it. */
export const refusalCauseOf = (code: string): RefusalCause =>
  CAUSES[code] ?? REFUSAL_CAUSES.find((known) => known === code) ?? "PROVIDER_REFUSED";
