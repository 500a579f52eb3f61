/** What a call ends with that got no answer to work with. */

/** A top-level error of the service: the same call would meet it again. */
export class HwanbulError extends Error {
  override name = "HwanbulError";
  /** `UNAUTHENTICATED`, `FORBIDDEN`, `BAD_USER_INPUT`, `INTERNAL`; or `NO_ANSWER` when patience ran out. */
  readonly code: string;
  /** What a program can act on, where the service says more: `TOO_COSTLY`, `TOKEN_MISSING`, … */
  readonly reason: string | undefined;

  constructor(
    message: string,
    { code, reason, cause }: { code: string; reason?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause });
    this.code = code;
    this.reason = reason;
  }
}

/** One entry of `errors`, of a response or of a message on a socket. */
export interface TopLevelError {
  message: string;
  extensions?: { code?: string; reason?: string; retryAfterSeconds?: number };
}

/** Codes that pass by themselves. */
const PASSING: readonly (string | undefined)[] = ["UNAVAILABLE", "RATE_LIMITED"];

/** An obstacle that passes: the same call is made again, after so many milliseconds at least. */
export class Passing extends Error {
  readonly waitMs: number;

  constructor(message: string, waitMs = 0, cause?: unknown) {
    super(message, { cause });
    this.waitMs = waitMs;
  }
}

/** What the first of them means for the call; null when there is none. */
export function faultOf(errors: readonly TopLevelError[] | undefined): Passing | HwanbulError | null {
  const [first] = errors ?? [];
  if (!first) return null;
  const { code = "INTERNAL", reason, retryAfterSeconds } = first.extensions ?? {};
  // A token may run out between its making and its use: the next try asks for a fresh one.
  const expired = code === "UNAUTHENTICATED" && reason === "EXPIRED";
  if (expired || PASSING.includes(code)) return new Passing(first.message, (retryAfterSeconds ?? 0) * 1_000);
  return new HwanbulError(first.message, { code, reason });
}
