/** Settings of the gateways: where they stand, what the shop is known by, and secrets. */
import { z } from "zod";
import { testKeyFault } from "../production-objections.js";
import { defaultIsSafe, mustBeSet, productionRules, refusedInProduction } from "../production-rules.js";
import { Secret } from "../secret.js";
import { baseUrl, list, milliseconds, secret, secretList } from "../setting-values.js";
import { DEMO_SECRETS } from "./demo-secrets.js";
import { MINUTE_MS, SECOND_MS } from "./time-spans.js";

export const gatewaySettings = {
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
} as const;
