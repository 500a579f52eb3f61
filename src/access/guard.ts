/** The question each door asks first. */
import type { Permission } from "./permission.js";
import { may, type Principal } from "./principal.js";

export type Decision =
  | { ok: true; principal: Principal }
  /** Nobody is logged in: a token would help. */
  | { ok: false; code: "UNAUTHENTICATED"; permission: Permission }
  /** Somebody is, and may not: another token of theirs would not help. */
  | { ok: false; code: "FORBIDDEN"; permission: Permission };

/** Deny by default: only a principal whose role or scope the matrix names passes. */
export function requirePermission(principal: Principal | null, permission: Permission): Decision {
  if (principal === null) return { ok: false, code: "UNAUTHENTICATED", permission };
  return may(principal, permission) ? { ok: true, principal } : { ok: false, code: "FORBIDDEN", permission };
}
