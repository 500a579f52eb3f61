/** refundTakeBack: a request that waits behind the payment's open attempt is taken back; nothing of it was sent. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { applyTransition } from "../record/apply-transition.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";
import { lockRefundAt } from "../record/repository.js";

/** The refund is owed as before and can be requested anew. Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not queued). */
export function takeBackRefund(
  context: RefundContext,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(context, { principal, operation: "refundTakeBack", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const origin = { cause: "OPERATOR", actor: principal.subject, at: context.clock.now() } as const;
    if (await takeFromQueue(context, em, refund, origin)) return ok({ refundId: refund.id });
    const { id: refundId, refundNo, state } = refund;
    return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "TAKE_BACK" });
  });
}

/** True when the locked refund's attempt was queued: it is dropped now, and the refund is collected again. */
export async function takeFromQueue(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  origin: TransitionOrigin,
): Promise<boolean> {
  if (refund.state !== "refundRequested.submitting") return false;
  // An attempt is promoted under its payment's lock: after it, either it is still queued or it may be on its way.
  await em.findOneOrFail(Payment, refund.paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const attempt = await em.findOne(
    GatewayAttempt,
    { refundId: refund.id, status: "QUEUED" },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (!attempt) return false;
  refund.requestedBy = null;
  refund.approvedBy = null;
  const transition = await applyTransition(context, em, refund, { type: "TAKEN_BACK" }, origin, {
    attempt,
    result: { status: "DROPPED" },
  });
  return transition.ok;
}
