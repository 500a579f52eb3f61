/** Subscriptions over real sockets: whatever way a socket goes, its subscriptions go with it, and the figures say so. */
import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import { seedOf } from "../gateways/random.js";
import { connected, eventually, openApp } from "./open-app.js";
import { shared } from "../kit/shared-resource.js";

const SOCKETS = 60;
const SUBSCRIPTIONS = 5;
const POLL_MS = 50;

const app = shared(() => openApp({ EVENT_POLL_MS: String(POLL_MS) }));

const subscriptions = async (): Promise<number> =>
  (await app.app.refundContext.metrics.subscriptions.get()).values.reduce((sum, { value }) => sum + value, 0);
const subscribe = (n: number): string =>
  JSON.stringify({ type: "subscribe", id: `${n}`, payload: { query: "subscription { refundChanged { cursor } }" } });

it("are counted while they are open, and never after their socket is gone, however early it is cut", async () => {
  const seed = seedOf("socket flaps");
  const flaps = fc.sample(
    fc.record({
      /** Cut before the server has answered, while it does, or when it long has. */
      afterMs: fc.constantFrom(0, 0, 1, 3, 10, 50),
      leaving: fc.constantFrom("terminate", "close"),
    }),
    { seed, numRuns: SOCKETS },
  );
  const authorization = `Bearer ${await app.token()}`;

  const stays = await connected(app.app.url, authorization);
  for (let n = 0; n < SUBSCRIPTIONS; n += 1) stays.send(subscribe(n));
  await eventually(async () => (await subscriptions()) === SUBSCRIPTIONS);
  expect((await app.app.refundContext.metrics.websocketConnections.get()).values[0]?.value).toBe(1);

  for (const { afterMs, leaving } of flaps) {
    const socket = await connected(app.app.url, authorization);
    for (let n = 0; n < SUBSCRIPTIONS; n += 1) socket.send(subscribe(n));
    await sleep(afterMs);
    if (leaving === "close") socket.close();
    else socket.terminate();
  }
  await eventually(async () => (await subscriptions()) === SUBSCRIPTIONS);
  stays.send(JSON.stringify({ type: "complete", id: "0" }));
  await eventually(async () => (await subscriptions()) === SUBSCRIPTIONS - 1);
  stays.terminate();
  await eventually(async () => (await subscriptions()) === 0);
  expect(await subscriptions()).toBe(0);
  const sockets = async () => (await app.app.refundContext.metrics.websocketConnections.get()).values[0]?.value;
  await eventually(async () => (await sockets()) === 0);

  // With the last of them the tail has stopped reading.
  const { eventReads } = app.app.refundContext.metrics;
  const reads = async () => (await eventReads.get()).values.reduce((sum, { value }) => sum + value, 0);
  expect(await reads()).toBeGreaterThan(0);
  await eventually(async () => {
    const before = await reads();
    await sleep(10 * POLL_MS);
    return (await reads()) === before;
  });
});
