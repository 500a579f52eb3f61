/** Keys that sign checkpoints (Ed25519): the first one signs, all of them verify, so that a key can be changed. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Secret } from "../secret.js";

export interface CheckpointKey {
  /** SHA-256 of the public key, shortened: stands in clear in each checkpoint. */
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const ID_LENGTH = 16;

/**
 * Each the base64 of a PKCS #8 private key (DER).
 *
 * @throws Error naming the key by its place in the list (never its text) when it is not of this form, or when there is none.
 */
export function checkpointKeysOf(texts: readonly Secret<string>[]): [CheckpointKey, ...CheckpointKey[]] {
  const [first, ...others] = texts.map((text, index) => {
    const privateKey = privateKeyIn(text);
    if (privateKey?.asymmetricKeyType !== "ed25519")
      throw new Error(`AUDIT_CHECKPOINT_KEYS: entry ${index + 1} is no Ed25519 key (base64 of PKCS #8, DER)`);
    const publicKey = createPublicKey(privateKey);
    const id = createHash("sha256")
      .update(publicKey.export({ type: "spki", format: "der" }))
      .digest("hex");
    return { id: id.slice(0, ID_LENGTH), privateKey, publicKey };
  });
  if (!first) throw new Error("AUDIT_CHECKPOINT_KEYS: at least one key is needed");
  return [first, ...others];
}

function privateKeyIn(text: Secret<string>): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(text.reveal(), "base64"), format: "der", type: "pkcs8" });
  } catch {
    return null;
  }
}
