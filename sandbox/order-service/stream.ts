/** One subscription over one connection; whatever breaks it ends it, and the caller opens the next one. */
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";

/** A connection that is not there by then is given up. */
const CONNECT_WAIT_MS = 10_000;
/** A line that was cut without a word looks like a quiet one: it is asked now and then whether anybody is there. */
const PING_EVERY_MS = 10_000;
const PONG_WAIT_MS = 5_000;

export interface StreamOptions {
  /** Of the GraphQL endpoint, `ws:` or `wss:`. */
  socketUrl: string;
  token: () => Promise<string>;
  closing: AbortSignal;
}

/** A socket that does not wait for ever for a host that never answers. */
class ImpatientSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, { handshakeTimeout: CONNECT_WAIT_MS });
    // Ended before it was connected, it reports an error when the client no longer listens: that would end the process.
    this.on("error", () => undefined);
  }
}

/**
 * The data of the operation's results. Ends when the server ends the stream (as it does with the token) or when we close.
 * @throws Error when the line breaks or the server refuses
 */
export async function* openStream(
  operation: { query: string; variables: Record<string, unknown> },
  { socketUrl, token, closing }: StreamOptions,
): AsyncGenerator<unknown> {
  let pongTimer: NodeJS.Timeout | undefined;
  const client: Client = createClient({
    url: socketUrl,
    webSocketImpl: ImpatientSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    connectionAckWaitTimeout: CONNECT_WAIT_MS,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: {
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), PONG_WAIT_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
    },
    // What goes wrong is thrown below.
    onNonLazyError: () => undefined,
  });
  const results = client.iterate(operation);
  const end = (): void => {
    void results.return?.();
    client.terminate();
  };
  closing.addEventListener("abort", end, { once: true });
  try {
    if (closing.aborted) return;
    for await (const { data, errors } of results) {
      if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? "an event without data");
      yield data;
    }
  } catch (error) {
    throw new Error(troubleOf(error), { cause: error });
  } finally {
    closing.removeEventListener("abort", end);
    clearTimeout(pongTimer);
    await client.dispose();
  }
}

/** The client throws a list of GraphQL errors, the event a socket was closed with, or an error. */
function troubleOf(error: unknown): string {
  if (Array.isArray(error)) return error.map((one) => (one as { message: string }).message).join("; ");
  if (error instanceof Error) return error.message;
  const { code, reason } = error as { code?: number; reason?: string };
  return `closed with ${code ?? "no code"} ${reason ?? ""}`;
}
