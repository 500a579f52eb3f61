/** The database to work on: the one DATABASE_URL names, or PostgreSQL brought along. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.js";
import { startEmbeddedPostgres } from "../database/embedded/index.js";
import { chooseDataPaths } from "../database/embedded/data-paths.js";
import { urlOf } from "../database/embedded/server.js";
import { reachDatabase } from "../migrate.js";

const EMBEDDED_DATABASE = "hwanbul";
/** In `postmaster.pid` the port stands on the fourth line. */
const PORT_LINE = 3;

export interface OpenedDatabase {
  url: string;
  /** Stops the server, where it was started for this. Close all pools first. */
  close(): Promise<void>;
}

/** For a process that lives with its database. @throws StartUpProblem when another one does already. */
export async function startDatabase(config: Config): Promise<OpenedDatabase> {
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, close: async () => {} };
  const embedded = await startEmbeddedPostgres({
    dataDirectory: dataDirectoryOf(config),
    port: config.EMBEDDED_POSTGRES_PORT,
    durability: "safe",
  });
  try {
    await embedded.ensureDatabase(EMBEDDED_DATABASE);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return { url: embedded.url(EMBEDDED_DATABASE), close: () => embedded.stop() };
}

/** For a command, which may run beside a living app: uses that app's server, or starts one for as long as the command runs. */
export async function openDatabase(config: Config): Promise<OpenedDatabase> {
  const running = config.DATABASE_URL ? null : await runningEmbedded(config);
  return running ? { url: running, close: async () => {} } : startDatabase(config);
}

async function runningEmbedded(config: Config): Promise<string | null> {
  const { dataDirectory, passwordFile } = await chooseDataPaths(dataDirectoryOf(config));
  try {
    const lines = (await readFile(join(dataDirectory, "postmaster.pid"), "utf8")).split("\n");
    const url = urlOf(Number(lines[PORT_LINE]), await readFile(passwordFile, "utf8"), EMBEDDED_DATABASE);
    const client = await reachDatabase(url);
    await client.end();
    return url;
  } catch {
    return null; // none runs, or what is left of a killed one: starting takes care of both
  }
}

const dataDirectoryOf = (config: Config): string => join(config.DATA_DIRECTORY, "postgres");
