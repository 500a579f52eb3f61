/** refundReversalRecord (반송): the customer's bank sent a refund back; the debt lives on in a manual successor. */
import type { Principal } from "../access/principal.js";
import type { Answered } from "../idempotency/ledger.js";
import { fail, ok } from "../problem.js";
import { GatewayAttempt, GatewayEffectRow } from "./attempt.entity.js";
import { commandOnce, type Desk } from "./desk.js";
import { keepMemo } from "./memo.js";
import { Refund } from "./refund.entity.js";
import { lockRefundAt } from "./repository.js";
import { forbidEvent } from "./rules.js";
import { takeStep } from "./take-step.js";

/**
 * The success stays in the history, the balance gets room again, and a manual refund of the same amount is born with a
 * reservation, all in one transaction. Outcomes: the successor; NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not
 * completed), REFUND_ALREADY_REVERSED, POINTS_NEVER_CASH, INVALID_INPUT (the gateway had moved another amount).
 */
export function recordReversal(
  desk: Desk,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string; memo: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  return commandOnce(desk, { principal, operation: "refundReversalRecord", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const impossible = forbidEvent(refund, { type: "REVERSED" });
    if (impossible) return impossible;
    const known = await em.findOne(Refund, { predecessorId: refund.id });
    if (known) return fail("REFUND_ALREADY_REVERSED", { successorId: known.id, successorNo: known.refundNo });

    const attempts = await em.find(GatewayAttempt, { refundId: refund.id });
    if (attempts.some((attempt) => attempt.gateway === "MERCHANT_LEDGER")) return fail("POINTS_NEVER_CASH");
    const effects = await em.find(GatewayEffectRow, { attemptId: { $in: attempts.map((attempt) => attempt.id) } });
    const other = effects.find((effect) => effect.amount.total !== refund.amount.total);
    if (other) {
      const reason = `the gateway had moved ${other.amount.total}, not ${refund.amount.total}: withdraw the difference first`;
      return fail("INVALID_INPUT", { reason }, ["id"]);
    }

    const story = { cause: "OPERATOR", actor: principal.subject, at: desk.clock.now() } as const;
    const step = await takeStep(desk, em, refund, { type: "REVERSED" }, story);
    if (!step.ok) return step;
    keepMemo(desk, em, refund, input.memo);
    const successor = await em.findOneOrFail(Refund, { predecessorId: refund.id });
    successor.requestedBy = principal.subject;
    return ok({ refundId: successor.id });
  });
}
