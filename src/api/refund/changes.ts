/** The stream behind `refundChanged`: what was missed after a cursor, then what comes, until the token ends. */
import { describe, type RefundState, type RefundStatus } from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import { hasExpired, may, type Principal } from "../../access/principal.js";
import { lastPosition, type PositionedEvent } from "../../events/stream.js";
import { storedEventName, type Cause } from "../../refund/record/history.entity.js";
import { badInput, requireId } from "../bad-input.js";
import type { Context } from "../context.js";
import { callerOf } from "../input.js";
import type { RefundEventName } from "./refund.enums.js";

/** As many as a page shows. */
export const MAX_WATCHED = 100;

/** Refunds to follow; null or left out: all. */
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
  event: RefundEventName;
  cause: Cause;
  at: Date;
}

/** The label of its figures. */
const FIELD = { field: "refundChanged" };
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
  for await (const event of ctx.tail.follow(start, signal)) {
    // Asked at every event, for what is streamed is read: the answer may have changed since the stream was opened.
    if (hasExpired(principal, ctx.refundContext.clock.now()) || !may(principal, Permission.RefundSubscribe)) return;
    if (event.type !== "refund.changed" || !(await isWatched(ctx, watched, event))) continue;
    ctx.refundContext.metrics.eventsDelivered.inc(FIELD);
    yield changeOf(event);
  }
}

/** Decided by what the event itself says: a filter must not cost a statement for each event and subscriber. */
async function isWatched(ctx: Context, { ids, returnIds, statuses }: Following["watched"], event: PositionedEvent) {
  if (ids && !ids.has(event.subjectId)) return false;
  if (statuses && !statuses.has(describe(event.payload["to"] as RefundState).status)) return false;
  return !returnIds || returnIds.has(await returnIdOf(ctx, event));
}

/** Events from before 2026-11-28 do not name the return, which never changes. */
async function returnIdOf(ctx: Context, { payload, subjectId }: PositionedEvent): Promise<string> {
  const { returnId } = payload;
  return typeof returnId === "string" ? returnId : ((await ctx.loaders.refund(subjectId))?.returnId ?? "");
}

function changeOf({ position, subjectId, payload, at }: PositionedEvent): Change {
  return {
    cursor: cursorOf(position),
    refundId: subjectId,
    version: Number(payload["version"]),
    from: payload["from"] as RefundState | null,
    to: payload["to"] as RefundState,
    event: storedEventName(payload["event"] as string) as RefundEventName,
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
  const { subscriptions } = ctx.refundContext.metrics;
  subscriptions.inc(FIELD);
  ending.signal.addEventListener("abort", () => subscriptions.dec(FIELD), { once: true });
  const end = () => {
    clearTimeout(timer);
    ending.abort();
  };
  const fail = (error: unknown): never => {
    end();
    throw error;
  };
  const watchToken = () => {
    const left = principal.expiresAt.getTime() - ctx.refundContext.clock.now().getTime();
    if (left <= 0) return end();
    timer = setTimeout(watchToken, Math.min(left, LONGEST_TIMER_MS));
    timer.unref();
  };
  watchToken();
  const source = open(ending.signal);
  const closed: IteratorReturnResult<undefined> = { done: true, value: undefined };
  return {
    async next() {
      const result = ending.signal.aborted ? closed : await source.next().catch(fail);
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
