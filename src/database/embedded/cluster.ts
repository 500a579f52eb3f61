/** The data folder ("cluster" in PostgreSQL's words): made once, checked at every start. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { StartUpProblem } from "../start-up-problem.js";
import type { Binaries } from "./binaries.js";
import { requireNamedUser, runAs } from "./owner.js";
import { notWritable, type DataPaths } from "./data-paths.js";

const run = promisify(execFile);

/** The superuser inside the server; nothing to do with users of the operating system. */
export const SUPERUSER = "postgres";

/** A new data folder takes 39 MB and its write-ahead log grows past that within minutes. */
const ROOM_NEEDED_BYTES = 200 * 1024 * 1024;

/** initdb takes 1.5 s on two slow cores; a minute means that it hangs. */
const INITDB_TIMEOUT_MS = 60_000;

/** 24 random bytes, in an alphabet that needs no escaping in a URL. */
const newPassword = (): string => randomBytes(24).toString("base64url");

/**
 * Answers the superuser's password, after making the data folder when there is none.
 *
 * @throws StartUpProblem when the folder is another major version's, not PostgreSQL's, unwritable, or without its password.
 */
export async function prepareCluster(paths: DataPaths, binaries: Binaries, sync: boolean): Promise<string> {
  const major = await majorVersionOf(paths.dataDirectory);
  if (major === null) return createCluster(paths, binaries, sync);
  if (major !== binaries.major) {
    throw new StartUpProblem(
      `The data folder ${paths.dataDirectory} was made by PostgreSQL ${major}, but the embedded server is PostgreSQL ${binaries.major}: move the folder away to start empty, or serve it with a PostgreSQL ${major} of your own and set DATABASE_URL.`,
    );
  }
  try {
    return await readFile(paths.passwordFile, "utf8");
  } catch (error) {
    throw new StartUpProblem(
      `The password of the data folder cannot be read from ${paths.passwordFile} (${(error as Error).message}): put the file back, or move ${paths.dataDirectory} away to start empty.`,
      { cause: error },
    );
  }
}

/** The content of PG_VERSION ("18"); `null` when there is no data folder yet, or an empty one. */
async function majorVersionOf(dataDirectory: string): Promise<string | null> {
  let files: string[];
  try {
    files = await readdir(dataDirectory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw notWritable(dataDirectory, error);
  }
  if (files.includes("PG_VERSION")) return (await readFile(join(dataDirectory, "PG_VERSION"), "utf8")).trim();
  if (files.length === 0) return null;
  throw new StartUpProblem(
    `The folder ${dataDirectory} is not empty and not a PostgreSQL data folder: choose another data folder, or empty it.`,
  );
}

/**
 * Made next to its place and moved there when it is complete: a start that is killed half-way leaves nothing that
 * looks like data. The password is written before the move, for a folder without one could never be opened again.
 */
async function createCluster(paths: DataPaths, binaries: Binaries, sync: boolean): Promise<string> {
  requireNamedUser(paths.user);
  await requireRoom(dirname(paths.dataDirectory));
  const password = newPassword();
  const unfinished = `${paths.dataDirectory}.unfinished`;
  const passwordForInitdb = join(unfinished, "password");
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordForInitdb, password, { mode: 0o600 });
    await writeFile(paths.passwordFile, password, { mode: 0o600 });
    if (paths.user.switched) {
      for (const path of [passwordForInitdb, unfinished]) await chown(path, paths.user.uid, paths.user.gid);
    }
  } catch (error) {
    throw notWritable(dirname(paths.dataDirectory), error);
  }
  const data = join(unfinished, "data");
  await runInitdb(paths, binaries, [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordForInitdb}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    // PostgreSQL's own C.UTF-8: it sorts alike on every system and after every upgrade of the system's C library.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-messages=C",
    ...(sync ? [] : ["--no-sync"]),
  ]);
  await rename(data, paths.dataDirectory);
  await rm(unfinished, { recursive: true, force: true });
  return password;
}

async function runInitdb(paths: DataPaths, binaries: Binaries, flags: string[]): Promise<void> {
  try {
    await run(binaries.initdb, flags, { cwd: "/", env: {}, timeout: INITDB_TIMEOUT_MS, ...runAs(paths.user) });
  } catch (error) {
    const complaint = (error as { stderr?: string }).stderr?.match(/^.*(?:error|fatal):\s*(.*)$/im)?.[1];
    throw new StartUpProblem(
      `PostgreSQL could not make its data folder ${paths.dataDirectory} (${complaint ?? (error as Error).message}): mend that, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= ROOM_NEEDED_BYTES) return;
  throw new StartUpProblem(
    `There are only ${Math.floor((bavail * bsize) / 1024 / 1024)} MB left where the data folder ${folder} is, and PostgreSQL needs ${ROOM_NEEDED_BYTES / 1024 / 1024}: make room, or choose another data folder.`,
  );
}
