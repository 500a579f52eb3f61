/**
 * The development issuer: makes tokens for a demo and for tests, so that nothing has to be installed to try the service.
 * Its private key lies in a file; that is why production refuses it.
 */
import assert from "node:assert/strict";
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SignJWT } from "jose";
import type { Clock } from "../clock.js";
import type { PersonalDataGrant, Role, Scope } from "./permission.js";
import type { PublishedKeys } from "./signing-keys.js";
import { isSubject } from "./subject.js";
import { MAX_TOKEN_AGE_S, SIGNING_ALGORITHM } from "./token.js";

const KEY_FILE = "development-issuer.pem";
/** Read and written by the owner only. */
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
/** Long enough for a demo, short enough to see a token end. */
const DEFAULT_LIFETIME_S = 60 * 60;

export interface DevelopmentIssuerOptions {
  /** Where the key is kept, so that tokens survive a restart and two processes share it. */
  directory: string;
  issuer: string;
  audience: string;
  clock: Clock;
  production: boolean;
}

export interface TokenRequest {
  subject: string;
  roles: readonly Role[];
  /** Of a program. Left out, the token has no claim `scope`; an empty list is a claim without scopes. */
  scopes?: readonly Scope[];
  grants?: readonly PersonalDataGrant[];
  /** For display. */
  name?: string;
  /** Seconds, 1 to `MAX_TOKEN_AGE_S`; default one hour. */
  expiresIn?: number;
}

export class DevelopmentIssuer {
  readonly #privateKey: KeyObject;
  readonly #publicKey: JsonWebKey;
  readonly #keyId: string;
  readonly #options: DevelopmentIssuerOptions;

  /** @throws Error in production, always. */
  constructor(options: DevelopmentIssuerOptions) {
    if (options.production)
      throw new Error("The development issuer does not run in production: set JWT_JWKS_URL to your issuer's keys.");
    this.#options = options;
    this.#privateKey = storedKey(options.directory);
    this.#publicKey = createPublicKey(this.#privateKey).export({ format: "jwk" });
    this.#keyId = thumbprint(this.#publicKey);
  }

  /** The public key, as an issuer publishes it. */
  jwks(): PublishedKeys {
    return { keys: [{ ...this.#publicKey, kid: this.#keyId, use: "sig", alg: SIGNING_ALGORITHM }] };
  }

  /** @throws AssertionError for a token that the verifier would refuse (caller's bug). */
  issue(request: TokenRequest): Promise<string> {
    const { subject, roles, scopes, grants = [], name, expiresIn = DEFAULT_LIFETIME_S } = request;
    assert(isSubject(subject), `not a subject: ${JSON.stringify(subject)}`);
    assert(!roles.includes("service") || roles.length === 1, "a service's token carries the role service alone");
    assert(scopes === undefined || roles.includes("service"), "scopes are for the role service: a person has roles");
    assert(Number.isInteger(expiresIn) && expiresIn >= 1 && expiresIn <= MAX_TOKEN_AGE_S, `lifetime: ${expiresIn} s`);
    const now = Math.floor(this.#options.clock.now().getTime() / 1_000);
    const optional = {
      ...(name === undefined ? {} : { name }),
      ...(scopes === undefined ? {} : { scope: scopes.join(" ") }),
    };
    return new SignJWT({ roles: [...roles], grants: [...grants], ...optional })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: this.#keyId, typ: "JWT" })
      .setIssuer(this.#options.issuer)
      .setAudience(this.#options.audience)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + expiresIn)
      .sign(this.#privateKey);
  }
}

/** The key in the directory, made there first if there is none. */
function storedKey(directory: string): KeyObject {
  const file = join(directory, KEY_FILE);
  if (!existsSync(file)) makeKey(directory, file);
  // A copied or restored folder may have opened the file to others.
  chmodSync(file, PRIVATE_FILE);
  try {
    const key = createPrivateKey(readFileSync(file));
    assert.equal(key.asymmetricKeyDetails?.namedCurve, "prime256v1");
    return key;
  } catch (cause) {
    throw new Error(`${file} is not a P-256 key: delete it and a new one is made.`, { cause });
  }
}

/** Written aside and linked into place: of two processes that start at once, one key wins and neither reads half a file. */
function makeKey(directory: string, file: string): void {
  mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: PRIVATE_FILE, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** RFC 7638: the hash of the key's required members in this order. */
function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}
