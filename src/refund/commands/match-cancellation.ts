/** refundMatchCancellation: a cancel made in the gateway's console was this refund, a person says. */
import { validate as isUuid } from "uuid";
import { OPEN_ATTEMPT_STATES } from "../../../machines/transition.js";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { minorUnits } from "../../money/minor-units.js";
import { lockGatewayRemaining } from "../../orders/balance.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { forbidEvent } from "../eligibility/rules.js";
import { BookedCancellation } from "../record/attempt.entity.js";
import { answerDoubts } from "../record/answered-alarms.js";
import { storeMemo } from "../record/memo.js";
import { lockRefundAt } from "../record/repository.js";
import { completeWith, unmatchedOf } from "../settlement/match-cancellation.js";

export interface MatchCancellation {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  /** Of the same payment, booked without an attempt of ours. */
  cancellationId: string;
  memo: string | null;
}

/**
 * Moves no money: the customer has it. The refund is completed with what of the cancel no other refund was completed with; where
 * that is less than is owed, the rest stays owed as a refund of its own. Outcomes: NOT_FOUND (also of a cancel that is not of
 * its payment, or was ours), VERSION_CONFLICT, REFUND_STATE_CONFLICT (over, or money may be moving), CANCELLATION_MATCHED.
 */
export function matchCancellation(
  context: RefundContext,
  principal: Principal,
  input: MatchCancellation,
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  const operation = "refundMatchCancellation";
  return commandOnce(context, { principal, operation, idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const { id: refundId, refundNo, state, paymentId } = refund;
    const impossible = forbidEvent(refund, { type: "GATEWAY_SUCCEEDED" });
    if (impossible) return impossible;
    // Its own attempt may move money yet, and its answer says what became of it.
    if (OPEN_ATTEMPT_STATES.has(state))
      return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "MATCH_CANCELLATION" });
    await lockGatewayRemaining(em, paymentId);
    const { cancellationId } = input;
    const cancellation = isUuid(cancellationId)
      ? await em.findOne(BookedCancellation, {
          id: cancellationId,
          paymentId,
          attemptId: null,
          transferFailed: false,
          restoredAt: null,
        })
      : null;
    if (!cancellation) return fail("NOT_FOUND", { what: "cancellation", id: cancellationId }, ["cancellationId"]);
    const unmatched = await unmatchedOf(em, cancellation);
    if (unmatched === 0) return fail("CANCELLATION_MATCHED", { cancellationId }, ["cancellationId"]);

    const amount = minorUnits(Math.min(unmatched, refund.amount.total));
    const cause = cancellation.cause === "CHARGEBACK" ? "CHARGEBACK" : "GATEWAY_CONSOLE";
    const origin = { cause, actor: principal.subject, at: context.clock.now() } as const;
    if (amount === unmatched) await answerDoubts(em, cancellation, origin);
    await completeWith(context, em, refund, { cancellation, amount }, origin, { alreadyBooked: true });
    storeMemo(context, em, refund, input.memo);
    return ok({ refundId });
  });
}
