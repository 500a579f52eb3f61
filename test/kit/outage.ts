/** A PostgreSQL of a test's own that it may stop and start, with a server process on it whose lines are counted. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/database/embedded/index.js";
import { migrate } from "../../src/migrate.js";
import { freePort } from "./port.js";
import type { ServerProcess } from "./server.js";

export interface OwnPostgres {
  url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Takes every connection that is left for others; gives them back when it is called again. */
  occupy(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Migrated and running. "safe": what was committed must survive the stop. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "hwanbul-own-postgres-"));
  await chmod(folder, 0o755);
  const port = await freePort();
  const start = () => startEmbeddedPostgres({ dataDirectory: join(folder, "data"), port, durability: "safe" });
  let running: EmbeddedPostgres | null = await start();
  await running.ensureDatabase("hwanbul");
  const url = running.url("hwanbul");
  await migrate(url);
  return {
    url,
    async stop() {
      await running?.stop();
      running = null;
    },
    async start() {
      running = await start();
    },
    occupy: () => occupy(url),
    async remove() {
      await running?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Its own connections are refused last: a superuser has reserved ones, so it ends everybody else's and takes their places. */
async function occupy(url: string): Promise<() => Promise<void>> {
  const held: pg.Client[] = [];
  const first = new pg.Client({ connectionString: url });
  await first.connect();
  held.push(first);
  const others = `select pg_terminate_backend(pid) from pg_stat_activity
                  where backend_type = 'client backend' and application_name like 'hwanbul%'`;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      held.push(client);
    } catch {
      await client.end().catch(() => undefined);
      const { rowCount } = await first.query(others);
      if (rowCount === 0) break;
    }
  }
  return async () => {
    await Promise.all(held.map((client) => client.end()));
  };
}

export interface Line {
  level: string;
  msg: string;
  [fact: string]: unknown;
}

/** What the process has written at `warn` and above; a line that is no JSON (a stack on the console) counts, too. */
export const linesOf = (server: Pick<ServerProcess, "output">): Line[] =>
  server
    .output()
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => {
      try {
        return JSON.parse(text) as Line;
      } catch {
        return { level: "console", msg: text };
      }
    })
    .filter(({ level }) => !["info", "debug", "trace"].includes(level));
