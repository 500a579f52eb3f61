/** The stream behind `returnChanged`: the life of the returns one follows, 반품완료 above all. */
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import type { PositionedEvent } from "../../events/stream.js";
import type { ReturnRefundStatus } from "../../orders/return.entity.js";
import type { Context } from "../context.js";
import { cursorOf, followEvents, watchedIds } from "../event-stream.js";

/** Returns to follow; null or left out: all. */
export interface WatchedReturns {
  ids?: readonly string[] | null;
  refundStatuses?: readonly ReturnRefundStatus[] | null;
}

export interface ReturnStep {
  cursor: string;
  returnId: string;
  returnNo: string;
  from: ReturnRefundStatus | null;
  to: ReturnRefundStatus;
  refunded: MinorUnits | null;
  open: MinorUnits | null;
  notOwed: MinorUnits | null;
  at: Date;
}

/** @throws BAD_USER_INPUT for a malformed cursor or id, and for a cursor this stream has not come to yet. */
export async function followReturns(
  ctx: Context,
  where: WatchedReturns,
  after: string | null,
): Promise<AsyncIterableIterator<ReturnStep>> {
  const ids = watchedIds(where.ids, "ids");
  const statuses = where.refundStatuses ? new Set(where.refundStatuses) : null;
  return followEvents(ctx, {
    field: "returnChanged",
    type: "return.changed",
    after,
    isWatched: ({ subjectId, payload }) =>
      (!ids || ids.has(subjectId)) && (!statuses || statuses.has(payload["to"] as ReturnRefundStatus)),
    changeOf: stepOf,
  });
}

function stepOf({ position, subjectId, payload, at }: PositionedEvent): ReturnStep {
  // Events from before 2026-11-29 carry no sums.
  const amount = (name: string) => (typeof payload[name] === "number" ? minorUnits(payload[name]) : null);
  return {
    cursor: cursorOf(position),
    returnId: subjectId,
    returnNo: String(payload["returnNo"]),
    from: payload["from"] as ReturnRefundStatus | null,
    to: payload["to"] as ReturnRefundStatus,
    refunded: amount("refunded"),
    open: amount("open"),
    notOwed: amount("notOwed"),
    at,
  };
}
