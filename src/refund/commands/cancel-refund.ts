/** refundCancel and returnWithdraw: a debt that is not paid after all. */
import { LockMode } from "@mikro-orm/core";
import assert from "node:assert/strict";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { countReturned } from "../../orders/balance.js";
import { Return, ReturnLine } from "../../orders/return.entity.js";
import { fail, ok, type Outcome } from "../../problem.js";
import { Secret } from "../../secret.js";
import { causeOf, commandOnce, type RefundContext } from "../context.js";
import { storeMemo } from "../record/memo.js";
import { leaveNote } from "../record/note.js";
import { Refund, type CancelReason } from "../record/refund.entity.js";
import { lockRefundAt, updateReturnRefundStatus } from "../record/repository.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import { applyTransition } from "../record/apply-transition.js";
import { withdrawalMemoSealContext } from "../record/written-text.js";
import { takeFromQueue } from "./take-back.js";

/** Only where no money can be moving: one that is queued behind another is taken back first. Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT. */
export function cancelRefund(
  context: RefundContext,
  principal: Principal,
  { idempotencyKey, ...input }: Cancellation & { idempotencyKey: string },
): Promise<IdempotentResult<{ refundId: string }>> {
  const command = { principal, operation: "refundCancel", idempotencyKey, input };
  return commandOnce(context, command, (em) => cancelAt(context, em, principal, input));
}

interface Cancellation {
  id: string;
  expectedVersion: number;
  reason: CancelReason;
  memo: string | null;
}

/** Within the caller's transaction; the same outcomes. */
export async function cancelAt(
  context: RefundContext,
  em: EntityManager,
  principal: Principal,
  { id, expectedVersion, reason, memo }: Cancellation,
): Promise<Outcome<{ refundId: string }>> {
  const locked = await lockRefundAt(em, id, expectedVersion);
  if (!locked.ok) return locked;
  const origin = {
    cause: causeOf(principal),
    actor: principal.subject,
    at: context.clock.now(),
    reasonCode: reason,
  } as const;
  const transition = await cancel(context, em, locked.value, reason, origin);
  if (!transition.ok) return transition;
  storeMemo(context, em, locked.value, memo);
  return ok({ refundId: id });
}

/**
 * The return service takes a return back: every refund of it is cancelled as not owed, or none is, and the units may be
 * returned again. Outcomes: NOT_FOUND; REFUND_STATE_CONFLICT naming the first refund whose money may be moving or has moved.
 */
export function withdrawReturn(
  context: RefundContext,
  principal: Principal,
  input: { returnNo: string; idempotencyKey: string; memo: string | null },
): Promise<IdempotentResult<{ returnId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(context, { principal, operation: "returnWithdraw", idempotencyKey, input: rest }, async (em) => {
    const owner = await em.findOne(Return, { returnNo: input.returnNo });
    if (!owner) return fail("NOT_FOUND", { what: "return", id: input.returnNo }, ["returnNo"]);
    const origin = {
      cause: causeOf(principal),
      actor: principal.subject,
      at: context.clock.now(),
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
    // A memo stands beside a step: where none is left to make, it is a note on the youngest refund.
    const youngest = legs.at(-1);
    if (input.memo && youngest && legs.every(({ state }) => state === "cancelled")) {
      leaveNote(context, em, { refundId: youngest.id, text: input.memo, author: origin.actor, at: origin.at });
    }
    for (const refund of legs) {
      if (refund.state === "cancelled") {
        refund.cancelReason = "NOT_OWED";
        continue;
      }
      const transition = await cancel(context, em, refund, "NOT_OWED", origin);
      if (!transition.ok) return transition;
      storeMemo(context, em, refund, input.memo);
    }
    owner.withdrawnAt = origin.at;
    owner.withdrawnBy = origin.actor;
    // Beside the refunds' own: a return without any has no other row for it.
    owner.withdrawalMemoSealed = sealedMemo(context, owner.id, input.memo);
    await giveUnitsBack(em, owner.id);
    await updateReturnRefundStatus(em, owner.id, origin.at);
    return ok({ returnId: owner.id });
  });
}

const sealedMemo = ({ cipher }: RefundContext, returnId: string, memo: string | null): string | null =>
  memo ? cipher.seal(new Secret(memo), withdrawalMemoSealContext(returnId)) : null;

const lockLegs = (em: EntityManager, returnId: string): Promise<Refund[]> =>
  em.find(Refund, { returnId }, { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE });

async function cancel(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  reason: CancelReason,
  origin: TransitionOrigin,
): Promise<Outcome<unknown>> {
  await takeFromQueue(context, em, refund, origin);
  refund.cancelReason = reason;
  return applyTransition(context, em, refund, { type: "CANCEL" }, origin);
}

async function giveUnitsBack(em: EntityManager, returnId: string): Promise<void> {
  const lines = await em.find(ReturnLine, { returnId }, { orderBy: { orderLineId: "asc" } });
  for (const { orderLineId, quantity } of lines) {
    assert(await countReturned(em, orderLineId, -quantity), "units that were returned can be given back");
  }
}
