/** Lets browsers call from the configured origins (CORS). Tokens travel in a header, so no cookie is ever asked for. */
import type { NextFunction, Request, Response } from "express";

/** A day; browsers cap it lower. */
const PREFLIGHT_MAX_AGE_S = 86_400;
const METHODS = "GET, POST, OPTIONS";
const HEADERS = "authorization, content-type, accept-language, apollo-require-preflight, x-request-id";

export function crossOrigin(origins: readonly string[]) {
  const allowed = new Set(origins);
  return (req: Request, res: Response, next: NextFunction): void => {
    res.vary("origin");
    const { origin } = req.headers;
    const known = origin !== undefined && allowed.has(origin);
    if (known)
      res.set({ "access-control-allow-origin": origin, "access-control-expose-headers": "x-request-id, retry-after" });
    if (req.method !== "OPTIONS") return next();
    // A page of the internet (Apollo Sandbox) that calls a server on this machine is asked about by the browser first.
    if (known && req.headers["access-control-request-private-network"] === "true")
      res.set("access-control-allow-private-network", "true");
    if (known)
      res.set({
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": HEADERS,
        "access-control-max-age": String(PREFLIGHT_MAX_AGE_S),
      });
    res.status(204).end();
  };
}
