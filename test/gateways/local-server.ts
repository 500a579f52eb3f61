/** Tiny servers of the gateway tests: one that answers HTTP as told, and raw sockets that misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import net, { type AddressInfo, type Server, type Socket } from "node:net";

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface LocalServer {
  port: number;
  url: string;
  received: Received[];
  connections(): number;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback; `close` also ends what is still open. */
async function listen(server: Server, received: Received[]): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function httpServer(answer: (request: Received, response: ServerResponse) => void): Promise<LocalServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const got = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(got);
      answer(got, response);
    });
  });
  return listen(server, received);
}

export const socketServer = (onSocket: (socket: Socket) => void): Promise<LocalServer> =>
  listen(net.createServer(onSocket), []);

/** A server (e.g. a TLS one) made by the caller. */
export const listening = (server: Server): Promise<LocalServer> => listen(server, []);

export const json =
  (status: number, body: unknown) =>
  (_: Received, response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

/** A loopback port on which nobody listens. */
export async function refusedPort(): Promise<number> {
  const server = await listening(net.createServer());
  await server.close();
  return server.port;
}
