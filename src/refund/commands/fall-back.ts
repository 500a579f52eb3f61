/** refundFallBackToManual: a gateway refund becomes a bank transfer (수기 환불), after a fresh look at the gateway. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { validate as isUuid } from "uuid";
import { advance } from "../../../machines/transition.js";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { Payment } from "../../orders/payment.entity.js";
import { lookBeforeTransfer, type LookBeforeTransfer } from "../settlement/look-before-transfer.js";
import { fail, ok, type Failure } from "../../problem.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { cashOwed } from "../eligibility/cash-owed.js";
import { commandOnce, type RefundContext } from "../context.js";
import { joinedMemo, storeMemo } from "../record/memo.js";
import { Refund } from "../record/refund.entity.js";
import { lockRefundAt } from "../record/repository.js";
import { reasonsToApproveTransfer } from "../eligibility/approval.js";
import { forbidEvent } from "../eligibility/rules.js";
import { applyTransition } from "../record/apply-transition.js";
import { takeFromQueue } from "./take-back.js";

export interface FallBack {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  memo: string | null;
  /** Why it may be accepted although the gateway cannot be asked just now: then a second person decides. Stored with the memo. */
  withoutLookUpBecause?: string | null;
}

/**
 * The gateway is asked first, outside the transaction, whether anything was ever sent or not: somebody may have cancelled in
 * its console. A success that shows up completes the refund instead (then the version has moved on). Without a definite
 * refusal or a blocking rule behind it, and whenever the account is in doubt, it waits for a second person.
 *
 * Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (money may be moving), GATEWAY_UNREACHABLE (nothing changed),
 * EVIDENCE_DISAGREES (the gateway still works on it, or shows a cancel nobody can place), POINTS_NEVER_CASH,
 * REFUND_ACCOUNT_MISSING, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.
 */
export async function fallBackToManual(
  context: RefundContext,
  principal: Principal,
  input: FallBack,
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, withoutLookUpBecause = null, ...rest } = input;
  const looked = await lookUpFirst(context, input.id);
  // Named only where it is given: keys kept by older releases know their input without it.
  const asInput = { ...rest, ...(withoutLookUpBecause !== null && { withoutLookUpBecause }) };
  return commandOnce(
    context,
    { principal, operation: "refundFallBackToManual", idempotencyKey, input: asInput },
    async (em) => {
      const locked = await lockRefundAt(em, input.id, input.expectedVersion);
      if (!locked.ok) return locked;
      const refund = locked.value;
      const origin = { cause: "OPERATOR", actor: principal.subject, at: context.clock.now() } as const;
      await takeFromQueue(context, em, refund, origin);
      const impossible = forbidEvent(refund, { type: "ACCEPT_MANUALLY", needsApproval: false });
      if (impossible) return impossible;
      const payment = await em.findOneOrFail(Payment, refund.paymentId);
      if (payment.gateway === "MERCHANT_LEDGER") return fail("POINTS_NEVER_CASH");
      if ("problem" in looked) return looked;
      const forbidden = forbidTransfer(refund, payment);
      if (forbidden) return forbidden;
      if (!looked.asked && withoutLookUpBecause === null) return fail("GATEWAY_UNREACHABLE");

      const requester = principal.subject;
      refund.approvalReasons = await reasonsToApproveTransfer(context, em, refund, { requester, asked: looked.asked });
      refund.requestedBy = requester;
      refund.approvedBy = null;
      refund.deferredUntil = null;
      refund.payableByHand = await cashOwed(em, refund, payment, looked.paidByCustomer);
      const event = { type: "ACCEPT_MANUALLY", needsApproval: refund.approvalReasons.length > 0 } as const;
      const transition = await applyTransition(context, em, refund, event, origin);
      if (!transition.ok) return transition;
      storeMemo(context, em, refund, joinedMemo(withoutLookUpBecause, input.memo));
      return ok({ refundId: refund.id });
    },
  );
}

const NOT_ASKED: LookBeforeTransfer = { asked: false, paidByCustomer: null };

async function lookUpFirst(context: RefundContext, refundId: string): Promise<LookBeforeTransfer | Failure> {
  const em = context.root.fork();
  const refund = isUuid(refundId) ? await em.findOne(Refund, refundId) : null;
  return refund && (await isAcceptable(em, refund)) ? lookBeforeTransfer(context, refund) : NOT_ASKED;
}

/** True where a bank transfer may be accepted by the machine; one that is queued behind another is taken back first. */
async function isAcceptable(em: EntityManager, { id: refundId, state }: Refund): Promise<boolean> {
  if (advance(state, { type: "ACCEPT_MANUALLY", needsApproval: false })) return true;
  return (await em.count(GatewayAttempt, { refundId, status: "QUEUED" })) > 0;
}

function forbidTransfer(refund: Refund, payment: Payment): Failure | null {
  if (payment.disputed) return fail("PAYMENT_DISPUTED");
  return refund.accountBankCode === null ? fail("REFUND_ACCOUNT_MISSING") : null;
}
