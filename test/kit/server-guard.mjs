/**
 * Sits beside a test run and waits for its end: the pipe on standard input closes however Jest dies. Then it stops the
 * PostgreSQL server that still runs in the given folder, if any, and removes the folder.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;
/** The data is thrown away, so an immediate shutdown (SIGQUIT) is as good as a clean one; it takes milliseconds. */
const STOP_TIMEOUT_MS = 10_000;

const folder = process.argv[2];
for await (const _ of process.stdin);

const file = join(folder, "data", "postmaster.pid");
const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
if (pid > 0) {
  try {
    process.kill(pid, "SIGQUIT");
  } catch {
    // It ended on its own.
  }
  for (let waited = 0; existsSync(file) && waited < STOP_TIMEOUT_MS; waited += POLL_MS) await sleep(POLL_MS);
}
await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
