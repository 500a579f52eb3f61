/** The stream behind `refundChanged`: what was missed after a cursor, then what comes, until the token ends. */
import { describe, type RefundState, type RefundStatus } from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import { hasExpired, may, type Principal } from "../../access/principal.js";
import { followEvents, lastPosition, type PlacedEvent } from "../../events/stream.js";
import type { Cause } from "../../refund/history/history.entity.js";
import { badInput, requireId } from "../bad-input.js";
import type { Context } from "../context.js";
import { callerOf } from "../door.js";
import type { StepEvent } from "./words.js";

/** As many as a page shows. */
export const MAX_WATCHED = 100;

/** Which refunds to follow; null or left out: all. */
export interface Watched {
  ids?: readonly string[] | null;
  returnIds?: readonly string[] | null;
  statuses?: readonly RefundStatus[] | null;
}

export interface Change {
  cursor: string;
  refundId: string;
  version: number;
  from: RefundState | null;
  to: RefundState;
  event: StepEvent;
  cause: Cause;
  at: Date;
}

const CURSOR = /^event:(0|[1-9]\d{0,14})$/;

export const cursorOf = (position: number): string => Buffer.from(`event:${position}`).toString("base64url");

function positionIn(cursor: string): number {
  const [, position] = CURSOR.exec(Buffer.from(cursor.slice(0, 100), "base64url").toString("utf8")) ?? [];
  if (position === undefined)
    throw badInput("The cursor is not one of this stream's: pass on what an event gave you, unchanged.");
  return Number(position);
}

/** @throws BAD_USER_INPUT for a malformed cursor or id, and for a cursor this stream has not come to yet. */
export async function followRefunds(
  ctx: Context,
  where: Watched,
  after: string | null,
): Promise<AsyncIterableIterator<Change>> {
  const principal = callerOf(ctx);
  const watched = {
    ids: idsOf(where.ids, "ids"),
    returnIds: idsOf(where.returnIds, "returnIds"),
    statuses: where.statuses ? new Set(where.statuses) : null,
  };
  const newest = await lastPosition(ctx.em);
  const start = after === null ? newest : positionIn(after);
  if (start > newest) throw badInput("The cursor is ahead of the stream: it is from another installation.");
  return untilExpiry(ctx, principal, (signal) => changes(ctx, { principal, watched, start }, signal));
}

function idsOf(ids: readonly string[] | null | undefined, what: string): ReadonlySet<string> | null {
  if (!ids) return null;
  if (ids.length > MAX_WATCHED) throw badInput(`${what}: at most ${MAX_WATCHED}.`);
  return new Set(ids.map((id) => requireId(id, what)));
}

interface Following {
  principal: Principal;
  watched: {
    ids: ReadonlySet<string> | null;
    returnIds: ReadonlySet<string> | null;
    statuses: ReadonlySet<RefundStatus> | null;
  };
  start: number;
}

async function* changes(
  ctx: Context,
  { principal, watched, start }: Following,
  signal: AbortSignal,
): AsyncGenerator<Change, void, undefined> {
  const { ids, returnIds, statuses } = watched;
  for await (const event of followEvents(ctx.desk.root, ctx.growth, start, signal)) {
    // Asked at every event, for what is streamed is read: the answer may have changed since the stream was opened.
    if (hasExpired(principal, ctx.desk.clock.now()) || !may(principal, Permission.RefundSubscribe)) return;
    if (event.type !== "refund.changed") continue;
    const change = changeOf(event);
    if (ids && !ids.has(change.refundId)) continue;
    if (statuses && !statuses.has(describe(change.to).status)) continue;
    if (returnIds && !returnIds.has((await ctx.loaders.refund(change.refundId))?.returnId ?? "")) continue;
    yield change;
  }
}

function changeOf({ position, subjectId, payload, at }: PlacedEvent): Change {
  return {
    cursor: cursorOf(position),
    refundId: subjectId,
    version: Number(payload["version"]),
    from: payload["from"] as RefundState | null,
    to: payload["to"] as RefundState,
    event: payload["event"] as StepEvent,
    cause: payload["cause"] as Cause,
    at,
  };
}

/** The longest a timer can wait; a token that lasts longer is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Ends a stream when the token does, also while nothing happens. Written out, not as a generator: `return()` must reach a
 * source that waits for its next event, and a generator would wait for that event first.
 */
function untilExpiry<T>(
  ctx: Context,
  principal: Principal,
  open: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(timer);
    ending.abort();
  };
  const watchToken = () => {
    const left = principal.expiresAt.getTime() - ctx.desk.clock.now().getTime();
    if (left <= 0) return end();
    timer = setTimeout(watchToken, Math.min(left, LONGEST_TIMER_MS));
    timer.unref();
  };
  watchToken();
  const source = open(ending.signal);
  const closed: IteratorReturnResult<undefined> = { done: true, value: undefined };
  return {
    async next() {
      const result = ending.signal.aborted ? closed : await source.next();
      if (result.done || ending.signal.aborted) {
        end();
        return closed;
      }
      return result;
    },
    async return() {
      end();
      await source.return();
      return closed;
    },
    async throw(error) {
      end();
      await source.return();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
