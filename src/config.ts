/**
 * Configuration: the only reader of `process.env`. Every setting has a description and, where one is safe, a default;
 * all faults are reported at once. `.env.example` is generated from this file (`npm run schema`). The file is long because
 * the list of settings is one list: whoever adds one must see its neighbours, their order and their rules for production.
 */
import { z } from "zod";
import { CRASH_POINTS, type CrashPoint } from "./crash-point.js";
import { weakKeyFault } from "./encryption-keys.js";
import { isCurrency } from "./money/currency.js";
import { minorUnits, type MinorUnits } from "./money/minor-units.js";
import {
  defaultIsSafe,
  mustBeSet,
  productionFaults,
  productionRules,
  refusedInProduction,
  safeWith,
  type SettingAsGiven,
} from "./production-rules.js";
import {
  clearDatabaseWarning,
  clearIssuerFault,
  clearOriginFault,
  databaseFault,
  everyProxyFault,
  introspectionWarning,
  logLevelWarning,
  noLimitWarning,
  originsFault,
  platformFaults,
  platformWarnings,
  studioWarning,
  testKeyFault,
} from "./production-objections.js";
import { Secret } from "./secret.js";
import { isLoopbackHost } from "./service-url.js";
import {
  LONGEST_TIMER_MS,
  addressRanges,
  baseUrl,
  checked,
  flag,
  list,
  milliseconds,
  port,
  secret,
  secretList,
  timeOfDay,
  wholeNumber,
  wholeUrl,
} from "./setting-values.js";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** `USD=100000,JPY=150000`: minor units by currency. Won have a setting of their own. */
const limitsByCurrency = list.transform((entries, context) => {
  const limits = new Map<string, MinorUnits>();
  for (const entry of entries) {
    const [, currency = "", digits = ""] = /^([A-Z]{3})=(0|[1-9]\d{0,14})$/.exec(entry) ?? [];
    if (!isCurrency(currency) || currency === "KRW" || limits.has(currency)) {
      const message =
        "takes limits such as USD=100000,JPY=150000: currencies of ISO 4217 but KRW, each once, and minor units";
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    limits.set(currency, minorUnits(Number(digits)));
  }
  return [...limits];
});
const requestLimit = wholeNumber({ min: 0, max: 1_000_000 });
const limitOff = safeWith({ warning: noLimitWarning });

/** Demo values that production refuses. */
export const DEMO_SECRETS = {
  encryptionKeys: `demo:${Buffer.alloc(32, "hwanbul-demo-key").toString("base64")}`,
  portoneApiSecret: "demo-portone-api-secret",
  iamportKey: "demo-iamport-v1-key",
  iamportSecret: "demo-iamport-v1-secret",
  tossPayApiKey: "sk_test_hwanbul_demo",
  ebpAccessKey: "demo-ebp-access-key",
  ebpHashKey: "demo-ebp-hash-key",
  ebpWebhookSecret: "demo-ebp-webhook-secret",
  /** An Ed25519 key as PKCS #8, DER: the fixed beginning, then 32 bytes that everybody knows. */
  checkpointKey: Buffer.concat([
    Buffer.from("302e020100300506032b657004220420", "hex"),
    Buffer.alloc(32, "hwanbul-demo-checkpoint-key"),
  ]).toString("base64"),
  portoneWebhookSecret: `whsec_${Buffer.from("hwanbul-demo-webhook-secret-1").toString("base64")}`,
} as const;

/** One entry per environment variable, each with its rule for production, in the order `.env.example` shows them. */
export const settings = {
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .describe("production closes everything a demo opens, and refuses demo secrets")
    .register(productionRules, defaultIsSafe),
  HOST: z
    .string()
    .default("127.0.0.1")
    .describe("address the server listens on")
    .register(productionRules, defaultIsSafe),
  PORT: port.default(4000).describe("port of the API; 0 takes any free one").register(productionRules, defaultIsSafe),
  PUBLIC_URL: wholeUrl
    .optional()
    .describe("how others reach this server; default: http://HOST:PORT")
    .register(productionRules, defaultIsSafe),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("PostgreSQL 15 or newer; not set: an embedded server is started (never in production)")
    .register(
      productionRules,
      mustBeSet("a PostgreSQL of its own, reached with TLS; the embedded server is for development", {
        fault: databaseFault,
      }),
    ),
  DATA_DIRECTORY: z
    .string()
    .default(".data")
    .describe("where the embedded server and the development issuer keep their files")
    .register(productionRules, defaultIsSafe),
  EMBEDDED_POSTGRES_PORT: port
    .default(54_329)
    .describe("port of the embedded server; 0 takes any free one")
    .register(productionRules, defaultIsSafe),
  DATABASE_POOL: wholeNumber({ min: 4, max: 200 })
    .default(20)
    .describe("database connections this process may hold")
    .register(productionRules, defaultIsSafe),
  DATABASE_BACK_OFF_MAX_MS: milliseconds
    .default(10 * SECOND_MS)
    .describe("while the database is away: the longest pause before it is asked again whether it is back")
    .register(productionRules, defaultIsSafe),
  ROLE: z
    .enum(["all", "api", "worker"])
    .default("all")
    .describe("what this process does: answer requests, work jobs, or both")
    .register(productionRules, defaultIsSafe),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .describe("least severity that is logged")
    .register(productionRules, safeWith({ warning: logLevelWarning })),

  ENCRYPTION_KEYS: z
    .string()
    .default(DEMO_SECRETS.encryptionKeys)
    .describe(
      "keys for personal data at rest, `id:base64 of 32 bytes`, comma-separated; the first one encrypts, all of them decrypt",
    )
    .register(
      productionRules,
      mustBeSet("id:base64 of 32 random bytes (openssl rand -base64 32)", {
        fault: (text) => weakKeyFault(text, DEMO_SECRETS.encryptionKeys),
      }),
    ),
  JWT_ISSUER: z
    .string()
    .default("http://127.0.0.1:4000/development-issuer")
    .describe("who signs access tokens (claim `iss`)")
    .register(
      productionRules,
      mustBeSet("the claim `iss` of your identity provider", { loopback: "SPOKEN", fault: clearIssuerFault }),
    ),
  JWT_AUDIENCE: z
    .string()
    .default("hwanbul")
    .describe("claim `aud` a token must carry")
    .register(productionRules, defaultIsSafe),
  JWT_JWKS_URL: wholeUrl
    .optional()
    .describe("the issuer's public keys; not set: the development issuer's own (never in production)")
    .register(
      productionRules,
      mustBeSet("the https address of your identity provider's keys; the development issuer is for development", {
        loopback: "SPOKEN",
      }),
    ),
  INTROSPECTION: flag
    .optional()
    .describe("whether the schema may be read by everyone; default: true outside production")
    .register(productionRules, safeWith({ warning: introspectionWarning })),
  CORS_ORIGINS: checked(originsFault)
    .default("https://studio.apollographql.com")
    .describe("origins a browser may call from, comma-separated; in production none unless named")
    .register(
      productionRules,
      safeWith({ defaultInstead: "", loopback: "SPOKEN", fault: clearOriginFault, warning: studioWarning }),
    ),

  LOOPBACK_SERVICES_ALLOWED: list
    .default([])
    .describe(
      "settings that may name this machine in production (a proxy beside the service), comma-separated, such as JWT_JWKS_URL",
    )
    .register(productionRules, defaultIsSafe),
  DATABASE_CLEAR_ALLOWED: flag
    .default(false)
    .describe(
      "lets production reach a database on another machine without checked TLS; only where the network itself encrypts",
    )
    .register(productionRules, safeWith({ warning: clearDatabaseWarning })),

  TRUSTED_PROXIES: addressRanges
    .default([])
    .describe(
      "addresses and CIDR blocks of your own proxies, comma-separated: X-Forwarded-For is believed from them only; none: the socket's address counts",
    )
    .register(productionRules, safeWith({ fault: everyProxyFault })),
  RATE_LIMIT_STORE: z
    .enum(["memory", "postgres"])
    .default("memory")
    .describe("where requests are counted: in each process, or in PostgreSQL for all processes together")
    .register(productionRules, defaultIsSafe),
  RATE_LIMIT_WINDOW_MS: wholeNumber({ min: 1, max: 60 * MINUTE_MS })
    .default(10 * SECOND_MS)
    .describe("the span that the limits below count in, and the longest a refused caller waits")
    .register(productionRules, defaultIsSafe),
  RATE_LIMIT_PER_SUBJECT: requestLimit
    .default(3_000)
    .describe("requests and WebSocket operations of one token subject in a span; 0: no limit, here and below")
    .register(productionRules, limitOff),
  RATE_LIMIT_PER_ADDRESS: requestLimit
    .default(300)
    .describe("requests without a token from one address in a span (IPv6: one /64)")
    .register(productionRules, limitOff),
  RATE_LIMIT_FAILED_TOKENS: requestLimit
    .default(100)
    .describe("refused tokens from one address in a span; beyond it only tokens accepted before are looked at")
    .register(productionRules, limitOff),
  RATE_LIMIT_UPGRADES: requestLimit
    .default(1_000)
    .describe("WebSocket upgrades from one address in a span, counted in each process")
    .register(productionRules, limitOff),
  RATE_LIMIT_REFUSED_WEBHOOKS: requestLimit
    .default(50)
    .describe("refused webhooks from one address at one route in a span that are still answered with the reason")
    .register(productionRules, limitOff),
  RATE_LIMIT_WEBHOOK_HINTS: requestLimit
    .default(300)
    .describe("unsigned webhooks (i'mport) from one address in a span")
    .register(productionRules, limitOff),

  GATEWAYS: list
    .pipe(z.array(z.string()).min(1, "names at least one gateway"))
    .default(["PORTONE_V2", "IAMPORT_V1", "TOSS_PAY", "EBP", "MERCHANT_LEDGER"])
    .describe("gateways this shop has payments at, comma-separated; the settings of the others are not looked at")
    .register(productionRules, defaultIsSafe),

  PORTONE_V2_BASE_URL: baseUrl
    .default("http://127.0.0.1:4100")
    .describe("PortOne V2; production is https://api.portone.io")
    .register(productionRules, mustBeSet("https://api.portone.io", { gateway: "PORTONE_V2", loopback: "SPOKEN" })),
  PORTONE_V2_API_SECRET: secret
    .default(new Secret(DEMO_SECRETS.portoneApiSecret))
    .describe("PortOne V2 API secret")
    .register(productionRules, mustBeSet("the API secret of PortOne's console", { gateway: "PORTONE_V2" })),
  PORTONE_V2_STORE_ID: z
    .string()
    .default("store-hwanbul-demo")
    .describe("PortOne V2 store id")
    .register(productionRules, mustBeSet("the shop's own store id", { gateway: "PORTONE_V2" })),
  PORTONE_V2_WEBHOOK_SECRETS: secretList
    .default([new Secret(DEMO_SECRETS.portoneWebhookSecret)])
    .describe("PortOne V2 webhook secrets, comma-separated: two while one is being rotated")
    .register(
      productionRules,
      mustBeSet("the webhook secrets of PortOne's console, or a single comma where webhooks are not used", {
        gateway: "PORTONE_V2",
      }),
    ),
  PORTONE_V2_READ_TIMEOUT_MS: milliseconds
    .default(70 * SECOND_MS)
    .describe("PortOne advises at least 60 s; the attempt's lease is this plus LEASE_MARGIN_MS")
    .register(productionRules, defaultIsSafe),
  PORTONE_V2_ABSENCE_HORIZON_MS: milliseconds
    .default(30 * MINUTE_MS)
    .describe("how long after a lost answer a second look-up without the cancel proves it was not executed")
    .register(productionRules, defaultIsSafe),

  IAMPORT_V1_BASE_URL: baseUrl
    .default("http://127.0.0.1:4110")
    .describe("i'mport (PortOne V1); production is https://api.iamport.kr")
    .register(productionRules, mustBeSet("https://api.iamport.kr", { gateway: "IAMPORT_V1", loopback: "SPOKEN" })),
  IAMPORT_V1_KEY: secret
    .default(new Secret(DEMO_SECRETS.iamportKey))
    .describe("i'mport REST API key (imp_key)")
    .register(productionRules, mustBeSet("the REST API key of the console", { gateway: "IAMPORT_V1" })),
  IAMPORT_V1_SECRET: secret
    .default(new Secret(DEMO_SECRETS.iamportSecret))
    .describe("i'mport REST API secret (imp_secret)")
    .register(productionRules, mustBeSet("the REST API secret of the console", { gateway: "IAMPORT_V1" })),

  TOSS_PAY_BASE_URL: baseUrl
    .default("http://127.0.0.1:4120")
    .describe("Toss Pay; production is https://pay.toss.im")
    .register(productionRules, mustBeSet("https://pay.toss.im", { gateway: "TOSS_PAY", loopback: "SPOKEN" })),
  TOSS_PAY_API_KEY: secret
    .default(new Secret(DEMO_SECRETS.tossPayApiKey))
    .describe("Toss Pay merchant key (apiKey)")
    .register(productionRules, mustBeSet("the live key (sk_live_…)", { gateway: "TOSS_PAY", fault: testKeyFault })),

  EBP_BASE_URL: baseUrl
    .default("http://127.0.0.1:4130")
    .describe("the commerce payment API (EBP), as its operator names it")
    .register(
      productionRules,
      mustBeSet("the https address its operator names", { gateway: "EBP", loopback: "SPOKEN" }),
    ),
  EBP_ACCESS_KEY: secret
    .default(new Secret(DEMO_SECRETS.ebpAccessKey))
    .describe("EBP access key; valid for one year")
    .register(productionRules, mustBeSet("the access key its operator gave the shop", { gateway: "EBP" })),
  EBP_HASH_KEY: secret
    .default(new Secret(DEMO_SECRETS.ebpHashKey))
    .describe("EBP key that signs requests")
    .register(productionRules, mustBeSet("the hash key its operator gave the shop", { gateway: "EBP" })),
  EBP_WEBHOOK_SECRETS: secretList
    .default([new Secret(DEMO_SECRETS.ebpWebhookSecret)])
    .describe("EBP webhook secrets, comma-separated: two while one is being rotated")
    .register(
      productionRules,
      mustBeSet("the webhook secrets agreed with its operator, or a single comma where webhooks are not used", {
        gateway: "EBP",
      }),
    ),
  EBP_DIVISION_CODE: z
    .string()
    .min(1)
    .default("HWB")
    .describe("EBP X-Division-Code")
    .register(productionRules, mustBeSet("the shop's own division code", { gateway: "EBP" })),
  EBP_STORE_ID: z
    .string()
    .min(1)
    .default("HWANBUL-DEMO")
    .describe("EBP X-Store-Id")
    .register(productionRules, mustBeSet("the shop's own store id", { gateway: "EBP" })),
  EBP_CHANNEL_CODE: z
    .string()
    .min(1)
    .default("WEB")
    .describe("EBP X-Channel-Code")
    .register(
      productionRules,
      mustBeSet("the channel the shop sells through", { gateway: "EBP", defaultMayBeMeant: true }),
    ),
  EBP_RIC_CODE: z
    .enum(["KIC", "AIC", "EIC"])
    .default("KIC")
    .describe("EBP X-Ric-Code: the region")
    .register(productionRules, defaultIsSafe),
  EBP_COUNTRY_CODE: z
    .string()
    .length(2)
    .default("KR")
    .describe("EBP X-Country-Code")
    .register(productionRules, defaultIsSafe),
  EBP_CURRENCY_CODE: z
    .string()
    .length(3)
    .default("KRW")
    .describe("EBP X-Currency-Code")
    .register(productionRules, defaultIsSafe),

  ORDER_SERVICE_URL: baseUrl
    .default("http://127.0.0.1:4140")
    .describe("demo only: where the pretend order service stands; the service itself never calls it")
    .register(productionRules, refusedInProduction("the order service is the demo's")),

  FOUR_EYES_LIMIT: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER })
    .default(1_000_000)
    .describe("an order's open refunds above this sum, in won, need a second person")
    .register(productionRules, defaultIsSafe),
  FOUR_EYES_LIMITS: limitsByCurrency
    .default([])
    .describe(
      "the same in other currencies, in minor units, comma-separated: USD=100000 is 1,000 dollars; without one every refund needs a second person",
    )
    .register(productionRules, defaultIsSafe),
  SPLIT_STRATEGY: z
    .enum(["PROPORTIONAL", "PRIMARY_FIRST"])
    .default("PROPORTIONAL")
    .describe("how a return is split over several payments when the return service does not say")
    .register(productionRules, defaultIsSafe),

  REFUND_CONTRACTS: list
    .default(["KCP", "INICIS", "TOSS_PAYMENTS", "NICE", "SMARTRO", "SMARTRO_V2"])
    .describe("providers with whom the shop has a contract for refunds to bank accounts (환불 특약), comma-separated")
    .register(productionRules, defaultIsSafe),

  LEASE_MARGIN_MS: milliseconds
    .default(20 * SECOND_MS)
    .describe("added to a gateway's read timeout to give an attempt's lease")
    .register(productionRules, defaultIsSafe),
  SWEEP_INTERVAL_MS: milliseconds
    .default(10 * SECOND_MS)
    .describe("how often lost wake-ups are looked for")
    .register(productionRules, defaultIsSafe),
  SWEEP_GRACE_MS: milliseconds
    .default(15 * SECOND_MS)
    .describe("how late a wake-up must be before it counts as lost")
    .register(productionRules, defaultIsSafe),
  JOB_POLL_MS: wholeNumber({ min: 500, max: LONGEST_TIMER_MS })
    .default(500)
    .describe("how often a worker asks the queue")
    .register(productionRules, defaultIsSafe),
  EVENT_POLL_MS: milliseconds
    .default(500)
    .describe("how often the event relay looks without having been woken")
    .register(productionRules, defaultIsSafe),
  LOOK_UP_PAUSES_MS: z
    .string()
    .default("2000,10000,30000,60000,300000,900000")
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(milliseconds).min(1))
    .describe("pauses between look-ups of a pending or unknown attempt; the last one repeats")
    .register(productionRules, defaultIsSafe),
  DEFER_PAUSE_MS: milliseconds
    .default(10 * MINUTE_MS)
    .describe("how long a deferred refund waits where the gateway names no time")
    .register(productionRules, defaultIsSafe),
  SEND_TRIES: wholeNumber({ min: 1, max: 20 })
    .default(5)
    .describe("how often an attempt is tried that provably did not reach the gateway, before it is deferred")
    .register(productionRules, defaultIsSafe),
  SEND_PAUSE_MS: milliseconds
    .default(3 * SECOND_MS)
    .describe("pause before such a try")
    .register(productionRules, defaultIsSafe),
  RECONCILE_AT: timeOfDay
    .default("04:30")
    .describe("Korean time of day from which each gateway is reconciled for the day before")
    .register(productionRules, defaultIsSafe),
  RECONCILE_INTERVAL_MS: milliseconds
    .default(MINUTE_MS)
    .describe("how often it is looked whether a reconciliation or an audit is due or stands still")
    .register(productionRules, defaultIsSafe),
  RECONCILE_PAUSE_MS: milliseconds
    .default(10 * MINUTE_MS)
    .describe("how long a reconciliation waits once its gateway has stopped answering")
    .register(productionRules, defaultIsSafe),
  RECONCILE_LATE_MS: milliseconds
    .default(24 * 60 * MINUTE_MS)
    .describe("an attempt without an outcome for longer than this is a difference people look at")
    .register(productionRules, defaultIsSafe),
  RECONCILE_LOOK_BACK_DAYS: wholeNumber({ min: 1, max: 365 })
    .default(30)
    .describe("payments refunded in the last so many days are in each reconciliation, for late effects and chargebacks")
    .register(productionRules, defaultIsSafe),
  AUDIT_AT: timeOfDay
    .default("03:30")
    .describe("Korean time of day from which the books are verified, once a day")
    .register(productionRules, defaultIsSafe),
  AUDIT_CHECKPOINT_DIRECTORY: z
    .string()
    .optional()
    .describe(
      "where signed checkpoints of all histories are kept; not set: DATA_DIRECTORY/checkpoints (never in production)",
    )
    .register(
      productionRules,
      mustBeSet("a directory the database's owner cannot write to: a share or object store with versions"),
    ),
  AUDIT_CHECKPOINT_KEYS: secretList
    .default([new Secret(DEMO_SECRETS.checkpointKey)])
    .describe(
      "Ed25519 keys, base64 of PKCS #8 (DER), comma-separated; the first one signs checkpoints, all of them verify",
    )
    .register(
      productionRules,
      mustBeSet("a key of your own (openssl genpkey -algorithm ed25519 -outform DER | base64 -w0)"),
    ),
  DRAIN_NOTICE_MS: milliseconds
    .optional()
    .describe(
      "how long a stopping process is not ready but still answers, longer than a balancer takes to notice; default: 15000 in production, else 500",
    )
    .register(productionRules, defaultIsSafe),
  DRAIN_TIMEOUT_MS: milliseconds
    .default(80 * SECOND_MS)
    .describe("how long a stopping process then waits for what it has begun")
    .register(productionRules, defaultIsSafe),

  HWANBUL_CRASH_AT: z
    .enum(CRASH_POINTS)
    .optional()
    .describe("tests only: the process kills itself at this point")
    .register(productionRules, refusedInProduction("crash points are for tests")),
  HWANBUL_CRASH_ON_HIT: wholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER })
    .default(1)
    .describe("tests only: at which pass of that point")
    .register(productionRules, refusedInProduction("crash points are for tests")),
} as const;

const schema = z.object(settings);
type Settings = z.output<typeof schema>;
type SettingName = keyof Settings;
const NAMES = Object.keys(settings) as SettingName[];

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
  invalid.push(...loopbackListFaults(values.LOOPBACK_SERVICES_ALLOWED));
  const refused = production ? [...allProductionFaults(present, values), ...platformFaults(present)] : [];
  if (invalid.length + refused.length > 0)
    throw new ConfigurationProblem(
      [
        ...section("These settings are not valid:", invalid),
        ...section("Production refuses to start:", refused),
        "See .env.example for what each takes.",
      ].join("\n"),
    );
  const config = { ...(values as Settings), production };
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

const fallbackOf = (name: SettingName): unknown => settings[name].parse(undefined);

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
/** Settings of the tests of this repository. */
const TEST_NAMES: ReadonlySet<string> = new Set(["HWANBUL_CHAOS", "HWANBUL_SEED"]);

function warningsOf(present: Environment, config: Settings & { production: boolean }): string[] {
  const unknown = Object.keys(present)
    .filter((name) => OUR_NAMES.test(name) && !(name in settings) && !TEST_NAMES.has(name))
    .map((name) => `${name} is no setting: misspelled? See .env.example.`);
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

/** The text of `.env.example`. Secrets show no value. */
export function environmentExample(): string {
  const lines = NAMES.map((name) => {
    const about = [settings[name].description, askedOf(name), `${name}=${shownDefault(name)}`];
    return about.map((line) => (line === null ? "" : `# ${line}\n`)).join("");
  });
  return `# Every setting of the service, with its default. Copy to .env and take the # away where you want another value.\n# NODE_ENV=production refuses to start until each setting with a line "production: must be set" has a value of yours.\n# Generated from src/config.ts (npm run schema).\n\n${lines.join("\n")}`;
}

function shownDefault(name: SettingName): string {
  const value = name === "ENCRYPTION_KEYS" ? undefined : fallbackOf(name);
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  if (parts.some((part) => part === undefined || part instanceof Secret)) return "";
  return parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(",");
}

function askedOf(name: SettingName): string | null {
  const { inProduction, gateway, right } = productionRules.get(settings[name]) ?? {};
  if (inProduction === "REFUSED") return "production: may not be set";
  if (inProduction !== "MUST_BE_SET") return null;
  return `production: must be set${gateway === undefined ? "" : ` when GATEWAYS has ${gateway}`}, to ${right}`;
}
