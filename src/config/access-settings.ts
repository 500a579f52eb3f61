/** Settings of who may call and read: keys, tokens, origins, and what production is allowed beyond its rules. */
import { z } from "zod";
import { weakKeyFault } from "../encryption-keys.js";
import {
  clearDatabaseWarning,
  clearIssuerFault,
  clearOriginFault,
  introspectionWarning,
  originsFault,
  studioWarning,
} from "../production-objections.js";
import { defaultIsSafe, mustBeSet, productionRules, safeWith } from "../production-rules.js";
import { checked, flag, list, wholeUrl } from "../setting-values.js";
import { DEMO_SECRETS } from "./demo-secrets.js";

export const accessSettings = {
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
} as const;
