/** From a bearer token to a principal, or a reason to refuse it. Everything about the token is an attacker's until it is verified. */
import assert from "node:assert/strict";
import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from "jose";
import type { Clock } from "../clock.js";
import { isPersonalDataGrant, isRole, isScope, PERSONAL_DATA_GRANTS, ROLES, SCOPES, type Scope } from "./permission.js";
import type { Principal } from "./principal.js";
import { fixedKeys, isKeyId, remoteKeys, type PublishedKeys } from "./signing-keys.js";
import { displayName, isSubject } from "./subject.js";

/** One algorithm, pinned: a token does not choose how it is checked. */
export const SIGNING_ALGORITHM = "ES256";
/** Our tokens are below 1 kB; a longer text is not read at all. */
const MAX_TOKEN_CHARACTERS = 8_192;
/** Clocks of two servers differ by a few seconds. */
const CLOCK_TOLERANCE_S = 5;
/** A token older than a shift is refused even if its issuer made it live longer: roles change. */
export const MAX_TOKEN_AGE_S = 12 * 60 * 60;

/** Header parameters that bring their own key, or change what is signed. Their presence is an attack or a mistake. */
const REFUSED_HEADERS = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"] as const;
const REQUIRED_CLAIMS = ["iss", "aud", "sub", "exp", "nbf", "iat"];

export type TokenFault =
  /** Not a JWT at all, or one whose claims have the wrong form. */
  | "MALFORMED"
  | "ALGORITHM_REFUSED"
  | "HEADER_REFUSED"
  | "KEY_UNKNOWN"
  /** The issuer's keys were never read, or too long ago. */
  | "KEYS_UNAVAILABLE"
  | "SIGNATURE_INVALID"
  | "WRONG_ISSUER"
  | "WRONG_AUDIENCE"
  | "CLAIM_MISSING"
  | "EXPIRED"
  | "NOT_YET_VALID"
  /** Empty, too long, not written plainly (`subject.ts`), or one of our own workers' names. */
  | "SUBJECT_REFUSED"
  /** A program's role and a person's role in one token: it could not be said who acted. */
  | "ROLES_MIXED";

type Verification = { ok: true; principal: Principal } | { ok: false; reason: TokenFault };

export interface TokenVerifier {
  /** Never throws for anything a token or the issuer does. */
  verify(token: string): Promise<Verification>;
  /** True when tokens can be verified at all: false until the issuer's keys were read once, and when that was too long ago. */
  isReady(): Promise<boolean>;
}

export interface TokenVerifierOptions {
  issuer: string;
  audience: string;
  /** The keys themselves, or the address they are published at. */
  jwks: PublishedKeys | URL;
  clock: Clock;
  /** Gives a program whose token has no claim `scope` every scope: for development only. Default: none. */
  unscopedHoldsAll?: boolean;
  /** Told of each failed read of a published key set. */
  onKeysFailure?: (error: unknown) => void;
  /** Told of each one that succeeded. */
  onKeysRead?: () => void;
}

const refuse = (reason: TokenFault): { ok: false; reason: TokenFault } => ({ ok: false, reason });

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, jwks, clock, unscopedHoldsAll = false, onKeysFailure, onKeysRead } = options;
  // An empty expectation would be no expectation.
  assert(issuer !== "" && audience !== "", "a token verifier needs an issuer and an audience");
  const keys =
    jwks instanceof URL
      ? remoteKeys({ url: jwks, clock, onFailure: onKeysFailure, onRead: onKeysRead })
      : fixedKeys(jwks);

  return {
    isReady: () => keys.areKnown(),
    async verify(token) {
      const header = readHeader(token);
      if (!header.ok) return header;
      const found = await keys.find(header.keyId);
      if (!found.ok) return refuse(found.reason);
      try {
        const { payload } = await jwtVerify(token, found.key, {
          algorithms: [SIGNING_ALGORITHM],
          issuer,
          audience,
          requiredClaims: REQUIRED_CLAIMS,
          clockTolerance: CLOCK_TOLERANCE_S,
          maxTokenAge: MAX_TOKEN_AGE_S,
          currentDate: clock.now(),
        });
        return principalOf(payload, { unscopedHoldsAll });
      } catch (error) {
        return refuse(faultOf(error));
      }
    },
  };
}

/** `Authorization: Bearer <token>` (RFC 6750) → the token; `null` for no header, another scheme or another form. */
export function bearer(header: string | undefined): string | null {
  if (header === undefined || header.length > MAX_TOKEN_CHARACTERS + "Bearer ".length) return null;
  return /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)?.[1] ?? null;
}

function readHeader(token: string): { ok: true; keyId: string } | { ok: false; reason: TokenFault } {
  if (token.length > MAX_TOKEN_CHARACTERS) return refuse("MALFORMED");
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return refuse("MALFORMED");
  }
  if (header.alg !== SIGNING_ALGORITHM) return refuse("ALGORITHM_REFUSED");
  if (REFUSED_HEADERS.some((name) => Object.hasOwn(header, name))) return refuse("HEADER_REFUSED");
  return isKeyId(header.kid) ? { ok: true, keyId: header.kid } : refuse("HEADER_REFUSED");
}

/** The claims of a verified token → a principal. Unknown roles and grants are dropped: they may not, by default. */
function principalOf(payload: JWTPayload, alias: { unscopedHoldsAll: boolean }): Verification {
  const { sub, exp, iat, name, preferred_username: userName } = payload;
  if (typeof exp !== "number" || typeof iat !== "number") return refuse("CLAIM_MISSING");
  if (!isSubject(sub)) return refuse("SUBJECT_REFUSED");
  const held = claimListOf(payload.roles).filter(isRole);
  // In the order of the lists, each once.
  const roles = ROLES.filter((role) => held.includes(role));
  const isProgram = roles.includes("service");
  if (isProgram && roles.length > 1) return refuse("ROLES_MIXED");
  const given = claimListOf(payload.grants).filter(isPersonalDataGrant);
  const expiresAt = new Date(Math.min(exp, iat + MAX_TOKEN_AGE_S) * 1_000);
  if (Number.isNaN(expiresAt.getTime())) return refuse("MALFORMED");
  return {
    ok: true,
    principal: {
      subject: sub,
      name: displayName(name) ?? displayName(userName),
      kind: isProgram ? "SERVICE" : "PERSON",
      roles,
      // A person's token names scopes of its issuer's own (`openid profile`); none of ours is a person's to hold.
      scopes: isProgram ? scopesOf(payload.scope, alias) : [],
      grants: PERSONAL_DATA_GRANTS.filter((grant) => given.includes(grant)),
      expiresAt,
    },
  };
}

/** The claim `scope` (RFC 8693 §4.2): one string, words separated by a space. Another form, and unknown words, open nothing. */
function scopesOf(claim: unknown, { unscopedHoldsAll }: { unscopedHoldsAll: boolean }): readonly Scope[] {
  if (claim === undefined) return unscopedHoldsAll ? SCOPES : [];
  const held = typeof claim === "string" ? claim.split(" ").filter(isScope) : [];
  return SCOPES.filter((scope) => held.includes(scope));
}

const claimListOf = (claim: unknown): unknown[] => (Array.isArray(claim) ? (claim as unknown[]) : []);

function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return "EXPIRED";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "SIGNATURE_INVALID";
  if (error instanceof errors.JOSEAlgNotAllowed) return "ALGORITHM_REFUSED";
  if (!(error instanceof errors.JWTClaimValidationFailed)) return "MALFORMED";
  if (error.reason === "missing") return "CLAIM_MISSING";
  if (error.claim === "iss") return "WRONG_ISSUER";
  if (error.claim === "aud") return "WRONG_AUDIENCE";
  if (error.reason === "check_failed" && (error.claim === "nbf" || error.claim === "iat")) return "NOT_YET_VALID";
  return "MALFORMED";
}
