/** `/metrics`: the figures in Prometheus' words. Open to this machine while developing; in production only to who may read them. */
import express, { type Request, type Response, type Router } from "express";
import { requirePermission } from "../access/guard.js";
import { MATRIX } from "../access/matrix.js";
import { Permission } from "../access/permission.js";
import { bearer, type TokenVerifier } from "../access/token.js";
import { say } from "../messages/catalogue.js";
import { languageOf } from "../messages/language.js";
import { limited } from "../rate-limit/answer.js";
import type { RateLimits } from "../rate-limit/limits.js";
import { isLoopbackAddress } from "../service-url.js";
import type { Metrics } from "../telemetry/metrics.js";
import { RETRY_AFTER_S } from "./faults.js";

/** Below the scrape timeouts that are usual (10 s). */
const LAG_TIMEOUT_MS = 1_000;

export interface MetricsOptions {
  metrics: Metrics;
  verifier: TokenVerifier;
  limits: RateLimits;
  production: boolean;
  /** Seconds the oldest unpublished event has waited; asked at each scrape. */
  eventLag: () => Promise<number>;
}

export function metricsRouter({ metrics, verifier, limits, production, eventLag }: MetricsOptions): Router {
  const router = express.Router();
  // A scraper asks every few seconds, with or without a token; by address, so that a guessed token costs no verification.
  router.get(
    "/metrics",
    limited((req) => limits.anonymous(req)),
    async (req: Request, res: Response) => {
      res.locals.route = "/metrics";
      const open = !production && isLoopbackAddress(req.socket.remoteAddress ?? "");
      const refusal = open ? null : await refusalFor(req, verifier);
      const language = languageOf(req.headers["accept-language"]);
      if (refusal === 503) {
        res.status(503).set("retry-after", String(RETRY_AFTER_S));
        res.json({ error: "UNAVAILABLE", message: say(language, "server.TOKEN_UNVERIFIABLE") });
        return;
      }
      if (refusal) {
        res.status(refusal).set(refusal === 401 ? { "www-authenticate": "Bearer" } : {});
        res.json({
          error: refusal === 401 ? "UNAUTHENTICATED" : "FORBIDDEN",
          message:
            refusal === 401
              ? say(language, "server.TOKEN_MISSING")
              : say(language, "server.FORBIDDEN_SCOPES", {
                  permission: Permission.MetricsRead,
                  holders: MATRIX[Permission.MetricsRead].scopes,
                }),
        });
        return;
      }
      metrics.eventLag.set(await inTime(eventLag().catch(() => Number.NaN)));
      res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  );
  return router;
}

/** The figures are wanted most while the database is away: the one that is asked of it must not hold up the others. */
function inTime(asked: Promise<number>): Promise<number> {
  const late = new Promise<number>((resolve) => setTimeout(resolve, LAG_TIMEOUT_MS, Number.NaN).unref());
  return Promise.race([asked, late]);
}

async function refusalFor(req: Request, verifier: TokenVerifier): Promise<401 | 403 | 503 | null> {
  const token = bearer(req.headers.authorization);
  const verified = token === null ? null : await verifier.verify(token);
  if (verified?.ok === false && verified.reason === "KEYS_UNAVAILABLE") return 503;
  const decision = requirePermission(verified?.ok ? verified.principal : null, Permission.MetricsRead);
  if (decision.ok) return null;
  return decision.code === "UNAUTHENTICATED" ? 401 : 403;
}
