/** The operating system's knowledge of another process: whether it runs, and as what. */
import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A shutdown usually takes some 50 ms, so polling faster would gain nothing. */
const POLL_MS = 20;

/**
 * The command line of a living process; `null` when there is none, or only a zombie that nobody has reaped (a
 * container without an init process keeps those for ever, and signal 0 still reaches them).
 */
export async function commandOf(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    try {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
      return command === "" ? null : command.replaceAll("\0", " ").trimEnd(); // a zombie has an empty command line
    } catch {
      return null;
    }
  }
  try {
    const { stdout } = await run("ps", ["-o", "stat=,command=", "-p", String(pid)]);
    const [, state = "", command = ""] = /^(\S+)\s+(.*)$/.exec(stdout.trim()) ?? [];
    return state.startsWith("Z") ? null : command;
  } catch {
    return null;
  }
}

/**
 * True when the process is a PostgreSQL server on this data folder. A server works inside its folder, also after the
 * folder was renamed; where the system does not show that (other platforms, root without the right to trace), its
 * command line has to name the folder.
 */
export async function isServerOn(dataDirectory: string, pid: number): Promise<boolean> {
  const command = await commandOf(pid);
  if (command === null) return false;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return folder === null ? command.includes(` -D ${dataDirectory} `) : folder === dataDirectory;
}

/** Waits until the process is gone; `false` when it still runs after `milliseconds`. */
export async function waitUntilGone(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while ((await commandOf(pid)) !== null) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Sends a signal; a process that is already gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
