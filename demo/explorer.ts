/** The demo's own routes on the service's server: the explorer's built pages, and tokens for whoever sits at this machine. */
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { isRole } from "../src/access/permission.js";
import { setPagePolicy } from "../src/http/security-headers.js";
import type { SandboxAddress } from "./gateways.js";
import { DEMO_USERS, tokenFor } from "./demo-users.js";

export const EXPLORER_PATH = "/explorer/";
export const TOKEN_PATH = "/development-issuer/token";
/** Where the demo's other ledgers are; `demo/road.sh` compares them with ours. */
const ADDRESSES_PATH = "/demo/addresses";

/** All of the explorer comes from this server. The editor writes styles into the page and carries its fonts in them. */
const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
];

/** Where `npm run build:explorer` puts the pages: beside this file, compiled. */
const explorerFolder = fileURLToPath(new URL("explorer/", import.meta.url));

export const explorerIsBuilt = (): boolean => existsSync(`${explorerFolder}assets`);

/**
 * No other origin is allowed to read these answers: the tokens are for pages of this server only.
 *
 * @param addresses read anew at each call: the order service starts after the service
 */
export function mountExplorer(
  server: Express,
  issuer: DevelopmentIssuer | null,
  addresses: readonly SandboxAddress[],
): void {
  server.use(EXPLORER_PATH, (_req: Request, res: Response, next: NextFunction) => {
    setPagePolicy(res, EXPLORER_POLICY);
    next();
  });
  server.use(EXPLORER_PATH, express.static(explorerFolder, { fallthrough: true }));
  server.get("/", (_req: Request, res: Response) => res.redirect(EXPLORER_PATH));
  server.get(ADDRESSES_PATH, (_req: Request, res: Response) => void res.json(addresses));
  if (!issuer) return;
  server.get("/development-issuer/persons", (_req: Request, res: Response) => {
    res.json(DEMO_USERS.map(({ role, name, does }) => ({ role, name, does })));
  });
  server.get(TOKEN_PATH, async (req: Request, res: Response) => {
    const { role } = req.query;
    if (!isRole(role)) {
      const known = DEMO_USERS.map((person) => person.role).join(", ");
      res.status(400).json({ error: "BAD_USER_INPUT", message: `role is one of ${known}.` });
      return;
    }
    // Bare, so that a shell can put it straight into a header.
    res
      .set("cache-control", "no-store")
      .type("text/plain")
      .send(await tokenFor(issuer, role));
  });
}
