/** The shutdown of everything the demo has started: the last thing started ends first, within a bounded time. */
import { setTimeout as sleep } from "node:timers/promises";

/** A refund on its way to the sandbox is let finish; nobody at a keyboard waits much longer than this. */
const END_WITHIN_MS = 25_000;

export interface Started {
  name: string;
  stop: () => Promise<unknown>;
  /** Ends what would outlive this process, without waiting. */
  abandon?: () => void;
}

export class Shutdown {
  readonly #started: Started[] = [];
  readonly #asked = new AbortController();

  /** Aborts when somebody asked for the end: what is still starting gives up at its next step. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  ask(): void {
    this.#asked.abort();
  }

  add(started: Started): void {
    this.#started.push(started);
  }

  /**
   * One that fails to stop keeps none of the others from it.
   *
   * @returns false when something did not end in time, or at all; it was then abandoned.
   */
  async stopAll(): Promise<boolean> {
    const stopped = (async () => {
      let well = true;
      for (const { name, stop } of this.#started.toReversed()) {
        await stop().catch((error: unknown) => {
          well = false;
          process.stderr.write(`  ${name} did not stop: ${String(error)}\n`);
        });
      }
      return well;
    })();
    const late = new AbortController();
    const well = await Promise.race([stopped, sleep(END_WITHIN_MS, false, { signal: late.signal })]);
    late.abort();
    if (!well) this.abandonAll();
    return well;
  }

  abandonAll(): void {
    for (const { abandon } of this.#started) {
      try {
        abandon?.();
      } catch {
        // It has ended by itself.
      }
    }
  }
}
