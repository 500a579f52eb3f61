/**
 * Personal data at rest: sealed with AES-256-GCM, bound to the row and column it stands in, under a key that can be
 * changed without downtime. Clear values go in and come out as `Secret<string>`.
 */
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { KEY_BYTES } from "../encryption-keys.js";
import { Secret } from "../secret.js";

const ALGORITHM = "aes-256-gcm";
/** 96 bits, random: safe for 2³² seals under one key (NIST SP 800-38D, 8.3). */
const IV_BYTES = 12;
/** The whole tag. Without this setting node:crypto accepts one of 4 bytes, which can be guessed. */
const TAG_BYTES = 16;
/** Names, account numbers and short memos; a longer text is not personal data of a refund. */
const MAX_CLEAR_BYTES = 16 * 1024;
const VERSION = "v1";
/** No dot: it separates the parts of an envelope. */
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const ENVELOPE = /^(v\d+)\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)$/;

/** Where a sealed value stands. Opened anywhere else, it does not authenticate. */
export interface SealContext {
  table: string;
  column: string;
  rowId: string;
}

export interface CipherKey {
  /** Stands in clear in each envelope. */
  id: string;
  /** 32 random bytes. */
  key: Secret<Buffer>;
}

export type CipherFault =
  /** Not an envelope, or one cut short. */
  | "MALFORMED"
  | "UNKNOWN_VERSION"
  | "UNKNOWN_KEY"
  /** Changed, moved to another place, or sealed under another key of the same id. */
  | "NOT_AUTHENTIC";

/** Names the place and the fault, never a value. */
export class CipherError extends Error {
  override readonly name = "CipherError";
  constructor(
    readonly fault: CipherFault,
    sealContext: SealContext | null,
  ) {
    super(
      `${fault}: a sealed value${sealContext ? ` in ${sealContext.table}.${sealContext.column} of row ${sealContext.rowId}` : ""}`,
    );
  }
}

export interface Cipher {
  /**
   * `v1.<key id>.<base64url of iv, ciphertext, tag>`; another text each time.
   *
   * @throws AssertionError for more than 16 KiB, or for text with half a surrogate pair, which UTF-8 cannot carry (checked at the door).
   */
  seal(clear: Secret<string>, sealContext: SealContext): string;
  /** @throws CipherError when the envelope is not one of ours for this place. */
  open(envelope: string, sealContext: SealContext): Secret<string>;
  /** True when it is sealed under another key than the current one. @throws CipherError when it is no envelope of a known key. */
  needsRotation(envelope: string): boolean;
  /** The same value under the current key; unchanged when it already is. @throws CipherError like `open`. */
  rotate(envelope: string, sealContext: SealContext): string;
  /**
   * A blind index for exact look-ups: equal values of one purpose give equal fingerprints, which say nothing without
   * the key. `<key id>.<base64url of HMAC-SHA-256>`, under the current key. The caller normalises (digits only, …).
   */
  fingerprint(clear: Secret<string>, purpose: string): string;
  /** The fingerprints under every key, the current one's first: rows not yet rotated are found by the older ones. */
  fingerprints(clear: Secret<string>, purpose: string): string[];
  /** `<key id>.<base64url of HMAC-SHA-256>` of a text exactly as it is, under the current key: proves it to whoever has it and the key. */
  digest(text: string, purpose: string): string;
  /** True when a digest is the text's, under whichever key it was made. */
  isDigestOf(digest: string, text: string, purpose: string): boolean;
}

interface DerivedKeys {
  id: string;
  sealing: Buffer;
  digesting: Buffer;
  /** Of each purpose. */
  fingerprinting(purpose: string): Buffer;
}

/**
 * @param options.keys every key that may have sealed something, each 32 bytes.
 * @param options.current the id of the one that seals from now on.
 * @throws AssertionError when a key is too short, an id is taken twice, or the current one is missing.
 */
export function createCipher(options: { keys: readonly CipherKey[]; current: string }): Cipher {
  const keys = new Map(options.keys.map((key) => [key.id, derive(key)]));
  assert(keys.size === options.keys.length, "two encryption keys have the same id");
  const current = keys.get(options.current);
  assert(current, `there is no encryption key ${options.current}`);
  const ordered = [current, ...[...keys.values()].filter((key) => key !== current)];

  const parse = (envelope: string, sealContext: SealContext | null) => {
    const [, version, keyId, body] = ENVELOPE.exec(envelope) ?? [];
    if (version === undefined || keyId === undefined || body === undefined)
      throw new CipherError("MALFORMED", sealContext);
    if (version !== VERSION) throw new CipherError("UNKNOWN_VERSION", sealContext);
    const key = keys.get(keyId);
    if (!key) throw new CipherError("UNKNOWN_KEY", sealContext);
    const bytes = Buffer.from(body, "base64url");
    // One value has one spelling: spare bits in the last character are refused.
    const whole = bytes.toString("base64url") === body && bytes.length >= IV_BYTES + TAG_BYTES;
    if (!whole) throw new CipherError("MALFORMED", sealContext);
    return { key, bytes };
  };

  const cipher: Cipher = {
    seal: (clear, sealContext) => sealWith(current, clear.reveal(), sealContext),
    open(envelope, sealContext) {
      const { key, bytes } = parse(envelope, sealContext);
      return openWith(key, bytes, sealContext);
    },
    needsRotation: (envelope) => parse(envelope, null).key !== current,
    rotate(envelope, sealContext) {
      const clear = cipher.open(envelope, sealContext);
      return cipher.needsRotation(envelope) ? cipher.seal(clear, sealContext) : envelope;
    },
    fingerprint: (clear, purpose) => fingerprintWith(current, clear.reveal(), purpose),
    fingerprints: (clear, purpose) => ordered.map((key) => fingerprintWith(key, clear.reveal(), purpose)),
    digest: (text, purpose) => digestWith(current, text, purpose),
    isDigestOf: (digest, text, purpose) => ordered.some((key) => digestWith(key, text, purpose) === digest),
  };
  return cipher;
}

function sealWith(key: DerivedKeys, clear: string, sealContext: SealContext): string {
  assert(clear.isWellFormed(), "half a surrogate pair cannot be sealed");
  const text = Buffer.from(clear, "utf8");
  assert(text.length <= MAX_CLEAR_BYTES, `more than ${MAX_CLEAR_BYTES} bytes cannot be sealed`);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.sealing, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(key.id, sealContext));
  const sealed = Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${key.id}.${sealed.toString("base64url")}`;
}

function openWith(key: DerivedKeys, bytes: Buffer, sealContext: SealContext): Secret<string> {
  const tagAt = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key.sealing, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(key.id, sealContext));
  decipher.setAuthTag(bytes.subarray(tagAt));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, tagAt)), decipher.final()]);
    return new Secret(text.toString("utf8"));
  } catch {
    throw new CipherError("NOT_AUTHENTIC", sealContext);
  }
}

/** The associated data. As JSON, so that no two places spell the same bytes (`a` + `bc` and `ab` + `c`). */
const boundTo = (keyId: string, { table, column, rowId }: SealContext): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, table, column, rowId]), "utf8");

const fingerprintWith = (key: DerivedKeys, clear: string, purpose: string): string =>
  `${key.id}.${createHmac("sha256", key.fingerprinting(purpose)).update(clear.normalize("NFC"), "utf8").digest("base64url")}`;

const digestWith = (key: DerivedKeys, text: string, purpose: string): string =>
  `${key.id}.${createHmac("sha256", key.digesting)
    .update(JSON.stringify([purpose, text]), "utf8")
    .digest("base64url")}`;

/** One configured key becomes several that know nothing of each other (HKDF-SHA-256). */
function derive({ id, key }: CipherKey): DerivedKeys {
  assert(KEY_ID.test(id), `not an encryption key's id: ${id}`);
  assert(key.reveal().length === KEY_BYTES, `encryption key ${id} is not ${KEY_BYTES} bytes`);
  const derived = (use: string) => Buffer.from(hkdfSync("sha256", key.reveal(), "", use, KEY_BYTES));
  const byPurpose = new Map<string, Buffer>();
  return {
    id,
    sealing: derived("hwanbul personal data: seal v1"),
    digesting: derived("hwanbul personal data: digest v1"),
    fingerprinting(purpose) {
      const known = byPurpose.get(purpose) ?? derived(`hwanbul personal data: fingerprint v1: ${purpose}`);
      byPurpose.set(purpose, known);
      return known;
    },
  };
}
