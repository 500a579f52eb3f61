/** A log line that somebody outside can cause any number of times: the first at once, then at most one a period, with a count. */
import type { Logger } from "./logger.js";

/** Short enough to follow an attack, long enough that it writes no more than a person reads. */
const PERIOD_MS = 60_000;

export type LimitedLine = (facts: object) => void;

/**
 * One kind of line. What comes within a period of the last line is counted, and reported by one line at the period's end with
 * `repeated` and the facts of the latest. A process that ends takes an open count with it: the exact numbers are metrics.
 */
export function limitedLine(
  log: Logger,
  { level, message, periodMs = PERIOD_MS }: { level: "info" | "warn" | "error"; message: string; periodMs?: number },
): LimitedLine {
  let period: NodeJS.Timeout | null = null;
  let repeated = 0;
  let latest: object = {};

  const open = (): void => {
    period = setTimeout(close, periodMs).unref();
  };
  const close = (): void => {
    period = null;
    if (repeated === 0) return;
    log[level]({ ...latest, repeated, withinMs: periodMs }, message);
    repeated = 0;
    open();
  };

  return (facts) => {
    if (period !== null) {
      repeated += 1;
      latest = facts;
      return;
    }
    log[level](facts, message);
    open();
  };
}
