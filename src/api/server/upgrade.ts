/** From an HTTP upgrade request to a WebSocket: everything about it is a stranger's, and nobody stands above this listener. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import type { RateLimits } from "../../rate-limit/limits.js";
import { guarded } from "../../telemetry/guarded.js";
import { limitedLine } from "../../telemetry/limited-line.js";
import type { Logger } from "../../telemetry/logger.js";
import type { Metrics } from "../../telemetry/metrics.js";
import { MAX_CONNECTIONS } from "./limits.js";

export interface UpgradeOptions {
  sockets: WebSocketServer;
  /** Of the API; upgrades of any other path are refused. */
  path: string;
  limits: Pick<RateLimits, "upgrade">;
  log: Logger;
  metrics: Metrics;
  open: (socket: WebSocket, request: IncomingMessage) => void;
}

/** For the server's event `upgrade`. */
export function upgradeListener({ sockets, path, limits, log, metrics, open }: UpgradeOptions) {
  const brokenLine = limitedLine(log, { level: "info", message: "socket ended by a broken or too large message" });
  const failedLine = limitedLine(log, { level: "error", message: "a WebSocket upgrade failed" });
  const broken = guarded(
    (error: Error) => {
      metrics.brokenSockets.inc();
      brokenLine({ err: error });
    },
    (fault) => failedLine({ err: fault }),
  );
  return guarded(
    async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
      // Until `ws` takes it over nobody listens, and a client that is gone would be an error that ends the process.
      socket.on("error", () => socket.destroy());
      if (pathOf(request.url) !== path) return refuse(socket, "404 Not Found");
      if (sockets.clients.size >= MAX_CONNECTIONS) return refuse(socket, "503 Service Unavailable");
      const tooMany = await limits.upgrade(request);
      if (tooMany) return refuse(socket, `429 Too Many Requests\r\nretry-after: ${tooMany.retryAfterSeconds}`);
      sockets.handleUpgrade(request, socket, head, (client) => {
        metrics.websocketConnections.inc();
        client.once("close", () => metrics.websocketConnections.dec());
        // Closed by then, with the code that says why.
        client.on("error", broken);
        open(client, request);
      });
    },
    (fault, _request, socket) => {
      failedLine({ err: fault });
      socket.destroy();
    },
  );
}

/** The path of a request target; null for one that has none, such as `//`, which is no address of anything. */
const pathOf = (target: string | undefined): string | null => URL.parse(target ?? "/", "http://any")?.pathname ?? null;

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
