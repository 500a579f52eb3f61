/** Addresses on this machine: where a pretend gateway is to listen, and one clear sentence where it cannot. */
import { portProblem } from "../src/app/listen-address.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";

export const HOST = "127.0.0.1";

/** A server the demo starts, and the setting that says where. */
export interface Endpoint {
  /** As people call it, such as "PortOne sandbox". */
  name: string;
  setting: string;
  baseUrl: string;
}

/** @throws StartUpProblem when the address is no address of this machine */
function portOf({ name, setting, baseUrl }: Endpoint): number {
  const url = new URL(baseUrl);
  if (url.protocol === "http:" && url.hostname === HOST) return Number(url.port || 80);
  throw new StartUpProblem(
    `The demo plays with a pretend ${name} on this machine and ${setting} names ${url.host}: unset it, or give it another port, such as http://${HOST}:4199.`,
  );
}

/** @throws StartUpProblem when the address is no address of this machine, or its port is taken */
export async function openEndpoint<T>(
  endpoint: Endpoint,
  start: (at: { host: typeof HOST; port: number }) => Promise<T>,
) {
  const port = portOf(endpoint);
  try {
    return await start({ host: HOST, port });
  } catch (cause) {
    throw portProblem(cause, port, endpoint.name, `${endpoint.setting}=http://${HOST}:${port + 1}`) ?? cause;
  }
}
