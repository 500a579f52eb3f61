/** The order service's own ledger, with no service in sight: accounts, payments, its rules, its page, and what it does not take. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { OrderServiceControl } from "../../../sandbox/order-service/control.js";
import { startOrderService, type RunningOrderService } from "../../../sandbox/order-service/server.js";
import { createEmptyDatabase, type TestDatabase } from "../../kit/database.js";

/** Nobody listens there. */
const NO_SERVICE = "http://127.0.0.1:9";

let database: TestDatabase;
let service: RunningOrderService;
let control: OrderServiceControl;
const lines: string[] = [];

const start = (): Promise<RunningOrderService> =>
  startOrderService({
    databaseUrl: database.url,
    apiUrl: NO_SERVICE,
    token: () => Promise.resolve("canary-token-4b1d"),
    log: (line) => void lines.push(line),
  });

beforeAll(async () => {
  database = await createEmptyDatabase();
  service = await start();
  control = new OrderServiceControl(service.url);
});
afterAll(async () => {
  await service?.close();
  await database?.drop();
});

const member = async (balance = 10_000): Promise<string> =>
  (await control.openAccount({ id: `member-${randomUUID()}`, kind: "DEPOSIT", balance })).id;

it("an order spends from its account, and opening the same again changes nothing", async () => {
  const accountId = await member();
  const id = randomUUID();
  const payment = { id, accountId, amount: 4_000 };
  for (let time = 0; time < 2; time++) {
    expect(await control.createPayment(payment)).toEqual({ ...payment, returned: 0 });
    expect(await control.openAccount({ id: accountId, kind: "DEPOSIT", balance: 10_000 })).toEqual({
      id: accountId,
      kind: "DEPOSIT",
      balance: 6_000,
      closed: false,
    });
  }
  expect(await control.entries({ accountId })).toMatchObject([
    { kind: "OPENING", amount: 10_000, balance: 10_000 },
    { kind: "SPENT", amount: -4_000, balance: 6_000, paymentId: id },
  ]);
  expect(await control.totals()).toContainEqual({
    paymentId: id,
    total: 4_000,
    cancelled: 0,
    pending: 0,
    succeededCancellations: 0,
  });
});

it("fifty orders at once never spend more than there is", async () => {
  const accountId = await member(10_000);
  const orders = Array.from({ length: 50 }, () =>
    control.createPayment({ id: randomUUID(), accountId, amount: 1_000 }),
  );
  const ends = await Promise.allSettled(orders);
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  expect(await control.account(accountId)).toMatchObject({ balance: 0 });
});

it("says what was wrong, and does nothing", async () => {
  const accountId = await member(1_000);
  const id = randomUUID();
  await expect(control.createPayment({ id, accountId, amount: 1_001 })).rejects.toThrow(`has only 1000`);
  await expect(control.createPayment({ id, accountId, amount: 0.5 })).rejects.toThrow("0.amount");
  await expect(control.createPayment({ id, accountId: "nobody", amount: 1 })).rejects.toThrow("open it first");
  await expect(control.openAccount({ id: accountId, kind: "POINTS", balance: 1_000 })).rejects.toThrow("another kind");
  await expect(control.closeAccount("nobody")).rejects.toThrow("400");
  await control.createPayment({ id, accountId, amount: 10 });
  await expect(control.createPayment({ id, accountId, amount: 11 })).rejects.toThrow("another account or amount");
  await control.closeAccount(accountId);
  await expect(control.createPayment({ id: randomUUID(), accountId, amount: 1 })).rejects.toThrow("is closed");
  expect(await control.account(accountId)).toMatchObject({ balance: 990, closed: true });
});

it.each([
  ["never_below_zero", "UPDATE order_service.account SET balance = -1 WHERE id = $1"],
  ["never_more_than_paid", "UPDATE order_service.payment SET returned = amount + 1 WHERE account_id = $1"],
  [
    "booked_once",
    `INSERT INTO order_service.entry (id, account_id, payment_id, attempt_id, kind, amount, balance, at)
     SELECT gen_random_uuid(), $1, p.id, 'the same attempt', 'RETURNED', 1, 1, now()
       FROM order_service.payment p, generate_series(1, 2) WHERE p.account_id = $1`,
  ],
])("the database itself refuses %s", async (constraint, sql) => {
  const accountId = await member();
  await control.createPayment({ id: randomUUID(), accountId, amount: 1 });
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    await expect(client.query(sql, [accountId])).rejects.toMatchObject({ constraint });
  } finally {
    await client.end();
  }
});

it("a restart forgets nothing", async () => {
  const accountId = await member();
  await control.createPayment({ id: randomUUID(), accountId, amount: 1_234 });
  const before = {
    account: await control.account(accountId),
    entries: await control.entries(),
    all: await control.totals(),
  };
  await service.close();
  service = await start();
  control = new OrderServiceControl(service.url);
  expect({
    account: await control.account(accountId),
    entries: await control.entries(),
    all: await control.totals(),
  }).toEqual(before);
});

it("shows a page, and the token nowhere", async () => {
  const accountId = await member();
  await control.createPayment({ id: "<b>points</b>", accountId, amount: 1_234 });
  const html = await (await fetch(service.url)).text();
  expect(html).toContain("&lt;b&gt;points&lt;/b&gt;");
  expect(html).toContain("1,234");
  expect(`${html}${lines.join()}`).not.toContain("canary-token");
});

it("does not start for an address with a path", async () => {
  await expect(
    startOrderService({ databaseUrl: database.url, apiUrl: `${NO_SERVICE}/graphql`, token: () => Promise.resolve("") }),
  ).rejects.toThrow("without a path");
});
