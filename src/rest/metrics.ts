/** `/metrics`: the figures in Prometheus' words. Open to this machine while developing; in production only to who may read them. */
import express, { type Request, type Response, type Router } from "express";
import { requirePermission } from "../access/guard.js";
import { Permission } from "../access/permission.js";
import { bearer, type TokenVerifier } from "../access/token.js";
import type { Metrics } from "../telemetry/metrics.js";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

export interface MetricsDoor {
  metrics: Metrics;
  verifier: TokenVerifier;
  production: boolean;
  /** Seconds the oldest unpublished event has waited; asked at each scrape. */
  eventLag: () => Promise<number>;
}

export function metricsRouter({ metrics, verifier, production, eventLag }: MetricsDoor): Router {
  const router = express.Router();
  router.get("/metrics", async (req: Request, res: Response) => {
    res.locals.route = "/metrics";
    const open = !production && LOOPBACK.has(req.socket.remoteAddress ?? "");
    const refusal = open ? null : await refusalFor(req, verifier);
    if (refusal) {
      res.status(refusal).set(refusal === 401 ? { "www-authenticate": "Bearer" } : {});
      res.json({
        error: refusal === 401 ? "UNAUTHENTICATED" : "FORBIDDEN",
        message: `Needs ${Permission.MetricsRead}.`,
      });
      return;
    }
    metrics.eventLag.set(await eventLag().catch(() => Number.NaN));
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

async function refusalFor(req: Request, verifier: TokenVerifier): Promise<401 | 403 | null> {
  const token = bearer(req.headers.authorization);
  const verified = token === null ? null : await verifier.verify(token);
  const decision = requirePermission(verified?.ok ? verified.principal : null, Permission.MetricsRead);
  if (decision.ok) return null;
  return decision.code === "UNAUTHENTICATED" ? 401 : 403;
}
