/** I1: the database restarts under load, and nothing is lost: every return that was handed over is paid once in the end. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/database/embedded/index.js";
import { migrate } from "../../src/migrate.js";
import { freePort } from "../kit/port.js";
import { openGround, type Ground } from "../kit/server.js";
import { collect, insist, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { auditBooks } from "../refund/books.js";

const RESTARTS = process.env.HWANBUL_CHAOS === "full" ? 10 : 2;
const RETURNS = 12 * RESTARTS;
const AMOUNT = 23_450;
const BETWEEN_RESTARTS_MS = 3_000;

let folder: string;
let postgres: EmbeddedPostgres;
let ground: Ground;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hwanbul-restarts-"));
  await chmod(folder, 0o755);
  const port = await freePort();
  // "safe": what was committed must survive the stop.
  postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, "data"), port, durability: "safe" });
  await postgres.ensureDatabase("hwanbul");
  await migrate(postgres.url("hwanbul"));
  ground = await openGround({ url: postgres.url("hwanbul"), drop: async () => undefined });
});
afterAll(async () => {
  await ground?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

it(`${RESTARTS} restarts under load lose and double nothing`, async () => {
  const server = await ground.start();
  const service = await ground.token("service");
  const operator = await ground.token("refund-operator");
  const orders = await Promise.all(Array.from({ length: RETURNS }, () => paidOrder(ground, AMOUNT)));

  const shop = (async () => {
    for (const order of orders) {
      const back = newReturn();
      // An INTERNAL answer while the database is away is not an answer: the shop asks again with its key.
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
  await insist(() => untilQuiet(ground));
  await auditBooks(ground);
  for (const order of orders) {
    expect((await ground.sandbox.cancellationsOf(order.gatewayPaymentId)).map((c) => c.total)).toEqual([AMOUNT]);
  }
  const answer = await fetch(`${server.url}/readyz`);
  expect(answer.status).toBe(200);
}, 300_000);
