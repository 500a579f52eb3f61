/** Settings of the tests of this repository. */
import { z } from "zod";
import { CRASH_POINTS } from "../crash-point.js";
import { productionRules, refusedInProduction } from "../production-rules.js";
import { wholeNumber } from "../setting-values.js";

export const testSettings = {
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
