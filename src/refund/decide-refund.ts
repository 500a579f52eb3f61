/** refundApprove and refundDecline: the second pair of eyes on a refund above the limit. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import type { Answered } from "../idempotency/ledger.js";
import { fail, ok } from "../problem.js";
import { commandOnce, type Desk } from "./desk.js";
import { RefundHistory } from "./history/history.entity.js";
import { keepMemo } from "./history/memo.js";
import { pictureOf } from "./picture.js";
import type { Refund } from "./refund.entity.js";
import { lockRefundAt } from "./repository.js";
import { forbidEvent, forbidSending } from "./rules.js";
import { takeStep } from "./take-step.js";

export interface Decision {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  memo: string | null;
}

/** Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, SAME_PERSON, NOT_CAPTURED, PAYMENT_DISPUTED. */
export function approveRefund(
  desk: Desk,
  principal: Principal,
  decision: Decision,
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...input } = decision;
  return commandOnce(desk, { principal, operation: "refundApprove", idempotencyKey, input }, async (em) => {
    const locked = await lockRefundAt(em, decision.id, decision.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const impossible = forbidEvent(refund, { type: "APPROVE" });
    if (impossible) return impossible;
    if (await isOwnDoing(em, refund, principal.subject)) return fail("SAME_PERSON", { refundId: refund.id });
    const forbidden = forbidSending(await pictureOf(desk, em, refund));
    if (forbidden) return forbidden;
    refund.approvedBy = principal.subject;
    const step = await takeStep(
      desk,
      em,
      refund,
      { type: "APPROVE" },
      { cause: "OPERATOR", actor: principal.subject, at: desk.clock.now() },
    );
    if (!step.ok) return step;
    keepMemo(desk, em, refund, decision.memo);
    return ok({ refundId: refund.id });
  });
}

/** Whoever asked for the money, or named the account it goes to, may not be the one who agrees. */
async function isOwnDoing(em: EntityManager, refund: Refund, subject: string): Promise<boolean> {
  if (refund.requestedBy === subject) return true;
  const [named] = await em.find(
    RefundHistory,
    { refundId: refund.id, event: "ACCOUNT_CHANGED" },
    { orderBy: { sequence: "desc" }, limit: 1 },
  );
  return named?.actor === subject;
}

/** Declining one's own request is taking it back. Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT. */
export function declineRefund(
  desk: Desk,
  principal: Principal,
  decision: Decision & { reasonCode: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...input } = decision;
  return commandOnce(desk, { principal, operation: "refundDecline", idempotencyKey, input }, async (em) => {
    const locked = await lockRefundAt(em, decision.id, decision.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const story = {
      cause: "OPERATOR",
      actor: principal.subject,
      at: desk.clock.now(),
      reasonCode: decision.reasonCode,
    } as const;
    const step = await takeStep(desk, em, refund, { type: "DECLINE" }, story);
    if (!step.ok) return step;
    refund.requestedBy = null;
    refund.approvedBy = null;
    keepMemo(desk, em, refund, decision.memo);
    return ok({ refundId: refund.id });
  });
}
