/** Objections of the gateways' rules to one refund. Pure; nothing here decides what is done about it. */
import { koreanDay } from "../clock.js";
import { canBeCancelledIn } from "../gateways/currencies.js";
import type { ProviderName, CaptureState } from "../gateways/port.js";
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
  account: { bankCode: string; hasPhone: boolean } | null;
  /** Providers with whom the shop has a refund contract for the payment's method. */
  contracts: ReadonlySet<ProviderName>;
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
  NOT_CAPTURED: { weight: "BLOCKS", manual: false, rule: "BEFORE_CAPTURE" },
  PARTIAL_NOT_POSSIBLE: { weight: "BLOCKS", manual: true, rule: "PARTIAL" },
  CANCEL_COUNT_EXHAUSTED: { weight: "BLOCKS", manual: true, rule: "CANCEL_COUNT" },
  CONTRACT_MISSING: { weight: "BLOCKS", manual: true, rule: "CONTRACT" },
  REFUND_ACCOUNT_MISSING: { weight: "BLOCKS", manual: false, rule: "ACCOUNT" },
  REFUND_ACCOUNT_PHONE_MISSING: { weight: "BLOCKS", manual: false, rule: "ACCOUNT" },
  DEADLINE_UNCERTAIN: { weight: "WARNS", manual: false, rule: "DEADLINE" },
  OUTSIDE_HOURS: { weight: "DELAYS", manual: false, rule: "HOURS" },
} as const satisfies Record<string, RuleObjectionKind>;
export type RuleObjectionCode = keyof typeof RULE_OBJECTIONS;

interface Details {
  NOT_SUPPORTED: object;
  /** Korean day after which it was clearly too late. */
  DEADLINE_PASSED: { lastDay: string };
  NOT_CAPTURED: object;
  PARTIAL_NOT_POSSIBLE: object;
  CANCEL_COUNT_EXHAUSTED: { max: number };
  CONTRACT_MISSING: { provider: ProviderName };
  REFUND_ACCOUNT_MISSING: object;
  REFUND_ACCOUNT_PHONE_MISSING: object;
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
  const { amount, paymentAmount, currency, captureState, cancelsSoFar, at, account, contracts } = intended;
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
  if (isPart && captureState === "AUTHORISED" && !terms.partialBeforeCapture) object("NOT_CAPTURED", {});
  if (isPart && !terms.partial) object("PARTIAL_NOT_POSSIBLE", {});
  if (maxCancels !== null && cancelsSoFar >= maxCancels) object("CANCEL_COUNT_EXHAUSTED", { max: maxCancels });
  // With a provider nobody told, nobody knows with whom the contract would have to be.
  if (isNeeded(terms.contractNeeded, terms, at) && provider !== null && !contracts.has(provider))
    object("CONTRACT_MISSING", { provider });
  if (accountNeeded && !account) object("REFUND_ACCOUNT_MISSING", {});
  if (accountNeeded && account && terms.holderPhoneNeeded && !account.hasPhone)
    object("REFUND_ACCOUNT_PHONE_MISSING", {});
  if (lastDay !== null && lastPossibleDay !== null && day > lastDay && day <= lastPossibleDay)
    object("DEADLINE_UNCERTAIN", { lastDay, lastPossibleDay });
  const opensAt = closedNow(terms, at);
  if (hours && opensAt) object("OUTSIDE_HOURS", { ...hours, opensAt: opensAt.toISOString() });
  return found;
}

/** True when the money goes to a bank account then, and not back the way it came. */
export const needsAccount = (terms: RefundTerms, at: Date): boolean => isNeeded(terms.accountNeeded, terms, at);

/** When the gateway opens next; null: it is open. */
export function closedNow({ hours }: RefundTerms, at: Date): Date | null {
  const state = hours && openAt(at, hours);
  return state && !state.open ? state.opensAt : null;
}

const isNeeded = (need: Need, { paidOn }: RefundTerms, at: Date): boolean =>
  need === "ALWAYS" || (need === "AFTER_MONTH" && monthOf(koreanDay(at)) > monthOf(paidOn));
