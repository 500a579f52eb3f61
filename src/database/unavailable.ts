/**
 * Knows whether an error means that the database is away: it could not be reached, has no room, or was cut in the middle.
 * Nothing was decided by such an error. A COMMIT that met one may have happened all the same: only the idempotency key tells.
 */

/**
 * Error codes of PostgreSQL while it stops, starts, recovers, fails over or is full; and what it says when it lets nobody in.
 * Source: PostgreSQL, Appendix A, Error Codes.
 */
const SQL_STATES: ReadonlySet<string> = new Set([
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now: starting up, shutting down, in recovery
  "57P04", // database_dropped
  "53100", // disk_full
  "53200", // out_of_memory
  "53300", // too_many_connections
  "25006", // read_only_sql_transaction: the primary has become a standby
  "28000", // invalid_authorization_specification: said only while connecting
  "28P01", // invalid_password, the same
  "3D000", // invalid_catalog_name, the same
]);
/** object_not_in_prerequisite_state is many things; of a database that lets nobody in (ALLOW_CONNECTIONS false) it says this. */
const CLOSED = { code: "55000", says: " is not currently accepting connections" };
/** connection_exception, whichever. */
const CONNECTION_CLASS = "08";
const SQL_STATE = /^[0-9A-Z]{5}$/;

/** The system's error codes of a socket. */
const SOCKET_CODES: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN"],
  ...["EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ENETDOWN"],
]);

/** Messages of pg and its pool that carry no code. */
const DRIVER_TEXTS = [
  "Connection terminated unexpectedly",
  "Connection terminated due to connection timeout",
  "Connection terminated",
  "Client has encountered a connection error and is not queryable",
  "Client was closed and is not queryable",
  "timeout exceeded when trying to connect",
  "timeout expired",
] as const;
/** MikroORM puts the statement in front, pg-boss the queue behind; in between only the whole text counts, for a statement holds what callers wrote. */
const textsAtTheEnd = DRIVER_TEXTS.map((text) => ({
  text,
  pattern: new RegExp(String.raw`(?:^| - )${text}(?: \(Queue: [^()]*\))?$`),
}));

/** Wrappers in wrappers; more than that is a cycle. */
const MAX_DEPTH = 8;

interface Parts {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  /** Of `GraphQLError`. */
  originalError?: unknown;
  /** Of `NonErrorThrown`, which graphql-js makes of what is no `Error`, such as what pg-boss passes on. */
  thrownValue?: unknown;
  /** Of `AggregateError`. */
  errors?: unknown;
}

/** Why the database is away, as a code or a fixed sentence that holds nothing of ours or a caller's; `null` for any other error. */
export const unavailabilityOf = (error: unknown): string | null => reasonIn(error, 0);

export const isUnavailable = (error: unknown): boolean => unavailabilityOf(error) !== null;

function reasonIn(error: unknown, depth: number): string | null {
  if (typeof error !== "object" || error === null || depth > MAX_DEPTH) return null;
  const { code, message, cause, originalError, thrownValue, errors } = error as Parts;
  // `fetch` has another service at its other end: a gateway, the key server.
  if (message === "fetch failed" || (typeof code === "string" && code.startsWith("UND_ERR"))) return null;
  if (code === CLOSED.code && typeof message === "string" && message.endsWith(CLOSED.says)) return CLOSED.code;
  if (typeof code === "string") {
    if (SQL_STATES.has(code) || SOCKET_CODES.has(code)) return code;
    if (SQL_STATE.test(code)) return code.startsWith(CONNECTION_CLASS) ? code : null;
  }
  if (typeof message === "string") {
    const said = textsAtTheEnd.find(({ pattern }) => pattern.test(message));
    if (said) return said.text;
  }
  if (Array.isArray(errors) && errors.length > 0) {
    // Of several faults one that is no outage must be seen.
    const reasons = errors.map((each) => reasonIn(each, depth + 1));
    return reasons.includes(null) ? null : (reasons[0] ?? null);
  }
  return reasonIn(cause, depth + 1) ?? reasonIn(originalError, depth + 1) ?? reasonIn(thrownValue, depth + 1);
}
