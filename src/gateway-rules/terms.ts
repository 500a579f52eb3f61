/**
 * The terms a payment can be refunded on, from the gateways' dated rules. Pure: the preview, the page and the request ask
 * the same code. Which rule decides: of those in force on the day of the refund, per kind, the most specific one.
 */
import type { Calendar } from "../calendar/business-days.js";
import { koreanDay } from "../clock.js";
import type { GatewayName, PaymentMethod, ProviderName, WalletSource } from "../gateways/port.js";
import { ZERO, type MinorUnits } from "../money/minor-units.js";
import { lastDays } from "./calendar.js";
import { RULE_KINDS, type Need, type RuleContent, type RuleKind, type ValueOf } from "./rule-value.js";

/** Where a rule holds; null is everywhere. */
export interface RuleScope {
  gateway: GatewayName | null;
  provider: ProviderName | null;
  method: PaymentMethod | null;
}

export type GatewayRule = RuleContent &
  RuleScope & {
    id: string;
    /** The first Korean day on which it holds, by the day of the refund. */
    validFrom: string;
    source: string;
    note: string | null;
    /** The rule it corrects. */
    supersedes: string | null;
    recordedBy: string;
    recordedAt: Date;
  };

export interface PaidWith {
  gateway: GatewayName;
  /** Null: not told, so only rules for all providers apply. */
  provider: ProviderName | null;
  method: PaymentMethod;
  paidAt: Date;
  /** Behind a wallet, as it was reported; null: not reported. */
  walletSource?: WalletSource | null;
  /** The same as the gateway's look-up says it; null: it did not. */
  walletSourceAtGateway?: WalletSource | null;
  /** The seller has agreed with the provider to a refund that needs it. */
  sellerConsented?: boolean;
}

/** The terms of a gateway: what it allows and asks for. Where no rule speaks it is taken to allow it: the gateway itself decides. */
export interface RefundTerms {
  /** Korean day of the payment. */
  paidOn: string;
  gateway: GatewayName;
  provider: ProviderName | null;
  /** The last Korean day on which the gateway surely accepts, inclusive; null: no deadline is known. */
  lastDay: string | null;
  /** Beyond this Korean day it is clearly too late; between the two the gateway decides. */
  lastPossibleDay: string | null;
  /** The deadline differs by card company or contract: `lastDay` is the usual one. */
  approximate: boolean;
  /** Between the two days it depends on whether a card or money was behind the wallet, and nobody said, or two say otherwise. */
  walletSourceAsked: boolean;
  /** The last Korean day on which no consent of the seller is needed, inclusive; null: none is, or it is given. */
  consentFreeUntil: string | null;
  partial: boolean;
  partialBeforeCapture: boolean;
  /** How many cancels the gateway takes for one payment; null: no limit is known. */
  maxCancels: number | null;
  accountNeeded: Need;
  /** The account must come with its holder's telephone number. */
  holderPhoneNeeded: boolean;
  /** KFTC codes of the banks an account can be at; null: any. */
  banks: readonly string[] | null;
  contractNeeded: Need;
  /** The shop has its refund contract with the provider that day. */
  contractMade: boolean;
  unsupported: boolean;
  /** The fee the gateway takes from the shop for each refund. */
  fee: MinorUnits;
  /** The fee the payment has cost the shop already; no refund brings it back. */
  sunkFee: MinorUnits;
  /** In business days; null: not known. */
  arrival: ValueOf<"ARRIVAL"> | null;
  /** Korean time of day; null: all day. */
  hours: { from: string; to: string } | null;
  /** The id of the rule that decided, by kind; absent where none speaks. */
  decidedBy: Readonly<Partial<Record<RuleKind, string>>>;
}

/** Total: answers for any payment and time. */
export function termsOf(rules: readonly GatewayRule[], payment: PaidWith, at: Date): RefundTerms {
  const inForce = rulesInForce(rules, koreanDay(at));
  const deciding = <K extends RuleKind>(kind: K) => decidingRule(inForce, kind, payment);
  const paidOn = koreanDay(payment.paidAt);
  const account = deciding("ACCOUNT")?.value;
  const fees = deciding("FEE")?.value;
  return {
    paidOn,
    gateway: payment.gateway,
    provider: payment.provider,
    ...deadlineOf(payment, paidOn, deciding("DEADLINE")?.value),
    partial: deciding("PARTIAL")?.value.possible ?? true,
    partialBeforeCapture: deciding("BEFORE_CAPTURE")?.value.partialPossible ?? true,
    maxCancels: deciding("CANCEL_COUNT")?.value.max ?? null,
    accountNeeded: account?.needed ?? "NEVER",
    holderPhoneNeeded: account?.phone ?? false,
    banks: deciding("BANKS")?.value.codes ?? null,
    contractNeeded: deciding("CONTRACT")?.value.needed ?? "NEVER",
    contractMade: deciding("CONTRACT_MADE")?.value.made ?? false,
    unsupported: deciding("UNSUPPORTED")?.value.unsupported ?? false,
    fee: fees?.perRefund ?? ZERO,
    sunkFee: fees?.sunk ?? ZERO,
    arrival: deciding("ARRIVAL")?.value ?? null,
    hours: deciding("HOURS")?.value.open ?? null,
    decidedBy: Object.fromEntries(
      RULE_KINDS.flatMap((kind) => {
        const rule = deciding(kind);
        return rule ? [[kind, rule.id] as const] : [];
      }),
    ),
  };
}

/** Of each rule and its corrections: the latest correction that has begun; the rule itself before any has. */
export function rulesInForce(rules: readonly GatewayRule[], day: string): GatewayRule[] {
  const correctionOf = new Map(rules.flatMap((rule) => (rule.supersedes === null ? [] : [[rule.supersedes, rule]])));
  return rules
    .filter(({ supersedes }) => supersedes === null)
    .flatMap((first) => {
      let found: GatewayRule | null = null;
      for (let rule: GatewayRule | undefined = first; rule; rule = correctionOf.get(rule.id)) {
        if (rule.validFrom <= day) found = rule;
      }
      return found ? [found] : [];
    });
}

/** True when a rule speaks of a payment like this. */
const appliesTo = (rule: RuleScope, payment: Omit<PaidWith, "paidAt">): boolean =>
  (rule.gateway === null || rule.gateway === payment.gateway) &&
  (rule.provider === null || rule.provider === payment.provider) &&
  (rule.method === null || rule.method === payment.method);

/** A rule for a provider beats one for a method, that one for a gateway, that one for all; more of them beat fewer. */
export const specificity = ({ gateway, provider, method }: RuleScope): number =>
  (provider === null ? 0 : 4) + (method === null ? 0 : 2) + (gateway === null ? 0 : 1);

type RuleOf<K extends RuleKind> = Extract<GatewayRule, { kind: K }>;

function decidingRule<K extends RuleKind>(
  inForce: readonly GatewayRule[],
  kind: K,
  payment: PaidWith,
): RuleOf<K> | null {
  let best: RuleOf<K> | null = null;
  for (const rule of inForce) {
    if (rule.kind !== kind || !appliesTo(rule, payment)) continue;
    if (!best || specificity(rule) > specificity(best)) best = rule as RuleOf<K>;
  }
  return best;
}

/** Null: nobody said, or what was reported is not what the gateway says, and neither is believed. */
export function walletSourceOf({
  walletSource: reported = null,
  walletSourceAtGateway: seen = null,
}: Pick<PaidWith, "walletSource" | "walletSourceAtGateway">): WalletSource | null {
  return reported !== null && seen !== null && reported !== seen ? null : (reported ?? seen);
}

type Deadline = Pick<
  RefundTerms,
  "lastDay" | "lastPossibleDay" | "approximate" | "walletSourceAsked" | "consentFreeUntil"
>;

function deadlineOf(payment: PaidWith, paidOn: string, value: ValueOf<"DEADLINE"> | undefined): Deadline {
  const consentFreeUntil =
    value?.consentAfter && payment.sellerConsented !== true ? lastDays(paidOn, value.consentAfter).cautious : null;
  const exact = { approximate: false, walletSourceAsked: false, consentFreeUntil };
  const source = walletSourceOf(payment);
  const within = source === "MONEY" ? (value?.ofMoney ?? value?.within) : value?.within;
  if (!within) return { ...exact, lastDay: null, lastPossibleDay: null };
  const { cautious, generous } = lastDays(paidOn, within);
  const walletSourceAsked = value?.ofMoney !== undefined && source === null;
  const longest = walletSourceAsked ? value.ofMoney : value?.atMost;
  if (!longest) return { ...exact, lastDay: cautious, lastPossibleDay: generous };
  const beyond = lastDays(paidOn, longest).generous;
  const lastPossibleDay = beyond > generous ? beyond : generous;
  return { ...exact, lastDay: cautious, lastPossibleDay, approximate: true, walletSourceAsked };
}

/**
 * When the customer has the money, in Korean days, after a cancel that succeeded at `completedAt`. `latest` null: the gateway
 * promises none. Null: nothing is known.
 */
export function expectedArrival(
  { arrival, paidOn }: RefundTerms,
  calendar: Calendar,
  completedAt: Date,
  { full }: { full: boolean } = { full: false },
): { earliest: string; latest: string | null } | null {
  if (!arrival) return null;
  const day = koreanDay(completedAt);
  if (arrival.sameDay && full && day === paidOn) return { earliest: day, latest: day };
  return {
    earliest: calendar.plusBusinessDays(day, arrival.min),
    latest: arrival.max === null ? null : calendar.plusBusinessDays(day, arrival.max),
  };
}
