/** `/livez` and `/readyz`: whether this process should be restarted, and whether it should be sent requests. */
import express, { type Request, type Response, type Router } from "express";

/** A load balancer asks every few seconds; an answer later than this counts as none. */
const READY_TIMEOUT_MS = 2_000;

/** What readiness depends on. */
export interface Readiness {
  isDraining: () => boolean;
  /** Resolves with what is wrong, or `null`; rejects when the database cannot be asked. */
  databaseFault: () => Promise<string | null>;
}

type Check = { ok: true } | { ok: false; reason: string };

export function healthRouter(readiness: Readiness): Router {
  const router = express.Router();
  router.get("/livez", (_req: Request, res: Response) => {
    res.locals.route = "/livez";
    res.set("cache-control", "no-store").json({ ok: true });
  });
  router.get("/readyz", async (_req: Request, res: Response) => {
    res.locals.route = "/readyz";
    const checks = { serving: serving(readiness), database: await database(readiness) };
    const ready = Object.values(checks).every((check) => check.ok);
    res
      .status(ready ? 200 : 503)
      .set("cache-control", "no-store")
      .json({ ok: ready, checks });
  });
  return router;
}

const serving = (readiness: Readiness): Check =>
  readiness.isDraining() ? { ok: false, reason: "this process is stopping" } : { ok: true };

/** The reason is one of ours: an error's own text may name hosts and statements. */
async function database(readiness: Readiness): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("the database does not answer in time"), READY_TIMEOUT_MS);
  });
  const asked = readiness.databaseFault().catch(() => "the database cannot be reached");
  const fault = await Promise.race([asked, tooLate]);
  clearTimeout(timer);
  return fault === null ? { ok: true } : { ok: false, reason: fault };
}
