/** The refund room's settings, from the configuration. */
import { ConfigurationProblem, type Config } from "../config.js";
import { GATEWAYS, PROVIDERS, type GatewayName, type ProviderName } from "../gateways/port.js";
import { minorUnits } from "../money/minor-units.js";
import { timeOfDayMs, type ReconciliationSettings } from "../reconciliation/settings.js";
import type { RefundSettings } from "../refund/desk.js";

/** @throws ConfigurationProblem for a provider nobody knows. */
export const settingsOf = (config: Config): RefundSettings => ({
  fourEyesLimit: minorUnits(config.FOUR_EYES_LIMIT),
  splitStrategy: config.SPLIT_STRATEGY,
  refundContracts: new Set(known<ProviderName>("REFUND_CONTRACTS", PROVIDERS, config.REFUND_CONTRACTS)),
  leaseMarginMs: config.LEASE_MARGIN_MS,
  lookUpPausesMs: config.LOOK_UP_PAUSES_MS,
  deferPauseMs: config.DEFER_PAUSE_MS,
  sendTries: config.SEND_TRIES,
  sendPauseMs: config.SEND_PAUSE_MS,
  sweepGraceMs: config.SWEEP_GRACE_MS,
});

export const reconciliationSettingsOf = (config: Config): ReconciliationSettings => ({
  atMs: timeOfDayMs(config.RECONCILE_AT),
  pauseMs: config.RECONCILE_PAUSE_MS,
  lateAfterMs: config.RECONCILE_LATE_MS,
});

/** @throws ConfigurationProblem for a gateway nobody knows. */
export const enabledGateways = (config: Config): ReadonlySet<GatewayName> =>
  new Set(known<GatewayName>("GATEWAYS", GATEWAYS, config.GATEWAYS));

function known<T extends string>(setting: string, words: readonly T[], told: readonly string[]): T[] {
  const isKnown = (name: string): name is T => (words as readonly string[]).includes(name);
  const unknown = told.filter((name) => !isKnown(name));
  if (unknown.length > 0)
    throw new ConfigurationProblem(`${setting}: ${unknown.join(", ")} is not known; there are ${words.join(", ")}.`);
  return told.filter(isKnown);
}
