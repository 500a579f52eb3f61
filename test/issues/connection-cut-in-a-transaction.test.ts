/** A connection that was cut inside a transaction took its place in the pool with it: after as many cuts as places, everything hung. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { once } from "node:events";
import { connect as connectSocket, createServer, type AddressInfo } from "node:net";
import pg from "pg";
import { connect } from "../../src/database/orm.js";
import { inTransaction } from "../../src/database/transaction.js";
import { entities } from "../../src/orm.config.js";
import { openMigratedDatabase } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const POOL = 2;
let executioner: pg.Client;
// Closed before the database is dropped under it.
afterAll(() => executioner.end());
const database = shared(() => openMigratedDatabase({ pool: POOL }));
beforeAll(async () => {
  executioner = new pg.Client({ connectionString: database.url });
  await executioner.connect();
});

/** Ends the transaction's own connection from outside while it is idle, or while a statement of it runs. */
async function cut(em: EntityManager, { running }: { running: boolean }): Promise<void> {
  const [row] = await em.execute<{ pid: number }[]>(`select pg_backend_pid() as pid`);
  const statement = running ? em.execute(`select pg_sleep(30)`).catch((error: unknown) => error) : null;
  const ends = `select pg_terminate_backend($1, 5000)`;
  if (running) {
    const sleeps = `select 1 from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`;
    while ((await executioner.query(sleeps, [row?.pid])).rowCount === 0);
  }
  await executioner.query(ends, [row?.pid]);
  const failed = await statement;
  if (failed instanceof Error) throw failed;
  await em.execute(`select 1`);
}

it.each([{ running: true }, { running: false }])(
  "more cuts than the pool has places leave it whole ($running)",
  async (how) => {
    for (let n = 0; n < POOL * 2; n += 1) {
      await expect(inTransaction(database.orm.em, (em) => cut(em, how))).rejects.toThrow(
        /terminat|connection|Connection|closed/,
      );
    }
    const answers = await Promise.all(
      Array.from({ length: POOL * 2 }, () =>
        inTransaction(database.orm.em, (em) => em.execute<{ ok: number }[]>(`select 1 as ok`)),
      ),
    );
    expect(answers.flat().map((row) => row.ok)).toEqual([1, 1, 1, 1]);
  },
);

/** A line to the database that breaks as often as `cuts` says at the very statement a transaction begins with. */
async function openLine(databaseUrl: string): Promise<{ url: string; cuts: number; close(): void }> {
  const target = new URL(databaseUrl);
  const line = { url: "", cuts: 0, close: () => void server.close() };
  const server = createServer((near) => {
    const far = connectSocket({ host: target.hostname, port: Number(target.port) });
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on("error", cut).on("close", cut);
    far.pipe(near);
    near.on("data", (sent: Buffer) => {
      if (line.cuts === 0 || !sent.includes("begin")) return void far.write(sent);
      line.cuts -= 1;
      cut();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  line.url = Object.assign(new URL(databaseUrl), { port: String((server.address() as AddressInfo).port) }).href;
  return line;
}

it("as many that are cut at the begin leave it whole, and it can be closed", async () => {
  const line = await openLine(database.url);
  const orm = await connect({ url: line.url, entities, pool: POOL });
  const begin = () => inTransaction(orm.em, (em) => em.execute<{ ok: number }[]>(`select 1 as ok`));
  await Promise.all([begin(), begin()]);
  line.cuts = POOL * 2;
  for (let n = 0; n < POOL * 2; n += 1) await expect(begin()).rejects.toThrow(/terminat|connection|Connection|closed/);
  expect(line.cuts).toBe(0);
  expect((await Promise.all([begin(), begin(), begin()])).flat().map((row) => row.ok)).toEqual([1, 1, 1]);
  await orm.close();
  line.close();
});
