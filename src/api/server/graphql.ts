/** The GraphQL door over HTTP: Apollo behind our own checks of body, token and document. */
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { GraphQLSchema } from "graphql";
import type { TokenVerifier } from "../../access/token.js";
import type { Logger } from "../../telemetry/logger.js";
import type { Context } from "../context.js";
import { callerOf, languageOf } from "./caller.js";
import { costFault } from "./cost.js";
import { crossOrigin } from "./cross-origin.js";
import { documentLimits } from "./document-rules.js";
import { formatError, refusal } from "./errors.js";
import { introspectionFault } from "./introspection.js";
import { MAX_BODY_BYTES, MAX_TOKENS } from "./limits.js";

/** Who asks, as found out at the door; the wiring makes a `Context` of it. */
export type ContextFor = (caller: Pick<Context, "principal" | "language">) => Context;

export interface GraphqlDoor {
  schema: GraphQLSchema;
  contextFor: ContextFor;
  verifier: TokenVerifier;
  log: Logger;
  production: boolean;
  /** Whether everyone may read the schema; otherwise SCHEMA_INTROSPECT is needed. */
  introspectionOpen: boolean;
  /** Origins a browser may call from. */
  origins: readonly string[];
}

export interface GraphqlServer {
  /** To be mounted at the path of the API. */
  router: Router;
  stop(): Promise<void>;
}

export async function createGraphqlServer(door: GraphqlDoor): Promise<GraphqlServer> {
  const { schema, log, production, introspectionOpen } = door;
  const apollo = new ApolloServer<Context>({
    schema,
    // Decided per caller in the plugin below.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [documentLimits],
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspectionOpen,
    stopOnTerminationSignals: false,
    nodeEnv: production ? "production" : "development",
    logger: apolloLog(log),
    formatError: (formatted, error) => formatError(formatted, error, { log, hideSuggestions: !introspectionOpen }),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ embed: false, footer: false }),
      lateChecks(door),
    ],
  });
  await apollo.start();

  const router = express.Router();
  router.use(crossOrigin(door.origins));
  router.use(jsonOnly);
  router.use(express.json({ limit: MAX_BODY_BYTES, inflate: false }));
  router.use(unreadableBody);
  router.use(callers(door.verifier));
  router.use(
    expressMiddleware(apollo, {
      context: async ({ req, res }) =>
        door.contextFor({
          principal: (res.locals as CallerLocals).principal,
          language: languageOf(req.headers["accept-language"]),
        }),
    }),
  );
  return { router, stop: () => apollo.stop() };
}

interface CallerLocals {
  principal: Context["principal"];
}

/** What needs the caller or the variables: after validation, before execution. */
const lateChecks = ({ introspectionOpen }: GraphqlDoor): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, operationName, request, contextValue }) {
        if (!operation) return;
        const fault =
          introspectionFault(document, operation, { open: introspectionOpen, principal: contextValue.principal }) ??
          costFault(schema, { document, operationName, variables: request.variables });
        if (fault) throw withStatus(fault);
      },
    };
  },
});

/** Apollo answers 200 for what a plugin refuses unless it is told otherwise. */
function withStatus(fault: NonNullable<ReturnType<typeof costFault>>) {
  const { code } = fault.extensions;
  const status = code === "UNAUTHENTICATED" ? 401 : code === "FORBIDDEN" ? 403 : 400;
  fault.extensions.http = { status };
  return fault;
}

/** A body that is not JSON is refused by name: Apollo would call it missing. */
function jsonOnly(req: Request, res: Response, next: NextFunction): void {
  if (req.method !== "POST" || req.is("application/json")) return next();
  res
    .status(415)
    .json(
      refusal(
        "BAD_USER_INPUT",
        "UNSUPPORTED_MEDIA_TYPE",
        "Send the operation as JSON (content-type application/json).",
      ),
    );
}

/** What the JSON reader refuses: too large, compressed, cut off, not JSON. */
function unreadableBody(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (typeof status !== "number" || status < 400 || status >= 500) return next(error);
  if (status === 413)
    res.status(413).json(refusal("BAD_USER_INPUT", "BODY_TOO_LARGE", `A request has at most ${MAX_BODY_BYTES} bytes.`));
  else if (status === 415)
    res.status(415).json(refusal("BAD_USER_INPUT", "UNSUPPORTED_ENCODING", "Send the body uncompressed, in UTF-8."));
  else {
    const reason = type === "entity.parse.failed" ? "MALFORMED_JSON" : "UNREADABLE_BODY";
    res.status(400).json(refusal("BAD_USER_INPUT", reason, "The body is not readable JSON."));
  }
}

/** A token that does not verify ends here, with 401; no token at all goes on as nobody. */
const callers = (verifier: TokenVerifier) => async (req: Request, res: Response, next: NextFunction) => {
  const caller = await callerOf(verifier, req.headers.authorization);
  if (caller.ok) {
    (res.locals as CallerLocals).principal = caller.principal;
    return next();
  }
  res
    .status(401)
    .set("www-authenticate", `Bearer error="invalid_token", error_description="${caller.reason}"`)
    .json(refusal("UNAUTHENTICATED", caller.reason, "The token was not accepted. Get a new one."));
};

const apolloLog = (log: Logger) => ({
  debug: (message?: unknown) => log.debug(String(message)),
  info: (message?: unknown) => log.info(String(message)),
  warn: (message?: unknown) => log.warn(String(message)),
  error: (message?: unknown) => log.error(String(message)),
});
