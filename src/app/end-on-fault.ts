/** Ends the process in order after a fault nobody caught: what it knows may be wrong, so it is logged, drained and left. */
import type { Logger } from "../telemetry/logger.js";
import { asError } from "../telemetry/guarded.js";

/** EX_SOFTWARE of sysexits.h: whoever watches the process can tell a fault of ours from a refused start (1). */
export const FAULT_EXIT_CODE = 70;

export interface FaultShutdown {
  log: Pick<Logger, "fatal">;
  /** Lets what was begun come to its end; bounded by the caller's own drain time. */
  stop: () => Promise<void>;
  /** After this the process is left, whatever still runs. */
  stopWithinMs: number;
  /** Tests only: in the place of `process.exit`. */
  exit?: (code: number) => void;
}

/** Hears uncaught exceptions and unhandled rejections from now on. A second fault while the first is being seen to is logged only. */
export function endOnFault({ log, stop, stopWithinMs, exit = (code) => process.exit(code) }: FaultShutdown): void {
  let ending = false;
  const end = (fault: unknown, origin: string): void => {
    log.fatal({ err: asError(fault), origin }, "a fault nobody caught: the process ends");
    if (ending) return;
    ending = true;
    const leave = () => exit(FAULT_EXIT_CODE);
    setTimeout(leave, stopWithinMs).unref();
    stop().then(leave, (error: unknown) => {
      log.fatal({ err: asError(error) }, "not everything stopped in order");
      leave();
    });
  };
  process.on("uncaughtException", (fault) => end(fault, "uncaughtException"));
  process.on("unhandledRejection", (fault) => end(fault, "unhandledRejection"));
}
