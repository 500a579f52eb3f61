/** The issuer's public keys: which of them can be ours, and how they stay known while the issuer cannot be reached. */
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Clock } from "../clock.js";
import { serviceUrlFault } from "../service-url.js";

/** Issuers hold one or two keys, a few more while rotating. */
const MAX_KEYS = 20;
/** A set of `MAX_KEYS` keys with certificates stays below this. */
const MAX_BODY_BYTES = 64 * 1024;
/** A healthy issuer answers in milliseconds; requests wait for it only when keys are missing or old. */
const FETCH_TIMEOUT_MS = 3_000;
/** Keys older than this are read again before use, so that a revoked key is dropped within ten minutes. */
const REFRESH_AFTER_MS = 10 * 60_000;
/** How long keys are trusted while the issuer is down: a working day and a night, no longer than a revoked key may live. */
const MAX_STALE_MS = 24 * 60 * 60_000;
/** At most one fetch in this time, whatever key ids strangers invent. */
const COOLDOWN_MS = 30_000;
/** The same while there are no keys that may be trusted, when every request is refused until one fetch succeeds. */
const EMPTY_COOLDOWN_MS = 1_000;

/** Key ids are labels. Slashes, dots in a row, quotes and control characters are of use only to an attacker. */
const KEY_ID = /^(?!.*\.\.)[A-Za-z0-9._~:+=-]{1,128}$/;

/** A JSON Web Key Set as issuers publish it (RFC 7517). */
export interface PublishedKeys {
  readonly keys: readonly object[];
}

type KeyLookUp = { ok: true; key: KeyObject } | { ok: false; reason: "KEY_UNKNOWN" | "KEYS_UNAVAILABLE" };

export interface SigningKeys {
  find(keyId: string): Promise<KeyLookUp>;
  /** True when there are keys to verify with; reads them where they are missing or old. */
  areKnown(): Promise<boolean>;
}

export const isKeyId = (value: unknown): value is string => typeof value === "string" && KEY_ID.test(value);

/** Keys that are given once and never change. */
export function fixedKeys(published: PublishedKeys): SigningKeys {
  const keys = usableKeys(published);
  return { find: (keyId) => Promise.resolve(lookUp(keys, keyId)), areKnown: () => Promise.resolve(true) };
}

export interface RemoteKeysOptions {
  url: URL;
  clock: Clock;
  /** Told of each failed fetch, so that an outage is seen before the cached keys run out. */
  onFailure?: (error: unknown) => void;
  /** Told of each read that succeeded. */
  onRead?: () => void;
}

/**
 * Keys read from the issuer's JWKS address and kept. Read again when old, or when a token names a key that is not
 * among them (rotation), at most once per cooldown. While the issuer cannot be reached, the last keys serve for
 * `MAX_STALE_MS`.
 *
 * @throws Error when the address is clear http to another machine: whoever sits between could sign tokens.
 */
export function remoteKeys({ url, clock, onFailure = () => {}, onRead = () => {} }: RemoteKeysOptions): SigningKeys {
  const fault = serviceUrlFault(url.href, { query: true });
  if (fault !== null) throw new Error(`The address of the signing keys ${fault}`);
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let readAt: number | null = null;
  let triedAt: number | null = null;
  let running: Promise<void> | null = null;

  let lastFailed = false;

  const ageMs = () => (readAt === null ? Infinity : clock.now().getTime() - readAt);

  async function refresh(): Promise<void> {
    triedAt = clock.now().getTime();
    try {
      const fresh = usableKeys(await fetchKeys(url));
      if (fresh.size === 0) throw new Error(`${url.href} lists no key that can sign ES256`);
      keys = fresh;
      readAt = clock.now().getTime();
      lastFailed = false;
      onRead();
    } catch (error) {
      lastFailed = true;
      onFailure(error);
    }
  }

  async function refreshUnlessCooling(): Promise<void> {
    if (running !== null) return running;
    const cooldownMs = ageMs() > MAX_STALE_MS ? EMPTY_COOLDOWN_MS : COOLDOWN_MS;
    if (triedAt !== null && clock.now().getTime() - triedAt < cooldownMs) return;
    running = refresh().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    async find(keyId) {
      if (ageMs() > REFRESH_AFTER_MS || !keys.has(keyId)) await refreshUnlessCooling();
      if (ageMs() > MAX_STALE_MS) return { ok: false, reason: "KEYS_UNAVAILABLE" };
      const found = lookUp(keys, keyId);
      // A key that is not among those of before the outage may be the one the issuer has signed with since.
      return !found.ok && lastFailed ? { ok: false, reason: "KEYS_UNAVAILABLE" } : found;
    },
    async areKnown() {
      const refreshed = ageMs() > REFRESH_AFTER_MS ? refreshUnlessCooling() : null;
      // Keys that may still be trusted do not wait for an issuer that may be down.
      if (ageMs() > MAX_STALE_MS) await refreshed;
      return ageMs() <= MAX_STALE_MS;
    },
  };
}

function lookUp(keys: ReadonlyMap<string, KeyObject>, keyId: string): KeyLookUp {
  const key = keys.get(keyId);
  return key ? { ok: true, key } : { ok: false, reason: "KEY_UNKNOWN" };
}

/** The P-256 signature keys with a key id. Anything else in the set is somebody else's; of two with one id, the first. */
function usableKeys({ keys }: PublishedKeys): ReadonlyMap<string, KeyObject> {
  const usable = new Map<string, KeyObject>();
  for (const key of keys.slice(0, MAX_KEYS)) {
    const { kid, kty, crv, x, y, use, alg } = key as Record<string, unknown>;
    if (!isKeyId(kid) || usable.has(kid) || kty !== "EC" || crv !== "P-256") continue;
    if ((use !== undefined && use !== "sig") || (alg !== undefined && alg !== "ES256")) continue;
    if (typeof x !== "string" || typeof y !== "string") continue;
    try {
      usable.set(kid, createPublicKey({ key: { kty, crv, x, y }, format: "jwk" }));
    } catch {
      continue; // not a point on the curve
    }
  }
  return usable;
}

async function fetchKeys(url: URL): Promise<PublishedKeys> {
  const response = await fetch(url, {
    headers: { accept: "application/jwk-set+json, application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url.href} answered ${response.status}`);
  }
  const body: unknown = JSON.parse(await boundedText(response));
  const keys = typeof body === "object" && body !== null && "keys" in body ? body.keys : null;
  if (!Array.isArray(keys)) throw new Error(`${url.href} is not a key set`);
  return { keys: keys.filter((key) => typeof key === "object" && key !== null) };
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error(`a key set of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
