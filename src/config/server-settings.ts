/** Settings of the process and its database. */
import { z } from "zod";
import { databaseFault, logLevelWarning } from "../production-objections.js";
import { defaultIsSafe, mustBeSet, productionRules, refusedInProduction, safeWith } from "../production-rules.js";
import { milliseconds, port, wholeNumber, wholeUrl } from "../setting-values.js";
import { LARGEST_OFFSET } from "./port-offset.js";
import { SECOND_MS } from "./time-spans.js";

export const serverSettings = {
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
  PORT_OFFSET: wholeNumber({ min: 0, max: LARGEST_OFFSET })
    .default(0)
    .describe("demo only: added to each port it listens on (API, embedded server, sandboxes), such as 1000")
    .register(productionRules, refusedInProduction("a service's port is PORT")),
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
} as const;
