/** The schedule: does what is due, whoever was running when it was planned. What is due is in the database. */
import { setTimeout as sleep } from "node:timers/promises";

/** How late something due may start. Business time may be a test's own, so real timers cannot be set for it. */
const LOOK_EVERY_MS = 200;

export interface Schedule {
  /** Something may have become due: look now. */
  wake(): void;
  stopped: Promise<void>;
}

/** @param options.due what to look for and do, in this order at every look; it does what is due by now and returns */
export function startScheduler(options: {
  due: readonly (() => Promise<void>)[];
  log: (line: string) => void;
  closing: AbortSignal;
}): Schedule {
  const { due, log, closing } = options;
  let bell = new AbortController();
  const run = async (): Promise<void> => {
    while (!closing.aborted) {
      bell = new AbortController();
      try {
        for (const doDue of due) await doDue();
      } catch (error) {
        // The database may be restarting; what is due stays due.
        if (!closing.aborted) log(String(error));
        await sleep(LOOK_EVERY_MS, undefined, { signal: closing }).catch(() => undefined);
      }
      const signal = AbortSignal.any([bell.signal, closing]);
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  return { wake: () => bell.abort(), stopped: run() };
}
