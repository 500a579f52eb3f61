/** One stream of the event log for one subscriber: what was missed after a cursor, then what comes, until the token ends. */
import { Permission } from "../access/permission.js";
import { hasExpired, may, type Principal } from "../access/principal.js";
import type { EventType } from "../events/event.entity.js";
import { lastPosition, type PositionedEvent } from "../events/stream.js";
import { badInput, requireId } from "./bad-input.js";
import type { Context } from "./context.js";
import { callerOf } from "./input.js";

/** As many as a page shows. */
export const MAX_WATCHED = 100;

const CURSOR = /^event:(0|[1-9]\d{0,14})$/;

export const cursorOf = (position: number): string => Buffer.from(`event:${position}`).toString("base64url");

function positionIn(cursor: string): number {
  const [, position] = CURSOR.exec(Buffer.from(cursor.slice(0, 100), "base64url").toString("utf8")) ?? [];
  if (position === undefined) throw badInput("arguments.eventCursor");
  return Number(position);
}

/** @throws BAD_USER_INPUT for more than MAX_WATCHED, and for what is no id. */
export function watchedIds(ids: readonly string[] | null | undefined, what: string): ReadonlySet<string> | null {
  if (!ids) return null;
  if (ids.length > MAX_WATCHED) throw badInput("arguments.tooManyValues", { what, max: MAX_WATCHED });
  return new Set(ids.map((id) => requireId(id, what)));
}

export interface EventStream<T> {
  /** The subscription's field: the label of its figures. */
  field: string;
  type: EventType;
  /** The last cursor the subscriber has handled; null: from now on. */
  after: string | null;
  /** Decided by what the event itself says: a filter must not cost a statement for each event and subscriber. */
  isWatched(event: PositionedEvent): boolean | Promise<boolean>;
  changeOf(event: PositionedEvent): T;
}

/** @throws BAD_USER_INPUT for a malformed cursor, and for one this stream has not come to yet. */
export async function followEvents<T>(ctx: Context, wanted: EventStream<T>): Promise<AsyncIterableIterator<T>> {
  const principal = callerOf(ctx);
  const newest = await lastPosition(ctx.em);
  const start = wanted.after === null ? newest : positionIn(wanted.after);
  if (start > newest) throw badInput("arguments.cursorAhead");
  return untilExpiry(ctx, principal, wanted.field, (signal) => changes(ctx, { principal, wanted, start }, signal));
}

interface Following<T> {
  principal: Principal;
  wanted: EventStream<T>;
  start: number;
}

async function* changes<T>(
  ctx: Context,
  { principal, wanted, start }: Following<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  for await (const event of ctx.tail.follow(start, signal)) {
    // Asked at every event, for what is streamed is read: the answer may have changed since the stream was opened.
    if (hasExpired(principal, ctx.refundContext.clock.now()) || !may(principal, Permission.RefundSubscribe)) return;
    if (event.type !== wanted.type || !(await wanted.isWatched(event))) continue;
    ctx.refundContext.metrics.eventsDelivered.inc({ field: wanted.field });
    yield wanted.changeOf(event);
  }
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
  field: string,
  open: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const { subscriptions } = ctx.refundContext.metrics;
  subscriptions.inc({ field });
  ending.signal.addEventListener("abort", () => subscriptions.dec({ field }), { once: true });
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
