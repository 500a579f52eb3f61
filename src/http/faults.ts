/** The last answer: a path nobody serves, and a fault nobody caught. Never a stack, a path or a statement. */
import type { NextFunction, Request, Response } from "express";
import type { Logger } from "../telemetry/logger.js";
import { requestIdOf } from "./request-id.js";

export function notFound() {
  return (_req: Request, res: Response): void => {
    res.status(404).json({ error: "NOT_FOUND", message: "There is nothing here. The API is at /graphql." });
  };
}

/** Gateways that read it come back when a restart of PostgreSQL is over. */
export const RETRY_AFTER_S = 5;

/** Faults that Express and its parsers lay at the caller's door carry a 4xx status; the rest is ours. */
export function answerFaults(log: Logger, databaseAway: (error: unknown) => boolean) {
  return (error: unknown, _req: Request, res: Response, next: NextFunction): void => {
    if (res.headersSent) return next(error);
    const { status } = (error ?? {}) as { status?: unknown };
    if (typeof status === "number" && status >= 400 && status < 500) {
      res.status(status).json({ error: "BAD_REQUEST", message: "The request could not be read." });
      return;
    }
    if (databaseAway(error)) {
      res.status(503).set("retry-after", String(RETRY_AFTER_S));
      res.json({ error: "UNAVAILABLE", message: "The service cannot answer at the moment. Send it again shortly." });
      return;
    }
    const requestId = requestIdOf(res);
    log.error({ requestId, err: error }, "request failed");
    res.status(500).json({ error: "INTERNAL", message: "A fault of ours.", requestId });
  };
}
