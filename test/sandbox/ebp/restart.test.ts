/** The EBP ledger is durable: a sandbox killed in the middle of its work knows everything that was committed, and nothing else. */
import { randomUUID } from "node:crypto";
import { until } from "../portone-v2/open-portone-v2.js";
import { endedBy, killUnderLoad, sandboxProcesses, withClient } from "../sandbox-process.js";
import { ACCESS_KEY, cut, HASH_KEY, headersFor, openEbp, STORE_ID, type OpenEbp } from "./open-ebp.js";

const processes = sandboxProcesses("ebp", {
  "access-key": ACCESS_KEY,
  "hash-key": HASH_KEY,
  "store-id": STORE_ID,
});
let open: OpenEbp;

beforeAll(async () => {
  open = await openEbp();
});
afterAll(async () => {
  processes.killAll();
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
  await withClient(open.databaseUrl, (client) => expect(client.query(sql, [id])).rejects.toMatchObject({ constraint }));
});

it("killed under load: what was answered is on record, once, and the books agree", async () => {
  const id = await paid(1_000_000);
  const { child, url } = await processes.start(open.databaseUrl);
  const body = JSON.stringify(cut(id, 1));
  const answered: string[] = [];
  const cancelAt = async (at: string): Promise<void> => {
    const response = await fetch(`${at}/api/v2/payment/cancel`, { method: "POST", headers: headersFor(body), body });
    const { data } = (await response.json()) as { data: { returnRequestId: string } };
    answered.push(data.returnRequestId);
  };
  await killUnderLoad(
    { child, databaseUrl: open.databaseUrl, table: "ebp.payment" },
    Array.from({ length: 60 }, () => () => cancelAt(url)),
  );

  await until(() => isIdle(open.databaseUrl));
  const again = await processes.start(open.databaseUrl);
  await cancelAt(again.url);
  await endedBy(again.child, "SIGTERM");
  const booked = (await open.control.cancellationsOf(id)).map((one) => one.id);
  expect(booked).toEqual(expect.arrayContaining(answered));
  expect(new Set(answered).size).toBe(answered.length);
  expect(await open.control.payment(id)).toMatchObject({ cancelled: booked.length, pending: 0 });
});

/** Nobody is in the middle of a transaction: the killed one's connections finish what they had sent. */
const isIdle = (databaseUrl: string): Promise<boolean> =>
  withClient(databaseUrl, async (client) => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
    );
    return rowCount === 0;
  });
