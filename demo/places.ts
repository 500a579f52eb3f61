/** Addresses on this machine: where a pretend gateway is to listen, and one clear sentence where it cannot. */
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { codeOf } from "../src/database/transaction.js";

export const HOST = "127.0.0.1";

/** A server the demo starts, and the setting that says where. */
export interface Stall {
  /** As people call it, such as "PortOne sandbox". */
  name: string;
  setting: string;
  baseUrl: string;
}

/** @throws StartUpProblem when the address is no address of this machine */
function portOf({ name, setting, baseUrl }: Stall): number {
  const url = new URL(baseUrl);
  if (url.protocol === "http:" && url.hostname === HOST) return Number(url.port || 80);
  throw new StartUpProblem(
    `The demo plays with a pretend ${name} on this machine and ${setting} names ${url.host}: unset it, or give it another port, such as http://${HOST}:4199.`,
  );
}

/** @throws StartUpProblem when the address is no address of this machine, or its port is taken */
export async function openStall<T>(stall: Stall, start: (at: { host: typeof HOST; port: number }) => Promise<T>) {
  const port = portOf(stall);
  try {
    return await start({ host: HOST, port });
  } catch (cause) {
    if (!isTaken(cause)) throw cause;
    throw portTaken(stall.name, port, `${stall.setting}=http://${HOST}:${port + 1}`, cause);
  }
}

export const isTaken = (error: unknown): boolean => ["EADDRINUSE", "EACCES"].includes(codeOf(error) ?? "");

export const portTaken = (whose: string, port: number, instead: string, cause: unknown): StartUpProblem =>
  new StartUpProblem(
    `Port ${port}, which the ${whose} wants, cannot be had (${codeOf(cause)}): stop what uses it, or start with ${instead}.`,
    { cause },
  );
