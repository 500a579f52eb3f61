/**
 * Configuration: the only reader of `process.env`. Every setting has a description and, where one is safe, a default;
 * all faults are reported at once. `.env.example` is generated from this file (`npm run schema`).
 */
import { z } from "zod";
import { CRASH_POINTS, type CrashPoint } from "./crash-point.js";
import { Secret } from "./secret.js";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const secretList = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .transform((parts) => parts.map((part) => new Secret(part)));
const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const milliseconds = z.coerce.number().int().positive();
const url = z.url({ protocol: /^https?$/ });

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
  portoneWebhookSecret: `whsec_${Buffer.from("hwanbul-demo-webhook-secret-1").toString("base64")}`,
} as const;

/** One entry per environment variable, in the order `.env.example` shows them. */
const settings = {
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .describe("production closes everything a demo opens, and refuses demo secrets"),
  HOST: z.string().default("127.0.0.1").describe("address the server listens on"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe("port of the API; 0 takes any free one"),
  PUBLIC_URL: url.optional().describe("how others reach this server; default: http://HOST:PORT"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("PostgreSQL 15 or newer; not set: an embedded server is started (never in production)"),
  DATA_DIRECTORY: z
    .string()
    .default(".data")
    .describe("where the embedded server and the development issuer keep their files"),
  EMBEDDED_POSTGRES_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(54_329)
    .describe("port of the embedded server; 0 takes any free one"),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(4)
    .max(200)
    .default(20)
    .describe("database connections this process may hold"),
  ROLE: z
    .enum(["all", "api", "worker"])
    .default("all")
    .describe("what this process does: answer requests, work jobs, or both"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .describe("least severity that is logged"),

  ENCRYPTION_KEYS: z
    .string()
    .default(DEMO_SECRETS.encryptionKeys)
    .describe(
      "keys for personal data at rest, `id:base64 of 32 bytes`, comma-separated; the first one encrypts, all of them decrypt",
    ),
  JWT_ISSUER: z
    .string()
    .default("http://127.0.0.1:4000/development-issuer")
    .describe("who signs access tokens (claim `iss`)"),
  JWT_AUDIENCE: z.string().default("hwanbul").describe("claim `aud` a token must carry"),
  JWT_JWKS_URL: url
    .optional()
    .describe("the issuer's public keys; not set: the development issuer's own (never in production)"),
  INTROSPECTION: flag
    .optional()
    .describe("whether the schema may be read by everyone; default: true outside production"),
  CORS_ORIGINS: z
    .string()
    .default("https://studio.apollographql.com")
    .describe("origins a browser may call from, comma-separated"),

  GATEWAYS: z
    .string()
    .default("PORTONE_V2,IAMPORT_V1,TOSS_PAY,EBP,MERCHANT_LEDGER")
    .transform((text) =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .describe("gateways this shop has payments at, comma-separated; the settings of the others are not looked at"),

  PORTONE_V2_BASE_URL: url
    .default("http://127.0.0.1:4100")
    .describe("PortOne V2; production is https://api.portone.io"),
  PORTONE_V2_API_SECRET: secret.default(new Secret(DEMO_SECRETS.portoneApiSecret)).describe("PortOne V2 API secret"),
  PORTONE_V2_STORE_ID: z.string().default("store-hwanbul-demo").describe("PortOne V2 store id"),
  PORTONE_V2_WEBHOOK_SECRETS: secretList
    .default([new Secret(DEMO_SECRETS.portoneWebhookSecret)])
    .describe("PortOne V2 webhook secrets, comma-separated: two while one is being rotated"),
  PORTONE_V2_READ_TIMEOUT_MS: milliseconds
    .default(70 * SECOND_MS)
    .describe("PortOne advises at least 60 s; the attempt's lease is this plus LEASE_MARGIN_MS"),
  PORTONE_V2_ABSENCE_HORIZON_MS: milliseconds
    .default(30 * MINUTE_MS)
    .describe("how long after a lost answer a second look-up without the cancel proves it was not executed"),

  IAMPORT_V1_BASE_URL: url
    .default("http://127.0.0.1:4110")
    .describe("i'mport (PortOne V1); production is https://api.iamport.kr"),
  IAMPORT_V1_KEY: secret.default(new Secret(DEMO_SECRETS.iamportKey)).describe("i'mport REST API key (imp_key)"),
  IAMPORT_V1_SECRET: secret
    .default(new Secret(DEMO_SECRETS.iamportSecret))
    .describe("i'mport REST API secret (imp_secret)"),

  TOSS_PAY_BASE_URL: url.default("http://127.0.0.1:4120").describe("Toss Pay; production is https://pay.toss.im"),
  TOSS_PAY_API_KEY: secret.default(new Secret(DEMO_SECRETS.tossPayApiKey)).describe("Toss Pay merchant key (apiKey)"),

  EBP_BASE_URL: url
    .default("http://127.0.0.1:4130")
    .describe("the commerce payment API (EBP), as its operator names it"),
  EBP_ACCESS_KEY: secret.default(new Secret(DEMO_SECRETS.ebpAccessKey)).describe("EBP access key; valid for one year"),
  EBP_HASH_KEY: secret.default(new Secret(DEMO_SECRETS.ebpHashKey)).describe("EBP key that signs requests"),
  EBP_WEBHOOK_SECRETS: secretList
    .default([new Secret(DEMO_SECRETS.ebpWebhookSecret)])
    .describe("EBP webhook secrets, comma-separated: two while one is being rotated"),
  EBP_DIVISION_CODE: z.string().min(1).default("HWB").describe("EBP X-Division-Code"),
  EBP_STORE_ID: z.string().min(1).default("HWANBUL-DEMO").describe("EBP X-Store-Id"),
  EBP_CHANNEL_CODE: z.string().min(1).default("WEB").describe("EBP X-Channel-Code"),
  EBP_RIC_CODE: z.enum(["KIC", "AIC", "EIC"]).default("KIC").describe("EBP X-Ric-Code: the region"),
  EBP_COUNTRY_CODE: z.string().length(2).default("KR").describe("EBP X-Country-Code"),
  EBP_CURRENCY_CODE: z.string().length(3).default("KRW").describe("EBP X-Currency-Code"),

  ORDER_SERVICE_URL: url
    .default("http://127.0.0.1:4140")
    .describe("demo only: where the pretend order service stands; the desk itself never calls it"),

  FOUR_EYES_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000_000)
    .describe("an order's open refunds above this sum (minor units) need a second person"),
  SPLIT_STRATEGY: z
    .enum(["PROPORTIONAL", "PRIMARY_FIRST"])
    .default("PROPORTIONAL")
    .describe("how a return is split over several payments when the return service does not say"),

  REFUND_CONTRACTS: z
    .string()
    .default("KCP,INICIS,TOSS_PAYMENTS,NICE,SMARTRO,SMARTRO_V2")
    .transform((text) =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .describe("providers with whom the shop has a contract for refunds to bank accounts (환불 특약), comma-separated"),

  LEASE_MARGIN_MS: milliseconds
    .default(20 * SECOND_MS)
    .describe("added to a gateway's read timeout to give an attempt's lease"),
  SWEEP_INTERVAL_MS: milliseconds.default(10 * SECOND_MS).describe("how often lost wake-ups are looked for"),
  SWEEP_GRACE_MS: milliseconds.default(15 * SECOND_MS).describe("how late a wake-up must be before it counts as lost"),
  JOB_POLL_MS: milliseconds.min(500).default(500).describe("how often a worker asks the queue"),
  EVENT_POLL_MS: milliseconds.default(500).describe("how often the event relay looks without having been woken"),
  LOOK_UP_PAUSES_MS: z
    .string()
    .default("2000,10000,30000,60000,300000,900000")
    .transform((text) => text.split(",").map(Number))
    .pipe(z.array(z.number().int().positive()).min(1))
    .describe("pauses between look-ups of a pending or unknown attempt; the last one repeats"),
  DEFER_PAUSE_MS: milliseconds
    .default(10 * MINUTE_MS)
    .describe("how long a deferred refund waits where the gateway names no time"),
  SEND_TRIES: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe("how often an attempt is tried that provably did not reach the gateway, before it is deferred"),
  SEND_PAUSE_MS: milliseconds.default(3 * SECOND_MS).describe("pause before such a try"),
  RECONCILE_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "takes a time of day such as 04:30")
    .default("04:30")
    .describe("Korean time of day from which each gateway is reconciled for the day before"),
  RECONCILE_INTERVAL_MS: milliseconds
    .default(MINUTE_MS)
    .describe("how often it is looked whether a reconciliation is due or stands still"),
  RECONCILE_PAUSE_MS: milliseconds
    .default(10 * MINUTE_MS)
    .describe("how long a reconciliation waits once its gateway has stopped answering"),
  RECONCILE_LATE_MS: milliseconds
    .default(24 * 60 * MINUTE_MS)
    .describe("an attempt without an outcome for longer than this is a difference people look at"),
  DRAIN_TIMEOUT_MS: milliseconds
    .default(80 * SECOND_MS)
    .describe("how long a stopping process waits for what it has begun"),

  HWANBUL_CRASH_AT: z.enum(CRASH_POINTS).optional().describe("tests only: the process kills itself at this point"),
  HWANBUL_CRASH_ON_HIT: z.coerce.number().int().min(1).default(1).describe("tests only: at which pass of that point"),
} as const;

const schema = z.object(settings);

/** What the rest of the code sees: one typed object, never the environment. */
export type Config = z.output<typeof schema> & { production: boolean };

export class ConfigurationProblem extends Error {
  override readonly name = "ConfigurationProblem";
}

/**
 * Reads the configuration.
 *
 * @throws ConfigurationProblem naming every fault at once.
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigurationProblem(
      `These settings are not valid:\n${faults.join("\n")}\nSee .env.example for what each takes.`,
    );
  }
  const config = { ...parsed.data, production: parsed.data.NODE_ENV === "production" };
  const faults = config.production ? productionFaults(config) : [];
  if (faults.length > 0)
    throw new ConfigurationProblem(`Production refuses to start:\n${faults.map((f) => `  ${f}`).join("\n")}`);
  return config;
}

function productionFaults(config: Config): string[] {
  const faults: string[] = [];
  if (!config.DATABASE_URL) faults.push("DATABASE_URL: set it; the embedded server is for development.");
  if (!config.JWT_JWKS_URL) faults.push("JWT_JWKS_URL: set it; the development issuer is for development.");
  if (config.ENCRYPTION_KEYS.includes(DEMO_SECRETS.encryptionKeys))
    faults.push("ENCRYPTION_KEYS: this is the demo key; make one of 32 random bytes.");
  for (const [gateway, name, kept, demo] of [
    ["PORTONE_V2", "PORTONE_V2_API_SECRET", [config.PORTONE_V2_API_SECRET], DEMO_SECRETS.portoneApiSecret],
    ["PORTONE_V2", "PORTONE_V2_WEBHOOK_SECRETS", config.PORTONE_V2_WEBHOOK_SECRETS, DEMO_SECRETS.portoneWebhookSecret],
    ["IAMPORT_V1", "IAMPORT_V1_SECRET", [config.IAMPORT_V1_SECRET], DEMO_SECRETS.iamportSecret],
    ["EBP", "EBP_ACCESS_KEY", [config.EBP_ACCESS_KEY], DEMO_SECRETS.ebpAccessKey],
    ["EBP", "EBP_HASH_KEY", [config.EBP_HASH_KEY], DEMO_SECRETS.ebpHashKey],
    ["EBP", "EBP_WEBHOOK_SECRETS", config.EBP_WEBHOOK_SECRETS, DEMO_SECRETS.ebpWebhookSecret],
  ] as const) {
    if (config.GATEWAYS.includes(gateway) && kept.some((secret) => secret.reveal() === demo))
      faults.push(`${name}: this is the demo secret (or take ${gateway} out of GATEWAYS).`);
  }
  if (config.GATEWAYS.includes("TOSS_PAY") && config.TOSS_PAY_API_KEY.reveal().startsWith("sk_test_"))
    faults.push("TOSS_PAY_API_KEY: a test key answers success and moves no money; production needs the live one.");
  if (config.HWANBUL_CRASH_AT) faults.push("HWANBUL_CRASH_AT: crash points are for tests.");
  return faults;
}

export const crashPointOf = (config: Config): { point: CrashPoint; onHit: number } | null =>
  config.HWANBUL_CRASH_AT ? { point: config.HWANBUL_CRASH_AT, onHit: config.HWANBUL_CRASH_ON_HIT } : null;

/** The text of `.env.example`. Secrets show no value. */
export function environmentExample(): string {
  const defaults = schema.parse({});
  const lines = Object.entries(settings).map(([name, setting]) => {
    const value = defaults[name as keyof typeof defaults];
    const shown =
      value === undefined ||
      value instanceof Secret ||
      (Array.isArray(value) && value[0] instanceof Secret) ||
      name === "ENCRYPTION_KEYS"
        ? ""
        : String(value);
    return `# ${setting.description}\n# ${name}=${shown}\n`;
  });
  return `# Every setting of the service, with its default. Copy to .env and take the # away where you want another value.\n# Generated from src/config.ts (npm run schema).\n\n${lines.join("\n")}`;
}
