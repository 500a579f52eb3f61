/** When and how patiently we reconcile. */

export interface ReconciliationSettings {
  /** After midnight in Korea: from then on the day before is reconciled. */
  atMs: number;
  /** How long a run waits once its gateway has stopped answering. */
  pauseMs: number;
  /** An attempt without an end for longer than this is a difference. */
  lateAfterMs: number;
  /** Payments refunded in the last so many days, the day of the run included, are looked at again: for late effects and chargebacks. */
  lookBackDays: number;
}

const MINUTE_MS = 60_000;

/** Milliseconds after midnight of a time of day, `hh:mm`. */
export function timeOfDayMs(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return (hours * 60 + minutes) * MINUTE_MS;
}
