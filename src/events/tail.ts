/**
 * The tail of the event stream: one reader per process reads each new event once; subscribers take their events from its ring
 * by position, and from the database only while they are behind it (docs/adr/0017-one-tail-per-process.md).
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { patiently, unlessAborted } from "./patience.js";
import { EventRing } from "./ring.js";
import { lastPosition, readEvents, type EventSignal, type PositionedEvent } from "./stream.js";
import { Waiters } from "./waiters.js";

/** Events kept for subscribers: some 2 MB, and 40 s of the busiest stream planned for (100 events a second). */
const CAPACITY = 4_096;
/** Events the tail reads at once. */
const PAGE = 500;
/** Events a subscriber behind the ring reads at once, and the most that one which stalls there can hold. */
const CATCH_UP_PAGE = 100;

export type EventReader = "tail" | "catch-up";

export interface TailOptions {
  root: EntityManager;
  signals: EventSignal;
  /** Once per outage, however long it lasts. */
  onError(error: Error): void;
  /** A statement went to the database. */
  onRead?(reader: EventReader): void;
  /** Resolves when the database is worth asking; at once unless it is known to be away. */
  untilBack?(): Promise<void>;
  capacity?: number;
}

export interface EventTail {
  /**
   * Every event after `after`, once and in order, until the signal aborts or the process stops: what was missed, then what comes.
   * An outage of the database is no end.
   */
  follow(after: number, signal: AbortSignal): AsyncGenerator<PositionedEvent, void, undefined>;
  /** Followers, and how many of them wait for the next event. */
  counts(): { following: number; waiting: number };
  /** Ends every follower. */
  stop(): Promise<void>;
}

/** The tail while somebody follows it; with nobody there it reads nothing. */
interface Run {
  /** Null until it is known where the stream stands. */
  ring: EventRing | null;
  leaving: AbortController;
  done: Promise<void>;
}

export function openTail({ root, signals, capacity = CAPACITY, ...options }: TailOptions): EventTail {
  const followers = new Set<AbortController>();
  const news = new Waiters();
  const persist = patiently(options);
  let run: Run | null = null;
  let stopped = false;

  const read = (reader: EventReader, after: number, limit: number) => {
    options.onRead?.(reader);
    return readEvents(root.fork(), after, limit);
  };

  const runTail = async (current: Run): Promise<void> => {
    const { signal } = current.leaving;
    const start = await persist(() => lastPosition(root.fork()), signal);
    if (start === null) return;
    const ring = (current.ring = new EventRing(start, capacity));
    news.wake();
    while (!signal.aborted) {
      // Asked for before the read: what is placed while that runs is not slept through.
      const grown = signals.next(signal);
      const count = await persist(async () => {
        const page = await read("tail", ring.newest, PAGE);
        for (const event of page) ring.append(event);
        return page.length;
      }, signal);
      if (count) news.wake();
      if (count !== PAGE) await grown;
    }
  };
  const join = (follower: AbortController): Run => {
    followers.add(follower);
    if (run) return run;
    run = { ring: null, leaving: new AbortController(), done: Promise.resolve() };
    run.done = runTail(run);
    return run;
  };
  const leave = (follower: AbortController): void => {
    followers.delete(follower);
    if (followers.size > 0) return;
    run?.leaving.abort();
    run = null;
  };

  /** Subscribers behind the ring read one after the other: a thousand that come back at once must not take the pool from requests. */
  let queue: Promise<unknown> = Promise.resolve();
  const readMissed = async (after: number, signal: AbortSignal): Promise<readonly PositionedEvent[]> => {
    const turn = queue.then(() => persist(() => read("catch-up", after, CATCH_UP_PAGE), signal));
    queue = turn;
    return (await unlessAborted(turn, signal)) ?? [];
  };

  return {
    async *follow(after, signal) {
      if (stopped || signal.aborted) return;
      const leaving = new AbortController();
      const abort = () => leaving.abort();
      signal.addEventListener("abort", abort, { once: true });
      const current = join(leaving);
      try {
        for (let position = after; !leaving.signal.aborted;) {
          const { ring } = current;
          if (ring && !ring.covers(position)) {
            const missed = await readMissed(position, leaving.signal);
            for (const event of missed) {
              if (leaving.signal.aborted) return;
              yield event;
              position = event.position;
            }
            if (missed.length > 0) continue;
          }
          // Asked anew for each event: whoever stalls holds nothing, and may be behind the ring when it goes on.
          const event = ring?.covers(position) ? ring.after(position) : undefined;
          if (event) {
            yield event;
            position = event.position;
          } else await news.next(leaving.signal);
        }
      } finally {
        signal.removeEventListener("abort", abort);
        leave(leaving);
      }
    },
    counts: () => ({ following: followers.size, waiting: news.size }),
    async stop() {
      stopped = true;
      const last = run;
      for (const follower of followers) follower.abort();
      last?.leaving.abort();
      await last?.done;
    },
  };
}
