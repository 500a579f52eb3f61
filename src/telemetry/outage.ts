/** An outage of something we depend on: one line when it begins and one when it ends, however much fails in between. */
import type { Logger } from "./logger.js";
import type { Metrics } from "./metrics.js";

export interface OutageRecord {
  isOngoing(): boolean;
  /** One more call failed. @param reason a code or a fixed sentence; it is written down. */
  failed(reason: string): void;
  /** The dependency answers again. Does nothing where no outage was. */
  ended(): void;
}

export function recordOutages(of: { dependency: string; log: Logger; metrics: Metrics }): OutageRecord {
  const { dependency, log, metrics } = of;
  let outage: { since: number; failures: number } | null = null;
  metrics.dependencyUp.set({ dependency }, 1);
  return {
    isOngoing: () => outage !== null,
    failed(reason) {
      metrics.dependencyFailures.inc({ dependency });
      if (outage) {
        outage.failures += 1;
        return;
      }
      outage = { since: performance.now(), failures: 1 };
      metrics.dependencyUp.set({ dependency }, 0);
      log.error({ dependency, reason }, "a dependency is away: its failures are counted, not logged, until it is back");
    },
    ended() {
      if (!outage) return;
      const durationMs = Math.round(performance.now() - outage.since);
      // A warning, so that whoever saw the beginning also sees the end.
      log.warn({ dependency, durationMs, failures: outage.failures }, "a dependency is back");
      metrics.dependencyUp.set({ dependency }, 1);
      outage = null;
    },
  };
}
