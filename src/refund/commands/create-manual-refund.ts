/** A refund without a return comes into being: reserved, accepted by hand, and waiting for a second person. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Payment } from "../../orders/payment.entity.js";
import { fail, type Outcome } from "../../problem.js";
import type { RefundContext } from "../context.js";
import { reasonsToApproveTransfer } from "../eligibility/approval.js";
import { cashOwed } from "../eligibility/cash-owed.js";
import { createRefund, type NewRefund } from "../record/create-refund.js";
import { dueOnFor } from "../record/due-on.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";
import type { LookBeforeTransfer } from "../settlement/look-before-transfer.js";

type NewManualRefund = Pick<
  NewRefund,
  "orderId" | "paymentId" | "amount" | "lines" | "owedSince" | "predecessorId" | "accountFor"
>;

/**
 * Always waits: nothing but one person's word stands behind it.
 * @returns REFUND_AMOUNT_EXCEEDED when there is no room for it, or the customer has all that was paid back already; the
 * caller's transaction must then be rolled back.
 */
export async function createManualRefund(
  context: RefundContext,
  em: EntityManager,
  wanted: NewManualRefund,
  looked: LookBeforeTransfer,
  origin: TransitionOrigin,
): Promise<Outcome<Refund>> {
  const requester = origin.actor;
  const created = await createRefund(
    em,
    {
      ...wanted,
      returnId: null,
      deductions: [],
      dueOn: await dueOnFor(em, wanted.owedSince, context.settings),
      creation: { kind: "MANUAL", needsApproval: true },
      requestedBy: requester,
    },
    origin,
  );
  if (!created.ok) return created;
  const refund = created.value;
  // The sums it is judged by count it, too.
  await em.flush();
  const { asked, paidByCustomer } = looked;
  refund.approvalReasons = await reasonsToApproveTransfer(context, em, refund, { requester, asked });
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  refund.payableByHand = await cashOwed(em, refund, payment, paidByCustomer);
  return refund.payableByHand > 0 ? created : fail("REFUND_AMOUNT_EXCEEDED", { refundableAmount: 0 });
}
