/** Trying again: growing pauses with jitter, as long as the caller has patience. */
import { HwanbulError, Passing } from "./errors.js";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** Half of it to all of it, so that many that lost the service at one moment do not come back at one. */
const jittered = (ms: number): number => ms * (0.5 + Math.random() / 2);

/** The pause before the nth try after the first. */
export const pauseMs = (retry: number): number =>
  jittered(Math.min(FIRST_PAUSE_MS * 2 ** (retry - 1), LONGEST_PAUSE_MS));

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted) done();
  });
}

/**
 * Makes the call until it gets through. What the service asks to wait for is waited for.
 * @throws HwanbulError `NO_ANSWER` with the last obstacle as its cause when the next try would come too late.
 */
export async function persist<T>(call: () => Promise<T>, patienceMs: number, signal?: AbortSignal): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let retry = 1; ; retry += 1) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      const wait = Math.max(error.waitMs, pauseMs(retry));
      if (Date.now() + wait > until)
        throw new HwanbulError(`no answer within ${patienceMs} ms: ${error.message}`, {
          code: "NO_ANSWER",
          cause: error,
        });
      await sleep(wait, signal);
    }
  }
}
