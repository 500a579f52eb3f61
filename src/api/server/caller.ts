/** The caller: from HTTP headers, or from what a socket says first. */
import type { Principal } from "../../access/principal.js";
import { bearer, type TokenFault, type TokenVerifier } from "../../access/token.js";

export type Caller =
  { ok: true; principal: Principal | null } | { ok: false; reason: TokenFault | "NOT_A_BEARER_TOKEN" };

/** No header is nobody, and allowed so far; a header that does not verify is refused, never taken for nobody. */
export async function callerOf(verifier: TokenVerifier, authorization: unknown): Promise<Caller> {
  if (authorization === undefined || authorization === null || authorization === "")
    return { ok: true, principal: null };
  const token = typeof authorization === "string" ? bearer(authorization) : null;
  if (token === null) return { ok: false, reason: "NOT_A_BEARER_TOKEN" };
  return verifier.verify(token);
}
