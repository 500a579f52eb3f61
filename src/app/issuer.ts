/** Whose tokens are believed: the configured issuer's, or those of the development issuer, whose key lies here. */
import { DevelopmentIssuer } from "../access/development-issuer.js";
import { createTokenVerifier, type TokenVerifier } from "../access/token.js";
import type { Clock } from "../clock.js";
import type { Config } from "../config.js";

export function tokensOf(
  config: Config,
  clock: Clock,
  keys: { onKeysFailure: (error: unknown) => void; onKeysRead: () => void },
): { verifier: TokenVerifier; issuer: DevelopmentIssuer | null } {
  // A program without scopes holds all of them while one tries things out, and none where money is real.
  const unscopedHoldsAll = !config.production;
  const expected = { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE, clock, unscopedHoldsAll };
  if (config.JWT_JWKS_URL) {
    const jwks = new URL(config.JWT_JWKS_URL);
    return { verifier: createTokenVerifier({ ...expected, jwks, ...keys }), issuer: null };
  }
  const issuer = developmentIssuer(config, clock);
  return { verifier: createTokenVerifier({ ...expected, jwks: issuer.jwks() }), issuer };
}

/** @throws Error in production. */
export const developmentIssuer = (config: Config, clock: Clock): DevelopmentIssuer =>
  new DevelopmentIssuer({
    directory: config.DATA_DIRECTORY,
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    clock,
    production: config.production,
  });
