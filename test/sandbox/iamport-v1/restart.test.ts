/** The i'mport V1 sandbox's ledger is durable: a restart forgets nothing, and a kill under load leaves nothing half done. */
import { endedBy, killUnderLoad, sandboxProcesses, withClient } from "../sandbox-process.js";
import { IMP_KEY, IMP_SECRET, openIamport, type OpenIamport } from "./open-iamport-v1.js";

const processes = sandboxProcesses("iamport-v1", { "imp-key": IMP_KEY, "imp-secret": IMP_SECRET });
let open: OpenIamport;

beforeAll(async () => {
  open = await openIamport();
});
afterAll(async () => {
  processes.killAll();
  await open.end();
});

it("payments, cancels, tokens, contracts, faults, log and webhooks are there after a restart", async () => {
  const [id, account] = ["imp_restart", "imp_account"];
  const settled = "imp_settled";
  await open.control.createPayments([
    { id, amount: { total: 10_000, taxFree: 1_000 }, behaviour: { kind: "REFUSE", message: "정지된 카드" } },
    { id: account, amount: { total: 500 }, method: "vbank", pgProvider: "kicc" },
    { id: settled, amount: { total: 700 } },
  ]);
  await open.control.cancelInConsole(id, { amount: 1_500, taxFreeAmount: 500 });
  await open.control.setRefundContract("kicc", false);
  await open.control.planFault({ hits: "cancel", paymentId: settled, fault: { kind: "PENDING" } });
  await open.cancel({ imp_uid: settled });
  await open.control.planFault({ hits: "cancel", paymentId: id, fault: { kind: "UNAUTHORIZED" } });
  const everything = async () => ({
    token: await open.token(),
    seen: (await open.get(`/payments/${id}`)).body,
    totals: await open.control.totals(),
    cancellations: await open.control.cancellationsOf(id),
    webhooks: await open.control.webhooks(id),
    cancels: (await open.control.requests(settled)).filter((one) => one.method === "POST"),
  });
  const before = await everything();
  open = await open.restart();
  expect(await everything()).toEqual(before);
  expect((await open.cancel({ imp_uid: id })).status).toBe(401);
  expect((await open.cancel({ imp_uid: id })).body).toMatchObject({ code: -1, message: "정지된 카드" });
  const toAccount = { imp_uid: account, refund_holder: "홍길동", refund_bank: "088", refund_account: "1234" };
  expect((await open.cancel(toAccount)).body.message).toContain("특약");
  const [waiting] = await open.control.cancellationsOf(settled);
  await open.control.settle(waiting?.id ?? "", "SUCCEEDED");
  expect((await open.get(`/payments/${settled}`)).body.response).toMatchObject({ cancel_amount: 700 });
});

it("after a restart with another secret the old token still runs out by itself, and new ones are new", async () => {
  const old = await open.token();
  open = await open.restart({ impSecret: "another" });
  const { body } = await open.call("POST", "/users/getToken", { imp_key: IMP_KEY, imp_secret: "another" });
  expect(body.code).toBe(0);
  expect(body.response).not.toMatchObject({ access_token: old });
  open = await open.restart({ impSecret: IMP_SECRET });
});

it("the database itself refuses a payment cancelled beyond its total, or paid back beyond what was paid", async () => {
  await open.control.createPayment({ id: "imp_bounds", amount: { total: 10_000, paid: 9_000 } });
  await withClient(open.databaseUrl, async (client) => {
    const update = (set: string) => client.query(`UPDATE iamport_v1.payment SET ${set} WHERE id = 'imp_bounds'`);
    await expect(update("cancelled = 10001")).rejects.toMatchObject({ constraint: "never_more_than_total" });
    await expect(update("paid_back = 9001")).rejects.toMatchObject({ constraint: "never_more_than_paid" });
  });
});

it("killed under load: what was answered is on record, and a checksum has at most one effect", async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `imp_kill_${index}`);
  await open.control.createPayments(ids.map((id) => ({ id, amount: { total: 1_000 } })));
  const authorization = await open.token();
  /** @returns whether it was executed; a refusal counts as answered. */
  const cancelAt = async (url: string, id: string): Promise<boolean> => {
    const response = await fetch(`${url}/payments/cancel`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ imp_uid: id, amount: 10, checksum: 1_000 }),
    });
    const { code } = (await response.json()) as { code: number };
    if (response.status !== 200) throw new Error(`answered ${response.status}`);
    return code === 0;
  };
  const { child, url } = await processes.start(open.databaseUrl);
  const executed = new Set<string>();
  await killUnderLoad(
    { child, databaseUrl: open.databaseUrl, table: "iamport_v1.payment" },
    ids.map((id) => async () => {
      if (await cancelAt(url, id)) executed.add(id);
    }),
  );

  const again = await processes.start(open.databaseUrl);
  const repeats = await Promise.all(ids.map((id) => cancelAt(again.url, id)));
  // What was answered as executed is not executed again.
  expect(ids.filter((id, index) => executed.has(id) && repeats[index])).toEqual([]);
  await endedBy(again.child, "SIGTERM");
  const totals = new Map((await open.control.totals()).map((one) => [one.paymentId, one]));
  for (const id of ids) expect(totals.get(id)).toMatchObject({ cancelled: 10, succeededCancellations: 1 });
});
