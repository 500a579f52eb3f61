/** Counts in memory for a bounded number of callers: strangers with many addresses cannot make the process grow. */
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";

/**
 * The package keeps a record and a timer per key until its window ends. Here the key that was seen longest ago is forgotten
 * first. Whoever has more addresses than `maxKeys` can be forgotten early, which gives him nothing that he would not have by
 * using each address once.
 */
export class BoundedMemoryLimiter extends RateLimiterMemory {
  /** In the order they were last seen. */
  readonly #seen = new Set<string>();
  readonly #maxKeys: number;

  constructor({ points, windowMs, maxKeys }: { points: number; windowMs: number; maxKeys: number }) {
    super({ points, duration: windowMs / 1_000, keyPrefix: "" });
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#seen.size;
  }

  override consume(key: string): Promise<RateLimiterRes> {
    this.#see(key);
    return super.consume(key);
  }

  override block(key: string, seconds: number): Promise<RateLimiterRes> {
    this.#see(key);
    return super.block(key, seconds);
  }

  #see(key: string): void {
    if (!this.#seen.delete(key) && this.#seen.size >= this.#maxKeys) {
      const [oldest] = this.#seen;
      this.#seen.delete(oldest as string);
      void super.delete(oldest as string);
    }
    this.#seen.add(key);
  }
}
