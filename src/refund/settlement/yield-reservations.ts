/** Takes reservations nobody has acted on, where the money they hold is not there: the refunds are `refused`, and still owed. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { RefundState } from "../../../machines/transition.js";
import type { MinorUnits } from "../../money/minor-units.js";
import type { RefundContext } from "../context.js";
import { applyTransition, type EffectInputs } from "../record/apply-transition.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";

const YIELDING: ReadonlySet<RefundState> = new Set([
  "returnCollected",
  "refundRequested.awaitingApproval",
  "refundRequested.deferred",
]);

/** `amount` needs a place and only `room` is free. What is held by refunds people or a gateway act on is not taken. */
export async function yieldReservations(
  context: RefundContext,
  em: EntityManager,
  refunds: readonly Refund[],
  { amount, room }: { amount: MinorUnits; room: MinorUnits },
  origin: TransitionOrigin,
  inputs: Pick<EffectInputs, "neverCaptured"> = {},
): Promise<void> {
  let lacking = amount - room;
  while (lacking > 0) {
    const yielding = nextToYield(refunds, amount);
    if (!yielding) break;
    const transition = await applyTransition(context, em, yielding, { type: "OVERTAKEN" }, origin, inputs);
    assert(transition.ok, "a yielding state takes OVERTAKEN");
    lacking -= yielding.amount.total;
  }
  await em.flush();
}

/** The refund of exactly the amount, for that is most likely the one meant; otherwise the oldest. */
function nextToYield(refunds: readonly Refund[], amount: number): Refund | undefined {
  const able = refunds.filter((refund) => YIELDING.has(refund.state) && refund.holdsReservation);
  return able.find((refund) => refund.amount.total === amount) ?? able[0];
}
