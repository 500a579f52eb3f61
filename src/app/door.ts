/** The HTTP server with everything that is answered on it: the API, webhooks, health and figures. */
import type { MikroORM } from "@mikro-orm/postgresql";
import type { GatewayName } from "../gateways/port.js";
import express from "express";
import type { DevelopmentIssuer } from "../access/development-issuer.js";
import type { TokenVerifier } from "../access/token.js";
import { createContext } from "../api/context.js";
import { buildApiSchema } from "../api/schema.js";
import { createGraphqlServer, type ContextFor, type GraphqlServer } from "../api/server/graphql.js";
import { attachWebsockets } from "../api/server/websocket.js";
import type { Config } from "../config.js";
import type { Growth } from "../events/stream.js";
import { executedMigrations } from "../migrate.js";
import type { Desk } from "../refund/desk.js";
import { answerFaults, notFound } from "../rest/faults.js";
import { healthRouter } from "../rest/health.js";
import { listen } from "../rest/listener.js";
import { metricsRouter } from "../rest/metrics.js";
import { observeRequests, routeNamed } from "../rest/observe.js";
import { requestIds } from "../rest/request-id.js";
import { webhookRouter } from "../webhooks/receive.js";

export const GRAPHQL_PATH = "/graphql";
const ISSUER_PATH = "/development-issuer/.well-known/jwks.json";
/** Gateways that send webhooks about cancels, and where. */
const WEBHOOK_PATHS: Partial<Record<GatewayName, string>> = {
  PORTONE_V2: "/webhooks/portone-v2",
  IAMPORT_V1: "/webhooks/iamport-v1",
  EBP: "/webhooks/ebp",
};

export interface DoorParts {
  config: Config;
  desk: Desk;
  growth: Growth;
  verifier: TokenVerifier;
  issuer: DevelopmentIssuer | null;
  orm: MikroORM;
  /** More routes on the same server, ahead of the answer "not found". */
  mount?: (server: express.Express) => void;
}

export interface Door {
  port: number;
  /** Answers what was accepted, closes sockets with 1001, then lets go of the port. */
  close(): Promise<void>;
}

/** A worker answers health and figures only. */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const { config, desk, verifier, orm } = parts;
  const { log, metrics } = desk;
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
  server.use(requestIds(), observeRequests({ metrics, log }));
  server.use(
    healthRouter({ isDraining: () => draining(), databaseFault }),
    metricsRouter({ metrics, verifier, production: config.production, eventLag: () => eventLag(orm) }),
  );
  const api = config.ROLE === "worker" ? null : await mountApi(server, parts);
  parts.mount?.(server);
  server.use(notFound(), answerFaults(log));

  const listener = await listen(server, { host: config.HOST, port: config.PORT });
  draining = () => listener.isDraining();
  const sockets = api && attachWebsockets({ ...api.shared, server: listener.server, path: GRAPHQL_PATH });
  return {
    port: listener.port,
    async close() {
      const [answered] = await Promise.all([listener.drain(config.DRAIN_TIMEOUT_MS), sockets?.close()]);
      if (!answered) log.warn("requests were cut off: they ran longer than DRAIN_TIMEOUT_MS");
      await api?.graphql.stop();
    },
  };
}

async function mountApi(server: express.Express, { config, desk, growth, verifier, issuer }: DoorParts) {
  const contextFor: ContextFor = ({ principal, language }) => createContext({ desk, growth, principal, language });
  const shared = {
    schema: await buildApiSchema(),
    contextFor,
    verifier,
    clock: desk.clock,
    log: desk.log,
    introspectionOpen: config.INTROSPECTION ?? !config.production,
  };
  const origins = config.CORS_ORIGINS.split(",").map((origin) => origin.trim());
  const graphql: GraphqlServer = await createGraphqlServer({ ...shared, production: config.production, origins });

  if (issuer) server.get(ISSUER_PATH, routeNamed(ISSUER_PATH), (_req, res) => void res.json(issuer.jwks()));
  for (const name of desk.gateways.names) {
    const path = WEBHOOK_PATHS[name];
    if (path) server.use(path, routeNamed(path), webhookRouter(desk, desk.gateways.of(name)));
  }
  server.use(GRAPHQL_PATH, routeNamed(GRAPHQL_PATH), graphql.router);
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
