/** The refund room's settings, from the configuration. */
import { join } from "node:path";
import { checkpointKeysOf } from "../audit/checkpoint-keys.js";
import type { AuditSettings } from "../audit/nightly.js";
import { ConfigurationProblem, type Config } from "../config.js";
import { GATEWAYS, type GatewayName } from "../gateways/port.js";
import { minorUnits } from "../money/minor-units.js";
import { timeOfDayMs, type ReconciliationSettings } from "../reconciliation/settings.js";
import type { RefundSettings } from "../refund/context.js";

export const settingsOf = (config: Config): RefundSettings => ({
  fourEyesLimit: new Map([...config.FOUR_EYES_LIMITS, ["KRW", minorUnits(config.FOUR_EYES_LIMIT)]]),
  splitStrategy: config.SPLIT_STRATEGY,
  labourDay: config.LABOUR_DAY,
  leaseMarginMs: config.LEASE_MARGIN_MS,
  lookUpPausesMs: config.LOOK_UP_PAUSES_MS,
  deferPauseMs: config.DEFER_PAUSE_MS,
  sendTries: config.SEND_TRIES,
  sendPauseMs: config.SEND_PAUSE_MS,
  deferTries: config.DEFER_TRIES,
  deferPatienceMs: config.DEFER_PATIENCE_MS,
  acceptedHorizonMs: config.ACCEPTED_HORIZON_MS,
  pendingLongMs: config.PENDING_LONG_MS,
  deferredLongMs: config.DEFERRED_LONG_MS,
  blockedLongMs: config.BLOCKED_LONG_MS,
  revealsPerHour: config.PERSONAL_DATA_REVEALS_PER_HOUR,
  circuitFailures: config.GATEWAY_CIRCUIT_FAILURES,
  probePauseMs: config.GATEWAY_PROBE_PAUSE_MS,
  sweepGraceMs: config.SWEEP_GRACE_MS,
});

export const reconciliationSettingsOf = (config: Config): ReconciliationSettings => ({
  atMs: timeOfDayMs(config.RECONCILE_AT),
  pauseMs: config.RECONCILE_PAUSE_MS,
  lateAfterMs: config.RECONCILE_LATE_MS,
  lookBackDays: config.RECONCILE_LOOK_BACK_DAYS,
});

/**
 * `databaseUrl`: the development default has a directory for each database, as checkpoints of one are no use to another.
 *
 * @throws ConfigurationProblem for a key that is none.
 */
export function auditSettingsOf(config: Config, databaseUrl: string): AuditSettings {
  const { AUDIT_AT, AUDIT_CHECKPOINT_DIRECTORY, AUDIT_CHECKPOINT_KEYS, DATA_DIRECTORY } = config;
  const { PERSONAL_DATA_ACCESS_MONTHS: accessRetentionMonths } = config;
  const ofDatabase = join(DATA_DIRECTORY, "checkpoints", new URL(databaseUrl).pathname);
  return {
    atMs: timeOfDayMs(AUDIT_AT),
    directory: AUDIT_CHECKPOINT_DIRECTORY ?? ofDatabase,
    keys: checkpointKeys(AUDIT_CHECKPOINT_KEYS),
    accessRetentionMonths,
  };
}

function checkpointKeys(texts: Config["AUDIT_CHECKPOINT_KEYS"]): AuditSettings["keys"] {
  try {
    return checkpointKeysOf(texts);
  } catch (cause) {
    throw new ConfigurationProblem((cause as Error).message);
  }
}

/** @throws ConfigurationProblem for a gateway nobody knows. */
export const enabledGateways = (config: Config): ReadonlySet<GatewayName> =>
  new Set(known<GatewayName>("GATEWAYS", GATEWAYS, config.GATEWAYS));

function known<T extends string>(setting: string, choices: readonly T[], given: readonly string[]): T[] {
  const isKnown = (name: string): name is T => (choices as readonly string[]).includes(name);
  const unknown = given.filter((name) => !isKnown(name));
  if (unknown.length > 0)
    throw new ConfigurationProblem(`${setting}: ${unknown.join(", ")} is not known; there are ${choices.join(", ")}.`);
  return given.filter(isKnown);
}
