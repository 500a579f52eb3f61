/** The rate limits, from the configuration. */
import { hkdfSync } from "node:crypto";
import type { Config } from "../config.js";
import { clientAddress } from "../rate-limit/client-address.js";
import { createRateLimits, type RateLimits } from "../rate-limit/limits.js";
import { openSharedCounts } from "../rate-limit/shared-counts.js";
import { limitedLine } from "../telemetry/limited-line.js";
import type { Logger } from "../telemetry/logger.js";
import type { Metrics } from "../telemetry/metrics.js";

const KEY_BYTES = 32;

export function openRateLimits(
  config: Config,
  { log, metrics }: { log: Logger; metrics: Metrics },
): { limits: RateLimits; close(): Promise<void> } {
  const away = limitedLine(log, {
    level: "warn",
    message: "shared rate limits cannot be reached: each process counts alone",
  });
  const { DATABASE_URL: url } = config;
  const shared =
    config.RATE_LIMIT_STORE === "postgres" && url
      ? openSharedCounts({ url, key: countingKey(config), onFault: (error) => away({ err: error }) })
      : null;
  const limits = createRateLimits({
    windowMs: config.RATE_LIMIT_WINDOW_MS,
    points: {
      subject: config.RATE_LIMIT_PER_SUBJECT,
      address: config.RATE_LIMIT_PER_ADDRESS,
      "failed-tokens": config.RATE_LIMIT_FAILED_TOKENS,
      upgrades: config.RATE_LIMIT_UPGRADES,
      "refused-webhooks": config.RATE_LIMIT_REFUSED_WEBHOOKS,
      "webhook-hints": config.RATE_LIMIT_WEBHOOK_HINTS,
    },
    clientAddress: clientAddress(config.TRUSTED_PROXIES),
    shared,
    log,
    metrics,
  });
  return { limits, close: async () => shared?.close() };
}

/** The same in all processes of an installation; while the encryption keys are rotated, old and new processes count apart. */
const countingKey = (config: Config): Buffer =>
  Buffer.from(hkdfSync("sha256", config.ENCRYPTION_KEYS, "", "hwanbul rate limits", KEY_BYTES));
