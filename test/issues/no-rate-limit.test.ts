/** Nothing bounded how often somebody asks: with the defaults a flood now ends in 429, and no page comes near them. */
import { readConfig } from "../../src/config.js";
import { openApp, type OpenApp } from "../server/open-app.js";

let open: OpenApp;
beforeAll(async () => {
  // The defaults, in a span that does not end while a busy machine counts up to them.
  open = await openApp({ RATE_LIMIT_WINDOW_MS: "3600000" });
});
afterAll(() => open.close());

const ask = async (headers: Record<string, string> = {}) =>
  (await open.post({ query: "{ __typename }" }, headers)).status;

it("an operator with ten tabs that poll, and a service at 100 a second, stay below the limit", async () => {
  const { RATE_LIMIT_PER_SUBJECT, RATE_LIMIT_WINDOW_MS } = readConfig({});
  const seconds = RATE_LIMIT_WINDOW_MS / 1_000;
  // A tab polls five queries every 2 s and opens lists by hand, at most ten of them in a span.
  const operator = 10 * (5 * (seconds / 2) + 10);
  const service = 100 * seconds;
  expect(Math.max(operator, service) * 2).toBeLessThanOrEqual(RATE_LIMIT_PER_SUBJECT);
});

it("a stranger's flood ends at the limit of its address, and an operator there works on", async () => {
  const { RATE_LIMIT_PER_ADDRESS } = readConfig({});
  const counts = new Map<number, number>();
  for (let n = 0; n < RATE_LIMIT_PER_ADDRESS + 100; n += 1) {
    const status = await ask();
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({ 200: RATE_LIMIT_PER_ADDRESS, 429: 100 });
  expect(await ask({ authorization: `Bearer ${await open.token()}` })).toBe(200);
});
