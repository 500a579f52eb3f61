/** Starts the PortOne V2 sandbox where the desk's configuration looks for PortOne. */
import { startPortoneV2Sandbox, type PortoneV2Sandbox } from "../sandbox/portone-v2/server.js";
import type { Config } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { codeOf } from "../src/database/transaction.js";

const HOST = "127.0.0.1";

/**
 * The sandbox sends no webhooks until it is told where to.
 *
 * @throws StartUpProblem when PORTONE_V2_BASE_URL is no address of this machine, or its port is taken.
 */
export async function startSandbox(config: Config, databaseUrl: string): Promise<PortoneV2Sandbox> {
  const url = new URL(config.PORTONE_V2_BASE_URL);
  if (url.protocol !== "http:" || url.hostname !== HOST)
    throw new StartUpProblem(
      `The demo plays with a pretend PortOne on this machine and PORTONE_V2_BASE_URL names ${url.host}: unset it, or give it another port, such as http://${HOST}:4101.`,
    );
  const port = Number(url.port || 80);
  try {
    return await startPortoneV2Sandbox({
      databaseUrl,
      port,
      host: HOST,
      apiSecret: config.PORTONE_V2_API_SECRET.reveal(),
      storeId: config.PORTONE_V2_STORE_ID,
    });
  } catch (cause) {
    if (!isTaken(cause)) throw cause;
    throw portTaken("PortOne sandbox", port, `PORTONE_V2_BASE_URL=http://${HOST}:${port + 1}`, cause);
  }
}

export const isTaken = (error: unknown): boolean => ["EADDRINUSE", "EACCES"].includes(codeOf(error) ?? "");

export const portTaken = (whose: string, port: number, instead: string, cause: unknown): StartUpProblem =>
  new StartUpProblem(
    `Port ${port}, which the ${whose} wants, cannot be had (${codeOf(cause)}): stop what uses it, or start with ${instead}.`,
    { cause },
  );
