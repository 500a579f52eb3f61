/** Workers, relay, queue and sweeper wrote 660 stack traces a minute while the database was away. One line when it goes, one when it is back. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, ownPostgres, type OwnPostgres } from "../kit/outage.js";
import { graphql, openContractSetup, until, type ContractSetup } from "../kit/server.js";
import { collect, insist, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { assertLedgersAgree } from "../refund/ledgers.js";

const AMOUNT = 23_450;
/** Each worker polls twice a second: without a bound, dozens of lines would stand there by then. */
const AWAY_MS = 4_000;

let postgres: OwnPostgres;
let setup: ContractSetup;
beforeAll(async () => {
  postgres = await ownPostgres();
  setup = await openContractSetup({ url: postgres.url, drop: async () => undefined });
});
afterAll(async () => {
  await setup?.close();
  await postgres?.remove();
});

it("an outage is two lines, and the work goes on where it was", async () => {
  const server = await setup.start({ DATABASE_BACK_OFF_MAX_MS: "1000" });
  const service = await setup.token("service");
  const operator = await setup.token("refund-operator");
  const order = await paidOrder(setup, AMOUNT);
  const { return: collected } = await collect(server, service, order, newReturn());

  await postgres.stop();
  const key = randomUUID();
  const request = () => requestRefunds(server, operator, collected?.refunds ?? [], key);
  await expect(request()).rejects.toThrow(/UNAVAILABLE/);
  await sleep(AWAY_MS);
  expect(linesOf(server)).toEqual([
    expect.objectContaining({ level: "error", dependency: "database", msg: expect.stringContaining("is away") }),
  ]);
  await postgres.start();

  const requested = await insist(request);
  expect(requested.results.flatMap((result) => result.userErrors)).toEqual([]);
  await insist(() => untilQuiet(setup));
  await until(async () => linesOf(server).length > 1);
  const [, back, ...more] = linesOf(server);
  expect(back).toMatchObject({ level: "warn", dependency: "database", msg: "a dependency is back" });
  expect(Number(back?.durationMs)).toBeGreaterThanOrEqual(AWAY_MS);
  expect(Number(back?.failures)).toBeGreaterThan(1);
  expect(more).toEqual([]);

  // A fault of ours is no outage, and still stands in the log with its stack.
  await setup.rows(`alter table webhook_delivery rename to webhook_delivery_away`);
  await until(async () => linesOf(server).some((line) => JSON.stringify(line).includes("does not exist")));
  await setup.rows(`alter table webhook_delivery_away rename to webhook_delivery`);
  expect((await setup.sandbox.cancellationsOf(order.gatewayPaymentId)).map((c) => c.total)).toEqual([AMOUNT]);
  await assertLedgersAgree(setup);
  const read = await graphql(server, operator, "{ refunds(first: 1) { edges { cursor } } }");
  expect(read.errors).toBeUndefined();
});
