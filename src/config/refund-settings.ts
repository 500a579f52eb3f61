/** Settings of the shop: limits of four eyes, splits, contracts. */
import { z } from "zod";
import { isCurrency } from "../money/currency.js";
import { minorUnits, type MinorUnits } from "../money/minor-units.js";
import { defaultIsSafe, productionRules } from "../production-rules.js";
import { flag, list, wholeNumber } from "../setting-values.js";

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
export const refundSettings = {
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
  LABOUR_DAY: flag
    .default(true)
    .describe("1 May (근로자의 날) is no business day in years whose list of public holidays does not name it")
    .register(productionRules, defaultIsSafe),
} as const;
