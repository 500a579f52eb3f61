/** The GraphQL door over HTTP: Apollo behind our own checks of token, body and operation. */
import { AsyncLocalStorage } from "node:async_hooks";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { GraphQLSchema } from "graphql";
import type { TokenVerifier } from "../../access/token.js";
import type { DatabaseWatch } from "../../database/watch.js";
import { languageOf, type Language } from "../../messages/language.js";
import type { ClientAddress } from "../../rate-limit/client-address.js";
import type { RateLimits } from "../../rate-limit/limits.js";
import { setPagePolicy } from "../../http/security-headers.js";
import type { Logger } from "../../telemetry/logger.js";
import type { Context } from "../context.js";
import { authenticate, principalOf } from "./authenticate.js";
import { checkOperation } from "./check-operation.js";
import { crossOrigin } from "./cross-origin.js";
import { documentLimits } from "./document-rules.js";
import { formatError, type ErrorFormat } from "./errors.js";
import { MAX_ERRORS, MAX_TOKENS } from "./limits.js";
import type { DocumentCache } from "./prepare-operation.js";
import { readBody, unreadableBody } from "./read-body.js";
import { unavailableOverHttp } from "./unavailable.js";

/** The caller, as authenticated; the wiring makes a `Context` of it. */
export type ContextFor = (caller: Pick<Context, "principal" | "clientAddress" | "language">) => Context;

export interface GraphqlOptions {
  schema: GraphQLSchema;
  contextFor: ContextFor;
  verifier: TokenVerifier;
  limits: RateLimits;
  clientAddress: ClientAddress;
  log: Logger;
  database: Pick<DatabaseWatch, "failed">;
  production: boolean;
  /** True when everyone may read the schema; otherwise SCHEMA_INTROSPECT is needed. */
  introspectionOpen: boolean;
  /** Valid documents, shared with the WebSocket server. */
  documents: DocumentCache;
  /** Origins a browser may call from. */
  origins: readonly string[];
}

export interface GraphqlServer {
  /** To be mounted at the path of the API. */
  router: Router;
  stop(): Promise<void>;
}

/** Headers a page of another origin cannot send without asking first, so that a link or a form never runs an operation. */
const NO_FORM_SENDS = ["authorization", "apollo-require-preflight", "x-apollo-operation-name"];

export async function createGraphqlServer(options: GraphqlOptions): Promise<GraphqlServer> {
  const { schema, log, production, introspectionOpen, documents, database } = options;
  const format: ErrorFormat = { log, redactSuggestions: !introspectionOpen, databaseAway: database.failed };
  /** Apollo does not tell its formatter whose error it is. */
  const languages = new AsyncLocalStorage<Language>();
  const apollo = new ApolloServer<Context>({
    schema,
    // Decided per caller by `checkOperation`.
    introspection: true,
    csrfPrevention: { requestHeaders: NO_FORM_SENDS },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    // What `checkOperation` has parsed and validated is not parsed and validated again.
    documentStore: documents.forApollo,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [documentLimits],
    validationOptions: { maxErrors: MAX_ERRORS },
    includeStacktraceInErrorResponses: false,
    // Done by `formatError`, in bounded time.
    hideSchemaDetailsFromClientErrors: false,
    stopOnTerminationSignals: false,
    nodeEnv: production ? "production" : "development",
    logger: apolloLog(log),
    formatError: (formatted, error) =>
      formatError(formatted, error, { ...format, language: languages.getStore() ?? "ko" }),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // A variable named APOLLO_KEY in the environment would otherwise send operations to a third party.
      ApolloServerPluginUsageReportingDisabled(),
      production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ embed: false, footer: false }),
      unavailableOverHttp,
    ],
  });
  await apollo.start();

  const router = express.Router();
  router.use(crossOrigin(options.origins));
  if (!production) router.use(landingPagePolicy);
  router.use(authenticate(options.verifier, options.limits));
  router.use(readBody, unreadableBody);
  // An answer may hold personal data, masked or, once, in clear: nothing between here and the caller stores it.
  router.use((_req: Request, res: Response, next: NextFunction) => {
    res.set("cache-control", "no-store");
    next();
  });
  router.use(checkOperation({ schema, introspectionOpen, documents }, format));
  router.use((req: Request, _res: Response, next: NextFunction) =>
    languages.run(languageOf(req.headers["accept-language"]), next),
  );
  router.use(
    expressMiddleware(apollo, {
      context: async ({ req, res }) =>
        options.contextFor({
          principal: principalOf(res),
          clientAddress: options.clientAddress(req),
          language: languageOf(req.headers["accept-language"]),
        }),
    }),
  );
  return { router, stop: () => apollo.stop() };
}

/** Apollo's landing page names what it loads in a policy of its own; the stricter one of the JSON answers would stop all of it. */
function landingPagePolicy(req: Request, res: Response, next: NextFunction): void {
  if (req.method === "GET" && req.accepts(["json", "html"]) === "html") setPagePolicy(res, []);
  next();
}

const apolloLog = (log: Logger) => ({
  debug: (message?: unknown) => log.debug(String(message)),
  info: (message?: unknown) => log.info(String(message)),
  warn: (message?: unknown) => log.warn(String(message)),
  error: (message?: unknown) => log.error(String(message)),
});
