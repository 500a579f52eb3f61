/** refundReopen (환불 재등록): a debt that was cancelled is owed after all. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { fitToRoom } from "../../orders/balance.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Return } from "../../orders/return.entity.js";
import { fail, inCurrency, ok, type Failure, type Outcome } from "../../problem.js";
import { causeOf, commandOnce, type RefundContext } from "../context.js";
import { accountOf } from "../record/account.js";
import { createRefund } from "../record/create-refund.js";
import { dueOnFor } from "../record/due-on.js";
import { Refund, RefundDeduction } from "../record/refund.entity.js";
import { linesOf, lockRefundAt, updateReturnRefundStatus } from "../record/repository.js";
import { createManualRefund } from "./create-manual-refund.js";

/**
 * Bears a successor for a refund that was cancelled by mistake: same payment, amount and lines, reserved anew. Where no return
 * stands behind it, it is accepted by hand again, and a second person decides anew.
 * Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not cancelled, or its return
 * was withdrawn), REFUND_ALREADY_REOPENED, REFUND_AMOUNT_EXCEEDED.
 */
export function reopenRefund(
  context: RefundContext,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(context, { principal, operation: "refundReopen", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const cancelled = locked.value;
    const impossible = await forbidReopening(em, cancelled);
    if (impossible) return impossible;
    const created = await createSuccessorOf(context, em, cancelled, principal);
    if (!created.ok) return inCurrency(created, await currencyOf(em, cancelled.orderId));
    return ok({ refundId: created.value.id });
  });
}

async function forbidReopening(em: EntityManager, cancelled: Refund): Promise<Failure | null> {
  const { id: refundId, refundNo, state, returnId } = cancelled;
  const conflict = (now: string) => fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state: now, event: "REOPEN" });
  if (state !== "cancelled") return conflict(state);
  const owner = returnId === null ? null : await em.findOneOrFail(Return, returnId);
  if (owner?.withdrawnAt) return conflict("WITHDRAWN");
  const successor = await em.findOne(Refund, { predecessorId: refundId });
  return successor && fail("REFUND_ALREADY_REOPENED", { successorId: successor.id, successorNo: successor.refundNo });
}

async function createSuccessorOf(
  context: RefundContext,
  em: EntityManager,
  cancelled: Refund,
  principal: Principal,
): Promise<Outcome<Refund>> {
  const origin = { cause: causeOf(principal), actor: principal.subject, at: context.clock.now() };
  const { id: predecessorId, orderId, returnId, paymentId, owedSince } = cancelled;
  const debt = {
    orderId,
    paymentId,
    amount: await fitToRoom(em, paymentId, cancelled.amount),
    lines: await linesOf(em, predecessorId),
    owedSince,
    predecessorId,
    accountFor: accountOf(context, cancelled),
  };
  // The gateway is asked before anything is transferred.
  const unasked = { asked: false, paidByCustomer: null };
  if (returnId === null) return createManualRefund(context, em, debt, unasked, origin);
  const deductions = await em.find(RefundDeduction, { refundId: predecessorId });
  const dueOn = await dueOnFor(em, owedSince, context.settings);
  const created = await createRefund(em, { ...debt, returnId, deductions, dueOn }, origin);
  if (created.ok) await updateReturnRefundStatus(em, returnId, origin.at);
  return created;
}
