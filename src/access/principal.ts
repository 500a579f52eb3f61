/** The caller. Made from a verified token, or one of our own workers, which may do nothing through the API. */
import { MATRIX } from "./matrix.js";
import type { Permission, PersonalDataGrant, Role, Scope } from "./permission.js";

export interface Principal {
  /** The token's `sub`: what history, approvals and access records name. */
  readonly subject: string;
  /** For display: the claim `name`, or else `preferred_username`; `null` where the token has neither. */
  readonly name: string | null;
  readonly kind: "PERSON" | "SERVICE";
  readonly roles: readonly Role[];
  /** The scopes of a program; a person has none. */
  readonly scopes: readonly Scope[];
  readonly grants: readonly PersonalDataGrant[];
  /** From this moment on nothing may be done or streamed on this token's strength. */
  readonly expiresAt: Date;
}

/** Subjects that start like this are our own; a token that claims one is refused. */
export const SYSTEM_SUBJECT_PREFIX = "system:";

/** The last moment JavaScript can name: workers act without a token, so nothing of theirs expires. */
const NEVER = new Date(8_640_000_000_000_000);

const system = (part: string): Principal =>
  Object.freeze({
    subject: `${SYSTEM_SUBJECT_PREFIX}${part}`,
    name: null,
    kind: "SERVICE",
    roles: Object.freeze([]),
    scopes: Object.freeze([]),
    grants: Object.freeze([]),
    expiresAt: NEVER,
  });

/** Actors of jobs, webhooks, the sweeper and reconciliation, as history names them. No role: the API would refuse each. */
export const SYSTEM = {
  worker: system("worker"),
  webhook: system("webhook"),
  sweeper: system("sweeper"),
  reconciler: system("reconciler"),
} as const;

/** True when the matrix lets this principal do it. Deny by default; does not look at `expiresAt`. */
export function may(principal: Principal, permission: Permission): boolean {
  if (!Object.hasOwn(MATRIX, permission)) return false;
  const { roles, scopes } = MATRIX[permission];
  return (
    principal.roles.some((role) => role !== "service" && roles.includes(role)) ||
    (principal.kind === "SERVICE" && principal.scopes.some((scope) => scopes.includes(scope)))
  );
}

/** For what outlives a request: streams end at this moment. */
export const hasExpired = (principal: Principal, now: Date): boolean => now.getTime() >= principal.expiresAt.getTime();
