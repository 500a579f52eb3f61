/** Memory stays bounded whoever asks, and forgetting one caller frees no other. */
import { createCount, MAX_KEYS } from "../../src/rate-limit/count.js";

const WINDOW_MS = 3_600_000;

it("remembers a bounded number of callers, the ones seen last", async () => {
  const count = createCount({ points: 1, windowMs: WINDOW_MS }, null);
  for (let n = 0; n < MAX_KEYS * 3; n += 1) {
    await count.consume(`address-${n}`);
    if (n % 1_000 === 0) await count.consume("one that keeps coming");
  }
  expect(count.size).toBe(MAX_KEYS);
  expect(await count.consume("one that keeps coming")).toBeGreaterThan(0);
  expect(await count.consume(`address-${MAX_KEYS * 3 - 1}`)).toBeGreaterThan(0);
  expect(await count.consume("address-0")).toBeNull();
  expect(count.size).toBe(MAX_KEYS);
});

it("lets exactly the limit pass, whoever else is counted", async () => {
  const count = createCount({ points: 3, windowMs: WINDOW_MS }, null);
  const waits = await Promise.all(Array.from({ length: 8 }, () => count.consume("one")));
  expect(waits.filter((wait) => wait === null)).toHaveLength(3);
  expect(await count.peek("one")).toBeGreaterThan(0);
  expect(await count.peek("another")).toBeNull();
  expect(await count.consume("another")).toBeNull();
});

it("0 is no limit", async () => {
  const count = createCount({ points: 0, windowMs: WINDOW_MS }, null);
  for (let n = 0; n < 100; n += 1) expect(await count.consume("one")).toBeNull();
  expect(count.size).toBe(0);
});

it("asks the shared count no more often than the limit says, and remembers its refusal", async () => {
  let asked = 0;
  const shared = {
    consume: async () => {
      asked += 1;
      return asked > 2 ? ({ kind: "EXCEEDED", msBeforeNext: WINDOW_MS } as const) : ({ kind: "COUNTED" } as const);
    },
  };
  const count = createCount({ points: 5, windowMs: WINDOW_MS }, shared);
  const waits: (number | null)[] = [];
  for (let n = 0; n < 20; n += 1) waits.push(await count.consume("one"));
  expect(waits.filter((wait) => wait === null)).toHaveLength(2);
  expect(asked).toBe(3);
  expect(await count.peek("one")).toBeGreaterThan(0);
});
