/** Holds the open refunds of a payment on which money moved without this service, until a person has looked. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { advance, OPEN_ATTEMPT_STATES, SETTLED_STATES } from "../../../machines/transition.js";
import type { RefundContext } from "../context.js";
import { applyTransition } from "../record/apply-transition.js";
import { recordNote, type TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";

/**
 * Money moved that may have been any of the payment's open refunds: whatever had been decided about them, a second person
 * looks at them again, and whoever has read one before that is told that it has changed. Returns how many there are.
 */
export async function raiseDoubts(
  context: RefundContext,
  em: EntityManager,
  refunds: readonly Refund[],
  origin: TransitionOrigin,
): Promise<number> {
  // Those that have just been overtaken are told by an alarm of their own, and cannot act before there is room again.
  const open = refunds.filter(
    ({ state, holdsReservation }) => !SETTLED_STATES.has(state) && !OPEN_ATTEMPT_STATES.has(state) && holdsReservation,
  );
  for (const refund of open) await raiseDoubt(context, em, refund, origin);
  return open.length;
}

async function raiseDoubt(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  origin: TransitionOrigin,
): Promise<void> {
  refund.approvedBy = null;
  const waits = advance(refund.state, { type: "DOUBT_RAISED" }) || refund.state.endsWith(".awaitingApproval");
  if (waits) refund.approvalReasons = [...new Set([...refund.approvalReasons, "MONEY_MAY_HAVE_MOVED" as const])];
  if (!advance(refund.state, { type: "DOUBT_RAISED" })) {
    recordNote(em, refund, "MONEY_MAY_HAVE_MOVED", origin);
    return;
  }
  refund.deferredUntil = null;
  const transition = await applyTransition(context, em, refund, { type: "DOUBT_RAISED" }, origin);
  assert(transition.ok, "asked before");
}
