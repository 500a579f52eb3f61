/** The HTTP server with everything that is answered on it: the API, webhooks, health and figures. */
import type { MikroORM } from "@mikro-orm/postgresql";
import type { GatewayName } from "../gateways/port.js";
import express from "express";
import type { DevelopmentIssuer } from "../access/development-issuer.js";
import type { TokenVerifier } from "../access/token.js";
import { createContext } from "../api/context.js";
import { exportRouter } from "../api/export/export-router.js";
import { buildApiSchema } from "../api/schema.js";
import { createGraphqlServer, type ContextFor, type GraphqlServer } from "../api/server/graphql.js";
import { DocumentCache } from "../api/server/prepare-operation.js";
import { attachWebsockets } from "../api/server/websocket.js";
import type { Config } from "../config.js";
import type { DatabaseWatch } from "../database/watch.js";
import type { EventTail } from "../events/tail.js";
import { openRateLimits } from "./rate-limits.js";
import { executedMigrations } from "../migrate.js";
import type { RefundContext } from "../refund/context.js";
import { answerFaults, notFound } from "../http/faults.js";
import { healthRouter } from "../http/health.js";
import { listen } from "../http/listener.js";
import { metricsRouter } from "../http/metrics.js";
import { observeRequests, routeNamed } from "../http/observe.js";
import { requestIds } from "../http/request-id.js";
import { securityHeaders } from "../http/security-headers.js";
import { clientAddress } from "../rate-limit/client-address.js";
import { limited } from "../rate-limit/answer.js";
import type { RateLimits } from "../rate-limit/limits.js";
import { webhookRouter } from "../webhooks/receive.js";

const GRAPHQL_PATH = "/graphql";
const EXPORTS_PATH = "/exports";
const ISSUER_PATH = "/development-issuer/.well-known/jwks.json";
/** Gateways that send webhooks about cancels, and where. */
const WEBHOOK_PATHS: Partial<Record<GatewayName, string>> = {
  PORTONE_V2: "/webhooks/portone-v2",
  IAMPORT_V1: "/webhooks/iamport-v1",
  EBP: "/webhooks/ebp",
};

/** Balancers ask every 5 s as a rule and take two or three bad answers for a "no"; nobody balances a developer's machine. */
const NOTICE_MS = { production: 15_000, elsewhere: 500 } as const;

export interface HttpServerParts {
  config: Config;
  refundContext: RefundContext;
  tail: EventTail;
  database: DatabaseWatch;
  verifier: TokenVerifier;
  issuer: DevelopmentIssuer | null;
  orm: MikroORM;
  /** More routes on the same server, ahead of the answer "not found". */
  mount?: (server: express.Express) => void;
}

export interface HttpServer {
  port: number;
  /** Answers what was accepted, closes sockets with 1001, then lets go of the port. */
  close(): Promise<void>;
}

/** A worker answers health and figures only. */
export async function openHttpServer(parts: HttpServerParts): Promise<HttpServer> {
  const { config, refundContext, verifier, orm, database } = parts;
  const { log, metrics } = refundContext;
  const rateLimits = openRateLimits(config, { log, metrics });
  const { limits } = rateLimits;
  let draining = (): boolean => false;
  const known = await executedMigrations(orm);
  /** Ready means: the database answers, and knows every migration it knew at the start. */
  const databaseFault = async () =>
    (await executedMigrations(orm)) >= known
      ? null
      : "the database has lost migrations: another one was put in its place";
  const server = express();
  server.disable("x-powered-by");
  server.disable("etag");
  server.use(requestIds(), securityHeaders(), observeRequests({ metrics, log }));
  server.use(
    // Never limited: whoever asks decides whether this process lives.
    healthRouter({ isDraining: () => draining(), databaseFault, hasSigningKeys: () => verifier.isReady() }),
    metricsRouter({
      limits,
      metrics,
      verifier,
      production: config.production,
      eventLag: () => eventLag(orm),
    }),
  );
  const api = config.ROLE === "worker" ? null : await mountApi(server, parts, limits);
  server.use(limited((req) => limits.anonymous(req)));
  parts.mount?.(server);
  server.use(notFound(), answerFaults(log, database.failed));

  const noticeMs = config.DRAIN_NOTICE_MS ?? (config.production ? NOTICE_MS.production : NOTICE_MS.elsewhere);
  const listener = await listen(server, { host: config.HOST, port: config.PORT });
  draining = () => listener.isDraining();
  const sockets = api && attachWebsockets({ ...api.shared, server: listener.server, path: GRAPHQL_PATH });
  return {
    port: listener.port,
    async close() {
      // Sockets live through the notice: clients that came back at once would only come back to this process.
      await listener.giveNotice(noticeMs, { always: config.production });
      const [answered] = await Promise.all([listener.drain(config.DRAIN_TIMEOUT_MS), sockets?.close()]);
      if (!answered) log.warn("requests were cut off: they ran longer than DRAIN_TIMEOUT_MS");
      await api?.graphql.stop();
      await rateLimits.close();
    },
  };
}

async function mountApi(
  server: express.Express,
  { config, refundContext, tail, database, verifier, issuer }: HttpServerParts,
  limits: RateLimits,
) {
  const contextFor: ContextFor = (caller) => createContext({ refundContext, tail, ...caller });
  const shared = {
    schema: await buildApiSchema(),
    contextFor,
    clientAddress: clientAddress(config.TRUSTED_PROXIES),
    verifier,
    clock: refundContext.clock,
    log: refundContext.log,
    metrics: refundContext.metrics,
    limits,
    database,
    introspectionOpen: config.INTROSPECTION ?? !config.production,
    documents: new DocumentCache(),
  };
  const origins = config.CORS_ORIGINS.split(",").map((origin) => origin.trim());
  const graphql: GraphqlServer = await createGraphqlServer({ ...shared, production: config.production, origins });

  if (issuer)
    server.get(
      ISSUER_PATH,
      routeNamed(ISSUER_PATH),
      limited((req) => limits.anonymous(req)),
      (_req, res) => void res.json(issuer.jwks()),
    );
  for (const name of refundContext.gateways.names) {
    const path = WEBHOOK_PATHS[name];
    if (path) server.use(path, routeNamed(path), webhookRouter(refundContext, refundContext.gateways.of(name), limits));
  }
  server.use(GRAPHQL_PATH, routeNamed(GRAPHQL_PATH), graphql.router);
  const format = { log: shared.log, redactSuggestions: !shared.introspectionOpen, databaseAway: database.failed };
  server.use(EXPORTS_PATH, exportRouter({ ...shared, origins, format, maxRows: config.EXPORT_MAX_ROWS }));
  return { graphql, shared };
}

async function eventLag(orm: MikroORM): Promise<number> {
  const [row] = await orm.em
    .fork()
    .execute<{ lag: string | null }[]>(
      `select extract(epoch from now() - min(at)) as lag from event_log where position is null`,
    );
  return Math.max(Number(row?.lag ?? 0), 0);
}
