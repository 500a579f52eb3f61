/** Reads the body of a GraphQL request: JSON, in UTF-8, uncompressed, and no larger than this caller's requests can be. */
import express, { type NextFunction, type Request, type RequestHandler, type Response } from "express";
import type { Principal } from "../../access/principal.js";
import { say } from "../../messages/catalogue.js";
import { languageOf } from "../../messages/language.js";
import { principalOf } from "./authenticate.js";
import { refusal } from "./errors.js";
import { MAX_ANONYMOUS_BODY_BYTES, MAX_PERSON_BODY_BYTES, MAX_PROGRAM_BODY_BYTES } from "./limits.js";

const readJson = (limit: number): RequestHandler => express.json({ limit, inflate: false });
const READERS = {
  ANONYMOUS: readJson(MAX_ANONYMOUS_BODY_BYTES),
  PERSON: readJson(MAX_PERSON_BODY_BYTES),
  SERVICE: readJson(MAX_PROGRAM_BODY_BYTES),
} as const;

const kindOf = (principal: Principal | null): keyof typeof READERS => principal?.kind ?? "ANONYMOUS";

/** RFC 8259: JSON between systems is UTF-8. Express would take every charset that begins with "utf-". */
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

export function readBody(req: Request, res: Response, next: NextFunction): void {
  if (req.method !== "POST") {
    req.body = undefined; // Apollo wants to see that somebody has looked
    return next();
  }
  // A body that is not JSON is refused by name: Apollo would call it missing.
  if (!req.is("application/json")) return unsupported(req, res, "UNSUPPORTED_MEDIA_TYPE", "server.MEDIA_TYPE");
  const charset = CHARSET.exec(req.headers["content-type"] ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  if (charset !== "utf-8" && charset !== "utf8") return unsupported(req, res, "UNSUPPORTED_CHARSET", "server.CHARSET");
  READERS[kindOf(principalOf(res))](req, res, next);
}

function unsupported(
  req: Request,
  res: Response,
  reason: string,
  key: "server.MEDIA_TYPE" | "server.CHARSET" | "server.ENCODING",
): void {
  res.status(415).json(refusal("BAD_USER_INPUT", reason, say(languageOfRequest(req), key)));
}

const languageOfRequest = (req: Request) => languageOf(req.headers["accept-language"]);

const LIMITS = {
  ANONYMOUS: MAX_ANONYMOUS_BODY_BYTES,
  PERSON: MAX_PERSON_BODY_BYTES,
  SERVICE: MAX_PROGRAM_BODY_BYTES,
} as const;

/** Faults the JSON reader refuses: too large, compressed, cut off, not JSON. */
export function unreadableBody(error: unknown, req: Request, res: Response, next: NextFunction): void {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (typeof status !== "number" || status < 400 || status >= 500) return next(error);
  const kind = kindOf(principalOf(res));
  if (status === 413 && kind === "ANONYMOUS") return tokenMissing(req, res);
  if (status === 413)
    res
      .status(413)
      .json(
        refusal(
          "BAD_USER_INPUT",
          "BODY_TOO_LARGE",
          say(languageOfRequest(req), "server.BODY_TOO_LARGE", { limit: LIMITS[kind] }),
        ),
      );
  else if (status === 415) unsupported(req, res, "UNSUPPORTED_ENCODING", "server.ENCODING");
  else {
    const reason = type === "entity.parse.failed" ? "MALFORMED_JSON" : "UNREADABLE_BODY";
    res.status(400).json(refusal("BAD_USER_INPUT", reason, say(languageOfRequest(req), "server.BODY_UNREADABLE")));
  }
}

/** More than anything that is open to all: what is missing is the token, not room. */
function tokenMissing(req: Request, res: Response): void {
  res
    .status(401)
    .set("www-authenticate", "Bearer")
    .json(refusal("UNAUTHENTICATED", "TOKEN_MISSING", say(languageOfRequest(req), "server.TOKEN_MISSING")));
}
