/** The ledger is durable: a sandbox killed in the middle of its work still knows everything that was committed, and nothing else. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { API_SECRET, openSandbox, STORE_ID, type OpenSandbox } from "./open-sandbox.js";

let open: OpenSandbox;

beforeAll(async () => {
  // It tells of each connection that is cut; here that is meant.
  open = await openSandbox({ log: () => undefined });
});
const spawned: ChildProcess[] = [];
afterAll(async () => {
  // A test that failed half-way must not leave its processes behind.
  for (const child of spawned) child.kill("SIGKILL");
  await open.end();
});

it("payments, cancellations, faults, log and webhooks are there after a restart", async () => {
  const paymentId = randomUUID();
  await open.control.createPayment({ id: paymentId, amount: { total: 10_000, taxFree: 1_000 } });
  await open.cancel(paymentId, { reason: "r", amount: 1_500, taxFreeAmount: 500 });
  await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "UNAUTHORIZED" } });
  const everything = async () => ({
    seen: await open.sdk.getPayment({ paymentId }),
    totals: await open.control.totals(),
    cancellations: await open.control.cancellationsOf(paymentId),
    webhooks: await open.control.webhooks(paymentId),
    cancels: (await open.control.requests(paymentId)).filter((one) => one.method === "POST"),
  });
  const before = await everything();
  open = await open.restart();
  expect(await everything()).toEqual(before);
  expect(await open.cancel(paymentId, { reason: "r" })).toMatchObject({ status: 401 });
  expect(
    await open.cancel(paymentId, { reason: "r", amount: 8_500, taxFreeAmount: 500, currentCancellableAmount: 8_500 }),
  ).toMatchObject({
    status: 200,
  });
});

it("the database itself refuses a payment cancelled beyond its total", async () => {
  const paymentId = randomUUID();
  await open.control.createPayment({ id: paymentId, amount: { total: 10_000 } });
  const client = new pg.Client(open.databaseUrl);
  await client.connect();
  try {
    const update = client.query("UPDATE portone_v2.payment SET cancelled = 10001 WHERE id = $1", [paymentId]);
    await expect(update).rejects.toMatchObject({ constraint: "never_more_than_total" });
  } finally {
    await client.end();
  }
});

it("outlives broken database connections: the same key, sent until it is answered, has one effect", async () => {
  const paymentId = randomUUID();
  await open.control.createPayment({ id: paymentId, amount: { total: 10_000 } });
  const untilAnswered = async (key: string): Promise<string> => {
    const { body } = await open.cancel(paymentId, { reason: "r", amount: 1 }, { "idempotency-key": `"${key}"` });
    return body.cancellation?.id ?? untilAnswered(key);
  };
  const client = new pg.Client(open.databaseUrl);
  await client.connect();
  const sent = Promise.all(Array.from({ length: 30 }, () => untilAnswered(randomUUID())));
  for (let cut = 0; cut < 5; cut++) {
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
  }
  await client.end();
  const ids = await sent;
  expect(new Set(ids).size).toBe(30);
  expect((await open.control.cancellationsOf(paymentId)).map((one) => one.id).toSorted()).toEqual(ids.toSorted());
});

/** The sandbox in a process of its own, from the sources, so that it can be killed. */
async function spawnSandbox(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const main = join(import.meta.dirname, "../../sandbox/portone-v2/main.ts");
  const child = spawn(
    process.execPath,
    [
      "--import",
      "@oxc-node/core/register",
      main,
      "--database-url",
      databaseUrl,
      "--api-secret",
      API_SECRET,
      "--store-id",
      STORE_ID,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  spawned.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: /http:\S+/.exec(line.toString("utf8"))?.[0] ?? "" };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  expect(await exit).toEqual([null, "SIGKILL"]);
}

it("killed under load: what was answered is on record, and every key has at most one effect", async () => {
  const paymentId = randomUUID();
  await open.control.createPayment({ id: paymentId, amount: { total: 1_000_000 } });
  const keys = Array.from({ length: 60 }, () => randomUUID());
  const cancelAt = async (url: string, key: string): Promise<string> => {
    const response = await fetch(`${url}/payments/${paymentId}/cancel`, {
      method: "POST",
      headers: { authorization: `PortOne ${API_SECRET}`, "idempotency-key": `"${key}"` },
      body: JSON.stringify({ reason: "r", amount: 1 }),
    });
    const { cancellation } = (await response.json()) as { cancellation?: { id: string } };
    if (!cancellation) throw new Error(`answered ${response.status}`);
    return cancellation.id;
  };

  const { child, url } = await spawnSandbox(open.databaseUrl);
  const answered = new Map<string, string>();
  let killed: Promise<void> | undefined;
  const sent = keys.map(async (key) => {
    answered.set(key, await cancelAt(url, key));
    // The others are on their way by now: some are waiting for the row lock, some have committed without an answer.
    if (answered.size === 5) killed = kill(child);
  });
  const ends = await Promise.allSettled(sent);
  await killed;
  expect(ends.some((end) => end.status === "rejected")).toBe(true);

  const again = await spawnSandbox(open.databaseUrl);
  const ids = await Promise.all(keys.map((key) => cancelAt(again.url, key)));
  const replayed = new Map<string, string | undefined>(keys.map((key, index) => [key, ids[index]]));
  for (const [key, id] of answered) expect(replayed.get(key)).toBe(id);
  const exit = once(again.child, "exit");
  again.child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
  expect(new Set(ids).size).toBe(keys.length);
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(keys.length);
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: keys.length, pending: 0 });
});
