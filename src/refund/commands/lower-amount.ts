/** refundAmountLower: a part of the debt was settled in another way, a person says; the refund is brought to what is left. */
import { currencyOf } from "../../orders/order.entity.js";
import { sentence } from "../../messages/sentence.js";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { splitParts } from "../../money/vat.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { amountLowerable } from "../eligibility/rules.js";
import { lowerRefund } from "../record/lower-refund.js";
import { storeMemo } from "../record/memo.js";
import { recordNote } from "../record/record-transition.js";
import { lockRefundAt } from "../record/repository.js";

export interface LowerAmount {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  /** More than nothing and less than the refund's. */
  amount: MinorUnits;
  memo: string;
}

/**
 * Moves no money. What the refund gives up of its reservation and its lines is free again, and owed no more; its history
 * keeps both amounts. Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, INVALID_INPUT (not less than it owes).
 */
export function lowerAmount(
  context: RefundContext,
  principal: Principal,
  input: LowerAmount,
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(
    context,
    { principal, operation: "refundAmountLower", idempotencyKey, input: rest },
    async (em) => {
      const locked = await lockRefundAt(em, input.id, input.expectedVersion);
      if (!locked.ok) return locked;
      const refund = locked.value;
      const { id: refundId, refundNo, state, amount } = refund;
      if (!amountLowerable({ state, amount: amount.total }))
        return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "LOWER_AMOUNT" });
      if (input.amount >= amount.total) {
        const reason = sentence("reasons.refund.amountLess", { amount: amount.total });
        return fail("INVALID_INPUT", { reason, currency: await currencyOf(em, refund.orderId) }, ["amount"]);
      }
      await lowerRefund(em, refund, splitParts(input.amount, amount));
      const origin = { cause: "OPERATOR", actor: principal.subject, at: context.clock.now() } as const;
      recordNote(em, refund, "AMOUNT_LOWERED", origin);
      storeMemo(context, em, refund, input.memo);
      return ok({ refundId });
    },
  );
}
