/** Settings of how many requests are answered, and of whose address counts. */
import { z } from "zod";
import { everyProxyFault, noLimitWarning } from "../production-objections.js";
import { defaultIsSafe, productionRules, safeWith } from "../production-rules.js";
import { addressRanges, wholeNumber } from "../setting-values.js";
import { MINUTE_MS, SECOND_MS } from "./time-spans.js";

const requestLimit = wholeNumber({ min: 0, max: 1_000_000 });
const limitOff = safeWith({ warning: noLimitWarning });

export const limitSettings = {
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
  PERSONAL_DATA_REVEALS_PER_HOUR: wholeNumber({ min: 0, max: 10_000 })
    .default(30)
    .describe("how often one person may be shown clear personal data in an hour; 0: never")
    .register(productionRules, defaultIsSafe),
  PERSONAL_DATA_ACCESS_MONTHS: wholeNumber({ min: 12, max: 240 })
    .default(24)
    .describe("how many months the record of accesses to personal data is stored before a month of it is dropped")
    .register(productionRules, defaultIsSafe),
  EXPORT_MAX_ROWS: wholeNumber({ min: 1, max: 1_000_000 })
    .default(100_000)
    .describe("rows of one CSV export; a line at its end says that more were found")
    .register(productionRules, defaultIsSafe),
} as const;
