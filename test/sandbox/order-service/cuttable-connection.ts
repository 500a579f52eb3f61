/** The line between the order service and the service: a proxy that can be cut, be down, and lose what goes over it. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** What becomes of a `refundLedgerResultReport`: it and its answer pass, it never arrives anywhere, or its answer is lost. */
type FateOfReports = "PASS" | "SWALLOWED" | "ANSWER_LOST";

export interface Line {
  url: string;
  /** Nobody gets through while it is set; cut what is there yourself. */
  down: boolean;
  reports: FateOfReports;
  /** So many reads of attempts break off before the service hears of them. */
  failingReads: number;
  /** Reports that came so far. */
  seen: number;
  /** Connections opened for streams so far. */
  streams: number;
  /** Breaks every connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

export async function openLine(serviceUrl: string): Promise<Line> {
  const sockets = new Set<Socket>();
  const line: Line = {
    url: "",
    down: false,
    reports: "PASS",
    failingReads: 0,
    seen: 0,
    streams: 0,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      line.cut();
      server.close();
      await once(server, "close");
    },
  };

  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const body = await bodyOf(request);
      const isReport = body.includes("refundLedgerResultReport");
      if (isReport) line.seen += 1;
      if (isReport && line.reports === "SWALLOWED") return;
      if (body.includes("OrderServiceReadsAttempts") && line.failingReads > 0) {
        line.failingReads -= 1;
        return void request.socket.destroy();
      }
      const { authorization = "" } = request.headers;
      const answer = await fetch(`${serviceUrl}${request.url ?? ""}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body,
      });
      const text = await answer.text();
      if (isReport && line.reports === "ANSWER_LOST") return void request.socket.destroy();
      response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
    };
    // The service or the caller is gone: nobody is left to answer.
    pass().catch(() => request.socket.destroy());
  });
  server.on("connection", (socket: Socket) => {
    if (line.down) return void socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    line.streams += 1;
    const context = connect(Number(new URL(serviceUrl).port), "127.0.0.1");
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    context.write(`GET ${request.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
    context.write(head);
    socket.pipe(context).pipe(socket);
    for (const [one, other] of [
      [socket, context],
      [context, socket],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return line;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
