/** The stream behind `refundChanged`: nothing missed, nothing twice, nothing past the token, and no listener left behind. */
import { execute, parse, subscribe, type ExecutionResult } from "graphql";
import type { Principal } from "../../src/access/principal.js";
import { cursorOf } from "../../src/api/event-stream.js";
import { assignPositions } from "../../src/events/relay.js";
import { lastPosition, type EventSignal } from "../../src/events/stream.js";
import { openTail } from "../../src/events/tail.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { collectedReturn, OPERATOR, person, requestAndDrain } from "../kit/fixtures.js";
import { apiSchema, contextFor } from "./ask.js";
import { requestedReturn } from "../refund/ledgers.js";

const t = sharedTestService();

/** Growth the test tells of by hand, and a look at who waits for it. */
function signalsByHand(): EventSignal & { grow(): void; waiting(): number } {
  const waiting = new Set<() => void>();
  return {
    next: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          resolve();
        };
        if (signal.aborted) return resolve();
        waiting.add(done);
        signal.addEventListener("abort", done, { once: true });
      }),
    grow: () => [...waiting].forEach((wake) => wake()),
    waiting: () => waiting.size,
    stop: async () => {},
  };
}

const DOCUMENT = parse(`subscription ($where: RefundChangedWhere, $after: String) {
  refundChanged(where: $where, after: $after) { cursor from to event cause version refund { id refundNo status } }
}`);

interface Received {
  cursor: string;
  from: string | null;
  to: string;
  event: string;
  version: number;
  refund: { id: string; status: string };
}

interface Following {
  stream: AsyncIterableIterator<ExecutionResult>;
  signals: ReturnType<typeof signalsByHand>;
}

type Wanted = { where?: object; after?: string; by?: Principal | null };

async function open({ where, after, by = OPERATOR }: Wanted = {}): Promise<Following | ExecutionResult> {
  const signals = signalsByHand();
  const tail = openTail({
    root: t.context.root,
    signals,
    onError: (error) => {
      throw error;
    },
  });
  const contextValue = contextFor(t, { by, tail });
  const result = await subscribe({
    schema: await apiSchema(),
    document: DOCUMENT,
    variableValues: { where, after },
    contextValue,
  });
  return Symbol.asyncIterator in result
    ? { stream: result as AsyncIterableIterator<ExecutionResult>, signals }
    : result;
}

async function follow(wanted: Wanted = {}): Promise<Following> {
  const opened = await open(wanted);
  if (!("stream" in opened)) throw new Error(`refused: ${JSON.stringify(opened.errors)}`);
  return opened;
}

async function take({ stream }: Following, count: number): Promise<Received[]> {
  const received: Received[] = [];
  while (received.length < count) {
    const { value, done } = (await stream.next()) as IteratorResult<ExecutionResult<{ refundChanged: Received }>>;
    if (done) throw new Error(`the stream ended after ${received.length}`);
    if (!value.data) throw new Error(JSON.stringify(value.errors));
    received.push(value.data.refundChanged);
  }
  return received;
}

/** Lives a refund from its birth to the money: CREATED, REQUEST, GATEWAY_SUCCEEDED. */
async function liveOne() {
  const { refund, returnId } = await requestedReturn(t, 10_000);
  return { id: refund.id, returnId };
}

const STEPS = ["CREATED", "REQUEST", "GATEWAY_SUCCEEDED"];

it("replays what was missed and goes on live, each step once and in order", async () => {
  const start = cursorOf(await lastPosition(t.orm.em.fork()));
  const missed = await liveOne();
  const following = await follow({ after: start });
  const replayed = await take(following, 3);
  expect(replayed.map(({ event, version, refund }) => [event, version, refund.id])).toEqual(
    STEPS.map((event, index) => [event, index + 1, missed.id]),
  );
  const waiting = take(following, 3);
  const live = await liveOne();
  following.signals.grow();
  expect((await waiting).map(({ event, refund }) => [event, refund.id])).toEqual(
    STEPS.map((event) => [event, live.id]),
  );
  await following.stream.return?.();

  const again = await follow({ after: replayed[1]?.cursor });
  expect((await take(again, 4)).map(({ event, refund }) => [event, refund.id])).toEqual([
    ["GATEWAY_SUCCEEDED", missed.id],
    ...STEPS.map((event) => [event, live.id]),
  ]);
  await again.stream.return?.();
});

it("starts from now without a cursor", async () => {
  await liveOne();
  const following = await follow();
  const waiting = take(following, 1);
  const { id } = await liveOne();
  following.signals.grow();
  expect((await waiting)[0]).toMatchObject({ event: "CREATED", from: null, to: "RETURN_COLLECTED", refund: { id } });
  await following.stream.return?.();
});

it("shows the refund as it is at each event, not as it was at the first", async () => {
  const following = await follow();
  const { refund } = await collectedReturn(t, 3_000);
  while ((await assignPositions(t.context.root)) > 0);
  following.signals.grow();
  const [created] = await take(following, 1);
  expect(created?.refund.status).toBe("RETURN_COLLECTED");
  await requestAndDrain(t, refund);
  const waiting = take(following, 2);
  following.signals.grow();
  expect((await waiting).at(-1)?.refund.status).toBe("COMPLETED");
  await following.stream.return?.();
});

it("tells only of what is followed", async () => {
  const after = cursorOf(await lastPosition(t.orm.em.fork()));
  const [one, other] = [await liveOne(), await liveOne()];
  const received = async (where: object, count: number) => {
    const following = await follow({ where, after });
    const steps = (await take(following, count)).map(({ event, refund }) => [event, refund.id]);
    await following.stream.return?.();
    return steps;
  };
  expect(await received({ ids: [other.id] }, 3)).toEqual(STEPS.map((event) => [event, other.id]));
  expect(await received({ returnIds: [other.returnId] }, 3)).toEqual(STEPS.map((event) => [event, other.id]));
  expect(await received({ statuses: ["COMPLETED"] }, 2)).toEqual([
    ["GATEWAY_SUCCEEDED", one.id],
    ["GATEWAY_SUCCEEDED", other.id],
  ]);
});

describe("ends", () => {
  it("when the client leaves while nothing happens, and leaves no listener behind", async () => {
    const following = await follow();
    const next = following.stream.next();
    while (following.signals.waiting() === 0) await new Promise(setImmediate);
    await following.stream.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(following.signals.waiting()).toBe(0);
  });

  it("with the token, before the event that comes after its end", async () => {
    const by = { ...OPERATOR, expiresAt: new Date(t.clock.now().getTime() + 60_000) };
    const following = await follow({ by });
    const next = following.stream.next();
    while (following.signals.waiting() === 0) await new Promise(setImmediate);
    t.clock.advance(60_000);
    await liveOne();
    following.signals.grow();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it("with the token, although nothing happens at all", async () => {
    const by = { ...OPERATOR, expiresAt: new Date(t.clock.now().getTime() + 50) };
    const following = await follow({ by });
    // The timer runs on real time and asks the clock, which the test has moved on.
    t.clock.advance(50);
    expect(await following.stream.next()).toEqual({ done: true, value: undefined });
    expect(following.signals.waiting()).toBe(0);
  });
});

describe("refuses", () => {
  const position = async () => cursorOf((await lastPosition(t.orm.em.fork())) + 1);
  const CODES: [string, () => Promise<Wanted>, string][] = [
    ["nobody", async () => ({ by: null }), "UNAUTHENTICATED"],
    ["who may not follow", async () => ({ by: person("choi.data", "analyst") }), "FORBIDDEN"],
    ["a malformed cursor", async () => ({ after: "abc" }), "BAD_USER_INPUT"],
    ["a cursor with a sign", async () => ({ after: Buffer.from("event:-1").toString("base64url") }), "BAD_USER_INPUT"],
    ["a cursor of the future", async () => ({ after: await position() }), "BAD_USER_INPUT"],
    ["no id", async () => ({ where: { ids: ["x"] } }), "BAD_USER_INPUT"],
    [
      "too many ids",
      async () => ({ where: { ids: Array.from({ length: 101 }, () => OPERATOR.subject) } }),
      "BAD_USER_INPUT",
    ],
  ];

  it.each(CODES)("%s", async (_, wanted, code) => {
    const refused = await open(await wanted());
    expect("stream" in refused ? "a stream" : refused.errors?.map((error) => error.extensions["code"])).toEqual([code]);
  });

  it("to be run as a query", async () => {
    const result = await execute({
      schema: await apiSchema(),
      document: DOCUMENT,
      contextValue: contextFor(t, { by: null }),
    });
    expect(result.errors?.[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
  });
});
