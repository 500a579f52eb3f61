/** The HTTP listener: opens the port, and lets go of it without failing a request that was accepted. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Open at once, whoever they are from; each takes a file descriptor. Sockets of browsers included: `MAX_CONNECTIONS` of the API is below. */
const MAX_OPEN_CONNECTIONS = 10_000;
/** Headers must arrive within this time: a client that dribbles them holds a socket for nothing. */
const HEADERS_TIMEOUT_MS = 15_000;
/** A whole request, body included; a bulk mutation runs after that and is not counted. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of load balancers, so that they close idle connections first and never meet a closed one. */
const KEEP_ALIVE_MS = 65_000;

/** A connection that was taken just before the port closed has so long to send its request: a slow network, a busy client. */
const FIRST_REQUEST_MS = 2_000;
/** The system resets connections that are still in its queue when the port closes; Node takes one a turn. So many turns without one: the queue is empty. */
const QUIET_TURNS = 3;
/** Turns waited for that at the most: strangers who never stop knocking must not keep the process from stopping. */
const MAX_TURNS = 2_000;
const POLL_MS = 25;

export interface Listener {
  server: Server;
  port: number;
  isDraining: () => boolean;
  /**
   * From now on not ready, but serving as before, for `noticeMs`: so long balancers may send, and each answer tells its client
   * to close, so that nobody sends a request into a connection that is just being closed. Nobody connected, nobody to notify:
   * ends at once then, unless `always`.
   */
  giveNotice(noticeMs: number, options: { always: boolean }): Promise<void>;
  /** Ends within about `timeoutMs`: true when every accepted request was answered by then, false when some were cut off. */
  drain(timeoutMs: number): Promise<boolean>;
}

/** @throws the system's error (`EADDRINUSE`, `EACCES`, …) when the port cannot be had. */
export async function listen(handler: RequestListener, at: { host: string; port: number }): Promise<Listener> {
  let draining = false;
  let accepted = 0;
  const running = new Set<ServerResponse>();
  /** Connections that have not sent a request yet, and since when. */
  const unused = new Map<Socket, number>();
  const server: Server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      shouldUpgradeCallback: (req) => wantsWebsocket(req) && server.listenerCount("upgrade") > 0,
    },
    (req, res) => {
      unused.delete(req.socket);
      running.add(res);
      res.once("close", () => running.delete(res));
      if (draining) sayGoodbye(res);
      handler(req, res);
    },
  );
  server.maxConnections = MAX_OPEN_CONNECTIONS;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    unused.set(socket, performance.now());
    socket.once("close", () => unused.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : at.port;

  const isAwaited = (since: number) => performance.now() - since < FIRST_REQUEST_MS;
  /** Until every request is answered, and everybody who has just come in had the time to send one. */
  const settle = async (deadline: number): Promise<boolean> => {
    while ((running.size > 0 || [...unused.values()].some(isAwaited)) && performance.now() < deadline)
      await sleep(POLL_MS);
    return running.size === 0;
  };
  const emptyQueue = async (): Promise<void> => {
    for (let turn = 0, quiet = 0; quiet < QUIET_TURNS && turn < MAX_TURNS; turn += 1) {
      const before = accepted;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = accepted === before ? quiet + 1 : 0;
    }
  };

  return {
    server,
    port,
    isDraining: () => draining,
    async giveNotice(noticeMs, { always }) {
      draining = true;
      for (const res of running) sayGoodbye(res);
      if (always || (await openConnections(server)) > 0) await sleep(noticeMs);
    },
    async drain(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      draining = true;
      for (const res of running) sayGoodbye(res);
      await emptyQueue();
      // `net`'s own close: HTTP's would also cut connections that have been opened and are just about to send their request.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
      const answered = await settle(deadline);
      server.close(); // not listening any more; this ends idle connections and HTTP's own timer
      server.closeAllConnections();
      await closed;
      return answered;
    },
  };
}

/** Any other upgrade (curl offers HTTP/2 with every request) may be ignored, and the request answered as it stands (RFC 9110, 7.8). */
const wantsWebsocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === "websocket";

function sayGoodbye(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader("connection", "close");
}

const openConnections = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
