/** The headers browsers obey, on every answer: nothing is sniffed, framed or told to another site, and no answer loads anything. */
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

/** Half a year; other names below this one are their owners' to decide about. */
const HSTS_MAX_AGE_S = 15_552_000;

/** JSON needs nothing. A page (the explorer, Apollo's landing page) brings a policy of its own. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: { maxAge: HSTS_MAX_AGE_S, includeSubDomains: false },
  });

/** For a page: its own policy in the place of the one that forbids everything. It is never framed. */
export function setPagePolicy(res: Response, directives: readonly string[]): void {
  res.set("content-security-policy", [...directives, "frame-ancestors 'none'"].join("; "));
}
