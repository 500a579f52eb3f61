/** The interest of a refund, from its row, its payment and its successor. */
import assert from "node:assert/strict";
import { koreanDay } from "../../clock.js";
import { interestOf } from "../../refund/record/refund-interest.js";
import type { Context } from "../context.js";
import type { DelayInterestType } from "./delay-interest.type.js";
import type { RefundType } from "./refund.type.js";

export async function delayInterestOf(refund: RefundType, ctx: Context): Promise<DelayInterestType> {
  const [payment, successor] = await Promise.all([
    ctx.loaders.payment(refund.paymentId),
    ctx.loaders.successor(refund.id),
  ]);
  assert(payment, "a refund is of a payment");
  const { method, disputed } = payment;
  const { state, dueOn, completedAt, cancelReason, refusalCause } = refund;
  const hasSuccessor = successor !== null;
  const { amount, ...rest } = interestOf(
    {
      state,
      dueOn,
      completedAt,
      cancelReason,
      refusalCause,
      amount: refund.amount.amount,
      method,
      disputed,
      hasSuccessor,
    },
    koreanDay(ctx.refundContext.clock.now()),
  );
  return { ...rest, amount: amount === null ? null : { amount, currencyCode: refund.amount.currencyCode } };
}
