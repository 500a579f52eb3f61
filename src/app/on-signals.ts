/** How a process ends when it is asked to, and the one sentence a person reads when it cannot start. */
import { ConfigurationProblem } from "../config.js";
import { StartUpProblem } from "../database/start-up-problem.js";

/** The exit code a shell expects of a process that a signal ended. */
const INTERRUPTED = 130;

export interface Stopping {
  /** Ends everything in order; then the process ends with 0. */
  stop: () => Promise<unknown>;
  /** Ends what would outlive the process, without waiting: before an exit that does not wait for `stop`. */
  abandon?: () => void;
  /** npm passes a Ctrl-C on that the terminal has delivered already: one key press may arrive twice. */
  sameKeyPressMs?: number;
}

/** SIGTERM and SIGINT: the first one stops in order, a second one is somebody who does not want to wait. */
export function onSignals({ stop, abandon = () => {}, sameKeyPressMs = 0 }: Stopping): void {
  let askedAt: number | null = null;
  const onSignal = (): void => {
    if (askedAt !== null) {
      if (performance.now() - askedAt < sameKeyPressMs) return;
      abandon();
      process.exit(INTERRUPTED);
    }
    askedAt = performance.now();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${sentenceOf(error)}\n`);
        abandon();
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

/** A sentence for a fault a person can fix; anything else is a fault of ours and needs its stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationProblem || error instanceof StartUpProblem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
