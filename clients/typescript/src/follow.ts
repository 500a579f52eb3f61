/** A stream of events that survives what happens to sockets: it goes on after the last event that was worked off. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print, type FormattedExecutionResult } from "graphql";
import { createClient, type Client } from "graphql-ws";
import type { ClientOptions } from "./client.js";
import { faultOf, HwanbulError, Passing, type TopLevelError } from "./errors.js";
import { pauseMs, sleep } from "./patience.js";

/** A line that is silent for so long is asked whether somebody is there, and given up where nobody answers. */
const KEEP_ALIVE_MS = 15_000;
const PONG_MS = 10_000;

/** What a subscription's one field holds. */
export type EventOf<Data> = Exclude<Data[Exclude<keyof Data, "__typename">], undefined>;

export interface FollowOptions {
  /** Ends the stream without an error. */
  signal?: AbortSignal;
  /** Told whenever the connection was lost and is about to be made again. */
  onInterruption?: (cause: Error) => void;
}

/**
 * Yields one event after the other, each at least once and in order. The next one is asked for when the caller has worked
 * off the last: store its `cursor` then, and pass it as `after` when the process starts again.
 * @throws HwanbulError for what would come back: no permission, an unreadable cursor, a token that is not accepted.
 */
export async function* follow<Data extends object, Variables extends { after?: string | null }>(
  options: ClientOptions,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { signal, onInterruption }: FollowOptions = {},
): AsyncGenerator<EventOf<Data>, void, undefined> {
  const query = print(document);
  let after = variables.after ?? null;
  for (let retry = 0; !signal?.aborted;) {
    const client = connection(options);
    const leave = () => void client.dispose();
    signal?.addEventListener("abort", leave, { once: true });
    try {
      for await (const result of client.iterate<Data>({ query, variables: { ...variables, after } })) {
        const event = eventIn(result);
        yield event;
        after = (event as { cursor: string }).cursor;
        retry = 0;
      }
      throw new Passing("the service ended the stream");
    } catch (fault) {
      if (signal?.aborted) return;
      const cause = passing(fault);
      onInterruption?.(cause);
      retry += 1;
      await sleep(Math.max(cause.waitMs, pauseMs(retry)), signal).catch(() => undefined);
    } finally {
      signal?.removeEventListener("abort", leave);
      await client.dispose();
    }
  }
}

function connection({ url, token, language = "ko", webSocket }: ClientOptions): Client {
  const address = new URL("/graphql", url);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let unanswered: NodeJS.Timeout | undefined;
  const client: Client = createClient({
    url: address.href,
    webSocketImpl: webSocket ?? WebSocket,
    // Only we know the cursor to go on from.
    retryAttempts: 0,
    keepAlive: KEEP_ALIVE_MS,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}`, acceptLanguage: language }),
    on: {
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: () => clearTimeout(unanswered),
      closed: () => clearTimeout(unanswered),
    },
  });
  return client;
}

function eventIn<Data>(result: FormattedExecutionResult<Data, unknown>): EventOf<Data> {
  const fault = faultOf(result.errors as readonly TopLevelError[] | undefined);
  if (fault) throw fault;
  const [, event] = Object.entries(result.data ?? {}).find(([field]) => field !== "__typename") ?? [];
  if (!event) throw new Passing("an event came without its data");
  return event as EventOf<Data>;
}

/** Closed so, the same caller with the same document would be closed again. */
const FINAL_CLOSE_CODES: readonly number[] = [4400, 4401, 4406, 4409];

/** @throws HwanbulError for what the same subscription would meet again. */
function passing(fault: unknown): Passing {
  // graphql-ws throws the errors of an operation that was refused, and the event a socket was closed with.
  const known = Array.isArray(fault) ? faultOf(fault as TopLevelError[]) : fault;
  if (known instanceof HwanbulError) throw known;
  if (known instanceof Passing) return known;
  const { code, reason = "" } = (known ?? {}) as { code?: number; reason?: string };
  const said = code === undefined ? "" : `: ${code} ${reason}`;
  if (code !== undefined && FINAL_CLOSE_CODES.includes(code))
    throw new HwanbulError(`the service closed the connection${said}`, { code: "UNAUTHENTICATED", reason });
  return new Passing(`the connection was lost${said}`, 0, fault);
}
