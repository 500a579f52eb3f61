/** A fault nobody caught, in a real process: it is written down, what was begun is answered, and the process ends with its own code. */
import pg from "pg";
import { FAULT_EXIT_CODE } from "../../src/app/end-on-fault.js";
import { openContractSetup, until } from "../kit/server.js";
import { collect, newReturn, paidOrder } from "../kit/shop.js";
import { shared } from "../kit/shared-resource.js";

const setup = shared(openContractSetup);

const WAITING = `select 1 from pg_locks where not granted and relation = 'orders'::regclass
  and database = (select oid from pg_database where datname = current_database())`;

/** Loaded into the process before anything of ours: a signal brings the fault about. */
const onSignal = (code: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2",()=>{${code}})`)}`,
});

it.each([
  ["an exception", `setImmediate(()=>{throw new Error("injected fault")})`, "uncaughtException"],
  ["a rejected promise", `void Promise.reject(new Error("injected fault"))`, "unhandledRejection"],
  ["many at once", `for(let i=0;i<3;i++)setImmediate(()=>{throw new Error("injected fault")})`, "uncaughtException"],
])("%s ends the process in order", async (_name, code, origin) => {
  const server = await setup.start(onSignal(code));
  const order = await paidOrder(setup, 10_000);
  const service = await setup.token("service", "return-service");
  const holder = new pg.Client({ connectionString: setup.databaseUrl });
  await holder.connect();
  await holder.query("begin; lock table orders in access exclusive mode");
  const begun = collect(server, service, order, newReturn());
  // Begun is what has come as far as the table that somebody holds.
  await until(async () => (await setup.rows(WAITING)).length > 0);
  server.kill("SIGUSR2");
  await until(async () => server.output().includes("a fault nobody caught"));
  await holder.end();
  await expect(server.ended).resolves.toEqual({ code: FAULT_EXIT_CODE, signal: null });
  expect((await begun).return?.returnNo).toEqual(expect.any(String));
  expect(server.output()).toContain("a fault nobody caught: the process ends");
  expect(server.output()).toContain("injected fault");
  expect(server.output()).toContain(origin);
});
