/** Rules production has for a setting: each setting carries one of these rules in its schema, and one function enforces all of them. */
import { z } from "zod";
import { Secret } from "./secret.js";
import { isLoopbackUrl, isSameService } from "./service-url.js";

export interface ProductionRule {
  /** MUST_BE_SET: the default is the demo's, and so is whoever gives that value; REFUSED: the setting is for demos and tests. */
  readonly inProduction: "DEFAULT_IS_SAFE" | "MUST_BE_SET" | "REFUSED";
  /** The right value, as the end of a sentence. */
  readonly right?: string;
  /** Gateway it belongs to: not looked at where GATEWAYS leaves that one out. */
  readonly gateway?: string;
  /** The default may be a real shop's value too, but only when it is given. */
  readonly defaultMayBeMeant?: true;
  /** Value production has instead of the default. */
  readonly defaultInstead?: string;
  /** An address on this machine must be named in LOOPBACK_SERVICES_ALLOWED. */
  readonly loopback?: "SPOKEN";
  /** Further objection to the text that was given, or null. Never shows a secret. */
  readonly fault?: (text: string, of: (setting: string) => string | undefined) => string | null;
  /** A warning: allowed, and worth a line in the log. */
  readonly warning?: (text: string) => string | null;
}

/** The rule of every setting; a setting without one fails `test/config/production-rules.test.ts`. */
export const productionRules = z.registry<ProductionRule>();

export const defaultIsSafe: ProductionRule = { inProduction: "DEFAULT_IS_SAFE" };
export const safeWith = (more: Omit<ProductionRule, "inProduction">): ProductionRule => ({ ...defaultIsSafe, ...more });
export const mustBeSet = (
  right: string,
  more: Omit<ProductionRule, "inProduction" | "right"> = {},
): ProductionRule => ({
  inProduction: "MUST_BE_SET",
  right,
  ...more,
});
export const refusedInProduction = (right: string): ProductionRule => ({ inProduction: "REFUSED", right });

export interface SettingAsGiven {
  name: string;
  rule: ProductionRule;
  /** As it stands in the environment; undefined when it does not. */
  text: string | undefined;
  /** As the schema reads it, and the schema's default. */
  value: unknown;
  fallback: unknown;
}

/** Objections of production to one setting. */
export function productionFaults(
  setting: SettingAsGiven,
  {
    loopbackAllowed,
    textOf,
  }: { loopbackAllowed: ReadonlySet<string>; textOf: (setting: string) => string | undefined },
): string[] {
  const { name, rule, text } = setting;
  const right = rule.right ?? "";
  const otherwise = rule.gateway === undefined ? "" : ` (or take ${rule.gateway} out of GATEWAYS)`;
  if (text === undefined)
    return rule.inProduction === "MUST_BE_SET" ? [`${name}: set it to ${right}${otherwise}.`] : [];
  if (rule.inProduction === "REFUSED") return [`${name}: take it away; ${right}.`];
  if (isDemoValue(setting)) return [`${name}: this is the demo's value; set it to ${right}${otherwise}.`];
  const faults: string[] = [];
  const fault = rule.fault?.(text, textOf) ?? null;
  if (fault !== null) faults.push(`${name}: ${fault}${right === "" ? "" : `; set it to ${right}`}.`);
  if (rule.loopback && !loopbackAllowed.has(name) && text.split(",").some((part) => isLoopbackUrl(part.trim())))
    faults.push(
      `${name}: names this machine; where that is meant (a proxy), list ${name} in LOOPBACK_SERVICES_ALLOWED.`,
    );
  return faults;
}

/** One demo value among several is enough. */
function isDemoValue({ rule, value, fallback }: SettingAsGiven): boolean {
  if (rule.inProduction !== "MUST_BE_SET" || rule.defaultMayBeMeant) return false;
  const demo = textsOf(fallback);
  return textsOf(value).some((given) => demo.some((text) => isSame(given, text)));
}

const isSame = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase() || (/^https?:/.test(other) && isSameService(one, other));

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const clear: unknown = value instanceof Secret ? value.reveal() : value;
  return clear === undefined ? [] : [typeof clear === "string" ? clear : JSON.stringify(clear)];
}
