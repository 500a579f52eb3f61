/** The form of ENCRYPTION_KEYS, and which of its keys cannot have come from chance. */

/** AES-256. */
export const KEY_BYTES = 32;
/** 32 random bytes hold about 30 different ones; fewer than this come once in a thousand million keys. */
const LEAST_DIFFERENT_BYTES = 17;

export interface EncryptionKeyEntry {
  id: string;
  bytes: Buffer;
}

/**
 * `id:base64 of 32 bytes`, comma-separated.
 *
 * @throws Error naming the entry by its place in the list (never its text) when it is not of this form, or its id came before.
 */
export function encryptionKeysIn(setting: string): EncryptionKeyEntry[] {
  const entries = setting
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry, index): EncryptionKeyEntry => {
      const [, id, text] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
      const bytes = Buffer.from(text ?? "", "base64");
      if (id === undefined || bytes.length !== KEY_BYTES)
        throw new Error(`ENCRYPTION_KEYS: entry ${index + 1} is not id:base64 of ${KEY_BYTES} bytes`);
      return { id, bytes };
    });
  if (entries.length === 0) throw new Error("ENCRYPTION_KEYS: at least one key is needed");
  const twice = entries.findIndex(({ id }, index) => entries.findIndex((other) => other.id === id) < index);
  if (twice >= 0) throw new Error(`ENCRYPTION_KEYS: entry ${twice + 1} has the id of one before it`);
  return entries;
}

/** Objection to keys that production must not seal with, or null. */
export function weakKeyFault(setting: string, demo: string): string | null {
  try {
    const [demoKey] = encryptionKeysIn(demo);
    for (const [index, { id, bytes }] of encryptionKeysIn(setting).entries()) {
      if (id === demoKey?.id || (demoKey && bytes.equals(demoKey.bytes))) return `entry ${index + 1} is the demo key`;
      if (new Set(bytes).size < LEAST_DIFFERENT_BYTES) return `entry ${index + 1} repeats itself: it is not random`;
      if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return `entry ${index + 1} is a text: it is not random`;
    }
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^ENCRYPTION_KEYS: /, "");
  }
}
