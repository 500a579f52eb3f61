/** A PostgreSQL that lets no more clients in was INTERNAL to callers and a flood of stack traces to operators. */
import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, ownPostgres, type OwnPostgres } from "../kit/outage.js";
import { graphql, openContractSetup, until, type ContractSetup } from "../kit/server.js";

const READ = "{ refunds(first: 1) { edges { cursor } } }";
const FULL_MS = 3_000;

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

it("a server without room is UNAVAILABLE, in two lines, and over when there is room again", async () => {
  const server = await setup.start({ DATABASE_BACK_OFF_MAX_MS: "500" });
  const operator = await setup.token("refund-operator");
  const answers: string[] = [];
  const onAnswer = (status: number, codes: unknown[]) => void answers.push([status, ...codes].join(" "));
  const ask = () => graphql({ ...server, onAnswer }, operator, READ);
  await ask();
  const leave = await postgres.occupy();
  for (const until = performance.now() + FULL_MS; performance.now() < until; await sleep(100)) await ask();
  expect(new Set(answers)).toEqual(new Set(["200", "503 UNAVAILABLE"]));
  await leave();
  await until(async () => (await ask()).errors === undefined);
  await until(async () => linesOf(server).length > 1);
  expect(linesOf(server)).toEqual([
    expect.objectContaining({ level: "error", dependency: "database" }),
    expect.objectContaining({ level: "warn", dependency: "database", failures: expect.any(Number) }),
  ]);
});
