/** Credentials: compared without a hint of where they differ, and stored as what nobody can turn back. */
import { createHash, timingSafeEqual } from "node:crypto";

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** SHA-256 in hex. */
export const hashOf = (text: string): string => sha256(text).toString("hex");

export const sameText = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
