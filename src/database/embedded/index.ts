/**
 * The PostgreSQL that comes along when no DATABASE_URL is set: npm's binaries, started and stopped by us.
 *
 * It outlives an app that is killed and is taken over by the next start. Stop in this order: HTTP server, connection
 * pools, then `stop()`.
 */
import assert from "node:assert/strict";
import { acquireAppLock, type AppLock } from "./app-lock.js";
import { findBinaries } from "./binaries.js";
import { prepareCluster } from "./cluster.js";
import { chooseDataPaths, type DataPaths } from "./data-paths.js";
import { adminUrl, findServer, startServer, stopServer, urlOf, withClient, type Durability } from "./server.js";

export interface EmbeddedOptions {
  /** Made when missing; its password, lock and log are kept beside it (`<dataDirectory>.password` and so on). */
  dataDirectory: string;
  /** 0 (the default): any free one. */
  port?: number;
  durability: Durability;
  /** `<dataDirectory>.log` when left out. */
  logFile?: string;
}

export interface EmbeddedPostgres {
  /** A connection URL of one database, password included. */
  url(database: string): string;
  /** The URL of the database `postgres`, from which others are made. */
  adminUrl: string;
  port: number;
  /** "18.4" */
  version: string;
  /** The server's process. */
  pid: number;
  /** True when a killed app had left it running. */
  adopted: boolean;
  /** Where the data really is: root in a closed folder gets one under /var/lib. */
  dataDirectory: string;
  logFile: string;
  ensureDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** `create database` found that somebody made it a moment ago. */
const ALREADY_THERE = new Set(["42P04", "23505"]);

/** Names that need no quoting: what is not a plain name is a caller's mistake. */
const PLAIN_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** @throws StartUpProblem for everything that a person can mend: its message says how. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const paths = await chooseDataPaths(options.dataDirectory);
  const lock = acquireAppLock(paths.lockFile, paths.dataDirectory);
  try {
    return await startUnderLock(paths, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startUnderLock(paths: DataPaths, options: EmbeddedOptions, lock: AppLock): Promise<EmbeddedPostgres> {
  const { durability, port = 0, logFile = paths.logFile } = options;
  const binaries = await findBinaries(paths.user);
  const password = await prepareCluster(paths, binaries, durability === "safe");

  const found = await findServer(paths, password);
  const fits =
    found !== null &&
    found.version === binaries.version &&
    found.durability === durability &&
    (port === 0 || found.port === port);
  if (found && !fits) await stopServer(found.pid);
  const server = fits ? found : await startServer(paths, binaries, password, { port, durability, logFile });

  let stopping: Promise<void> | undefined;
  return {
    url: (database) => urlOf(server.port, password, database),
    adminUrl: adminUrl(server.port, password),
    port: server.port,
    version: server.version,
    pid: server.pid,
    adopted: fits,
    dataDirectory: paths.dataDirectory,
    logFile,
    ensureDatabase: (name) => ensureDatabase(adminUrl(server.port, password), name),
    stop: () => (stopping ??= stopServer(server.pid).finally(() => lock.release())),
  };
}

async function ensureDatabase(admin: string, name: string): Promise<void> {
  assert(PLAIN_NAME.test(name), `not a plain database name: ${name}`);
  await withClient(admin, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount) return;
    await client.query(`create database ${name}`).catch((error: unknown) => {
      if (!ALREADY_THERE.has((error as { code?: string }).code ?? "")) throw error;
    });
  });
}
