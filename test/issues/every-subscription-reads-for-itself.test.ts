/** Every subscription polled the event stream for itself: a thousand idle ones cost 2,000 statements a second, a filter one more per event. */
import { parse, subscribe, type ExecutionResult } from "graphql";
import { cursorOf } from "../../src/api/event-stream.js";
import { lastPosition, watchEvents, type EventSignal } from "../../src/events/stream.js";
import { openTail, type EventTail } from "../../src/events/tail.js";
import { apiSchema, contextFor, countStatements } from "../api/ask.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { collectedReturn } from "../kit/fixtures.js";

const SUBSCRIPTIONS = 300;
const POLLS = 10;
const POLL_MS = 50;
const never = new AbortController().signal;

let t: TestService;
let signals: EventSignal;
let tail: EventTail;
beforeAll(async () => {
  t = await openTestService();
  signals = watchEvents(t.databaseUrl, { pollMs: POLL_MS, onError: () => {} });
  tail = openTail({ root: t.context.root, signals, onError: () => {} });
});
afterAll(async () => {
  await tail.stop();
  await signals.stop();
  await t.close();
});

const open = async (where: object, after?: string): Promise<AsyncGenerator<ExecutionResult>> => {
  const stream = await subscribe({
    schema: await apiSchema(),
    document: parse(`subscription ($where: RefundChangedWhere, $after: String) {
      refundChanged(where: $where, after: $after) { cursor event }
    }`),
    variableValues: { where, after },
    contextValue: contextFor(t, { tail }),
  });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
  return stream;
};
const gauge = async (): Promise<number | undefined> =>
  (await t.context.metrics.subscriptions.get()).values.find(({ labels }) => labels.field === "refundChanged")?.value;

it("idle subscriptions share one statement a poll, and an event costs them one, whatever they filter by", async () => {
  const counted = await countStatements(t);
  const { returnId } = await collectedReturn(t, 1_000);
  await t.drain();
  const streams = await Promise.all(
    Array.from({ length: SUBSCRIPTIONS }, (_, n) => open(n % 2 === 0 ? { returnIds: [returnId] } : {})),
  );
  expect(await gauge()).toBe(SUBSCRIPTIONS);
  const heard = streams.map((stream) => stream.next());
  while (tail.counts().waiting < SUBSCRIPTIONS) await signals.next(never);

  const idle = await counted.of(async () => {
    for (let polls = 0; polls < POLLS; polls += 1) await signals.next(never);
  });
  expect(idle.length).toBeGreaterThan(0);
  expect(idle.length).toBeLessThanOrEqual(POLLS + 1);

  const { returnId: other } = await collectedReturn(t, 2_000);
  expect(other).not.toBe(returnId);
  const before = cursorOf(await lastPosition(t.orm.em.fork()));
  const started = performance.now();
  const received = await counted.of(async () => {
    await t.drain();
    await Promise.all(heard.filter((_, n) => n % 2 === 1));
    while (tail.counts().waiting < SUBSCRIPTIONS / 2) await signals.next(never);
  });
  const polls = (performance.now() - started) / POLL_MS;
  const reads = received.filter((sql) => sql.includes("event_log") && sql.startsWith("select position")).length;
  expect(reads).toBeLessThan(50 + polls);
  expect(received.filter((sql) => sql.includes("refund_no"))).toEqual([]);

  const late = await open({ returnIds: [other] }, before);
  expect((await late.next()).value.data).toMatchObject({ refundChanged: { event: "CREATED" } });
  await Promise.all([late, ...streams].map((stream) => stream.return(undefined)));
  expect(await gauge()).toBe(0);
  expect(tail.counts()).toEqual({ following: 0, waiting: 0 });
});

it("events from before, which do not name their return, are found by it all the same", async () => {
  const { refund, returnId } = await collectedReturn(t, 3_000);
  await t.drain();
  const start = cursorOf(await lastPosition(t.orm.em.fork()));
  await t.rows(`insert into event_log (type, subject_id, payload, at) values ('refund.changed', ?, ?::jsonb, now())`, [
    refund.id,
    JSON.stringify({
      refundNo: refund.refundNo,
      version: 1,
      from: null,
      to: "returnCollected",
      event: "CREATED",
      cause: "SERVICE",
    }),
  ]);
  await t.drain();
  const stream = await open({ returnIds: [returnId] }, start);
  expect((await stream.next()).value.data).toMatchObject({ refundChanged: { event: "CREATED" } });
  await stream.return(undefined);
});
