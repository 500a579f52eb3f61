/** The ledger is durable: a sandbox killed in the middle of its work still knows everything that was committed, and nothing else. */
import { randomUUID } from "node:crypto";
import { endedBy, killUnderLoad, sandboxProcesses, whileConnectionsAreCut, withClient } from "../sandbox-process.js";
import { API_SECRET, openSandbox, STORE_ID, type OpenSandbox } from "./open-portone-v2.js";

const processes = sandboxProcesses("portone-v2", { "api-secret": API_SECRET, "store-id": STORE_ID });
let open: OpenSandbox;

beforeAll(async () => {
  // It tells of each connection that is cut; here that is meant.
  open = await openSandbox({ log: () => undefined });
});
afterAll(async () => {
  processes.killAll();
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
  await withClient(open.databaseUrl, async (client) => {
    const update = client.query("UPDATE portone_v2.payment SET cancelled = 10001 WHERE id = $1", [paymentId]);
    await expect(update).rejects.toMatchObject({ constraint: "never_more_than_total" });
  });
});

it("outlives broken database connections: the same key, sent until it is answered, has one effect", async () => {
  const paymentId = randomUUID();
  await open.control.createPayment({ id: paymentId, amount: { total: 10_000 } });
  const untilAnswered = async (key: string): Promise<string> => {
    const { body } = await open.cancel(paymentId, { reason: "r", amount: 1 }, { "idempotency-key": `"${key}"` });
    return body.cancellation?.id ?? untilAnswered(key);
  };
  const ids = await whileConnectionsAreCut(
    open.databaseUrl,
    Array.from({ length: 30 }, () => () => untilAnswered(randomUUID())),
  );
  expect(new Set(ids).size).toBe(30);
  expect((await open.control.cancellationsOf(paymentId)).map((one) => one.id).toSorted()).toEqual(ids.toSorted());
});

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

  const { child, url } = await processes.start(open.databaseUrl);
  const answered = new Map<string, string>();
  await killUnderLoad(
    { child, databaseUrl: open.databaseUrl, table: "portone_v2.payment" },
    keys.map((key) => async () => answered.set(key, await cancelAt(url, key))),
  );

  const again = await processes.start(open.databaseUrl);
  const ids = await Promise.all(keys.map((key) => cancelAt(again.url, key)));
  const replayed = new Map<string, string | undefined>(keys.map((key, index) => [key, ids[index]]));
  for (const [key, id] of answered) expect(replayed.get(key)).toBe(id);
  await endedBy(again.child, "SIGTERM");
  expect(new Set(ids).size).toBe(keys.length);
  expect(await open.control.cancellationsOf(paymentId)).toHaveLength(keys.length);
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: keys.length, pending: 0 });
});
