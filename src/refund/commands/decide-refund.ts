/** refundApprove and refundDecline: the second pair of eyes on a refund above the limit. */
import { sentence } from "../../messages/sentence.js";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { fingerprintsOf, openAccount } from "../record/account.js";
import { storeMemo } from "../record/memo.js";
import type { CancelReason } from "../record/refund.entity.js";
import { loadFacts } from "../eligibility/load-facts.js";
import { lockRefundAt } from "../record/repository.js";
import { forbidEvent, forbidSending, isOwnDoing } from "../eligibility/rules.js";
import { applyTransition } from "../record/apply-transition.js";

export interface Decision {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  memo: string | null;
}

/** Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, SAME_PERSON, NOT_CAPTURED, PAYMENT_DISPUTED. */
export function approveRefund(
  context: RefundContext,
  principal: Principal,
  decision: Decision,
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...input } = decision;
  return commandOnce(context, { principal, operation: "refundApprove", idempotencyKey, input }, async (em) => {
    const locked = await lockRefundAt(em, decision.id, decision.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const impossible = forbidEvent(refund, { type: "APPROVE" });
    if (impossible) return impossible;
    if (isOwnDoing(refund, principal.subject)) return fail("SAME_PERSON", { refundId: refund.id });
    const forbidden = forbidSending(await loadFacts(context, em, refund));
    if (forbidden) return forbidden;
    refund.approvedBy = principal.subject;
    refund.approvalReasons = [];
    const account = openAccount(context.cipher, refund);
    const transition = await applyTransition(
      context,
      em,
      refund,
      { type: "APPROVE" },
      {
        cause: "OPERATOR",
        actor: principal.subject,
        at: context.clock.now(),
        accountFingerprint: account && fingerprintsOf(context.cipher, account)[0],
      },
    );
    if (!transition.ok) return transition;
    storeMemo(context, em, refund, decision.memo);
    return ok({ refundId: refund.id });
  });
}

/**
 * Declining one's own request is taking it back. A manual refund is cancelled by it, and still owed unless `cancelReason`
 * says otherwise. Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, INVALID_INPUT (a `cancelReason` for a refund
 * that is not cancelled by a decline).
 */
export function declineRefund(
  context: RefundContext,
  principal: Principal,
  decision: Decision & { reasonCode: string; cancelReason: CancelReason | null },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...input } = decision;
  return commandOnce(context, { principal, operation: "refundDecline", idempotencyKey, input }, async (em) => {
    const locked = await lockRefundAt(em, decision.id, decision.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const origin = {
      cause: "OPERATOR",
      actor: principal.subject,
      at: context.clock.now(),
      reasonCode: decision.reasonCode,
    } as const;
    const ends = refund.state === "accepted.awaitingApproval";
    if (decision.cancelReason && !ends) {
      const reason = sentence("reasons.refund.noCancelReason");
      return fail("INVALID_INPUT", { reason }, ["cancelReason"]);
    }
    if (ends) refund.cancelReason = decision.cancelReason ?? "REOPEN_LATER";
    const transition = await applyTransition(context, em, refund, { type: "DECLINE" }, origin);
    if (!transition.ok) return transition;
    refund.requestedBy = null;
    refund.approvedBy = null;
    refund.approvalReasons = [];
    storeMemo(context, em, refund, decision.memo);
    return ok({ refundId: refund.id });
  });
}
