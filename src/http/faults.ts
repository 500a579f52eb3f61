/** The last answer: a path nobody serves, and a fault nobody caught. Never a stack, a path or a statement. */
import type { NextFunction, Request, Response } from "express";
import { say } from "../messages/catalogue.js";
import { languageOf, type Language } from "../messages/language.js";
import type { Logger } from "../telemetry/logger.js";
import { requestIdOf } from "./request-id.js";

const languageFor = (req: Request): Language => languageOf(req.headers["accept-language"]);

export function notFound() {
  return (req: Request, res: Response): void => {
    res.status(404).json({ error: "NOT_FOUND", message: say(languageFor(req), "server.NOT_FOUND") });
  };
}

/** Gateways that read it come back when a restart of PostgreSQL is over. */
export const RETRY_AFTER_S = 5;

/** Faults that Express and its parsers lay at the caller's door carry a 4xx status; the rest is ours. */
export function answerFaults(log: Logger, databaseAway: (error: unknown) => boolean) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (res.headersSent) return next(error);
    const { status } = (error ?? {}) as { status?: unknown };
    if (typeof status === "number" && status >= 400 && status < 500) {
      res.status(status).json({ error: "BAD_REQUEST", message: say(languageFor(req), "server.BAD_REQUEST") });
      return;
    }
    if (databaseAway(error)) {
      res.status(503).set("retry-after", String(RETRY_AFTER_S));
      res.json({ error: "UNAVAILABLE", message: say(languageFor(req), "server.UNAVAILABLE") });
      return;
    }
    const requestId = requestIdOf(res);
    log.error({ requestId, err: error }, "request failed");
    res.status(500).json({ error: "INTERNAL", message: say(languageFor(req), "server.REQUEST_FAILED"), requestId });
  };
}
