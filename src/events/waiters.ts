/** Many who wait for the same thing to happen; whoever gives up is forgotten at once. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves when it happens, or the signal aborts; rejects never. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resume = () => {
        this.#waiting.delete(resume);
        signal.removeEventListener("abort", resume);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#waiting.add(resume);
      signal.addEventListener("abort", resume, { once: true });
    });
  }

  wake(): void {
    for (const resume of this.#waiting) resume();
  }
}
