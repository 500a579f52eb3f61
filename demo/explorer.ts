/** The demo's own doors on the desk's server: the explorer's built pages, and tokens for whoever sits at this machine. */
import express, { type Express, type Request, type Response } from "express";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { isRole } from "../src/access/permission.js";
import type { Place } from "./gateways.js";
import { DEMO_PERSONS, tokenFor } from "./persons.js";

export const EXPLORER_PATH = "/explorer/";
export const TOKEN_PATH = "/development-issuer/token";
/** Where the demo's other ledgers are; `demo/road.sh` compares them with ours. */
const PLACES_PATH = "/demo/places";

/** Where `npm run build:explorer` puts the pages: beside this file, compiled. */
export const explorerFolder = fileURLToPath(new URL("explorer/", import.meta.url));

export const explorerIsBuilt = (): boolean => existsSync(`${explorerFolder}assets`);

/**
 * No other origin is allowed to read these answers: the tokens are for pages of this server only.
 *
 * @param places read anew at each call: the order service starts after the desk
 */
export function mountExplorer(server: Express, issuer: DevelopmentIssuer | null, places: readonly Place[]): void {
  server.use(EXPLORER_PATH, express.static(explorerFolder, { fallthrough: true }));
  server.get("/", (_req: Request, res: Response) => res.redirect(EXPLORER_PATH));
  server.get(PLACES_PATH, (_req: Request, res: Response) => void res.json(places));
  if (!issuer) return;
  server.get("/development-issuer/persons", (_req: Request, res: Response) => {
    res.json(DEMO_PERSONS.map(({ role, name, does }) => ({ role, name, does })));
  });
  server.get(TOKEN_PATH, async (req: Request, res: Response) => {
    const { role } = req.query;
    if (!isRole(role)) {
      const known = DEMO_PERSONS.map((person) => person.role).join(", ");
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
