/** The event stream: late commits come later and are never skipped; a reader with a cursor misses nothing, whatever breaks. */
import type { MikroORM } from "@mikro-orm/postgresql";
import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { connect } from "../../src/database/orm.js";
import { inTransaction } from "../../src/database/transaction.js";
import { appendEvent } from "../../src/events/event-log.js";
import { assignPositions, startRelay } from "../../src/events/relay.js";
import { lastPosition, readEvents, watchEvents, type PositionedEvent } from "../../src/events/stream.js";
import { openTail } from "../../src/events/tail.js";
import { newId } from "../../src/identifier.js";
import { entities } from "../../src/orm.config.js";
import { seedOf } from "../gateways/random.js";
import { openMigratedDatabase } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

/** So rare that whatever is seen sooner was told by a notification. */
const NEVER_MS = 600_000;
const SUBJECTS = Array.from({ length: 5 }, newId);

let other: MikroORM;
/** A transaction a test holds open as long as it likes. */
let slow: pg.Client;
// Closed before the database is dropped under them.
afterAll(async () => {
  await slow.end();
  await other.close(true);
});
const database = shared(openMigratedDatabase);
beforeAll(async () => {
  other = await connect({ url: database.url, entities, pool: 4 });
  slow = new pg.Client({ connectionString: database.url });
  await slow.connect();
});

const INSERT = `insert into event_log (type, subject_id, payload, at) values ('refund.changed', $1, $2, now())`;
const happens = (subjectId: string, version: number): Promise<void> =>
  inTransaction(database.orm.em, async (em) => {
    appendEvent(em, { type: "refund.changed", subjectId, payload: { version }, at: new Date() });
    await em.flush();
  });
const place = async (root = database.orm.em): Promise<void> => {
  while ((await assignPositions(root.fork())) > 0);
};
const all = async (after = 0): Promise<PositionedEvent[]> => {
  const events: PositionedEvent[] = [];
  for (let page = await readEvents(database.orm.em.fork(), after); page.length > 0;) {
    events.push(...page);
    page = await readEvents(database.orm.em.fork(), page.at(-1)!.position);
  }
  return events;
};
const versionsOf = (events: PositionedEvent[], subject: string): unknown[] =>
  events.filter(({ subjectId }) => subjectId === subject).map(({ payload }) => payload["version"]);
const numbered = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n);

describe("places", () => {
  it("a transaction that commits late gets a later place, and a reader who went on does not skip it", async () => {
    const [late, early] = [newId(), newId()];
    const start = await lastPosition(database.orm.em.fork());
    await slow.query("begin");
    await slow.query(INSERT, [late, { version: 1 }]);
    await happens(early, 1);
    await place();
    const first = await readEvents(database.orm.em.fork(), start);
    expect(first.map(({ subjectId }) => subjectId)).toEqual([early]);
    await slow.query("commit");
    await place();
    const then = await readEvents(database.orm.em.fork(), first.at(-1)!.position);
    expect(then.map(({ subjectId, position }) => [subjectId, position])).toEqual([[late, first.at(-1)!.position + 1]]);
  });

  it("what was rolled back is never seen and leaves no gap in the places", async () => {
    const start = await lastPosition(database.orm.em.fork());
    await slow.query("begin");
    await slow.query(INSERT, [newId(), { version: 1 }]);
    await happens(SUBJECTS[0]!, 0);
    await slow.query("rollback");
    await happens(SUBJECTS[1]!, 0);
    await place();
    expect((await readEvents(database.orm.em.fork(), start)).map(({ position }) => position)).toEqual([
      start + 1,
      start + 2,
    ]);
  });

  it("two relays at once give every event one place, in the order of each refund", async () => {
    const start = await lastPosition(database.orm.em.fork());
    const subjects = SUBJECTS.map(() => newId());
    let writing = true;
    const relays = [database.orm.em, other.em].map(async (root) => {
      while (writing) {
        await assignPositions(root.fork());
        await sleep(1);
      }
    });
    await Promise.all(
      subjects.map(async (subject) => {
        for (let version = 1; version <= 30; version += 1) await happens(subject, version);
      }),
    );
    writing = false;
    await Promise.all(relays);
    await place();
    const events = await all(start);
    expect(events.map(({ position }) => position)).toEqual(numbered(start + 1, 150));
    for (const subject of subjects) expect(versionsOf(events, subject)).toEqual(numbered(1, 30));
  });
});

describe("a subscriber", () => {
  it("that comes back with its cursor after random disconnects misses nothing and sees nothing twice", async () => {
    const seed = seedOf("follow events");
    const stays = fc.sample(fc.record({ events: fc.integer({ min: 0, max: 40 }), page: fc.boolean() }), {
      seed,
      numRuns: 200,
    });
    const start = await lastPosition(database.orm.em.fork());
    const subjects = SUBJECTS.map(() => newId());
    const relay = startRelay(database.orm.em.fork(), { pollMs: 20, onError: fail });
    const signals = watchEvents(database.url, { pollMs: NEVER_MS, onError: fail });
    const writing = Promise.all(
      subjects.map(async (subject) => {
        for (let version = 1; version <= 40; version += 1) await happens(subject, version);
      }),
    );
    const seen: PositionedEvent[] = [];
    for (const stay of stays) {
      if (seen.length === 200) break;
      const leaving = new AbortController();
      let left = stay.events;
      for await (const event of openTail({ root: database.orm.em, signals, onError: fail }).follow(
        seen.at(-1)?.position ?? start,
        leaving.signal,
      )) {
        seen.push(event);
        left -= 1;
        if (seen.length === 200 || left <= 0) {
          // Sometimes the client says good-bye, sometimes it is just gone.
          if (stay.page) leaving.abort();
          else break;
        }
      }
    }
    await writing;
    await relay.stop();
    await signals.stop();
    expect(seen.map(({ position }) => position)).toEqual(numbered(start + 1, 200));
    for (const subject of subjects) expect(versionsOf(seen, subject)).toEqual(numbered(1, 40));
  });

  it("hears again after its LISTEN connection was killed, and is told what came while it was deaf", async () => {
    const errors: Error[] = [];
    const signals = watchEvents(database.url, { pollMs: NEVER_MS, onError: (error) => errors.push(error) });
    const listener = async (): Promise<number | undefined> => {
      const { rows } = await slow.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'hwanbul-events' and datname = current_database() and query ilike 'listen%'`,
      );
      return rows[0]?.pid;
    };
    const until = async (found: (pid: number | undefined) => boolean): Promise<number | undefined> => {
      for (;;) {
        const pid = await listener();
        if (found(pid)) return pid;
        await sleep(20);
      }
    };
    const first = await until((pid) => pid !== undefined);
    const start = await lastPosition(database.orm.em.fork());
    const leaving = new AbortController();
    const following = openTail({ root: database.orm.em, signals, onError: fail }).follow(start, leaving.signal);
    const heard = async (): Promise<unknown> => (await following.next()).value;

    await happens(SUBJECTS[2]!, 1);
    await place();
    expect(await heard()).toMatchObject({ position: start + 1 });

    const deaf = heard();
    await slow.query("select pg_terminate_backend($1)", [first]);
    await until((pid) => pid !== first);
    await happens(SUBJECTS[2]!, 2);
    await place();
    await until((pid) => pid !== undefined && pid !== first);
    expect(await deaf).toMatchObject({ position: start + 2 });

    const again = heard();
    await happens(SUBJECTS[2]!, 3);
    await place();
    expect(await again).toMatchObject({ position: start + 3 });
    expect(errors).not.toEqual([]);
    leaving.abort();
    await following.return(undefined);
    await signals.stop();
  });

  it("is served whole pages as well: a thousand events behind, in order", async () => {
    const start = await lastPosition(database.orm.em.fork());
    await slow.query(
      `insert into event_log (type, subject_id, payload, at)
       select 'refund.changed', $1, jsonb_build_object('version', n), now() from generate_series(1, 1200) n`,
      [SUBJECTS[3]!],
    );
    await place();
    const signals = watchEvents(database.url, { pollMs: NEVER_MS, onError: fail });
    const leaving = new AbortController();
    const seen: PositionedEvent[] = [];
    for await (const event of openTail({ root: database.orm.em, signals, onError: fail }).follow(
      start,
      leaving.signal,
    )) {
      seen.push(event);
      if (seen.length === 1_200) leaving.abort();
    }
    await signals.stop();
    expect(versionsOf(seen, SUBJECTS[3]!)).toEqual(numbered(1, 1_200));
  });
});

function fail(error: Error): never {
  throw error;
}
