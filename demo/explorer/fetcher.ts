/** How the explorer speaks to the service: queries and mutations over HTTP, subscriptions over WebSocket, one token for both. */
import type { GraphiQLProps } from "graphiql";
import { getOperationAST, type DocumentNode, type ExecutionResult } from "graphql";
import { createClient } from "graphql-ws";

export type Fetcher = GraphiQLProps["fetcher"];

/** Beside the explorer on the same server. */
const API = new URL("/graphql", location.href);
const SOCKET = new URL(API);
SOCKET.protocol = API.protocol === "https:" ? "wss:" : "ws:";

export const fetcher: Fetcher = (request, options) => {
  const headers: Record<string, string> = options?.headers ?? {};
  return isSubscription(options?.documentAST, request.operationName) ? follow(request, headers) : ask(request, headers);
};

const isSubscription = (document: DocumentNode | undefined, operationName: string | null | undefined): boolean =>
  document !== undefined && getOperationAST(document, operationName)?.operation === "subscription";

async function ask(request: object, headers: Record<string, string>): Promise<ExecutionResult> {
  const response = await fetch(API, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(request),
  });
  return (await response.json()) as ExecutionResult;
}

type Subscription = Parameters<ReturnType<typeof createClient>["iterate"]>[0];

/** A socket for each subscription: it ends with it. The headers' token goes into the first message. */
async function* follow(request: object, headers: Record<string, string>): AsyncGenerator<ExecutionResult> {
  const client = createClient({ url: SOCKET.href, connectionParams: headers, retryAttempts: 0 });
  try {
    for await (const result of client.iterate(request as Subscription)) yield result as ExecutionResult;
  } catch (fault) {
    // A refused socket arrives as the browser's event, which GraphiQL would print as an empty object.
    throw fault instanceof CloseEvent
      ? new Error(`The socket was closed: ${fault.code} ${fault.reason}`.trim())
      : fault;
  } finally {
    await client.dispose();
  }
}
