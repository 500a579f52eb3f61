/** TCP ports of 127.0.0.1: a free one, or who sits on the wanted one. */
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { StartUpProblem } from "../start-up-problem.js";
import { commandOf } from "./process.js";

export const LOOPBACK = "127.0.0.1";

/** In /proc/net/tcp: the state of a listening socket. */
const LISTEN = "0A";

/** A port nobody listens on at this moment. */
export const freePort = (): Promise<number> => tryToListen(0);

/** @throws StartUpProblem when the port is taken or not ours to take. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await tryToListen(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") throw await portTaken(port);
    throw portClosed(port, code ?? (error as Error).message, error);
  }
}

/** Ports below 1024 are root's, and the server does not run as root. */
export const portClosed = (port: number, reason: string, cause?: unknown): StartUpProblem =>
  new StartUpProblem(
    `Port ${port} cannot be used for PostgreSQL (${reason}): give EMBEDDED_POSTGRES_PORT one from 1024 to 65535.`,
    {
      cause,
    },
  );

export async function portTaken(port: number): Promise<StartUpProblem> {
  const holder = await listenerOn(port);
  return new StartUpProblem(
    `Port ${port}, wanted for PostgreSQL, is already taken${holder ? ` by ${holder}` : ""}: stop that program, or give EMBEDDED_POSTGRES_PORT another port.`,
  );
}

function tryToListen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}

/** "node (process 4711)" where Linux shows it to us; `null` elsewhere, or when it is another user's. */
async function listenerOn(port: number): Promise<string | null> {
  try {
    const sockets = new Set<string>();
    for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
      for (const line of (await readFile(table, "utf8").catch(() => "")).split("\n").slice(1)) {
        const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
        if (state === LISTEN && parseInt(local.split(":")[1] ?? "", 16) === port) sockets.add(`socket:[${inode}]`);
      }
    }
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      if (!(await holdsAny(pid, sockets))) continue;
      const program = (await commandOf(Number(pid)))?.split(" ")[0]?.split("/").at(-1);
      return program ? `${program} (process ${pid})` : `process ${pid}`;
    }
  } catch {
    // No /proc on this system.
  }
  return null;
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const descriptor of await readdir(folder).catch(() => [])) {
    if (sockets.has(await readlink(`${folder}/${descriptor}`).catch(() => ""))) return true;
  }
  return false;
}
