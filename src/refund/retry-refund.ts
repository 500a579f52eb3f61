/** refundRetry, and its scheduled twin: a new attempt for a refund that was refused or deferred. */
import type { Principal } from "../access/principal.js";
import { SYSTEM } from "../access/principal.js";
import { after } from "../clock.js";
import type { Answered } from "../idempotency/ledger.js";
import { ok } from "../problem.js";
import { EARLY_MS } from "../jobs/queue.js";
import { commandOnce, transact, type Desk } from "./desk.js";
import { pictureOf } from "./picture.js";
import { lockRefund, lockRefundAt } from "./repository.js";
import { needsApproval } from "./request-refunds.js";
import { forbidEvent, forbidSending } from "./rules.js";
import { takeStep } from "./take-step.js";

/** Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, NOT_CAPTURED, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED (overtaken). */
export function retryRefund(
  desk: Desk,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(desk, { principal, operation: "refundRetry", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const impossible = forbidEvent(refund, { type: "RETRY", needsApproval: false });
    if (impossible) return impossible;
    const forbidden = forbidSending(await pictureOf(desk, em, refund));
    if (forbidden) return forbidden;
    const event = { type: "RETRY", needsApproval: await needsApproval(desk, em, refund) } as const;
    // While an approval stands, whoever asked for it stays the one who may not give it.
    if (refund.approvedBy === null) refund.requestedBy = principal.subject;
    const step = await takeStep(desk, em, refund, event, {
      cause: "OPERATOR",
      actor: principal.subject,
      at: desk.clock.now(),
    });
    return step.ok ? ok({ refundId: refund.id }) : step;
  });
}

/** Job `refund.retry`: the time of a deferred refund has come. Does nothing when it is no longer deferred, or not due yet. */
export async function retryDeferred(desk: Desk, refundId: string): Promise<void> {
  await transact(desk, async (em) => {
    const locked = await lockRefund(em, refundId);
    if (!locked.ok || locked.value.state !== "refundRequested.deferred") return;
    const refund = locked.value;
    const now = desk.clock.now();
    // Put off meanwhile: another job, or the sweeper, comes at its new time.
    if (refund.deferredUntil && refund.deferredUntil > after(now, EARLY_MS)) return;
    if (forbidSending(await pictureOf(desk, em, refund))) {
      const next = after(now, desk.settings.deferPauseMs);
      refund.deferredUntil = next;
      await desk.jobs.enqueue(em, "refund.retry", { refundId }, next);
      // What stands in the way may be over without anybody having told us: a dispute, a missing capture.
      await desk.jobs.enqueue(em, "payment.look-up", { paymentId: refund.paymentId });
      return;
    }
    const event = { type: "RETRY", needsApproval: false } as const;
    await takeStep(desk, em, refund, event, { cause: "SCHEDULE", actor: SYSTEM.worker.subject, at: now });
  });
}
