/** With the database away GraphQL answered 200 INTERNAL: no balancer, proxy or retrying client could tell that from a fault of ours. */
import { randomUUID } from "node:crypto";
import { ownPostgres, type OwnPostgres } from "../kit/outage.js";
import { eventually, openApp, overSocket, WEBHOOK_SECRET, type OpenApp } from "../server/open-app.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";

const READ = "{ refunds(first: 1) { edges { cursor } } }";
const WRITE = `mutation ($input: RefundCancelInput!) { refundCancel(input: $input) { userErrors { code } } }`;
const FOLLOW = `subscription { refundChanged { version refund { id } } }`;

let postgres: OwnPostgres;
let open: OpenApp;
let authorization: string;
beforeAll(async () => {
  postgres = await ownPostgres();
  open = await openApp({ DATABASE_URL: postgres.url, DATABASE_BACK_OFF_MAX_MS: "500" });
  authorization = `Bearer ${await open.token()}`;
});
afterAll(async () => {
  await open?.close();
  await postgres?.remove();
});

/** An event as the refund's writer leaves it; no refund stands behind it, so `refund` is null. */
const appendEvent = (version: number) =>
  open.rows(
    `insert into event_log (type, subject_id, payload, at)
     values ('refund.changed', ?, ?::jsonb, now())`,
    [randomUUID(), JSON.stringify({ version, from: null, to: "returnCollected", event: "CREATED", cause: "CALLER" })],
  );

it("answers 503 UNAVAILABLE on every way in, and goes on by itself without losing an event", async () => {
  const seen: number[] = [];
  const ends: unknown[] = [];
  open.client({ authorization }).subscribe<{ refundChanged: { version: number } }>(
    { query: FOLLOW },
    {
      next: (result) => void seen.push(result.data?.refundChanged.version ?? -1),
      error: (error) => void ends.push(error),
      complete: () => void ends.push("complete"),
    },
  );
  // The stream begins when it is open: the first event is told until it is seen.
  await eventually(async () => {
    await appendEvent(0);
    return seen.length > 0;
  });
  // A crowd of events is being read and resolved while the database goes.
  const versions = Array.from({ length: 200 }, (_, index) => index + 1);
  await Promise.all(versions.map(appendEvent));
  await postgres.stop();

  const query = { query: READ };
  const read = await open.post(query, { authorization, "accept-language": "en" });
  expect([read.status, read.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(read.body).toEqual({
    errors: [
      {
        message: "The service cannot answer at the moment. Try again shortly.",
        extensions: { code: "UNAVAILABLE", reason: "DATABASE_UNAVAILABLE", retryAfterSeconds: 5 },
      },
    ],
  });
  const input = { id: randomUUID(), expectedVersion: 1, reason: "NOT_OWED", idempotencyKey: randomUUID() };
  const written = await open.post({ query: WRITE, variables: { input } }, { authorization });
  expect([written.status, written.body.errors?.[0]?.extensions.code]).toEqual([503, "UNAVAILABLE"]);
  expect(written.body.errors?.[0]?.message).toContain("같은 멱등키");
  expect(written.body).not.toHaveProperty("data");

  const socket = await overSocket(open.client({ authorization }), query);
  expect(JSON.stringify(socket)).toContain('"code":"UNAVAILABLE"');
  const follow = await overSocket(open.client({ authorization }), { query: FOLLOW });
  expect(JSON.stringify(follow)).toContain('"code":"UNAVAILABLE"');

  const webhook = await deliver(open.app.url, signedWebhook(WEBHOOK_SECRET));
  expect([webhook.status, webhook.headers.get("retry-after")]).toEqual([503, "5"]);
  expect((await fetch(`${open.app.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${open.app.url}/livez`)).status).toBe(200);
  const figures = await (await fetch(`${open.app.url}/metrics`)).text();
  expect(figures).toContain('dependency_up{dependency="database"} 0');
  expect(figures).toMatch(/dependency_failures_total\{dependency="database"\} [1-9]/);

  await postgres.start();
  await eventually(async () => (await open.post(query, { authorization })).status === 200);
  const last = versions.length + 1;
  await appendEvent(last);
  await eventually(() => seen.includes(last));
  expect(ends).toEqual([]);
  // Written at once, so in any order; each of them once.
  expect(seen.filter((version) => version > 0).sort((a, b) => a - b)).toEqual([...versions, last]);
  await eventually(async () =>
    (await (await fetch(`${open.app.url}/metrics`)).text()).includes('dependency_up{dependency="database"} 1'),
  );
  expect(open.lines.filter((line) => line.includes('"level":"error"') || line.includes('"level":"warn"'))).toHaveLength(
    2,
  );
});
