/** Several processes on one database refuse as one; without the database each goes on with its own count. */
import pg from "pg";
import { createCount } from "../../src/rate-limit/count.js";
import { openSharedCounts } from "../../src/rate-limit/shared-counts.js";
import { openApp, type OpenApp } from "../server/open-app.js";

const LIMIT = 15;
const WINDOW_MS = 3_600_000;
const SETTINGS = {
  RATE_LIMIT_STORE: "postgres",
  RATE_LIMIT_WINDOW_MS: String(WINDOW_MS),
  RATE_LIMIT_PER_SUBJECT: String(LIMIT),
  RATE_LIMIT_PER_ADDRESS: "4",
};

let first: OpenApp;
let second: OpenApp;
beforeAll(async () => {
  first = await openApp(SETTINGS);
  second = await openApp({ ...SETTINGS, DATABASE_URL: first.databaseUrl, DATA_DIRECTORY: first.dataDirectory });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const statusOf = async (app: OpenApp, headers: Record<string, string> = {}) =>
  (await app.post({ query: "{ __typename }" }, headers)).status;

it("of twice the limit, sent to two processes at once, exactly the limit passes", async () => {
  const headers = { authorization: `Bearer ${await first.token({ subject: "kim.shared" })}` };
  const answers = await Promise.all(
    Array.from({ length: LIMIT * 2 }, (_, n) => statusOf(n % 2 === 0 ? first : second, headers)),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(LIMIT);
  expect(answers.filter((status) => status === 429)).toHaveLength(LIMIT);
});

it("stores neither a subject nor an address in clear, and nothing in the write-ahead log", async () => {
  await statusOf(first);
  const rows = await first.rows<{ key: string }>(`select key from rate_limit_count`);
  expect(rows.map(({ key }) => key.split(":")[0]).sort()).toEqual(["address", "subject"]);
  expect(JSON.stringify(rows)).not.toMatch(/kim|127\.0\.0\.1/);
  const [table] = await first.rows<{ relpersistence: string }>(
    `select relpersistence from pg_class where relname = 'rate_limit_count'`,
  );
  expect(table?.relpersistence).toBe("u");
});

it("an unreachable or broken store leaves each process its own limit, and is not asked by every request", async () => {
  await first.rows(`alter table rate_limit_count rename to taken_away`);
  try {
    const headers = { authorization: `Bearer ${await first.token({ subject: "lee.alone" })}` };
    const answers: number[] = [];
    for (let n = 0; n < LIMIT + 3; n += 1) answers.push(await statusOf(first, headers));
    expect(answers).toEqual([...Array.from({ length: LIMIT }, () => 200), 429, 429, 429]);
    expect(await statusOf(second, headers)).toBe(200);
    expect(first.lines.filter((line) => line.includes("shared rate limits cannot be reached"))).toHaveLength(1);
  } finally {
    await first.rows(`alter table taken_away rename to rate_limit_count`);
  }
});

it("a database that refuses every connection costs one try a second", async () => {
  const faults: unknown[] = [];
  const away = openSharedCounts({
    url: "postgresql://nobody@127.0.0.1:9/none",
    key: Buffer.alloc(32),
    onFault: (error) => faults.push(error),
  });
  const count = createCount(
    { points: 5, windowMs: WINDOW_MS },
    away.count("subject", { points: 5, windowMs: WINDOW_MS }),
  );
  const waits: (number | null)[] = [];
  const started = performance.now();
  for (let n = 0; n < 500; n += 1) waits.push(await count.consume(`caller-${n % 100}`));
  const seconds = (performance.now() - started) / 1_000;
  expect(waits.every((wait) => wait === null)).toBe(true);
  expect(await count.consume("caller-1")).toBeGreaterThan(0);
  expect(faults.length).toBeGreaterThanOrEqual(1);
  expect(faults.length).toBeLessThanOrEqual(Math.floor(seconds) + 1);
  await away.close();
});

it("a connection that is cut while nobody uses it ends no process", async () => {
  const faults: unknown[] = [];
  const shared = openSharedCounts({ url: first.databaseUrl, key: Buffer.alloc(32), onFault: (e) => faults.push(e) });
  const count = shared.count("address", { points: 5, windowMs: WINDOW_MS });
  expect(await count.consume("one")).toEqual({ kind: "COUNTED" });
  const client = new pg.Client({ connectionString: first.databaseUrl });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'hwanbul-rate-limit'`,
  );
  await client.end();
  while (faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await count.consume("one")).toEqual({ kind: "NOT_ASKED" });
  await shared.close();
});
