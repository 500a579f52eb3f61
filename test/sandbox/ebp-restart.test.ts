/** The EBP ledger is durable: a sandbox killed in the middle of its work knows everything that was committed, and nothing else. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { until } from "./open-sandbox.js";
import { ACCESS_KEY, cut, HASH_KEY, headersFor, openEbp, STORE_ID, type OpenEbp } from "./open-ebp.js";

let open: OpenEbp;
const spawned: ChildProcess[] = [];

beforeAll(async () => {
  open = await openEbp();
});
afterAll(async () => {
  // A test that failed half-way must not leave its processes behind.
  for (const child of spawned) child.kill("SIGKILL");
  await open.end();
});

async function paid(total: number): Promise<string> {
  const { id } = await open.control.createPayment({ id: randomUUID(), amount: { total } });
  return id;
}

it("payments, cancels, faults, log and webhooks are there after a restart", async () => {
  const id = await paid(10_000);
  await open.cancel(cut(id, 1_500));
  await open.control.planFault({ hits: "cancel", paymentId: id, fault: { kind: "UNAUTHORIZED" } });
  const everything = async () => ({
    payment: await open.control.payment(id),
    seen: (await open.detail(id)).body.data,
    totals: await open.control.totals(),
    cancellations: await open.control.cancellationsOf(id),
    webhooks: await open.control.webhooks(id),
    cancels: (await open.control.requests(id)).filter((one) => one.path.endsWith("/cancel")),
  });
  const before = await everything();
  expect(before).toMatchObject({ payment: { cancelled: 1_500 }, cancels: [{ responseStatus: 200 }] });
  open = await open.restart();
  expect(await everything()).toEqual(before);
  expect(await open.cancel(cut(id, 8_500))).toMatchObject({ status: 401 });
  expect(await open.cancel(cut(id, 8_500))).toMatchObject({ status: 200 });
});

it.each([
  ["UPDATE ebp.payment SET cancelled = 10001 WHERE id = $1", "never_more_than_total"],
  ["UPDATE ebp.payment SET captured = false, cancelled = 1 WHERE id = $1", "whole_before_capture"],
  ["UPDATE ebp.line SET taken = 10001 WHERE payment_id = $1", "never_more_than_line"],
])("the database itself refuses: %s", async (sql, constraint) => {
  const id = randomUUID();
  const items = [{ seq: 1, itemId: "P", amount: 10_000 }];
  await open.control.createPayment({ id, amount: { total: 10_000 }, items });
  const client = new pg.Client(open.databaseUrl);
  await client.connect();
  try {
    await expect(client.query(sql, [id])).rejects.toMatchObject({ constraint });
  } finally {
    await client.end();
  }
});

/** The sandbox in a process of its own, from the sources, so that it can be killed. */
async function spawnSandbox(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const main = join(import.meta.dirname, "../../sandbox/ebp/main.ts");
  const credentials = ["--access-key", ACCESS_KEY, "--hash-key", HASH_KEY, "--store-id", STORE_ID];
  const child = spawn(
    process.execPath,
    ["--import", "@oxc-node/core/register", main, "--database-url", databaseUrl, ...credentials],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  spawned.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: /http:\S+/.exec(line.toString("utf8"))?.[0] ?? "" };
}

it("killed under load: what was answered is on record, once, and the books agree", async () => {
  const id = await paid(1_000_000);
  const { child, url } = await spawnSandbox(open.databaseUrl);
  const body = JSON.stringify(cut(id, 1));
  const answered: string[] = [];
  let killed: Promise<unknown> | undefined;
  const sent = Array.from({ length: 60 }, async () => {
    const response = await fetch(`${url}/api/v2/payment/cancel`, { method: "POST", headers: headersFor(body), body });
    const { data } = (await response.json()) as { data: { returnRequestId: string } };
    answered.push(data.returnRequestId);
    if (answered.length === 5) {
      // The others are on their way by now.
      killed = once(child, "exit");
      child.kill("SIGKILL");
    }
  });
  const ends = await Promise.allSettled(sent);
  expect(await killed).toEqual([null, "SIGKILL"]);
  expect(ends.some((end) => end.status === "rejected")).toBe(true);

  await until(() => isIdle(open.databaseUrl));
  const again = await spawnSandbox(open.databaseUrl);
  const response = await fetch(`${again.url}/api/v2/payment/cancel`, {
    method: "POST",
    headers: headersFor(body),
    body,
  });
  answered.push(((await response.json()) as { data: { returnRequestId: string } }).data.returnRequestId);
  const exit = once(again.child, "exit");
  again.child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
  const booked = (await open.control.cancellationsOf(id)).map((one) => one.id);
  expect(booked).toEqual(expect.arrayContaining(answered));
  expect(new Set(answered).size).toBe(answered.length);
  expect(await open.control.payment(id)).toMatchObject({ cancelled: booked.length, pending: 0 });
});

/** Nobody is in the middle of a transaction: the killed one's connections finish what they had sent. */
async function isIdle(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
    );
    return rowCount === 0;
  } finally {
    await client.end();
  }
}
