/** Whose tokens are believed: the configured issuer's, or those of the development issuer, whose key lies here. */
import { DevelopmentIssuer } from "../access/development-issuer.js";
import { createTokenVerifier, type TokenVerifier } from "../access/token.js";
import type { Clock } from "../clock.js";
import type { Config } from "../config.js";

export function tokensOf(
  config: Config,
  clock: Clock,
  onKeysFailure: (error: unknown) => void,
): { verifier: TokenVerifier; issuer: DevelopmentIssuer | null } {
  const expected = { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE, clock };
  if (config.JWT_JWKS_URL) {
    const jwks = new URL(config.JWT_JWKS_URL);
    return { verifier: createTokenVerifier({ ...expected, jwks, onKeysFailure }), issuer: null };
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
