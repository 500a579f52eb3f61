/** The GraphQL door over WebSocket (graphql-ws): the same checks as HTTP, and a socket that ends with its token. */
import { execute, getOperationAST, GraphQLError, type GraphQLSchema } from "graphql";
import { CloseCode, type SubscribePayload } from "graphql-ws";
import type { Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { hasExpired, type Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import type { TokenVerifier } from "../../access/token.js";
import type { Clock } from "../../clock.js";
import type { DatabaseWatch } from "../../database/watch.js";
import { languageOf, type Language } from "../../messages/language.js";
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { rateLimitError } from "../../rate-limit/answer.js";
import type { RateLimits, Refusal } from "../../rate-limit/limits.js";
import type { Logger } from "../../telemetry/logger.js";
import type { ClientAddress } from "../../rate-limit/client-address.js";
import type { Metrics } from "../../telemetry/metrics.js";
import { SentenceError } from "../sentence-error.js";
import { callerOf } from "./caller.js";
import { asClientError, formatError } from "./errors.js";
import { subscribeFreshly } from "./fresh-subscription.js";
import type { ContextFor } from "./graphql.js";
import {
  CONNECTION_INIT_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_CONNECTIONS_PER_PRINCIPAL,
  MAX_OPERATIONS_PER_CONNECTION,
  MAX_SOCKET_MESSAGE_BYTES,
} from "./limits.js";
import { messageLimit, type MessageLimit } from "./message-limit.js";
import { prepareOperation, type DocumentCache } from "./prepare-operation.js";
import { socketProtocol, type SocketExtra } from "./socket-protocol.js";
import { upgradeListener } from "./upgrade.js";
import { wholeOrUnavailable } from "./unavailable.js";

/** RFC 6455 registry: the server is in a temporary condition. */
const TRY_AGAIN_LATER = 1013;

export interface WebsocketOptions {
  server: Server;
  path: string;
  schema: GraphQLSchema;
  contextFor: ContextFor;
  clientAddress: ClientAddress;
  verifier: TokenVerifier;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  limits: RateLimits;
  database: Pick<DatabaseWatch, "failed" | "survive">;
  introspectionOpen: boolean;
  /** Valid documents, shared with HTTP. */
  documents: DocumentCache;
}

export interface WebsocketServer {
  /** Closes every socket with 1001 (going away): clients reconnect elsewhere and go on at their cursor. */
  close(): Promise<void>;
}

/** The caller stored beside a socket once it has said who it is. */
interface Session extends Record<PropertyKey, unknown> {
  principal?: Principal;
  language?: Language;
  expiry?: NodeJS.Timeout;
  messages?: MessageLimit;
}
type Params = { authorization?: unknown; acceptLanguage?: unknown } | undefined;

export function attachWebsockets(options: WebsocketOptions): WebsocketServer {
  const { schema, contextFor, clock, log, metrics, limits, introspectionOpen, documents, database } = options;
  const preparation = { schema, introspectionOpen, documents };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_SOCKET_MESSAGE_BYTES });
  const perPrincipal = new Map<string, number>();
  const hasEnded = (principal: Principal) => hasExpired(principal, clock.now());

  const mayRead = (session: SocketExtra & Partial<Session>): boolean => {
    session.messages ??= messageLimit();
    if (session.messages.allows(session.principal !== undefined)) return true;
    metrics.rateLimited.inc({ limit: "socket-messages" });
    session.socket.close(CloseCode.Forbidden, "TOO_MANY_MESSAGES");
    return false;
  };
  const onFault = (fault: Error) => {
    if (!database.failed(fault)) log.error({ err: fault }, "a WebSocket message could not be handled");
  };
  const protocol = socketProtocol<Params, Session>({
    sockets,
    keepAliveMs: KEEP_ALIVE_MS,
    onFault,
    mayRead,
    server: {
      connectionInitWaitTimeout: CONNECTION_INIT_TIMEOUT_MS,
      execute,
      subscribe: (args) =>
        subscribeFreshly(args, {
          freshContext: () => contextFor(args.contextValue as Parameters<ContextFor>[0]),
          survive: database.survive,
          mayGoOn: () => !hasEnded((args.contextValue as { principal: Principal }).principal),
        }),

      async onConnect({ extra, connectionParams }) {
        const authorization = connectionParams?.authorization;
        const tooEarly = await limits.beforeAuthentication(extra.request, authorization);
        if (tooEarly) return tooManyConnections(extra.socket);
        const caller = await callerOf(options.verifier, authorization);
        if (!caller.ok || !caller.principal) {
          const reason = caller.ok ? "TOKEN_MISSING" : caller.reason;
          await limits.failedAuthentication(extra.request, reason);
          // Clients give up after 4401, come back after 4403 with what may be a newer token, and after 1013 with the one they have.
          const code =
            reason === "KEYS_UNAVAILABLE"
              ? TRY_AGAIN_LATER
              : reason === "EXPIRED"
                ? CloseCode.Forbidden
                : CloseCode.Unauthorized;
          extra.socket.close(code, reason);
          return false;
        }
        const { principal } = caller;
        if (await limits.afterAuthentication(extra.request, principal, authorization))
          return tooManyConnections(extra.socket);
        // Gone meanwhile: its end has been seen already, and nobody would give back what is taken now. No await may follow.
        if (extra.socket.readyState !== WebSocket.OPEN) return false;
        const person = personKey(principal.subject);
        const open = perPrincipal.get(person) ?? 0;
        if (open >= MAX_CONNECTIONS_PER_PRINCIPAL) {
          extra.socket.close(CloseCode.Forbidden, "TOO_MANY_CONNECTIONS");
          return false;
        }
        perPrincipal.set(person, open + 1);
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
        const person = personKey(extra.principal.subject);
        const left = (perPrincipal.get(person) ?? 1) - 1;
        if (left > 0) perPrincipal.set(person, left);
        else perPrincipal.delete(person);
      },

      async onSubscribe({ extra, subscriptions }, _id, payload) {
        const { principal, language = "ko" } = extra;
        if (!principal || hasEnded(principal)) {
          extra.socket.close(CloseCode.Forbidden, "TOKEN_EXPIRED");
          return [refused("UNAUTHENTICATED", "TOKEN_EXPIRED", sentence("server.TOKEN_EXPIRED"))];
        }
        const tooMany = await limits.operation(principal);
        if (tooMany) return [limitedError(tooMany, language)];
        if (Object.keys(subscriptions).length > MAX_OPERATIONS_PER_CONNECTION)
          return [
            refused(
              "BAD_USER_INPUT",
              "TOO_MANY_OPERATIONS",
              sentence("operation.TOO_MANY_OPERATIONS", { max: MAX_OPERATIONS_PER_CONNECTION }),
            ),
          ];
        try {
          const prepared = prepareOperation(preparation, payload, { principal, transport: "WEBSOCKET" });
          if (!prepared.ok) return prepared.errors;
          const { document, variables: variableValues } = prepared;
          const { operationName } = payload;
          const clientAddress = options.clientAddress(extra.request);
          const contextValue = contextFor({ principal, clientAddress, language });
          return { schema, document, operationName, variableValues, contextValue };
        } catch (fault) {
          // Thrown further it would close the socket, and with it every other operation.
          return [asGraphQLError(fault)];
        }
      },

      onError({ extra }, _id, payload, errors) {
        const formatted = { errors: errors.map((error) => forClient(extra, error, asClientError(error))) };
        return [...wholeOrUnavailable(formatted, askedBy(extra, payload)).errors];
      },
      onNext({ extra }, _id, payload, _args, result) {
        if (!result.errors) return result;
        const formatted = { ...result, errors: result.errors.map((error) => forClient(extra, error, error.toJSON())) };
        return wholeOrUnavailable(formatted, askedBy(extra, payload));
      },
    },
  });

  const upgrade = upgradeListener({ sockets, path: options.path, limits, log, metrics, open: protocol.open });
  options.server.on("upgrade", upgrade);

  /** In which language, and whether for a mutation: what was never prepared is none. */
  const askedBy = ({ language = "ko" }: Session, { query, operationName }: SubscribePayload) => {
    const document = documents.get(query);
    return { language, operation: document && getOperationAST(document, operationName)?.operation };
  };
  const forClient = ({ language = "ko" }: Session, error: GraphQLError, formatted: ReturnType<typeof asClientError>) =>
    formatError(formatted, error, {
      log,
      redactSuggestions: !introspectionOpen,
      databaseAway: database.failed,
      language,
    });

  return {
    async close() {
      options.server.off("upgrade", upgrade);
      await protocol.close();
    },
  };
}

/** 4403: clients come back after a pause; after 4401 they would give up. */
function tooManyConnections(socket: { close(code: number, reason: string): unknown }): false {
  socket.close(CloseCode.Forbidden, "RATE_LIMITED");
  return false;
}

const limitedError = (refusal: Refusal, language: Language): GraphQLError => {
  const { message, extensions } = rateLimitError(refusal, language);
  return new GraphQLError(message, { extensions });
};

const refused = (code: string, reason: string, said: Sentence): SentenceError =>
  new SentenceError(said, { extensions: { code, reason } });

const asGraphQLError = (fault: unknown): GraphQLError =>
  new GraphQLError("A fault of ours.", { originalError: fault instanceof Error ? fault : new Error(String(fault)) });
