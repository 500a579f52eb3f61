/**
 * Runs the graphql-transport-ws protocol on sockets of `ws`. The package's own adapter prints on the console, with a stack,
 * what any stranger can bring about; here it is a close code, and what is a fault of ours goes to the log.
 */
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from "graphql-ws";
import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket, WebSocketServer } from "ws";
import { guarded } from "../../telemetry/guarded.js";

/** The listeners `ws` and the request bring to every socket. */
export interface SocketExtra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

export interface SocketProtocolOptions<
  Params extends Record<string, unknown> | undefined,
  Session extends Record<PropertyKey, unknown>,
> {
  sockets: WebSocketServer;
  /** A peer that does not answer a ping within this time is gone. */
  keepAliveMs: number;
  server: ServerOptions<Params, SocketExtra & Partial<Session>>;
  /** Asked before a message is read; false: it is not, and the socket has been closed. */
  mayRead: (extra: SocketExtra & Partial<Session>) => boolean;
  /** A fault of ours while a message was handled; the socket is closed with 4500. */
  onFault: (fault: Error) => void;
}

/** How graphql-ws words a message that is well formed but only a server may send. */
const UNEXPECTED = "Unexpected message of type";
const SERVER_GOING_AWAY = 1001;

export interface SocketProtocol {
  /** Takes over a socket that was just opened. */
  open: (socket: WebSocket, request: IncomingMessage) => void;
  /** Closes every socket with 1001. */
  close(): Promise<void>;
}

export function socketProtocol<
  Params extends Record<string, unknown> | undefined,
  Session extends Record<PropertyKey, unknown>,
>({ sockets, keepAliveMs, server: options, mayRead, onFault }: SocketProtocolOptions<Params, Session>): SocketProtocol {
  const server = makeServer(options);
  sockets.options.handleProtocols = handleProtocols;
  return {
    open(socket, request) {
      const stopPinging = keepAlive(socket, keepAliveMs, onFault);
      const extra = { socket, request } as SocketExtra & Partial<Session>;
      const closed = server.opened(
        {
          protocol: socket.protocol,
          send: (data) => send(socket, data),
          close: (code, reason) => socket.close(code, reason),
          onMessage: (handle) =>
            void socket.on(
              "message",
              guarded(
                (data: RawData) => (mayRead(extra) ? handle(textOf(data)) : undefined),
                (fault) => endSocket(socket, fault, onFault),
              ),
            ),
        },
        extra,
      );
      const end = guarded((code: number, reason: Buffer) => {
        stopPinging();
        return closed(code, String(reason));
      }, onFault);
      socket.once("close", end);
    },
    async close() {
      for (const socket of sockets.clients) socket.close(SERVER_GOING_AWAY, "Going away");
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

/** `ws` gives a message in pieces, or as another kind of bytes, only when it is configured to. */
const textOf = (data: RawData): string =>
  (Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)])).toString("utf8");

function endSocket(socket: WebSocket, fault: Error, onFault: (fault: Error) => void): void {
  if (fault.message.startsWith(UNEXPECTED)) return socket.close(CloseCode.BadRequest, "Unexpected message type");
  onFault(fault);
  socket.close(CloseCode.InternalServerError, "Internal server error");
}

/** A peer that went away is reported by its close, not by what could not be sent. */
const send = (socket: WebSocket, data: string): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, (error) => (error && socket.readyState === socket.OPEN ? reject(error) : resolve()));
  });

function keepAlive(socket: WebSocket, everyMs: number, onFault: (fault: Error) => void): () => void {
  let answered = true;
  const check = guarded(() => {
    if (!answered) return socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, onFault);
  const hear = guarded(() => {
    answered = true;
  }, onFault);
  const timer = setInterval(check, everyMs);
  socket.on("pong", hear);
  return () => clearInterval(timer);
}
