/** Settings of work in the background: pauses, tries, times of day, and how a process stops. */
import { z } from "zod";
import { defaultIsSafe, mustBeSet, productionRules } from "../production-rules.js";
import { Secret } from "../secret.js";
import { LONGEST_TIMER_MS, milliseconds, secretList, timeOfDay, wholeNumber } from "../setting-values.js";
import { DEMO_SECRETS } from "./demo-secrets.js";
import { MINUTE_MS, SECOND_MS } from "./time-spans.js";

export const workSettings = {
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
  DEFER_TRIES: wholeNumber({ min: 1, max: 100 })
    .default(3)
    .describe("how often a refund is put off for one cause before it is refused with that cause, with an alarm")
    .register(productionRules, defaultIsSafe),
  DEFER_PATIENCE_MS: milliseconds
    .default(7 * 24 * 60 * MINUTE_MS)
    .describe(
      "how long the same is borne where the cause has a time or ends by itself: hours of a provider, a limit of the day, a dispute",
    )
    .register(productionRules, defaultIsSafe),
  ACCEPTED_HORIZON_MS: milliseconds
    .default(6 * 60 * MINUTE_MS)
    .describe(
      "how long a cancel that was accepted may stay without its end before two people may state what became of it",
    )
    .register(productionRules, defaultIsSafe),
  PENDING_LONG_MS: milliseconds
    .default(24 * 60 * MINUTE_MS)
    .describe("how long a refund may be pending at the gateway before it is a work item (확인할 일)")
    .register(productionRules, defaultIsSafe),
  DEFERRED_LONG_MS: milliseconds
    .default(24 * 60 * MINUTE_MS)
    .describe("how long a refund may be put off again and again before it is a work item")
    .register(productionRules, defaultIsSafe),
  BLOCKED_LONG_MS: milliseconds
    .default(24 * 60 * MINUTE_MS)
    .describe("how long a collected refund may be blocked by what no operator can do before it is a work item")
    .register(productionRules, defaultIsSafe),
  SEND_TRIES: wholeNumber({ min: 1, max: 20 })
    .default(5)
    .describe("how often an attempt is tried that provably did not reach the gateway, before it is deferred")
    .register(productionRules, defaultIsSafe),
  SEND_PAUSE_MS: milliseconds
    .default(3 * SECOND_MS)
    .describe("pause before such a try")
    .register(productionRules, defaultIsSafe),
  JOB_CONCURRENCY: wholeNumber({ min: 1, max: 100 })
    .default(10)
    .describe("jobs of one kind, and of one gateway where they call it, that this process works at once")
    .register(productionRules, defaultIsSafe),
  GATEWAY_CIRCUIT_FAILURES: wholeNumber({ min: 1, max: 1_000 })
    .default(5)
    .describe(
      "look-ups, or cancels, of a gateway that are not answered, one after the other, before work for it waits, with an alarm",
    )
    .register(productionRules, defaultIsSafe),
  GATEWAY_PROBE_PAUSE_MS: milliseconds
    .default(MINUTE_MS)
    .describe("how often a gateway that does not answer, or refuses the shop, is tried again")
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
} as const;
