/** `POST /exports/<name>.csv`: a list or figures as a table, with the arguments of the operation as a JSON body. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import express, { type Request, type Response, type Router } from "express";
import { personKey } from "../../access/subject.js";
import type { TokenVerifier } from "../../access/token.js";
import { koreanDay, type Clock } from "../../clock.js";
import { routeNamed } from "../../http/observe.js";
import { requestIdOf } from "../../http/request-id.js";
import { say } from "../../messages/catalogue.js";
import { languageOf } from "../../messages/language.js";
import type { Logger } from "../../telemetry/logger.js";
import type { ClientAddress } from "../../rate-limit/client-address.js";
import type { RateLimits } from "../../rate-limit/limits.js";
import { authenticate, principalOf } from "../server/authenticate.js";
import { crossOrigin } from "../server/cross-origin.js";
import { readBody, unreadableBody } from "../server/read-body.js";
import { RETRY_AFTER_S } from "../server/unavailable.js";
import type { Cell } from "./column.js";
import { EXPORTS, type Export } from "./exports.js";
import { NotRead, readTable, type TableOptions } from "./read-table.js";
import { MAX_AT_ONCE_EACH, RunningExports } from "./running.js";

/** The largest file takes a minute; a client that reads slower than this holds what others wait for. */
const MAX_DURATION_MS = 10 * 60_000;

/** For a caller whose other exports are still running. */
const BUSY_RETRY_S = 10;

export interface ExportOptions extends TableOptions {
  verifier: TokenVerifier;
  limits: RateLimits;
  clientAddress: ClientAddress;
  origins: readonly string[];
  clock: Clock;
  log: Logger;
}

/** To be mounted at `/exports`. */
export function exportRouter(options: ExportOptions): Router {
  const router = express.Router();
  const running = new RunningExports();
  for (const exported of EXPORTS) {
    const path = `/${exported.name}.csv`;
    router.use(path, routeNamed(`/exports${path}`), crossOrigin(options.origins));
    router.post(
      path,
      authenticate(options.verifier, options.limits),
      readBody,
      unreadableBody,
      (req: Request, res: Response) => answer(req, res, { ...options, exported, running }),
    );
  }
  return router;
}

interface Asked extends ExportOptions {
  exported: Export;
  running: RunningExports;
}

async function answer(req: Request, res: Response, asked: Asked): Promise<void> {
  const { running } = asked;
  const principal = principalOf(res);
  // Refused before anything is read: nobody takes a turn from somebody.
  if (principal === null) return send(req, res, asked);
  const person = personKey(principal.subject);
  if (!running.begin(person)) return tooMany(req, res);
  try {
    await send(req, res, asked);
  } finally {
    running.end(person);
  }
}

async function send(req: Request, res: Response, { exported, clock, log, ...options }: Asked): Promise<void> {
  const language = languageOf(req.headers["accept-language"]);
  let lines: AsyncGenerator<Cell[]>;
  try {
    const principal = principalOf(res);
    const clientAddress = options.clientAddress(req);
    lines = await readTable(options, { exported, body: req.body as unknown, principal, clientAddress, language });
  } catch (error) {
    if (!(error instanceof NotRead)) throw error;
    return refuse(res, error);
  }
  const file = `${exported.name.replace("/", "-")}-${koreanDay(clock.now())}.csv`;
  res.status(200).set({
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${file}"`,
    "cache-control": "no-store",
  });
  const table = stringify({
    // Excel reads a file without the mark as the computer's own code page, and Korean as rubbish.
    bom: true,
    record_delimiter: "windows",
    quoted_string: true,
    // A text that begins like a formula is one to a spreadsheet, whoever wrote it.
    escape_formulas: true,
  });
  try {
    await pipeline(Readable.from(lines), table, res, { signal: AbortSignal.timeout(MAX_DURATION_MS) });
  } catch (error) {
    // The answer has begun: the connection is cut, so that a client sees that its file is not whole.
    // What a fault of ours is was logged where it was put in words; most often the client has left.
    log.info({ requestId: requestIdOf(res), export: exported.name, err: error }, "export not finished");
  }
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

function refuse(res: Response, { errors }: NotRead): void {
  const status = STATUS[String(errors[0]?.extensions?.["code"])] ?? 400;
  if (status === 401) res.set("www-authenticate", "Bearer");
  if (status === 503) res.set("retry-after", String(RETRY_AFTER_S));
  res.status(status).json({ errors });
}

function tooMany(req: Request, res: Response): void {
  const message = say(languageOf(req.headers["accept-language"]), "exports.busy", { max: MAX_AT_ONCE_EACH });
  const extensions = { code: "RATE_LIMITED", reason: "EXPORTS_RUNNING", retryAfterSeconds: BUSY_RETRY_S };
  res
    .status(429)
    .set({ "retry-after": String(BUSY_RETRY_S), "cache-control": "no-store" })
    .json({ errors: [{ message, extensions }] });
}
