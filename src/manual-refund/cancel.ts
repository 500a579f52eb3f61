/** manualRefundsCancel (환불접수 취소): up to 100 accepted refunds that are not paid by bank transfer after all; one answer each. */
import { describe } from "../../machines/transition.js";
import type { Principal } from "../access/principal.js";
import type { Outcome } from "../problem.js";
import { inBulk, type BulkAnswer } from "../refund/commands/bulk.js";
import { cancelAt } from "../refund/commands/cancel-refund.js";
import { commandOnce, type RefundContext } from "../refund/context.js";
import { stateConflict } from "../refund/eligibility/rules.js";
import type { CancelReason } from "../refund/record/refund.entity.js";
import { lockRefundAt } from "../refund/record/repository.js";

/**
 * Outcomes as a whole: those of `inBulk`. Per refund: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (it is not accepted
 * by hand, or no more).
 */
export function cancelManualRefunds(
  context: RefundContext,
  principal: Principal,
  input: {
    refunds: { id: string; expectedVersion: number }[];
    reason: CancelReason;
    memo: string | null;
    idempotencyKey: string;
  },
): Promise<Outcome<BulkAnswer[]>> {
  const { refunds, reason, memo, idempotencyKey } = input;
  const items = refunds.map((refund) => ({ ...refund, reason, memo }));
  const bulk = { operation: "manualRefundsCancel", idempotencyKey, field: "refunds", items };
  return inBulk(context, principal, bulk, (item, command) =>
    commandOnce(context, command, async (em) => {
      const locked = await lockRefundAt(em, item.id, item.expectedVersion);
      if (!locked.ok) return locked;
      const accepted = describe(locked.value.state).status === "ACCEPTED";
      return accepted ? cancelAt(context, em, principal, item) : stateConflict(locked.value, "CANCEL");
    }),
  );
}
