/** refundRetry, and its scheduled twin: a new attempt for a refund that was refused or deferred. */
import type { Principal } from "../../access/principal.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { ok } from "../../problem.js";
import { EARLY_MS } from "../../jobs/queue.js";
import { commandOnce, transact, type RefundContext } from "../context.js";
import { loadFacts } from "../eligibility/load-facts.js";
import { lockRefund, lockRefundAt } from "../record/repository.js";
import { reasonsToApprove } from "../eligibility/approval.js";
import { forbidEvent, forbidSending } from "../eligibility/rules.js";
import { applyTransition } from "../record/apply-transition.js";

/** Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, NOT_CAPTURED, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED (overtaken). */
export function retryRefund(
  context: RefundContext,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(context, { principal, operation: "refundRetry", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const impossible = forbidEvent(refund, { type: "RETRY", needsApproval: false });
    if (impossible) return impossible;
    const forbidden = forbidSending(await loadFacts(context, em, refund));
    if (forbidden) return forbidden;
    refund.approvalReasons = await reasonsToApprove(context, em, refund, principal.subject);
    const event = { type: "RETRY", needsApproval: refund.approvalReasons.length > 0 } as const;
    // While an approval stands, whoever asked for it stays the one who may not give it.
    if (refund.approvedBy === null) refund.requestedBy = principal.subject;
    const transition = await applyTransition(context, em, refund, event, {
      cause: "OPERATOR",
      actor: principal.subject,
      at: context.clock.now(),
    });
    return transition.ok ? ok({ refundId: refund.id }) : transition;
  });
}

/** Job `refund.retry`: the time of a deferred refund has come. Does nothing when it is no longer deferred, or not due yet. */
export async function retryDeferred(context: RefundContext, refundId: string): Promise<void> {
  await transact(context, async (em) => {
    const locked = await lockRefund(em, refundId);
    if (!locked.ok || locked.value.state !== "refundRequested.deferred") return;
    const refund = locked.value;
    const now = context.clock.now();
    // Put off meanwhile: another job, or the sweeper, comes at its new time.
    if (refund.deferredUntil && refund.deferredUntil > after(now, EARLY_MS)) return;
    if (forbidSending(await loadFacts(context, em, refund))) {
      const next = after(now, context.settings.deferPauseMs);
      refund.deferredUntil = next;
      await context.jobs.enqueue(em, "refund.retry", { refundId }, next);
      // What stands in the way may be over without anybody having told us: a dispute, a missing capture.
      await context.jobs.enqueue(em, "payment.look-up", { paymentId: refund.paymentId });
      return;
    }
    const event = { type: "RETRY", needsApproval: false } as const;
    await applyTransition(context, em, refund, event, { cause: "SCHEDULE", actor: SYSTEM.worker.subject, at: now });
  });
}
