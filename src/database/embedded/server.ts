/** The server process: found through its `postmaster.pid`, or started; asked who it is; stopped. */
import { spawn } from "node:child_process";
import { chown, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { StartUpProblem } from "../start-up-problem.js";
import type { Binaries } from "./binaries.js";
import { SUPERUSER } from "./cluster.js";
import { runAs } from "./owner.js";
import type { DataPaths } from "./data-paths.js";
import { freePort, LOOPBACK, portClosed, portTaken, requireFreePort } from "./port.js";
import { commandOf, isServerOn, signal, waitUntilGone } from "./process.js";

/** "fast-for-tests" gives up what protects data when the machine dies, for speed; and allows 300 connections. */
export type Durability = "safe" | "fast-for-tests";

export interface Server {
  pid: number;
  port: number;
  /** "18.4" */
  version: string;
  durability: Durability;
}

/** Replaying the log after a crash may take a while; a server that needs longer should be looked at by a person. */
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 25;
const CONNECT_TIMEOUT_MS = 5_000;

/** A fast shutdown writes one checkpoint. After this the harder signal is used, which costs a log replay, no data. */
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

/** Between looking for a free port and taking it another program may be faster; five times running is no accident. */
const FREE_PORT_ATTEMPTS = 5;

/** Past this the log is put aside as `.1`, once: it holds start, stop and fatal lines only. */
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

const SETTINGS = [
  `listen_addresses=${LOOPBACK}`,
  "unix_socket_directories=",
  "cluster_name=hwanbul",
  "timezone=UTC",
  "log_timezone=UTC",
  "logging_collector=off",
  // Errors of statements quote their values, which may be personal data; the app reports them without.
  "log_min_messages=log",
  "log_min_error_statement=panic",
  "log_error_verbosity=terse",
];

const FAST_SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

interface PostmasterFile {
  pid: number;
  port: number;
  status: string;
}

/** The file a running server keeps in its data folder; `null` when there is none or it is still being written. */
async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | null> {
  const text = await readFile(postmasterFile(dataDirectory), "utf8").catch(() => "");
  const [pid, , , port, , , , status = ""] = text.split("\n");
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port), status: status.trim() } : null;
}

const postmasterFile = (dataDirectory: string): string => join(dataDirectory, "postmaster.pid");

/**
 * The server that a killed app left behind on this folder; `null` when none runs. Call it only under the app lock.
 *
 * @throws StartUpProblem when a server runs there but cannot be talked to.
 */
export async function findServer(paths: DataPaths, password: string): Promise<Server | null> {
  const found = await readPostmasterFile(paths.dataDirectory);
  if (!found) return null;
  if (!(await isServerOn(paths.dataDirectory, found.pid))) {
    // Nobody, or another program with that number (common in a restarted container) for which PostgreSQL would stop.
    await rm(postmasterFile(paths.dataDirectory), { force: true });
    return null;
  }
  return waitUntilReady(found.pid, paths, password);
}

/** Starts a server in a process group of its own: Ctrl-C in the app's terminal does not reach it. */
export async function startServer(
  paths: DataPaths,
  binaries: Binaries,
  password: string,
  options: { port: number; durability: Durability; logFile: string },
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    if (options.port !== 0) await requireFreePort(options.port);
    const port = options.port || (await freePort());
    const logFrom = await openLog(paths, options.logFile);
    const pid = await launch(paths, binaries, { ...options, port });
    const server = await waitUntilReady(pid, paths, password).catch(async (error: unknown) => {
      await stopServer(pid);
      throw error;
    });
    if (server) return server;

    const complaint = await complaintIn(options.logFile, logFrom);
    if (/could not (bind|create any TCP)/.test(complaint)) {
      if (/permission denied/i.test(complaint)) throw portClosed(port, complaint);
      if (options.port !== 0) throw await portTaken(port);
      if (attempt < FREE_PORT_ATTEMPTS) continue;
    }
    throw new StartUpProblem(
      `PostgreSQL did not start on the data folder ${paths.dataDirectory} (${complaint || "it gave no reason"}): look into ${options.logFile}, or set DATABASE_URL.`,
    );
  }
}

async function launch(
  paths: DataPaths,
  binaries: Binaries,
  options: { port: number; durability: Durability; logFile: string },
): Promise<number> {
  const settings = options.durability === "safe" ? SETTINGS : [...SETTINGS, ...FAST_SETTINGS];
  const log = await open(options.logFile, "a");
  try {
    const child = spawn(
      binaries.postgres,
      ["-D", paths.dataDirectory, "-p", String(options.port), ...settings.flatMap((setting) => ["-c", setting])],
      { detached: true, cwd: "/", env: {}, stdio: ["ignore", log.fd, log.fd], ...runAs(paths.user) },
    );
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    return child.pid ?? 0;
  } finally {
    await log.close();
  }
}

/** Answers `null` when the process ended, so that the caller can say why. */
async function waitUntilReady(pid: number, paths: DataPaths, password: string): Promise<Server | null> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let last = "";
  while (performance.now() < deadline) {
    if ((await commandOf(pid)) === null) return null;
    const file = await readPostmasterFile(paths.dataDirectory);
    if (file?.pid === pid && file.status === "ready") {
      try {
        return { pid, port: file.port, ...(await askWhoItIs(file.port, password)) };
      } catch (error) {
        last = (error as Error).message;
        if ((error as { code?: string }).code === "28P01") throw wrongPassword(paths, error);
      }
    }
    await sleep(READY_POLL_MS);
  }
  throw new StartUpProblem(
    `The PostgreSQL server on the data folder ${paths.dataDirectory} (process ${pid}) does not answer${last && ` (${last})`}: stop it with kill -INT ${pid} and start again.`,
  );
}

async function askWhoItIs(port: number, password: string): Promise<Pick<Server, "version" | "durability">> {
  return withClient(adminUrl(port, password), async (client) => {
    const { rows } = await client.query<{ version: string; fsync: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as version, current_setting('fsync') as fsync",
    );
    return { version: rows[0]?.version ?? "", durability: rows[0]?.fsync === "off" ? "fast-for-tests" : "safe" };
  });
}

const wrongPassword = (paths: DataPaths, cause: unknown): StartUpProblem =>
  new StartUpProblem(
    `The password in ${paths.passwordFile} is not the one of the data folder ${paths.dataDirectory}: put the right file back, or move both away to start empty.`,
    { cause },
  );

export const urlOf = (port: number, password: string, database: string): string =>
  `postgresql://${SUPERUSER}:${password}@${LOOPBACK}:${port}/${database}`;

export const adminUrl = (port: number, password: string): string => urlOf(port, password, "postgres");

export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => undefined); // a lost connection fails the query, too
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops the server, cutting its connections; close the app's pools first.
 *
 * @throws Error when it still runs after both signals.
 */
export async function stopServer(pid: number): Promise<void> {
  signal(pid, "SIGINT");
  if (await waitUntilGone(pid, FAST_SHUTDOWN_MS)) return;
  signal(pid, "SIGQUIT");
  if (await waitUntilGone(pid, IMMEDIATE_SHUTDOWN_MS)) return;
  throw new Error(`PostgreSQL (process ${pid}) does not stop; end it with kill -QUIT ${pid} and look into its log.`);
}

/** Makes the log writable for the server's user and answers its present size, where this start's lines begin. */
async function openLog(paths: DataPaths, logFile: string): Promise<number> {
  try {
    const old = await stat(logFile).catch(() => null);
    if (old && old.size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`);
    const log = await open(logFile, "a", 0o600);
    const { size } = await log.stat();
    await log.close();
    if (paths.user.switched) await chown(logFile, paths.user.uid, paths.user.gid);
    return size;
  } catch (error) {
    throw new StartUpProblem(
      `The log file ${logFile} cannot be written (${(error as Error).message}): let this user write there, or choose another.`,
      { cause: error },
    );
  }
}

/** The reason the server gave for ending: what follows FATAL or PANIC, else its last line. */
async function complaintIn(logFile: string, from: number): Promise<string> {
  const lines = (await readFile(logFile)).subarray(from).toString("utf8").trim().split("\n");
  const bind = lines.find((line) => line.includes("could not bind"));
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line));
  return (bind ?? fatal ?? lines.at(-1) ?? "").replace(/^.*(?:LOG|FATAL|PANIC):\s*/, "");
}
