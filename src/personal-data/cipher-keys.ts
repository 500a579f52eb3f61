/** Reads the setting ENCRYPTION_KEYS: which keys there are, and which one seals. */
import { encryptionKeysIn } from "../encryption-keys.js";
import { Secret } from "../secret.js";
import type { CipherKey } from "./cipher.js";

/**
 * `id:base64 of 32 bytes`, comma-separated; the first one seals, all of them open.
 *
 * @throws Error naming the entry by its place in the list (never its text) when it is not of this form.
 */
export function cipherKeysOf(setting: string): { keys: CipherKey[]; current: string } {
  const keys = encryptionKeysIn(setting).map(({ id, bytes }): CipherKey => ({ id, key: new Secret(bytes) }));
  return { keys, current: (keys[0] as CipherKey).id };
}
