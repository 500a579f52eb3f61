/**
 * The relay: gives committed events their place in the stream and tells listeners that there is something new.
 *
 * Places are given one batch at a time under an advisory lock, to whatever is committed and has none yet, in the order the
 * rows were made. So a late commit comes later in the stream and is never skipped, and two steps of one refund keep their
 * order: the second could only be written after the first had committed. See docs/adr/0003-event-positions.md.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { crashPoint } from "../crash-point.js";
import { inTransaction } from "../database/transaction.js";
import { guarded } from "../telemetry/guarded.js";

export const EVENTS_CHANNEL = "hwanbul_events";

/** Places given per round: bounds the transaction, and a backlog is worked off round by round. */
const BATCH = 1_000;
/** One relay works at a time in a database; the number means nothing but must stay the same. */
const RELAY_LOCK = 4_711_001;

/** Gives places to up to one batch of committed events; returns how many, 0 also when another relay is at work. */
export async function assignPositions(root: EntityManager): Promise<number> {
  return inTransaction(root, async (em) => {
    const [lock] = await em.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(?) as mine`, [RELAY_LOCK]);
    if (!lock?.mine) return 0;
    const positioned = await em.execute<unknown[]>(
      `with batch as (select id from event_log where position is null order by id limit ${BATCH}),
            last as (select coalesce(max(position), 0) as position from event_log),
            places as (select id, (select position from last) + row_number() over (order by id) as position from batch)
       update event_log set position = places.position from places where event_log.id = places.id returning event_log.id`,
    );
    if (positioned.length === 0) return 0;
    // In the relay's own transaction, once per batch: NOTIFY takes a global lock at commit, which must not meet business commits.
    await em.execute(`select pg_notify('${EVENTS_CHANNEL}', '')`);
    crashPoint("before-event-publish");
    return positioned.length;
  });
}

export interface Relay {
  /** Something was committed: look now. Calls while a round runs are folded into one more round. */
  wake(): void;
  stop(): Promise<void>;
}

export function startRelay(
  root: EntityManager,
  options: {
    pollMs: number;
    onError: (error: Error) => void;
    onPositioned?(count: number): void;
    untilBack?(): Promise<void>;
  },
): Relay {
  let stopped = false;
  let again = false;
  let round: Promise<void> | null = null;

  const runRounds = async () => {
    do {
      await options.untilBack?.();
      again = false;
      try {
        for (let positioned = BATCH; positioned === BATCH && !stopped;) {
          positioned = await assignPositions(root);
          if (positioned > 0) {
            options.onPositioned?.(positioned);
            crashPoint("after-event-publish");
          }
        }
      } catch (error) {
        options.onError(error as Error);
      }
    } while (again && !stopped);
    round = null;
  };
  const wake = guarded(() => {
    if (stopped) return;
    again = true;
    round ??= runRounds();
  }, options.onError);

  const timer = setInterval(wake, options.pollMs);
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await round;
    },
  };
}
