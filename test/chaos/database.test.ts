/** I1: the database restarts under load, and nothing is lost: every return that was handed over is paid once in the end. */
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/database/embedded/index.js";
import { migrate } from "../../src/migrate.js";
import { linesOf } from "../kit/outage.js";
import { freePort } from "../kit/port.js";
import { openContractSetup, type ContractSetup } from "../kit/server.js";
import { collect, insist, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { assertLedgersAgree } from "../refund/ledgers.js";

const RESTARTS = process.env.HWANBUL_CHAOS === "full" ? 10 : 2;
const RETURNS = 12 * RESTARTS;
const AMOUNT = 23_450;
const BETWEEN_RESTARTS_MS = 3_000;

let folder: string;
let postgres: EmbeddedPostgres;
let setup: ContractSetup;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hwanbul-restarts-"));
  await chmod(folder, 0o755);
  const port = await freePort();
  // "safe": what was committed must survive the stop.
  postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, "data"), port, durability: "safe" });
  await postgres.ensureDatabase("hwanbul");
  await migrate(postgres.url("hwanbul"));
  setup = await openContractSetup({ url: postgres.url("hwanbul"), drop: async () => undefined });
});
afterAll(async () => {
  await setup?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

it(`${RESTARTS} restarts under load lose and double nothing`, async () => {
  const started = await setup.start({ DATABASE_BACK_OFF_MAX_MS: "1000" });
  const answers = new Set<string>();
  const server = { ...started, onAnswer: (...answer: unknown[]) => void answers.add(answer.flat().join(" ")) };
  const service = await setup.token("service");
  const operator = await setup.token("refund-operator");
  const orders = await Promise.all(Array.from({ length: RETURNS }, () => paidOrder(setup, AMOUNT)));

  const shop = (async () => {
    for (const order of orders) {
      const back = newReturn();
      // UNAVAILABLE is not an answer: the shop asks again with its key.
      const collected = await insist(() => collect(server, service, order, back));
      expect(collected.userErrors).toEqual([]);
      const key = randomUUID();
      const requested = await insist(() => requestRefunds(server, operator, collected.return?.refunds ?? [], key));
      expect(requested.results.flatMap((result) => result.userErrors)).toEqual([]);
      await sleep((RESTARTS * BETWEEN_RESTARTS_MS) / RETURNS);
    }
  })();
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    await sleep(BETWEEN_RESTARTS_MS / 2);
    const { port } = postgres;
    await postgres.stop();
    postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, "data"), port, durability: "safe" });
  }
  await shop;
  await insist(() => untilQuiet(setup));
  await assertLedgersAgree(setup);
  for (const order of orders) {
    expect((await setup.sandbox.cancellationsOf(order.gatewayPaymentId)).map((c) => c.total)).toEqual([AMOUNT]);
  }
  for (const answer of answers) expect(["200", "503 UNAVAILABLE"]).toContain(answer);
  // Its beginning and its end, whatever was under way.
  const written = linesOf(server);
  expect(written.length).toBeLessThanOrEqual(2 * RESTARTS);
  for (const line of written) expect(line).toMatchObject({ dependency: "database" });
  const answer = await fetch(`${server.url}/readyz`);
  expect(answer.status).toBe(200);
}, 300_000);
