/** The caller and the language they read: from HTTP headers, or from what a socket says first. */
import type { Principal } from "../../access/principal.js";
import { bearer, type TokenFault, type TokenVerifier } from "../../access/token.js";
import type { Language } from "../../messages/language.js";

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

/** Longer than any browser sends. */
const MAX_HEADER_CHARACTERS = 200;

/** `Accept-Language` → Korean, unless English is wanted more (RFC 9110, 12.5.4). */
export function languageOf(header: unknown): Language {
  if (typeof header !== "string" || header.length > MAX_HEADER_CHARACTERS) return "ko";
  const wanted = { ko: 0, en: 0 };
  for (const part of header.split(",")) {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
    const language = tag.split("-")[0];
    const weight = quality === undefined ? 1 : Number(quality);
    if ((language === "ko" || language === "en") && weight > wanted[language]) wanted[language] = weight;
  }
  return wanted.en > wanted.ko ? "en" : "ko";
}
