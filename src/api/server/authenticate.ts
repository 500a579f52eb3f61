/** The caller, found out from the headers alone, before anything of the body is read. */
import type { NextFunction, Request, Response } from "express";
import type { Principal } from "../../access/principal.js";
import type { TokenVerifier } from "../../access/token.js";
import { say } from "../../messages/catalogue.js";
import { languageOf } from "../../messages/language.js";
import { answerGraphql } from "../../rate-limit/answer.js";
import type { RateLimits } from "../../rate-limit/limits.js";
import { callerOf } from "./caller.js";
import { refusal } from "./errors.js";
import { RETRY_AFTER_S, unavailableError } from "./unavailable.js";

/** The caller stored beside a request once it is known. */
export interface CallerLocals {
  /** Null: nobody is logged in. */
  principal: Principal | null;
}

export const principalOf = (res: Response): Principal | null => (res.locals as CallerLocals).principal;

/**
 * A token that does not verify ends here with 401, one that cannot be verified at the moment with 503; no token at all goes
 * on as nobody. All are counted (`RateLimits`).
 */
export const authenticate =
  (verifier: TokenVerifier, limits: RateLimits) => async (req: Request, res: Response, next: NextFunction) => {
    const { authorization } = req.headers;
    const tooEarly = await limits.beforeAuthentication(req, authorization);
    if (tooEarly) return answerGraphql(req, res, tooEarly);
    const caller = await callerOf(verifier, authorization);
    if (!caller.ok) {
      await limits.failedAuthentication(req, caller.reason);
      if (caller.reason === "KEYS_UNAVAILABLE") return keysUnavailable(req, res);
      return refuseToken(req, res, caller.reason);
    }
    const tooMany = await limits.afterAuthentication(req, caller.principal, authorization);
    if (tooMany) return answerGraphql(req, res, tooMany);
    (res.locals as CallerLocals).principal = caller.principal;
    next();
  };

function refuseToken(req: Request, res: Response, reason: string): void {
  res
    .status(401)
    .set("www-authenticate", `Bearer error="invalid_token", error_description="${reason}"`)
    .json(refusal("UNAUTHENTICATED", reason, say(languageOf(req.headers["accept-language"]), "server.TOKEN_REFUSED")));
}

/** Nothing was found out about the token: it is as good as it was. */
function keysUnavailable(req: Request, res: Response): void {
  const language = languageOf(req.headers["accept-language"]);
  res
    .status(503)
    .set("retry-after", String(RETRY_AFTER_S))
    .json({ errors: [unavailableError({ language, reason: "KEYS_UNAVAILABLE" })] });
}
