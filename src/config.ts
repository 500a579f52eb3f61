/**
 * Configuration: the only reader of settings in `process.env`, to which config/environment-file.ts adds those of a file. Every
 * setting (config/) has a description and, where one is safe, a default; all faults are reported at once. `.env.example` is
 * generated from them (`npm run schema`).
 */
import { portOffsetFaults, withPortOffset } from "./config/port-offset.js";
import { fallbackOf, NAMES, settings, type SettingName, type Settings } from "./config/settings.js";
import type { CrashPoint } from "./crash-point.js";
import { platformFaults, platformWarnings } from "./production-objections.js";
import { productionFaults, productionRules, type SettingAsGiven } from "./production-rules.js";
import { isLoopbackHost } from "./service-url.js";

export { DEMO_SECRETS } from "./config/demo-secrets.js";
export { environmentExample } from "./config/environment-example.js";
export { settings } from "./config/settings.js";

/** The settings the rest of the code sees: one typed object, never the environment. */
export type Config = Settings & {
  production: boolean;
  /** Warnings: allowed, and worth a line in the log at the start. */
  warnings: readonly string[];
};

export class ConfigurationProblem extends Error {
  override readonly name = "ConfigurationProblem";
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the configuration.
 *
 * @throws ConfigurationProblem naming every fault at once.
 */
export function readConfig(environment: Environment = process.env): Config {
  const present: Environment = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const production = present["NODE_ENV"] === "production";
  const values: Partial<Record<SettingName, unknown>> = {};
  const invalid: string[] = [];
  for (const name of NAMES) {
    const instead = production ? productionRules.get(settings[name])?.defaultInstead : undefined;
    const parsed = settings[name].safeParse(present[name] ?? instead);
    if (parsed.success) values[name] = parsed.data;
    else invalid.push(...new Set(parsed.error.issues.map((issue) => `${name}: ${issue.message}`)));
  }
  invalid.push(
    ...loopbackListFaults(values.LOOPBACK_SERVICES_ALLOWED),
    ...portOffsetFaults(values as Partial<Settings>),
  );
  const refused = production ? [...allProductionFaults(present, values), ...platformFaults(present)] : [];
  if (invalid.length + refused.length > 0)
    throw new ConfigurationProblem(
      [
        ...section("These settings are not valid:", invalid),
        ...section("Production refuses to start:", refused),
        "See .env.example for what each takes.",
      ].join("\n"),
    );
  const config = { ...withPortOffset(values as Settings, values.PORT_OFFSET as number), production };
  return { ...config, warnings: warningsOf(present, config) };
}

const section = (title: string, faults: readonly string[]): string[] =>
  faults.length === 0 ? [] : [title, ...faults.map((fault) => `  ${fault}`)];

function allProductionFaults(present: Environment, values: Partial<Record<SettingName, unknown>>): string[] {
  const gateways = (values.GATEWAYS ?? []) as string[];
  const around = {
    loopbackAllowed: new Set((values.LOOPBACK_SERVICES_ALLOWED ?? []) as string[]),
    textOf: (name: string) => present[name],
  };
  return NAMES.flatMap((name) => {
    const rule = productionRules.get(settings[name]);
    if (!rule) return [`${name}: no rule says whether production may use its default.`];
    if (rule.gateway !== undefined && !gateways.includes(rule.gateway)) return [];
    // A value that could not be read has been named already.
    if (present[name] !== undefined && !(name in values)) return [];
    const setting: SettingAsGiven = {
      name,
      rule,
      text: present[name],
      value: values[name],
      fallback: fallbackOf(name),
    };
    return productionFaults(setting, around);
  });
}

/** Only an address that needs the permission can be given it: a misspelled name would give none. */
function loopbackListFaults(listed: unknown): string[] {
  const known = NAMES.filter((name) => productionRules.get(settings[name])?.loopback !== undefined);
  return ((listed ?? []) as string[])
    .filter((name) => !(known as string[]).includes(name))
    .map((name) => `LOOPBACK_SERVICES_ALLOWED: ${name.slice(0, 40)} is none of ${known.join(", ")}`);
}

/** Beginnings of names that only this service uses; other programs have their own JWT_ and DATABASE_ settings. */
const OUR_NAMES =
  /^(HWANBUL|PORTONE|IAMPORT|TOSS_PAY|EBP|ENCRYPTION_KEY|JWT_(ISS|AUD|JWKS)|CORS_ORIGIN|RECONCILE|AUDIT_(AT|CHECK)|LOOPBACK_SERVICE|RATE_LIMIT_|TRUSTED_PROX)/;
/** Read elsewhere: by the tests of this repository, and before the settings themselves. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set(["HWANBUL_CHAOS", "HWANBUL_SEED", "HWANBUL_ENV_FILE"]);

/** Settings of earlier versions, and what took their place. */
const RETIRED: Readonly<Record<string, string>> = {
  REFUND_CONTRACTS: "record each contract with its day (gatewayRuleRecord, CONTRACT_MADE)",
};

function warningsOf(present: Environment, config: Settings & { production: boolean }): string[] {
  const unknown = Object.keys(present)
    .filter((name) => OUR_NAMES.test(name) && !(name in settings) && !READ_ELSEWHERE.has(name))
    .map((name) => `${name} is no setting: misspelled? See .env.example.`);
  unknown.push(
    ...Object.entries(RETIRED)
      .filter(([name]) => present[name] !== undefined)
      .map(([name, instead]) => `${name} is no setting any more: ${instead}.`),
  );
  if (!config.production)
    return isLoopbackHost(config.HOST)
      ? unknown
      : [
          ...unknown,
          "HOST lets other machines in, and NODE_ENV is not production: everything the demo opens is open to them.",
        ];
  const spoken = NAMES.flatMap((name) => {
    const text = present[name];
    const warning = text === undefined ? null : (productionRules.get(settings[name])?.warning?.(text) ?? null);
    return warning === null ? [] : [`${name}: ${warning}.`];
  });
  return [...unknown, ...spoken, ...platformWarnings(present)];
}

export const crashPointOf = (config: Config): { point: CrashPoint; onHit: number } | null =>
  config.HWANBUL_CRASH_AT ? { point: config.HWANBUL_CRASH_AT, onHit: config.HWANBUL_CRASH_ON_HIT } : null;
