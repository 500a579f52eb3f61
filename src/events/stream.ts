/** Reads pages of the event stream, and tells when it has grown. */
import type { EntityManager } from "@mikro-orm/postgresql";
import pg from "pg";
import type { EventPayload, EventType } from "./event.entity.js";
import { EVENTS_CHANNEL } from "./relay.js";
import { Waiters } from "./waiters.js";
import { guarded } from "../telemetry/guarded.js";

export interface PositionedEvent {
  /** The position in the stream; the cursor of a subscriber. */
  position: number;
  type: EventType;
  subjectId: string;
  payload: EventPayload;
  at: Date;
}

const PAGE = 500;
const RECONNECT_PAUSE_MS = 1_000;

export async function readEvents(em: EntityManager, after: number, limit = PAGE): Promise<PositionedEvent[]> {
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
export interface EventSignal {
  /** Resolves at the next growth or poll; rejects never. */
  next(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function watchEvents(
  url: string,
  options: { pollMs: number; onError: (error: Error) => void; untilBack?(): Promise<void> },
): EventSignal {
  const waiters = new Waiters();
  const wake = guarded(() => waiters.wake(), options.onError);
  let client: pg.Client | null = null;
  let stopped = false;
  let reconnect: NodeJS.Timeout | undefined;

  const listen = async () => {
    await options.untilBack?.();
    if (stopped) return;
    const fresh = new pg.Client({ connectionString: url, application_name: "hwanbul-events", keepAlive: true });
    const again = guarded<[error?: Error]>((error) => {
      if (client !== fresh || stopped) return;
      client = null;
      if (error) options.onError(error);
      void fresh.end().catch(() => {});
      reconnect = setTimeout(() => void listen(), RECONNECT_PAUSE_MS);
    }, options.onError);
    client = fresh;
    fresh.on("error", again);
    fresh.on(
      "end",
      guarded(() => again(), options.onError),
    );
    fresh.on("notification", wake);
    try {
      await fresh.connect();
      await fresh.query(`listen ${EVENTS_CHANNEL}`);
      wake();
    } catch (error) {
      again(error as Error);
    }
  };
  void listen();
  const poll = setInterval(wake, options.pollMs);

  return {
    next: (signal) => (stopped ? Promise.resolve() : waiters.next(signal)),
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(reconnect);
      const last = client;
      client = null;
      await last?.end().catch(() => {});
      wake();
    },
  };
}
