/** refundCancel, refundReopen and returnWithdraw: a debt that is not paid after all, or that is owed again. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import type { Answered } from "../idempotency/ledger.js";
import { fitToRoom } from "../orders/balance.js";
import { Return, ReturnLine } from "../orders/return.entity.js";
import { fail, ok, type Outcome } from "../problem.js";
import { accountOf } from "./transfer/account.js";
import { bearRefund } from "./birth.js";
import { commandOnce, type Desk } from "./desk.js";
import { keepMemo } from "./history/memo.js";
import { Refund, RefundDeduction, type CancelReason } from "./refund.entity.js";
import { linesOf, lockRefundAt, updateReturnLife } from "./repository.js";
import type { Story } from "./record-step.js";
import { takeStep } from "./take-step.js";

const causeOf = (principal: Principal) => (principal.kind === "SERVICE" ? "SERVICE" : "OPERATOR");

/** Only where no money can be moving. Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT. */
export function cancelRefund(
  desk: Desk,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string; reason: CancelReason; memo: string | null },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(desk, { principal, operation: "refundCancel", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const story = {
      cause: causeOf(principal),
      actor: principal.subject,
      at: desk.clock.now(),
      reasonCode: input.reason,
    } as const;
    const step = await cancel(desk, em, locked.value, input.reason, story);
    if (!step.ok) return step;
    keepMemo(desk, em, locked.value, input.memo);
    return ok({ refundId: locked.value.id });
  });
}

/**
 * Bears a successor for a refund that was cancelled by mistake: same payment, amount and lines, reserved anew.
 * Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not cancelled, or its return
 * was withdrawn), REFUND_ALREADY_REOPENED, REFUND_AMOUNT_EXCEEDED.
 */
export function reopenRefund(
  desk: Desk,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(desk, { principal, operation: "refundReopen", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const cancelled = locked.value;
    if (cancelled.state !== "cancelled") {
      return fail("REFUND_STATE_CONFLICT", {
        refundId: cancelled.id,
        refundNo: cancelled.refundNo,
        state: cancelled.state,
        event: "REOPEN",
      });
    }
    const owner = await em.findOneOrFail(Return, cancelled.returnId);
    if (owner.withdrawnAt) {
      return fail("REFUND_STATE_CONFLICT", {
        refundId: cancelled.id,
        refundNo: cancelled.refundNo,
        state: "WITHDRAWN",
        event: "REOPEN",
      });
    }
    const successor = await em.findOne(Refund, { predecessorId: cancelled.id });
    if (successor)
      return fail("REFUND_ALREADY_REOPENED", { successorId: successor.id, successorNo: successor.refundNo });
    const at = desk.clock.now();
    const deductions = await em.find(RefundDeduction, { refundId: cancelled.id });
    const { orderId, returnId, paymentId, amount, dueOn } = cancelled;
    const born = await bearRefund(
      em,
      {
        orderId,
        returnId,
        paymentId,
        amount: await fitToRoom(em, paymentId, amount),
        lines: await linesOf(em, cancelled.id),
        deductions,
        dueOn,
        predecessorId: cancelled.id,
        accountFor: accountOf(desk, cancelled),
      },
      { cause: causeOf(principal), actor: principal.subject, at },
    );
    if (!born.ok) return born;
    await updateReturnLife(em, returnId, at);
    return ok({ refundId: born.value.id });
  });
}

/**
 * The return service takes a return back: every refund of it is cancelled as not owed, or none is, and the units may be
 * returned again. Outcomes: NOT_FOUND; REFUND_STATE_CONFLICT naming the first refund whose money may be moving or has moved.
 */
export function withdrawReturn(
  desk: Desk,
  principal: Principal,
  input: { returnNo: string; idempotencyKey: string; memo: string | null },
): Promise<Answered<{ returnId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(desk, { principal, operation: "returnWithdraw", idempotencyKey, input: rest }, async (em) => {
    const owner = await em.findOne(Return, { returnNo: input.returnNo });
    if (!owner) return fail("NOT_FOUND", { what: "return", id: input.returnNo }, ["returnNo"]);
    const story = {
      cause: causeOf(principal),
      actor: principal.subject,
      at: desk.clock.now(),
      reasonCode: "RETURN_WITHDRAWN",
    } as const;
    await lockLegs(em, owner.id);
    // After its refunds, as everywhere: refund, payment, lines, return. The payments all at once, in id order: taken leg by
    // leg, the second would be asked for while the first one's lines are held.
    await em.execute(
      `select 1 from payment where id in (select payment_id from refund where return_id = ?) order by id for no key update`,
      [owner.id],
    );
    await em.refresh(owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (owner.withdrawnAt) return ok({ returnId: owner.id });
    // Read again: a re-opening may have committed a leg while its predecessor was waited for. None can follow now.
    const legs = await lockLegs(em, owner.id);
    if (legs.length === 0) {
      return fail("REFUND_STATE_CONFLICT", { returnId: owner.id, state: owner.life, event: "WITHDRAW" });
    }
    for (const refund of legs) {
      if (refund.state === "cancelled") {
        refund.cancelReason = "NOT_OWED";
        continue;
      }
      const step = await cancel(desk, em, refund, "NOT_OWED", story);
      if (!step.ok) return step;
      keepMemo(desk, em, refund, input.memo);
    }
    owner.withdrawnAt = story.at;
    await giveUnitsBack(em, owner.id);
    await updateReturnLife(em, owner.id, story.at);
    return ok({ returnId: owner.id });
  });
}

const lockLegs = (em: EntityManager, returnId: string): Promise<Refund[]> =>
  em.find(Refund, { returnId }, { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE });

async function cancel(
  desk: Desk,
  em: EntityManager,
  refund: Refund,
  reason: CancelReason,
  story: Story,
): Promise<Outcome<unknown>> {
  refund.cancelReason = reason;
  return takeStep(desk, em, refund, { type: "CANCEL" }, story);
}

async function giveUnitsBack(em: EntityManager, returnId: string): Promise<void> {
  const lines = await em.find(ReturnLine, { returnId }, { orderBy: { orderLineId: "asc" } });
  for (const { orderLineId, quantity } of lines) {
    await em.execute(`update order_line set returned_quantity = returned_quantity - ? where id = ?`, [
      quantity,
      orderLineId,
    ]);
  }
}
