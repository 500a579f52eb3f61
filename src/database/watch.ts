/**
 * Watches the database from the first failure to the return: one prober with growing pauses asks whether it is back, and
 * everything that works in the background waits for it instead of knocking by itself.
 */
import { randomInt } from "node:crypto";
import pg from "pg";
import { recordOutages } from "../telemetry/outage.js";
import type { Logger } from "../telemetry/logger.js";
import type { Metrics } from "../telemetry/metrics.js";
import { unavailabilityOf } from "./unavailable.js";

/** Pause before the first probe; doubled for each one that fails. */
const FIRST_PAUSE_MS = 200;
/** A probe that takes longer than this has failed: a host that swallows packets refuses nothing. */
const PROBE_TIMEOUT_MS = 5_000;
/**
 * So long nothing may fail before an outage counts as over. A server without free connections lets one in now and then: each of
 * them would be an end and a new beginning.
 */
const SETTLE_MS = 2_000;

export interface DatabaseWatch {
  /** True when the error says that the database is away: it is counted here and must not be logged. */
  failed: (error: unknown) => boolean;
  /** Resolves at once while the database answers; else when it does again, when `signal` aborts, or when the watch stops. */
  untilBack: (signal?: AbortSignal) => Promise<void>;
  /** Runs work that may be repeated until it meets no outage. Rejects with any other error, and when it may wait no longer. */
  survive: <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Lets go of whoever waits. */
  stop: () => void;
}

export interface DatabaseWatchOptions {
  url: string;
  /** The longest pause between two probes. */
  backOffMaxMs: number;
  log: Logger;
  metrics: Metrics;
}

export function watchDatabase({ url, backOffMaxMs, log, metrics }: DatabaseWatchOptions): DatabaseWatch {
  const outages = recordOutages({ dependency: "database", log, metrics });
  const waiting = new Set<() => void>();
  let state: "ANSWERS" | "AWAY" | "SETTLING" = "ANSWERS";
  let probes = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const release = () => {
    for (const resume of [...waiting]) resume();
  };
  const wait = (ms: number, then: () => void) => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(then, ms);
    timer.unref();
  };
  const goAway = () => {
    state = "AWAY";
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** probes, backOffMaxMs);
    probes += 1;
    // Jitter: many processes lose the database at the same moment and must not come back at the same one.
    wait(randomInt(Math.ceil(longest / 2), longest + 1), () => void probe());
  };
  const probe = async () => {
    if (!(await takesWrites(url))) return goAway();
    if (stopped) return;
    state = "SETTLING";
    wait(SETTLE_MS, () => {
      state = "ANSWERS";
      probes = 0;
      outages.ended();
    });
    release();
  };

  const watch: DatabaseWatch = {
    failed(error) {
      const reason = unavailabilityOf(error);
      if (reason === null) return false;
      outages.failed(reason);
      if (state !== "AWAY") goAway();
      return true;
    },
    untilBack(signal) {
      if (state !== "AWAY" || stopped || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const resume = () => {
          waiting.delete(resume);
          signal?.removeEventListener("abort", resume);
          resolve();
        };
        waiting.add(resume);
        signal?.addEventListener("abort", resume, { once: true });
      });
    },
    async survive(work, signal) {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (!watch.failed(error) || stopped || signal?.aborted) throw error;
          await watch.untilBack(signal);
          if (signal?.aborted) throw error;
        }
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      release();
    },
  };
  return watch;
}

/** On a connection of its own: the pools may be full of dead ones. A standby answers, but takes nothing from us. */
async function takesWrites(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    application_name: "hwanbul-probe",
  });
  client.on("error", () => undefined); // a lost connection fails the query, too
  try {
    await client.connect();
    const { rows } = await client.query<{ transaction_read_only: string }>("show transaction_read_only");
    return rows[0]?.transaction_read_only === "off";
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
