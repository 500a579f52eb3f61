/** One tail of the event stream for many subscribers: none misses an event or sees one twice, none holds up another, and idle ones cost nothing. */
import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { assignPositions } from "../../src/events/relay.js";
import { lastPosition, watchEvents, type EventSignal, type PositionedEvent } from "../../src/events/stream.js";
import { openTail, type EventReader, type EventTail } from "../../src/events/tail.js";
import { newId } from "../../src/identifier.js";
import { seedOf } from "../gateways/random.js";
import { openMigratedDatabase } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

/** Two of a subscriber's catch-up pages must not fit. */
const TINY = 3;
const POLL_MS = 20;
const INSERT = `insert into event_log (type, subject_id, payload, at)
  select 'refund.changed', $1, jsonb_build_object('version', n), now() from generate_series(1, $2::int) n`;

const database = shared(openMigratedDatabase);
let signals: EventSignal;
let errors: Error[];
let reads: EventReader[];
const tails: EventTail[] = [];

beforeEach(() => {
  [errors, reads] = [[], []];
  signals = watchEvents(database.url, { pollMs: POLL_MS, onError: () => {} });
});
afterEach(async () => {
  for (const tail of tails.splice(0)) await tail.stop();
  await signals.stop();
});

function open(capacity?: number): EventTail {
  const tail = openTail({
    root: database.orm.em,
    signals,
    capacity,
    onError: (error) => errors.push(error),
    onRead: (reader) => reads.push(reader),
  });
  tails.push(tail);
  return tail;
}
const now = (): Promise<number> => lastPosition(database.orm.em.fork());
const append = async (count: number): Promise<void> => {
  await withClient((client) => client.query(INSERT, [newId(), count]));
  while ((await assignPositions(database.orm.em.fork())) > 0);
};
async function withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(5);
};
const numbered = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n);
async function take(events: AsyncIterator<PositionedEvent>, count: number): Promise<number[]> {
  const positions: number[] = [];
  while (positions.length < count) positions.push(((await events.next()).value as PositionedEvent).position);
  return positions;
}

describe("subscribers", () => {
  it("of every speed and cursor, joining, pausing and leaving at random, each see what was committed after their cursor, in order", async () => {
    const seed = seedOf("tail");
    const start = await now();
    await append(250);
    const habits = fc.sample(
      fc.record({
        after: fc.integer({ min: start, max: start + 250 }),
        /** It goes away after so many events, and comes back with its cursor. */
        stay: fc.integer({ min: 1, max: 120 }),
        /** It pauses after every so many-th event, for so long. */
        every: fc.integer({ min: 1, max: 60 }),
        pauseMs: fc.integer({ min: 0, max: 15 }),
        cut: fc.boolean(),
      }),
      { seed, numRuns: 40 },
    );
    const writes = fc.sample(
      fc.record({
        count: fc.integer({ min: 1, max: 9 }),
        holdMs: fc.integer({ min: 0, max: 30 }),
        fails: fc.boolean(),
      }),
      { seed, numRuns: 60 },
    );
    const tail = open(TINY);
    let writing = true;
    const relay = (async () => {
      while (writing) {
        await assignPositions(database.orm.em.fork());
        await sleep(2);
      }
      while ((await assignPositions(database.orm.em.fork())) > 0);
    })();
    const committed = writes.filter(({ fails }) => !fails).reduce((sum, { count }) => sum + count, 250);
    const last = start + committed;
    const followed = habits.map(async ({ after, stay, every, pauseMs, cut }) => {
      const seen: number[] = [];
      while ((seen.at(-1) ?? after) < last) {
        const leaving = new AbortController();
        let left = stay;
        for await (const { position } of tail.follow(seen.at(-1) ?? after, leaving.signal)) {
          seen.push(position);
          left -= 1;
          if (seen.length % every === 0) await sleep(pauseMs);
          if (left > 0 && position < last) continue;
          if (cut) break;
          leaving.abort();
        }
      }
      return { after, seen };
    });
    // Four connections write at once: transactions that hold their rows for a while, and some that are rolled back.
    const left = [...writes];
    const writer = () =>
      withClient(async (client) => {
        for (let write = left.pop(); write; write = left.pop()) {
          await client.query("begin");
          await client.query(INSERT, [newId(), write.count]);
          await sleep(write.holdMs);
          await client.query(write.fails ? "rollback" : "commit");
        }
      });
    await Promise.all([writer(), writer(), writer(), writer()]);
    writing = false;
    await relay;
    expect(await now()).toBe(last);
    for (const { after, seen } of await Promise.all(followed)) expect(seen).toEqual(numbered(after + 1, last - after));
    expect(reads).toContain("tail");
    expect(reads).toContain("catch-up");
    expect(tail.counts()).toEqual({ following: 0, waiting: 0 });
    expect(errors).toEqual([]);
  });

  it("who wait cost no statement: the tail asks once a poll, whether one follows or a thousand", async () => {
    const tail = open();
    const start = await now();
    const leaving = new AbortController();
    const streams = Array.from({ length: 1_000 }, () => tail.follow(start, leaving.signal));
    const heard = streams.map((stream) => stream.next());
    await until(() => tail.counts().waiting === 1_000);
    reads.length = 0;
    await until(() => reads.length >= 5);
    expect(new Set(reads)).toEqual(new Set(["tail"]));
    await append(1);
    expect((await Promise.all(heard)).map(({ value }) => value?.position)).toEqual(Array(1_000).fill(start + 1));
    expect(reads).not.toContain("catch-up");
    leaving.abort();
    await Promise.all(streams.map((stream) => stream.return()));
  });

  it("that stalls holds up nobody, holds no events, and goes on from where it was", async () => {
    const tail = open(TINY);
    const start = await now();
    const leaving = new AbortController();
    const stalled = tail.follow(start, leaving.signal);
    const quick = tail.follow(start, leaving.signal);
    await append(1);
    expect(await take(stalled, 1)).toEqual([start + 1]);
    expect(await take(quick, 1)).toEqual([start + 1]);
    for (let n = 0; n < 20; n += 1) {
      await append(1);
      expect(await take(quick, 1)).toEqual([start + 2 + n]);
    }
    reads.length = 0;
    expect(await take(stalled, 20)).toEqual(numbered(start + 2, 20));
    expect(reads.filter((reader) => reader === "catch-up")).toHaveLength(1);
    leaving.abort();
  });
});

describe("nobody is left behind", () => {
  it("a thousand who come and go, waiting or not, leave nothing, and the tail stops reading with the last of them", async () => {
    const tail = open();
    const start = await now();
    for (let round = 0; round < 10; round += 1) {
      const visits = Array.from({ length: 100 }, (_, n) => {
        const leaving = new AbortController();
        const stream = tail.follow(start, leaving.signal);
        return { leaving, stream, waits: n % 2 === 0 ? [stream.next()] : [] };
      });
      if (round % 2 === 0) await until(() => tail.counts().waiting === 50);
      for (const { leaving } of visits) leaving.abort();
      const ended = await Promise.all(visits.flatMap(({ waits }) => waits));
      expect(ended.map(({ done }) => done)).toEqual(Array(50).fill(true));
      await Promise.all(visits.map(({ stream }) => stream.return()));
      expect(tail.counts()).toEqual({ following: 0, waiting: 0 });
    }
    reads.length = 0;
    for (let polls = 0; polls < 5; polls += 1) await signals.next(new AbortController().signal);
    expect(reads).toEqual([]);
  });

  it("when the process stops: everyone ends, whether they wait or catch up", async () => {
    const start = await now();
    await append(5);
    const tail = open();
    const waits = tail.follow(await now(), new AbortController().signal);
    const behind = tail.follow(start, new AbortController().signal);
    const next = waits.next();
    await take(behind, 1);
    await until(() => tail.counts().waiting === 1);
    await tail.stop();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await behind.next()).toEqual({ done: true, value: undefined });
    expect(await tail.follow(start, new AbortController().signal).next()).toEqual({ done: true, value: undefined });
    expect(tail.counts()).toEqual({ following: 0, waiting: 0 });
  });
});

it("an outage ends nobody and is reported once: whoever waited or caught up goes on without a gap", async () => {
  const tail = open(TINY);
  const start = await now();
  const leaving = new AbortController();
  const waits = tail.follow(start, leaving.signal);
  const first = waits.next();
  await until(() => tail.counts().waiting === 1);
  // Away for everybody who reads events; the table itself and who writes it go on.
  await withClient((client) => client.query("alter table event_log rename column position to elsewhere"));
  await until(() => errors.length > 0);
  const behind = tail.follow(start, leaving.signal);
  const missed = take(behind, 4);
  await sleep(600);
  await withClient((client) => client.query("alter table event_log rename column elsewhere to position"));
  await append(4);
  expect((await first).value?.position).toBe(start + 1);
  expect(await missed).toEqual(numbered(start + 1, 4));
  expect(await take(waits, 3)).toEqual(numbered(start + 2, 3));
  expect(errors).toHaveLength(1);
  leaving.abort();
});
