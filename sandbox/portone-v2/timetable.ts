/** The timetable: settles asynchronous cancels and delivers webhooks when they are due, whoever was running when they were planned. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Courier } from "./courier.js";
import { inTransaction } from "./database.js";
import { settleCancellation, type Desk } from "./ledger.js";

/** How late something due may start. Business time may be a test's own, so real timers cannot be set for it. */
const LOOK_EVERY_MS = 200;
/** Settled in one look; the rest follows in the next. */
const BATCH = 100;

export interface Timetable {
  /** Something may have become due: look now. */
  wake(): void;
  stopped: Promise<void>;
}

export function startTimetable(options: {
  pool: Pool;
  desk: Desk;
  courier: Courier;
  log: (line: string) => void;
  closing: AbortSignal;
}): Timetable {
  const { pool, desk, courier, log, closing } = options;
  let bell = new AbortController();
  const run = async (): Promise<void> => {
    while (!closing.aborted) {
      bell = new AbortController();
      try {
        await settleDue(pool, desk);
        await courier.deliverDue();
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

async function settleDue(pool: Pool, desk: Desk): Promise<void> {
  const { rows } = await pool.query<{ id: string; settle_outcome: "SUCCEEDED" | "FAILED" }>(
    `SELECT id, settle_outcome FROM portone_v2.cancellation
      WHERE status = 'REQUESTED' AND settle_at <= $1 ORDER BY settle_at, no LIMIT $2`,
    [desk.now(), BATCH],
  );
  for (const { id, settle_outcome } of rows) {
    await inTransaction(pool, (tx) => settleCancellation(tx, desk, id, settle_outcome));
  }
}
