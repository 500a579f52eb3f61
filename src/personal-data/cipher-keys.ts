/** Reads the setting ENCRYPTION_KEYS: which keys there are, and which one seals. */
import { Secret } from "../secret.js";
import { KEY_BYTES, type CipherKey } from "./cipher.js";

/**
 * `id:base64 of 32 bytes`, comma-separated; the first one seals, all of them open.
 *
 * @throws Error naming the entry by its place in the list (never its text) when it is not of this form.
 */
export function cipherKeysOf(setting: string): { keys: CipherKey[]; current: string } {
  const keys = setting
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry, index): CipherKey => {
      const [, id, text] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
      const key = Buffer.from(text ?? "", "base64");
      if (id === undefined || key.length !== KEY_BYTES)
        throw new Error(`ENCRYPTION_KEYS: entry ${index + 1} is not id:base64 of ${KEY_BYTES} bytes`);
      return { id, key: new Secret(key) };
    });
  const [first] = keys;
  if (!first) throw new Error("ENCRYPTION_KEYS: at least one key is needed");
  return { keys, current: first.id };
}
