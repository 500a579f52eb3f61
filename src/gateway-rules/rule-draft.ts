/** How this repository writes rules down, before they are rows of a database. */
import type { GatewayName, ProviderName, PaymentMethod } from "../gateways/port.js";
import type { GatewayRule } from "./terms.js";
import type { RuleContent, RuleKind, ValueOf } from "./rule-value.js";

/** The documents name no beginning, and a refund made now of any payment must find them in force. */
const ALWAYS_SO_FAR = "2000-01-01";

interface Where {
  gateway?: GatewayName;
  provider?: ProviderName;
  method?: PaymentMethod;
}

/** `corrects`: the id of the rule whose place it takes, of the same kind and scope. */
export type Draft = RuleContent & { where: Where; source: string; note: string | null; corrects?: string };

export const rule = <K extends RuleKind>(
  kind: K,
  where: Where,
  value: ValueOf<K>,
  source: string,
  note?: string,
): Draft => ({ kind, value, where, source, note: note ?? null }) as Draft;

export const years = (count: number) => ({ unit: "YEARS", count }) as const;
export const months = (count: number) => ({ unit: "MONTHS", count }) as const;
export const days = (count: number) => ({ unit: "DAYS", count }) as const;
export const SAME_MONTH = { unit: "CALENDAR_MONTH" } as const;

/** The same in every database, so that a page or a test can name a rule. */
export const ruleId = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** The rows, numbered on `from` a number in the order they were written. */
export const recorded = (
  drafts: readonly Draft[],
  { from, by, at }: { from: number; by: string; at: Date },
): readonly GatewayRule[] =>
  drafts.map(({ where, corrects, ...draft }, index): GatewayRule => ({
    ...draft,
    id: ruleId(from + index),
    gateway: where.gateway ?? null,
    provider: where.provider ?? null,
    method: where.method ?? null,
    validFrom: ALWAYS_SO_FAR,
    supersedes: corrects ?? null,
    recordedBy: by,
    recordedAt: at,
  }));
