/** The answer to a refused caller: 429 with `Retry-After`, and the same facts in the body for who cannot read headers. */
import type { NextFunction, Request, Response } from "express";
import { say } from "../messages/catalogue.js";
import { languageOf, type Language } from "../messages/language.js";
import type { Refusal } from "./limits.js";

const languageFor = (req: Request): Language => languageOf(req.headers["accept-language"]);

const RATE_LIMITED = "RATE_LIMITED";

/** The error of a GraphQL operation, over HTTP and over a socket. */
export const rateLimitError = ({ limit, retryAfterSeconds }: Refusal, language: Language) => ({
  message: say(language, "server.RATE_LIMITED", { seconds: retryAfterSeconds }),
  extensions: { code: RATE_LIMITED, reason: reasonOf(limit), retryAfterSeconds },
});

export function answerGraphql(req: Request, res: Response, refusal: Refusal): void {
  refused(res, refusal).json({ errors: [rateLimitError(refusal, languageFor(req))] });
}

/** For every other route. */
export function answerRest(req: Request, res: Response, refusal: Refusal): void {
  const { message, extensions } = rateLimitError(refusal, languageFor(req));
  refused(res, refusal).json({ error: extensions.code, message, reason: extensions.reason });
}

/** Refuses on a REST route what `check` refuses. */
export const limited =
  (check: (request: Request) => Promise<Refusal | null>) =>
  async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    const refusal = await check(req);
    if (refusal) answerRest(req, res, refusal);
    else next();
  };

const refused = (res: Response, { retryAfterSeconds }: Refusal): Response =>
  res.status(429).set({ "retry-after": String(retryAfterSeconds), "cache-control": "no-store" });

/** `failed-tokens` → `FAILED_TOKENS`. */
const reasonOf = (limit: Refusal["limit"]): string => limit.toUpperCase().replaceAll("-", "_");
