/** Sandboxes in processes of their own, from the sources, so that they can be killed; and what else happens to a durable ledger. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { until } from "../kit/server.js";

interface SandboxProcess {
  child: ChildProcess;
  url: string;
}

export interface SandboxProcesses {
  start(databaseUrl: string): Promise<SandboxProcess>;
  /** A test that failed half-way must not leave its processes behind. */
  killAll(): void;
}

export function sandboxProcesses(vendor: string, options: Readonly<Record<string, string>>): SandboxProcesses {
  const spawned: ChildProcess[] = [];
  return {
    async start(databaseUrl) {
      const main = join(import.meta.dirname, `../../sandbox/${vendor}/main.ts`);
      const given = Object.entries({ "database-url": databaseUrl, ...options }).flatMap(([name, value]) => [
        `--${name}`,
        value,
      ]);
      const child = spawn(process.execPath, ["--import", "@oxc-node/core/register", main, ...given], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      spawned.push(child);
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      return { child, url: /http:\S+/.exec(line.toString("utf8"))?.[0] ?? "" };
    },
    killAll() {
      for (const child of spawned) child.kill("SIGKILL");
    },
  };
}

export async function endedBy(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  const exit = once(child, "exit");
  child.kill(signal);
  expect(await exit).toEqual(signal === "SIGKILL" ? [null, "SIGKILL"] : [0, null]);
}

export async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Calls that are sent only when the ledger is locked: whatever the machine, these are under way when the process dies. */
const LATE = 10;
const ANSWERED = 5;

/**
 * Sends the calls and kills the process when some have been answered. Of the others some wait for a row, some have
 * committed without an answer, and the last ones wait for the ledger's table, which somebody else holds.
 */
export async function killUnderLoad(
  { child, databaseUrl, table }: { child: ChildProcess; databaseUrl: string; table: string },
  calls: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const enough = Promise.withResolvers<void>();
  let answered = 0;
  const early = Promise.allSettled(
    calls.slice(0, -LATE).map(async (call) => {
      await call();
      answered += 1;
      if (answered === ANSWERED) enough.resolve();
    }),
  );
  await Promise.race([enough.promise, early]);
  const ends = await withClient(databaseUrl, async (holder) => {
    await holder.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    const late = Promise.allSettled(calls.slice(-LATE).map((call) => call()));
    await until(async () => (await holder.query(WAITING)).rowCount);
    await endedBy(child, "SIGKILL");
    return late;
  });
  expect([...(await early), ...ends].some((end) => end.status === "rejected")).toBe(true);
  expect(answered).toBeGreaterThanOrEqual(ANSWERED);
}

const WAITING = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Sends the calls while every connection to the database is cut, several times. */
export async function whileConnectionsAreCut<T>(
  databaseUrl: string,
  calls: readonly (() => Promise<T>)[],
): Promise<T[]> {
  const sent = withClient(databaseUrl, async (client) => {
    const answers = Promise.all(calls.map((call) => call()));
    for (let cut = 0; cut < 5; cut++) {
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    }
    return { answers };
  });
  return (await sent).answers;
}
