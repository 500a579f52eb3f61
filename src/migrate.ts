/** Brings a database up to date: our tables by the migrations, then the queue's. Safe to run again, and from two processes at once. */
import { MikroORM } from "@mikro-orm/postgresql";
import pg from "pg";
import { ormOptions } from "./database/orm.js";
import { requireServerVersion } from "./database/server-version.js";
import { StartUpProblem } from "./database/start-up-problem.js";
import { codeOf } from "./database/transaction.js";
import { GATEWAYS } from "./gateways/port.js";
import { installJobs } from "./jobs/queue.js";
import { entities } from "./orm.config.js";

/** One migration works at a time in a database; the number means nothing but must stay the same. */
const MIGRATION_LOCK = 4_711_002;
/** Another process's migration may build indexes; one that takes longer should be looked at by a person. */
const LOCK_WAIT_MS = 10 * 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Answers the names of the migrations that were run now.
 *
 * @throws StartUpProblem when the server cannot be reached, is too old, or another migration does not end.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = await reachDatabase(databaseUrl);
  try {
    await requireServerVersion(client);
    await waitForTurn(client);
    const options = ormOptions({ url: databaseUrl, entities, pool: 2, applicationName: "hwanbul-migrate" });
    const orm = await MikroORM.init({
      ...options,
      // Running migrations is no reason to write into the repository: the snapshot belongs to making them.
      migrations: { ...options.migrations, snapshot: false },
      // The migrator would write to standard output, where a server's log lines are JSON.
      logger: () => undefined,
    });
    try {
      const run = await orm.migrator.up();
      await installJobs(databaseUrl, GATEWAYS);
      return run.map(({ name }) => name);
    } finally {
      await orm.close();
    }
  } finally {
    // Ends the session, and with it the lock.
    await client.end().catch(() => undefined);
  }
}

/** The names of migrations that this code brings and the database has not seen. */
export async function pendingMigrations(orm: MikroORM): Promise<string[]> {
  const pending = await orm.migrator.getPending();
  return pending.map(({ name }) => name);
}

/** How many migrations the database has seen: one cheap query, for a question that is asked every few seconds. */
export async function executedMigrations(orm: MikroORM): Promise<number> {
  const [row] = await orm.em
    .fork()
    .execute<{ count: number }[]>(`select count(*)::int as count from mikro_orm_migrations`);
  return row?.count ?? 0;
}

/**
 * A connection to the database; the caller ends it.
 *
 * @throws StartUpProblem with the host and the reason, never the password.
 */
export async function reachDatabase(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "hwanbul-start",
  });
  client.on("error", () => undefined); // a lost connection fails the query, too
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined);
    const { host, pathname } = new URL(databaseUrl);
    const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
    throw new StartUpProblem(
      `The database ${pathname.slice(1) || "(none named)"} at ${host} cannot be used (${reason}): check DATABASE_URL and that the server runs.`,
      { cause },
    );
  }
}

async function waitForTurn(client: pg.Client): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`);
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  } catch (cause) {
    if (codeOf(cause) !== LOCK_NOT_AVAILABLE) throw cause;
    throw new StartUpProblem(
      "Another process has been migrating this database for ten minutes: look what it does (application hwanbul-migrate in pg_stat_activity), then start again.",
      { cause },
    );
  }
}
