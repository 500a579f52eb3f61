/** refundsRequest (원결제 환불완료 처리): an operator asks for up to 100 refunds on their original payments; one answer each. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { currencyOf } from "../../orders/order.entity.js";
import { fail, ok, type Outcome } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { inBulk, type BulkAnswer } from "./bulk.js";
import { loadFacts, refundableFor } from "../eligibility/load-facts.js";
import { lockRefundAt } from "../record/repository.js";
import { reasonsToApprove } from "../eligibility/approval.js";
import { forbidEvent, forbidSending } from "../eligibility/rules.js";
import { applyTransition } from "../record/apply-transition.js";

export interface WantedRefund {
  id: string;
  expectedVersion: number;
  /** The amount the page showed as refundable for this refund, its own reservation included. */
  expectedRefundableAmount: MinorUnits;
}

/**
 * Outcomes as a whole: those of `inBulk`. Per refund: NOT_FOUND, VERSION_CONFLICT,
 * REFUND_STATE_CONFLICT, REFUNDABLE_AMOUNT_CHANGED, NOT_CAPTURED, PAYMENT_DISPUTED.
 */
export async function requestRefunds(
  context: RefundContext,
  principal: Principal,
  input: { refunds: WantedRefund[]; idempotencyKey: string },
): Promise<Outcome<BulkAnswer[]>> {
  const { refunds: items, idempotencyKey } = input;
  const bulk = { operation: "refundsRequest", idempotencyKey, field: "refunds", items };
  return inBulk(context, principal, bulk, (wanted, command) =>
    commandOnce(context, command, (em) => requestOne(context, em, principal, wanted)),
  );
}

async function requestOne(
  context: RefundContext,
  em: EntityManager,
  principal: Principal,
  wanted: WantedRefund,
): Promise<Outcome<{ refundId: string }>> {
  const locked = await lockRefundAt(em, wanted.id, wanted.expectedVersion);
  if (!locked.ok) return locked;
  const refund = locked.value;
  const impossible = forbidEvent(refund, { type: "REQUEST", needsApproval: false });
  if (impossible) return impossible;
  const refundable = await refundableFor(em, refund);
  if (refundable !== wanted.expectedRefundableAmount) {
    const now = { refundableAmount: refundable, currency: await currencyOf(em, refund.orderId) };
    return fail("REFUNDABLE_AMOUNT_CHANGED", { refundId: refund.id, ...now }, ["expectedRefundableAmount"]);
  }
  const forbidden = forbidSending(await loadFacts(context, em, refund));
  if (forbidden) return forbidden;

  refund.requestedBy = principal.subject;
  refund.approvedBy = null;
  refund.approvalReasons = await reasonsToApprove(context, em, refund, principal.subject);
  const event = { type: "REQUEST", needsApproval: refund.approvalReasons.length > 0 } as const;
  const transition = await applyTransition(context, em, refund, event, {
    cause: "OPERATOR",
    actor: principal.subject,
    at: context.clock.now(),
  });
  return transition.ok ? ok({ refundId: refund.id }) : transition;
}
