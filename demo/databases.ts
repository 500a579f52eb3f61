/** The demo's two databases: the service's, and beside it the sandboxes', each in a schema of its own, so that no gateway's ledger is ours. */
import pg from "pg";
import type { Config } from "../src/config.js";
import { startEmbeddedPostgres } from "../src/database/embedded/index.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { codeOf } from "../src/database/transaction.js";
import { reachDatabase } from "../src/migrate.js";
import { join } from "node:path";

const SERVICE = "hwanbul";
const SANDBOX_SUFFIX = "_sandbox";
/** `create database` found that another start made it a moment ago. */
const ALREADY_THERE = new Set(["42P04", "23505"]);

export interface Databases {
  serviceUrl: string;
  sandboxUrl: string;
  /** Where they are, for the person at the keyboard; no password. */
  address: string;
  /** After everything else has let go of them. */
  stop(): Promise<void>;
  /** Ends a server we started at once; it recovers at the next start. */
  abandon(): void;
}

/** @throws StartUpProblem for what a person can mend. */
export async function openDatabases(config: Config): Promise<Databases> {
  return config.DATABASE_URL ? besideEachOther(config.DATABASE_URL) : embedded(config);
}

async function embedded(config: Config): Promise<Databases> {
  const server = await startEmbeddedPostgres({
    dataDirectory: join(config.DATA_DIRECTORY, "postgres"),
    port: config.EMBEDDED_POSTGRES_PORT,
    durability: "safe",
  });
  try {
    await server.ensureDatabase(SERVICE);
    await server.ensureDatabase(SERVICE + SANDBOX_SUFFIX);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    serviceUrl: server.url(SERVICE),
    sandboxUrl: server.url(SERVICE + SANDBOX_SUFFIX),
    address: `embedded PostgreSQL ${server.version}, 127.0.0.1:${server.port}, data in ${server.dataDirectory}`,
    stop: () => server.stop(),
    abandon: () => void process.kill(server.pid, "SIGQUIT"),
  };
}

async function besideEachOther(serviceUrl: string): Promise<Databases> {
  const url = new URL(serviceUrl);
  const name = decodeURIComponent(url.pathname.slice(1)) + SANDBOX_SUFFIX;
  const client = await reachDatabase(serviceUrl);
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (cause) {
    if (!ALREADY_THERE.has(codeOf(cause) ?? ""))
      throw new StartUpProblem(
        `The demo's sandboxes need a database of their own, ${name}, and it could not be made at ${url.host} (${codeOf(cause) ?? String(cause)}): create it, or let this role create databases.`,
        { cause },
      );
  } finally {
    await client.end();
  }
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    serviceUrl,
    sandboxUrl: url.href,
    address: `${new URL(serviceUrl).host}${new URL(serviceUrl).pathname} and ${url.pathname.slice(1)}`,
    stop: async () => undefined,
    abandon: () => undefined,
  };
}
