/**
 * One living app per data folder, decided by a lock of the kernel.
 *
 * A file with a process id in it cannot tell a dead app from a reused id, and two starts that both find it stale race
 * for it. A file lock is let go by the kernel at the very moment its process ends, `kill -9` included. Node offers none
 * itself; its built-in SQLite does (fcntl underneath), so the lock is the write lock of an empty little database, which
 * also names its holder to whoever finds it taken. An advisory lock in PostgreSQL would be let go as reliably, but the
 * first start has to be alone before there is a server to ask.
 */
import { chmodSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { StartUpProblem } from "../start-up-problem.js";

const SQLITE_BUSY = 5;

/** A start that was refused reads the holder's number, which takes less than a millisecond; the holder waits for it. */
const READERS_MS = 1_000;

/** Held here as well: a lock must not end because its holder forgot the object and it was collected. */
const held = new Set<DatabaseSync>();

export interface AppLock {
  release(): void;
}

/** @throws StartUpProblem when another living app holds it, or the file cannot be written. */
export function acquireAppLock(file: string, dataDirectory: string): AppLock {
  const database = open(file);
  try {
    database.exec("begin immediate");
    database.exec(`pragma busy_timeout = ${READERS_MS}; create table if not exists holder (pid integer)`);
    database.exec(`delete from holder; insert into holder values (${process.pid}); commit; begin immediate`);
  } catch (error) {
    const problem = isBusy(error) ? secondStart(database, dataDirectory) : unusable(file, error);
    database.close();
    throw problem;
  }
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

function open(file: string): DatabaseSync {
  // Not a plain import: on an old Node that would end every start, also one that uses DATABASE_URL, without a sentence.
  const sqlite = process.getBuiltinModule("node:sqlite") as typeof import("node:sqlite") | undefined;
  if (!sqlite) {
    throw new StartUpProblem(
      `The embedded PostgreSQL needs Node 24 and this is ${process.version}: start through npm, which brings its own, or set DATABASE_URL.`,
    );
  }
  try {
    const database = new sqlite.DatabaseSync(file, { timeout: 0 });
    chmodSync(file, 0o600);
    return database;
  } catch (error) {
    throw unusable(file, error);
  }
}

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === SQLITE_BUSY;

const unusable = (file: string, error: unknown): StartUpProblem =>
  new StartUpProblem(
    `The lock file ${file} cannot be used (${(error as Error).message}): let this user write to it and its folder, or delete it while no Hwanbul runs.`,
    { cause: error },
  );

/** Others may read the holder while its write lock stands; in the moment it is being written they may not. */
function secondStart(database: DatabaseSync, dataDirectory: string): StartUpProblem {
  let who = "";
  try {
    const pid = database.prepare("select pid from holder").get()?.pid;
    if (pid) who = ` (process ${String(pid)})`;
  } catch {
    // The sentence is clear without the number.
  }
  return new StartUpProblem(
    `Another Hwanbul${who} is already running on the data folder ${dataDirectory}: stop it first, or give this one a data folder of its own.`,
  );
}
