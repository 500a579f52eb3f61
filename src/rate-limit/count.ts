/** One limit's count: this process's own first, then the one it shares with others. */
import { RateLimiterRes } from "rate-limiter-flexible";
import { BoundedMemoryLimiter } from "./bounded-memory.js";
import type { SharedCount } from "./shared-counts.js";

/**
 * Callers that one limit remembers. A record with its timer takes some 620 bytes (measured over 1,000,000 addresses, see ADR
 * 0018), so the six limits together hold at most 75 MB under any flood. An office has hundreds of addresses, not thousands.
 */
export const MAX_KEYS = 20_000;

/** Milliseconds until the caller may come again; null: go on. */
type WaitMs = number | null;

export interface Count {
  /** Counts one. */
  consume(key: string): Promise<WaitMs>;
  /** Counts nothing: whether one more would be refused. Asks memory only. */
  peek(key: string): Promise<WaitMs>;
  /** Callers remembered in memory. */
  readonly size: number;
}

export interface Limit {
  /** 0: no limit. */
  points: number;
  windowMs: number;
  maxKeys?: number;
}

/**
 * Memory decides alone while it can: whoever is over the limit in this process is over the shared one as well, so a flood from
 * one caller asks the store no more often than the limit says, and an unreachable store leaves each process its own limit.
 */
export function createCount({ points, windowMs, maxKeys = MAX_KEYS }: Limit, shared: SharedCount | null): Count {
  if (points === 0) return { consume: async () => null, peek: async () => null, size: 0 };
  const memory = new BoundedMemoryLimiter({ points, windowMs, maxKeys });
  return {
    get size() {
      return memory.size;
    },
    async consume(key) {
      try {
        await memory.consume(key);
      } catch (refused) {
        return waitOf(refused);
      }
      const verdict = await shared?.consume(key);
      if (verdict?.kind !== "EXCEEDED") return null;
      // Until then this process need not ask again.
      const waitMs = Math.max(verdict.msBeforeNext, 1);
      await memory.block(key, waitMs / 1_000);
      return waitMs;
    },
    async peek(key) {
      const seen = await memory.get(key);
      return seen !== null && seen.consumedPoints >= points && seen.msBeforeNext > 0 ? seen.msBeforeNext : null;
    },
  };
}

function waitOf(refused: unknown): number {
  if (refused instanceof RateLimiterRes) return refused.msBeforeNext;
  throw refused;
}
