/** The HTTP listener: opens the port, and lets go of it without failing a request that was accepted. */
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Headers must arrive within this time: a client that dribbles them holds a socket for nothing. */
const HEADERS_TIMEOUT_MS = 15_000;
/** A whole request, body included; a bulk mutation runs after that and is not counted. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of load balancers, so that they close idle connections first and never meet a closed one. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Between "not ready" and the closed door, for clients on kept-alive connections: each answer in this time tells its client to
 * close, so that nobody sends a request into a socket that is just being closed.
 */
const NOTICE_MS = 500;
/** For the first request of connections that were opened as the door closed. */
const LATE_REQUEST_MS = 100;
const POLL_MS = 25;

export interface Listener {
  server: Server;
  port: number;
  isDraining: () => boolean;
  /** Ends within about `timeoutMs`: true when every accepted request was answered by then, false when some were cut off. */
  drain(timeoutMs: number): Promise<boolean>;
}

/** @throws the system's error (`EADDRINUSE`, `EACCES`, …) when the port cannot be had. */
export async function listen(handler: RequestListener, at: { host: string; port: number }): Promise<Listener> {
  let draining = false;
  const running = new Set<ServerResponse>();
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (req, res) => {
      running.add(res);
      res.once("close", () => running.delete(res));
      if (draining) sayGoodbye(res);
      handler(req, res);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : at.port;

  const settle = async (deadline: number): Promise<boolean> => {
    while (running.size > 0 && performance.now() < deadline) await sleep(POLL_MS);
    return running.size === 0;
  };

  return {
    server,
    port,
    isDraining: () => draining,
    async drain(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      draining = true;
      for (const res of running) sayGoodbye(res);
      const connections = await openConnections(server);
      if (connections > 0) await sleep(Math.min(NOTICE_MS, timeoutMs));
      // Right after the loop has accepted whoever was waiting: the system resets connections that are still in its queue.
      await new Promise((resolve) => setImmediate(resolve));
      // `net`'s own close: HTTP's would also cut connections that have been opened and are just about to send their request.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
      if (connections > 0) await sleep(Math.min(LATE_REQUEST_MS, timeoutMs));
      const answered = await settle(deadline);
      server.close(); // not listening any more; this ends idle connections and HTTP's own timer
      server.closeAllConnections();
      await closed;
      return answered;
    },
  };
}

function sayGoodbye(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader("connection", "close");
}

const openConnections = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
