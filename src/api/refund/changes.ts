/** The stream behind `refundChanged`: every step of the refunds one follows. */
import { describe, type RefundState, type RefundStatus } from "../../../machines/states.js";
import type { EventPayload } from "../../events/event.entity.js";
import type { PositionedEvent } from "../../events/stream.js";
import { storedEventName, type Cause } from "../../refund/record/history.entity.js";
import type { Context } from "../context.js";
import { cursorOf, followEvents, watchedIds } from "../event-stream.js";
import type { RefundEventName } from "./refund.enums.js";

/** Refunds to follow; null or left out: all. */
export interface Watched {
  ids?: readonly string[] | null;
  returnIds?: readonly string[] | null;
  statuses?: readonly RefundStatus[] | null;
}

export interface Change {
  cursor: string;
  refundId: string;
  refundNo: string;
  returnId: string | null;
  version: number;
  from: RefundState | null;
  to: RefundState;
  event: RefundEventName;
  cause: Cause;
  at: Date;
}

/** @throws BAD_USER_INPUT for a malformed cursor or id, and for a cursor this stream has not come to yet. */
export async function followRefunds(
  ctx: Context,
  where: Watched,
  after: string | null,
): Promise<AsyncIterableIterator<Change>> {
  const ids = watchedIds(where.ids, "ids");
  const returnIds = watchedIds(where.returnIds, "returnIds");
  const statuses = where.statuses ? new Set(where.statuses) : null;
  return followEvents(ctx, {
    field: "refundChanged",
    type: "refund.changed",
    after,
    async isWatched(event) {
      if (ids && !ids.has(event.subjectId)) return false;
      if (statuses && !statuses.has(describe(event.payload["to"] as RefundState).status)) return false;
      return !returnIds || returnIds.has(await returnIdOf(ctx, event));
    },
    changeOf,
  });
}

const namedReturn = ({ returnId }: EventPayload): string | null => (typeof returnId === "string" ? returnId : null);

/** Events from before 2026-11-28 do not name the return, which never changes; null names that there is none. */
const returnIdOf = async (ctx: Context, { payload, subjectId }: PositionedEvent): Promise<string> =>
  ("returnId" in payload ? namedReturn(payload) : (await ctx.loaders.refund(subjectId))?.returnId) ?? "";

function changeOf({ position, subjectId, payload, at }: PositionedEvent): Change {
  return {
    cursor: cursorOf(position),
    refundId: subjectId,
    refundNo: String(payload["refundNo"]),
    returnId: namedReturn(payload),
    version: Number(payload["version"]),
    from: payload["from"] as RefundState | null,
    to: payload["to"] as RefundState,
    event: storedEventName(payload["event"] as string) as RefundEventName,
    cause: payload["cause"] as Cause,
    at,
  };
}
