/** The plumbing a pretend gateway needs: a loopback HTTP server that hands over whole calls and can answer badly on purpose. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** No documented request of any vendor comes near this; it only stops a runaway client. */
const MAX_BODY_BYTES = 1_048_576;

/** One call, read completely. */
export interface Call {
  method: string;
  /** As it arrived, still percent-encoded, without the query. */
  path: string;
  /** The path split at `/` and decoded piece by piece; `null` when the encoding is broken. */
  segments: readonly string[] | null;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Read whatever the content type says (the vendor's own SDK sends JSON as text/plain); `null` when it is too large. */
  body: string | null;
}

export interface Answer {
  status: number;
  /** Sent as JSON. */
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** The answer as it really goes over the wire. Everything but ANSWER is a way to lose or spoil an answer. */
export type Delivery =
  | { kind: "ANSWER"; answer: Answer }
  | { kind: "HTML"; status: number; html: string }
  /** The socket is closed without a byte. */
  | { kind: "HANG_UP" }
  /** A complete HTTP response whose JSON ends in the middle. */
  | { kind: "CUT"; answer: Answer }
  /** Headers that promise a body, then silence until the caller gives up. */
  | { kind: "HALF_OPEN"; answer: Answer };

/** `null`: the caller saw no complete answer. */
export function statusOf(delivery: Delivery): number | null {
  switch (delivery.kind) {
    case "ANSWER":
      return delivery.answer.status;
    case "CUT":
      return delivery.answer.status;
    case "HTML":
      return delivery.status;
    case "HANG_UP":
    case "HALF_OPEN":
      return null;
  }
}

export interface Listener {
  port: number;
  url: string;
  /** Stops listening, cuts every connection and waits for the calls that are being worked on. */
  close(): Promise<void>;
}

export async function listen(options: {
  port: number;
  host: string;
  onCall: (call: Call) => Promise<Delivery>;
}): Promise<Listener> {
  const working = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const work = answerOne(request, response, options.onCall).finally(() => working.delete(work));
    working.add(work);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${options.host}:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, ...working]);
    },
  };
}

async function answerOne(
  request: IncomingMessage,
  response: ServerResponse,
  onCall: (call: Call) => Promise<Delivery>,
): Promise<void> {
  try {
    deliver(request, response, await onCall(await readCall(request)));
  } catch {
    // The caller left before its request was complete: there is nobody to answer.
    request.destroy();
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  return {
    method: request.method ?? "GET",
    path,
    segments: decodeSegments(path),
    query: new URLSearchParams(query),
    headers: request.headers,
    body: await readBody(request),
  };
}

function decodeSegments(path: string): string[] | null {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MAX_BODY_BYTES) {
        request.pause();
        resolve(null);
      } else {
        pieces.push(piece);
      }
    });
    request.on("end", () => resolve(Buffer.concat(pieces).toString("utf8")));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the caller left")));
  });
}

function deliver(request: IncomingMessage, response: ServerResponse, delivery: Delivery): void {
  // An unread rest of a request must not be taken for the next one.
  if (!request.complete) {
    response.setHeader("connection", "close");
    response.on("finish", () => request.destroy());
  }
  switch (delivery.kind) {
    case "HANG_UP":
      response.destroy();
      return;
    case "HTML":
      send(response, delivery.status, "text/html; charset=utf-8", delivery.html);
      return;
    case "ANSWER":
      sendJson(response, delivery.answer, (text) => text);
      return;
    case "CUT":
      sendJson(response, delivery.answer, (text) => text.slice(0, Math.max(1, Math.floor(text.length / 2))));
      return;
    case "HALF_OPEN": {
      const text = JSON.stringify(delivery.answer.body);
      response.writeHead(delivery.answer.status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      });
      response.flushHeaders();
    }
  }
}

function sendJson(response: ServerResponse, answer: Answer, injectFault: (text: string) => string): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  send(response, answer.status, "application/json", injectFault(JSON.stringify(answer.body)));
}

function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(text) });
  response.end(text);
}
