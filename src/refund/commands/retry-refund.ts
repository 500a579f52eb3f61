/** refundRetry, and its scheduled twin: a new attempt for a refund that was refused or deferred. */
import type { Principal } from "../../access/principal.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import { refusalCauseOf } from "../../gateway-rules/objection.js";
import { ok, type Failure } from "../../problem.js";
import { raiseAlarm } from "../record/alarm.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import type { Refund } from "../record/refund.entity.js";
import { ownFinding } from "../settlement/finding.js";
import { writeAnswer } from "../settlement/settle-attempt.js";
import { EARLY_MS } from "../../jobs/queue.js";
import { commandOnce, transact, type RefundContext } from "../context.js";
import { loadFacts } from "../eligibility/load-facts.js";
import { Payment } from "../../orders/payment.entity.js";
import { circuitOpenUntil } from "../settlement/circuit.js";
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
    const { gateway } = await em.findOneOrFail(Payment, refund.paymentId);
    // Its gateway does not answer: it is woken when it does, and nothing is written before.
    if (await circuitOpenUntil(em, { gateway, refundId })) return;
    const forbidden = forbidSending(await loadFacts(context, em, refund));
    const origin = { cause: "SCHEDULE", actor: SYSTEM.worker.subject, at: now } as const;
    if (forbidden && mayEndByItself(context, refund, forbidden)) {
      const next = after(now, context.settings.deferPauseMs);
      refund.deferredUntil = next;
      await context.jobs.enqueue(em, "refund.retry", { refundId }, next);
      // What stands in the way may be over without anybody having told us: a dispute, a missing capture.
      await context.jobs.enqueue(em, "payment.look-up", { gateway, paymentId: refund.paymentId });
      return;
    }
    const transition = await applyTransition(context, em, refund, { type: "RETRY", needsApproval: false }, origin);
    if (transition.ok && forbidden) await refuseUnsent(context, em, refund, forbidden);
  });
}

/** Blocks that end without anybody here: waited for, without a step, until patience has run out. */
const END_BY_THEMSELVES: ReadonlySet<string> = new Set(["PAYMENT_DISPUTED", "NOT_CAPTURED"]);

const mayEndByItself = ({ settings, clock }: RefundContext, { changedAt }: Refund, { problem }: Failure): boolean =>
  END_BY_THEMSELVES.has(problem.code) && changedAt > after(clock.now(), -settings.deferPatienceMs);

/** A block of now is one of the next time as well: the new attempt ends before it is sent, with the block as its cause, and an alarm is raised. */
async function refuseUnsent(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  { problem: { code } }: Failure,
): Promise<void> {
  await em.flush();
  const attempt = await em.findOneOrFail(GatewayAttempt, { refundId: refund.id }, { orderBy: { sequence: "desc" } });
  const cause = refusalCauseOf(code);
  const because = ownFinding("FORBIDDEN_BY_RULE", `a rule forbids it now (${code}); nothing was sent`);
  raiseAlarm(context, em, "TRIES_EXHAUSTED", { refund, at: context.clock.now(), detail: { cause, code, tries: 0 } });
  const verdict = { kind: "REFUSED", cause, ...because } as const;
  await writeAnswer(context, em, refund, attempt, { verdict, exchange: null, cause: "SCHEDULE" });
}
