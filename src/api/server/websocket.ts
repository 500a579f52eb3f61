/** The GraphQL door over WebSocket (graphql-ws): the same checks as HTTP, and a socket that ends with its token. */
import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from "graphql";
import { CloseCode, type SubscribePayload } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { hasExpired, type Principal } from "../../access/principal.js";
import type { TokenVerifier } from "../../access/token.js";
import type { Clock } from "../../clock.js";
import type { Language } from "../../problem.js";
import type { Logger } from "../../telemetry/logger.js";
import { callerOf, languageOf } from "./caller.js";
import { costFault } from "./cost.js";
import { documentLimits } from "./document-rules.js";
import { asClientError, formatError } from "./errors.js";
import { subscribeFreshly } from "./fresh-subscription.js";
import type { ContextFor } from "./graphql.js";
import { introspectionFault } from "./introspection.js";
import {
  CONNECTION_INIT_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_PER_PRINCIPAL,
  MAX_OPERATIONS_PER_CONNECTION,
  MAX_SOCKET_MESSAGE_BYTES,
  MAX_TOKENS,
} from "./limits.js";

export interface WebsocketDoor {
  server: Server;
  path: string;
  schema: GraphQLSchema;
  contextFor: ContextFor;
  verifier: TokenVerifier;
  clock: Clock;
  log: Logger;
  introspectionOpen: boolean;
}

export interface WebsocketServer {
  /** Closes every socket with 1001 (going away): clients reconnect elsewhere and go on at their cursor. */
  close(): Promise<void>;
}

/** What is kept beside a socket once it has said who it is. */
interface Session extends Record<PropertyKey, unknown> {
  principal?: Principal;
  language?: Language;
  expiry?: NodeJS.Timeout;
}
type Params = { authorization?: unknown; acceptLanguage?: unknown } | undefined;

export function attachWebsockets(door: WebsocketDoor): WebsocketServer {
  const { schema, contextFor, clock, log, introspectionOpen } = door;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_SOCKET_MESSAGE_BYTES });
  const perPrincipal = new Map<string, number>();
  const hasEnded = (principal: Principal) => hasExpired(principal, clock.now());

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { pathname } = new URL(request.url ?? "/", "http://any");
    if (pathname !== door.path) return refuseUpgrade(socket, "404 Not Found");
    if (sockets.clients.size >= MAX_CONNECTIONS) return refuseUpgrade(socket, "503 Service Unavailable");
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit("connection", client, request);
      // The package prints every broken frame to the console; the socket is closed by then, with the code that says why.
      client.removeAllListeners("error");
      client.on("error", (error) => log.info({ err: error }, "socket ended by a broken or too large message"));
    });
  };
  door.server.on("upgrade", upgrade);

  const disposable = useServer<Params, Session>(
    {
      // Close reasons never carry an error's own text.
      isProd: true,
      connectionInitWaitTimeout: CONNECTION_INIT_TIMEOUT_MS,
      execute,
      subscribe: (args) =>
        subscribeFreshly(args, {
          freshContext: () => contextFor(args.contextValue as Parameters<ContextFor>[0]),
          mayGoOn: () => !hasEnded((args.contextValue as { principal: Principal }).principal),
        }),

      async onConnect({ extra, connectionParams }) {
        const caller = await callerOf(door.verifier, connectionParams?.authorization);
        if (!caller.ok || !caller.principal) {
          const reason = caller.ok ? "TOKEN_MISSING" : caller.reason;
          // Clients give up after 4401, and come back after 4403 with what may be a newer token.
          const code =
            reason === "EXPIRED" || reason === "KEYS_UNAVAILABLE" ? CloseCode.Forbidden : CloseCode.Unauthorized;
          extra.socket.close(code, reason);
          return false;
        }
        const { principal } = caller;
        const open = perPrincipal.get(principal.subject) ?? 0;
        if (open >= MAX_CONNECTIONS_PER_PRINCIPAL) {
          extra.socket.close(CloseCode.Forbidden, "TOO_MANY_CONNECTIONS");
          return false;
        }
        perPrincipal.set(principal.subject, open + 1);
        extra.principal = principal;
        extra.language = languageOf(connectionParams?.acceptLanguage ?? extra.request.headers["accept-language"]);
        extra.expiry = setTimeout(
          () => extra.socket.close(CloseCode.Forbidden, "TOKEN_EXPIRED"),
          principal.expiresAt.getTime() - clock.now().getTime(),
        );
        return true;
      },

      onClose({ extra }) {
        clearTimeout(extra.expiry);
        if (!extra.principal) return;
        const { subject } = extra.principal;
        const left = (perPrincipal.get(subject) ?? 1) - 1;
        if (left > 0) perPrincipal.set(subject, left);
        else perPrincipal.delete(subject);
      },

      onSubscribe({ extra, subscriptions }, _id, payload) {
        const { principal, language = "ko" } = extra;
        if (!principal || hasEnded(principal)) {
          extra.socket.close(CloseCode.Forbidden, "TOKEN_EXPIRED");
          return [refused("UNAUTHENTICATED", "TOKEN_EXPIRED", "The token has expired. Get a new one.")];
        }
        if (Object.keys(subscriptions).length > MAX_OPERATIONS_PER_CONNECTION)
          return [
            refused(
              "BAD_USER_INPUT",
              "TOO_MANY_OPERATIONS",
              `At most ${MAX_OPERATIONS_PER_CONNECTION} at once on a connection.`,
            ),
          ];
        const prepared = prepare(schema, payload, { introspectionOpen, principal });
        if (Array.isArray(prepared)) return prepared;
        return { ...(prepared as ExecutionArgs), contextValue: contextFor({ principal, language }) };
      },

      onError: (_context, _id, _payload, errors) => errors.map((error) => told(error, asClientError(error))),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors ? { ...result, errors: result.errors.map((error) => told(error, error.toJSON())) } : result,
    },
    sockets,
    KEEP_ALIVE_MS,
  );

  const told = (error: GraphQLError, formatted: ReturnType<typeof asClientError>) =>
    formatError(formatted, error, { log, hideSuggestions: !introspectionOpen });

  return {
    async close() {
      door.server.off("upgrade", upgrade);
      await disposable.dispose();
    },
  };
}

const refused = (code: string, reason: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, reason } });

/** Parses and checks one operation the way HTTP does; errors are for the client. */
function prepare(
  schema: GraphQLSchema,
  { query, variables, operationName }: SubscribePayload,
  { introspectionOpen, principal }: { introspectionOpen: boolean; principal: Principal },
): readonly GraphQLError[] | ExecutionArgs {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return [unparsed(error)];
  }
  const errors = validate(schema, document, [...specifiedRules, documentLimits]);
  if (errors.length > 0) return errors;
  const operation = getOperationAST(document, operationName);
  if (!operation) return [refused("BAD_USER_INPUT", "OPERATION_RESOLUTION_FAILURE", "Name the one operation to run.")];
  const fault =
    introspectionFault(document, operation, { open: introspectionOpen, principal }) ??
    costFault(schema, { document, operationName, variables });
  if (fault) return [fault];
  return { schema, document, operationName, variableValues: variables };
}

/** Brackets in brackets may exhaust the parser's stack before they exhaust its tokens: also a document we do not take. */
function unparsed(error: unknown): GraphQLError {
  const extensions = { code: "GRAPHQL_PARSE_FAILED" };
  if (error instanceof RangeError) return new GraphQLError("The document is nested too deeply.", { extensions });
  if (!(error instanceof GraphQLError)) throw error;
  const { message, source, positions } = error;
  return new GraphQLError(message, { source, positions, extensions });
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
