/** Reads the event stream: pages after a cursor, and a live tail that goes on where the pages end, without a gap. */
import type { EntityManager } from "@mikro-orm/postgresql";
import pg from "pg";
import type { EventPayload, EventType } from "./event.entity.js";
import { EVENTS_CHANNEL } from "./relay.js";

export interface PlacedEvent {
  /** Its place in the stream; the cursor of a subscriber. */
  position: number;
  type: EventType;
  subjectId: string;
  payload: EventPayload;
  at: Date;
}

const PAGE = 500;
const RECONNECT_PAUSE_MS = 1_000;

export async function readEvents(em: EntityManager, after: number, limit = PAGE): Promise<PlacedEvent[]> {
  const rows = await em.execute<
    { position: string; type: EventType; subject_id: string; payload: EventPayload; at: Date }[]
  >(`select position, type, subject_id, payload, at from event_log where position > ? order by position limit ?`, [
    after,
    limit,
  ]);
  return rows.map((row) => ({
    position: Number(row.position),
    type: row.type,
    subjectId: row.subject_id,
    payload: row.payload,
    at: new Date(row.at),
  }));
}

/** The place of the newest event; 0 when there is none. */
export async function lastPosition(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ position: string | null }[]>(`select max(position) as position from event_log`);
  return Number(row?.position ?? 0);
}

/**
 * Tells when the stream has grown. One LISTEN connection a process; it reconnects by itself, and the poll finds what was
 * told while it was away, so correctness never depends on a notification.
 */
export interface Growth {
  /** Resolves at the next growth or poll; rejects never. */
  next(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function watchGrowth(url: string, options: { pollMs: number; onError(error: Error): void }): Growth {
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const wake of waiting) wake();
  };
  let client: pg.Client | null = null;
  let stopped = false;
  let reconnect: NodeJS.Timeout | undefined;

  const listen = async () => {
    if (stopped) return;
    const fresh = new pg.Client({ connectionString: url, application_name: "hwanbul-events", keepAlive: true });
    const again = (error?: Error) => {
      if (client !== fresh || stopped) return;
      client = null;
      if (error) options.onError(error);
      void fresh.end().catch(() => {});
      reconnect = setTimeout(() => void listen(), RECONNECT_PAUSE_MS);
    };
    client = fresh;
    fresh.on("error", again);
    fresh.on("end", () => again());
    fresh.on("notification", tell);
    try {
      await fresh.connect();
      await fresh.query(`listen ${EVENTS_CHANNEL}`);
      tell();
    } catch (error) {
      again(error as Error);
    }
  };
  void listen();
  const poll = setInterval(tell, options.pollMs);

  return {
    next: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        if (signal.aborted || stopped) return resolve();
        waiting.add(done);
        signal.addEventListener("abort", done, { once: true });
      }),
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(reconnect);
      const last = client;
      client = null;
      await last?.end().catch(() => {});
      tell();
    },
  };
}

/** Every event after `after`, for as long as nobody aborts: first what was missed, then what comes. */
export async function* followEvents(
  root: EntityManager,
  growth: Growth,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<PlacedEvent, void, undefined> {
  let position = after;
  while (!signal.aborted) {
    const grown = growth.next(signal);
    const page = await readEvents(root.fork(), position);
    for (const event of page) {
      if (signal.aborted) return;
      yield event;
      position = event.position;
    }
    if (page.length < PAGE) await grown;
  }
}
