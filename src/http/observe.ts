/** Counts every answered request, and writes a line for it at debug level. Paths and queries are never logged: they can hold anything. */
import type { NextFunction, Request, Response } from "express";
import type { Logger } from "../telemetry/logger.js";
import type { Metrics } from "../telemetry/metrics.js";
import { requestIdOf } from "./request-id.js";

/** Methods that get a label of their own; a stranger must not be able to invent new ones. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "OPTIONS"]);

export function observeRequests({ metrics, log }: { metrics: Metrics; log: Logger }) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const started = performance.now();
    res.once("close", () => {
      const route = typeof res.locals.route === "string" ? res.locals.route : "unmatched";
      const method = KNOWN_METHODS.has(req.method) ? req.method : "OTHER";
      const status = res.writableFinished ? String(res.statusCode) : "aborted";
      metrics.httpRequests.inc({ method, route, status });
      const durationMs = Math.round(performance.now() - started);
      log.debug({ requestId: requestIdOf(res), method, route, status, durationMs }, "request answered");
    });
    next();
  };
}

/** Names the route of what follows, for the label: the pattern, never the path. */
export const routeNamed = (route: string) => (_req: Request, res: Response, next: NextFunction) => {
  res.locals.route = route;
  next();
};
