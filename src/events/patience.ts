/** Reads that outlive the database's absence: tried again, with growing pauses, until they succeed or nobody wants them. */
import { setTimeout as sleep } from "node:timers/promises";

/** A restarted database is back within seconds; one that stays away is asked no more often than the second figure says. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export type Persist = <T>(read: () => Promise<T>, wanted: AbortSignal) => Promise<T | null>;

/** Readers that share what they know of the outage: it is reported once, by whoever met it first. Null: nobody wants it any more. */
export function patiently(options: { onError(error: Error): void; untilBack?(): Promise<void> }): Persist {
  let away = false;
  return async (read, wanted) => {
    for (let pause = FIRST_PAUSE_MS; !wanted.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await read();
        away = false;
        return result;
      } catch (error) {
        if (wanted.aborted) return null;
        if (!away) options.onError(error as Error);
        away = true;
      }
      await sleep(pause, undefined, { signal: wanted }).catch(() => undefined);
      if (options.untilBack) await unlessAborted(options.untilBack(), wanted);
    }
    return null;
  };
}

/** The result of the work, or null as soon as the signal aborts; the work itself is not stopped. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const give = () => resolve(null);
    if (signal.aborted) return give();
    signal.addEventListener("abort", give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
  });
}
