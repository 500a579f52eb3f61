/** Counts that several processes share, in PostgreSQL. The store may fail at any time; who asks has counted for itself before. */
import { createHmac } from "node:crypto";
import pg from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { systemClock } from "../clock.js";
import { guarded } from "../telemetry/guarded.js";
import { TABLE } from "./rate-limit-count.entity.js";

/** Connections of its own: requests that wait for the service's pool must not hold up counting, nor the other way round. */
const CONNECTIONS = 4;
/** An upsert of one row takes a millisecond; a request does not wait longer than this to be counted. */
const ANSWER_MS = 1_000;
/** After a fault the store is left alone for this long: an outage costs a request per second, not each request a second. */
const PAUSE_MS = 1_000;
/** Counts that may wait for a connection. Beyond that strangers ask more than the store should bear, and memory decides. */
const MAX_WAITING = 200;
/** Rows whose window has ended are deleted this often. */
const CLEAN_MS = 30_000;

type SharedVerdict = { kind: "COUNTED" } | { kind: "EXCEEDED"; msBeforeNext: number } | { kind: "NOT_ASKED" };

export interface SharedCount {
  consume(key: string): Promise<SharedVerdict>;
}

export interface SharedCounts {
  count(name: string, limit: { points: number; windowMs: number }): SharedCount;
  close(): Promise<void>;
}

export interface SharedCountsOptions {
  url: string;
  /** Makes the stored keys unreadable: addresses are personal data. The same in every process. */
  key: Buffer;
  onFault: (error: unknown) => void;
}

export function openSharedCounts({ url, key: hashKey, onFault }: SharedCountsOptions): SharedCounts {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    application_name: "hwanbul-rate-limit",
  });
  let pausedUntil = 0;
  const fault = (error: unknown): void => {
    pausedUntil = performance.now() + PAUSE_MS;
    onFault(error);
  };
  // A connection that ends while nobody uses it: without a listener this would be the end of the process.
  pool.on("error", fault);
  const limiter = (name: string, points: number, windowMs: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: TABLE,
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points,
      duration: windowMs / 1_000,
    });
  // The package writes ends of windows by the system's clock, whatever clock the rest of the service is given.
  const clean = () => pool.query(`delete from ${TABLE} where expire < $1`, [systemClock.now().getTime()]);
  const cleaning = setInterval(guarded(clean, fault), CLEAN_MS).unref();

  return {
    count(name, { points, windowMs }) {
      const shared = limiter(name, points, windowMs);
      return {
        async consume(key) {
          if (performance.now() < pausedUntil || pool.waitingCount >= MAX_WAITING) return { kind: "NOT_ASKED" };
          try {
            await shared.consume(createHmac("sha256", hashKey).update(key).digest("base64url"));
            return { kind: "COUNTED" };
          } catch (refused) {
            if (refused instanceof RateLimiterRes) return { kind: "EXCEEDED", msBeforeNext: refused.msBeforeNext };
            fault(refused);
            return { kind: "NOT_ASKED" };
          }
        },
      };
    },
    async close() {
      clearInterval(cleaning);
      await pool.end();
    },
  };
}
