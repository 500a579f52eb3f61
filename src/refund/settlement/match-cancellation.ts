/** Completes a refund with a cancel that was made at the gateway without this service. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import type { RefundContext } from "../context.js";
import { applyTransition, type EffectInputs } from "../record/apply-transition.js";
import type { BookedCancellation } from "../record/attempt.entity.js";
import { CancellationMatch } from "../record/cancellation-match.entity.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";

/** The part of a cancel that no refund was completed with, and that released nothing. The payment's row must be locked. */
export async function unmatchedOf(
  em: EntityManager,
  { id, amount, released }: BookedCancellation,
): Promise<MinorUnits> {
  const matches = await em.find(CancellationMatch, { cancellationId: id });
  return minorUnits(amount.total - released.total - sum(matches.map((match) => match.amount)));
}

/** `amount`: at most the refund's. Of a smaller one the rest stays owed, as a refund of its own. */
export async function completeWith(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  { cancellation, amount }: { cancellation: BookedCancellation; amount: MinorUnits },
  origin: TransitionOrigin,
  inputs: EffectInputs = {},
): Promise<void> {
  em.persist(Object.assign(new CancellationMatch(), { refundId: refund.id, cancellationId: cancellation.id, amount }));
  refund.paidToCustomer = cancellation.amount.total === amount ? cancellation.paidToCustomer : null;
  const moved = amount === refund.amount.total ? refund.amount : splitParts(amount, refund.amount);
  const transition = await applyTransition(context, em, refund, { type: "GATEWAY_SUCCEEDED" }, origin, {
    ...inputs,
    moved,
  });
  assert(transition.ok, "asked before");
}
