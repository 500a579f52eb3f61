/** `/livez` and `/readyz`: whether this process should be restarted, and whether it should be sent requests. */
import express, { type Request, type Response, type Router } from "express";

/** A load balancer asks every few seconds; an answer later than this counts as none. */
const READY_TIMEOUT_MS = 2_000;

/** The dependencies of readiness. */
export interface Readiness {
  isDraining: () => boolean;
  /** Resolves with what is wrong, or `null`; rejects when the database cannot be asked. */
  databaseFault: () => Promise<string | null>;
  /** Resolves with whether tokens can be verified. */
  hasSigningKeys: () => Promise<boolean>;
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
    const [databaseCheck, keysCheck] = await Promise.all([database(readiness), keys(readiness)]);
    const checks = { serving: serving(readiness), database: databaseCheck, keys: keysCheck };
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
async function database({ databaseFault }: Readiness): Promise<Check> {
  const asked = databaseFault().catch(() => "the database cannot be reached");
  const fault = await inTime(asked, "the database does not answer in time");
  return fault === null ? { ok: true } : { ok: false, reason: fault };
}

/** An issuer that is down while its keys are known keeps nobody out. */
async function keys({ hasSigningKeys }: Readiness): Promise<Check> {
  const reason = "the keys of the token issuer are not known, or were read too long ago";
  const has = await inTime(hasSigningKeys(), false);
  return has ? { ok: true } : { ok: false, reason };
}

async function inTime<T>(asked: Promise<T>, tooLate: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(tooLate), READY_TIMEOUT_MS);
  });
  const first = await Promise.race([asked, late]);
  clearTimeout(timer);
  return first;
}
