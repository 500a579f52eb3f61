/**
 * Named points where a test may kill the process: a crash test sets `HWANBUL_CRASH_AT=<name>` in a child process and
 * asserts that it ended by SIGKILL. Without the variable a point does nothing; production refuses the variable (config.ts).
 */
export const CRASH_POINTS = [
  "before-reserve",
  "after-reserve",
  "before-intent-commit",
  "after-intent-commit",
  "before-job-enqueue",
  "before-socket-write",
  "after-response-read",
  "before-settle-commit",
  "after-settle-commit",
  "before-event-publish",
  "after-event-publish",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { point: CrashPoint; hitsLeft: number } | undefined;

/** Arms one point; the process dies the `onHit`-th time it passes there (1 is the first). */
export function armCrashPoint(point: CrashPoint, onHit = 1): void {
  armed = { point, hitsLeft: onHit };
}

/** Dies here, at once and without clean-up, if a test has armed this point. */
export function crashPoint(name: CrashPoint): void {
  if (armed?.point !== name) return;
  armed.hitsLeft -= 1;
  if (armed.hitsLeft <= 0) process.kill(process.pid, "SIGKILL");
}
