/** An environment that production starts with: every setting it asks for, none of the demo's values. */
import { generateKeyPairSync, randomBytes } from "node:crypto";

export const PRODUCTION_ISSUER = "https://issuer.shop.example";

export const productionEnvironment = (more: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: "production",
  DATABASE_URL: "postgresql://hwanbul:pw@db.shop.example/hwanbul?sslmode=verify-full",
  ENCRYPTION_KEYS: `2026a:${randomBytes(32).toString("base64")}`,
  JWT_ISSUER: PRODUCTION_ISSUER,
  JWT_JWKS_URL: `${PRODUCTION_ISSUER}/jwks.json`,
  PORTONE_V2_BASE_URL: "https://api.portone.io",
  PORTONE_V2_API_SECRET: "live-portone-secret",
  PORTONE_V2_STORE_ID: "store-7",
  PORTONE_V2_WEBHOOK_SECRETS: `whsec_${Buffer.from("hwanbul-live-webhook-secret-01").toString("base64")}`,
  IAMPORT_V1_BASE_URL: "https://api.iamport.kr",
  IAMPORT_V1_KEY: "live-imp-key",
  IAMPORT_V1_SECRET: "live-imp-secret",
  TOSS_PAY_BASE_URL: "https://pay.toss.im",
  TOSS_PAY_API_KEY: "sk_live_0123456789",
  AUDIT_CHECKPOINT_DIRECTORY: "/srv/checkpoints",
  AUDIT_CHECKPOINT_KEYS: generateKeyPairSync("ed25519")
    .privateKey.export({ type: "pkcs8", format: "der" })
    .toString("base64"),
  EBP_BASE_URL: "https://ebp.shop.example/api",
  EBP_ACCESS_KEY: "live-ebp-access",
  EBP_HASH_KEY: "live-ebp-hash",
  EBP_WEBHOOK_SECRETS: "live-ebp-webhook",
  EBP_DIVISION_CODE: "KOR",
  EBP_STORE_ID: "SHOP-1",
  EBP_CHANNEL_CODE: "WEB",
  ...more,
});

/** The same for an app of a test, which brings its database: one gateway, and keys that this machine publishes. */
export function productionOfTest({ keysAt }: { keysAt: string }): Record<string, string> {
  const {
    DATABASE_URL: _,
    PORTONE_V2_BASE_URL: __,
    PORTONE_V2_WEBHOOK_SECRETS: ___,
    ...others
  } = productionEnvironment();
  return {
    ...others,
    GATEWAYS: "PORTONE_V2",
    JWT_JWKS_URL: keysAt,
    // No balancer looks at a test's server: nothing is gained by staying up after the stop.
    DRAIN_NOTICE_MS: "1",
    LOOPBACK_SERVICES_ALLOWED: "JWT_JWKS_URL,PORTONE_V2_BASE_URL",
  };
}
