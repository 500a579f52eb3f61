/** refundReversalRecord (반송): the customer's bank sent a refund back; the debt lives on in a manual successor. */
import type { Principal } from "../../access/principal.js";
import type { Answered } from "../../idempotency/ledger.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, ok } from "../../problem.js";
import { GatewayAttempt, GatewayEffectRow } from "../attempt/attempt.entity.js";
import { cashOwed } from "./cash-owed.js";
import { commandOnce, type Desk } from "../desk.js";
import { keepMemo } from "../history/memo.js";
import { Refund } from "../refund.entity.js";
import { lockRefundAt } from "../repository.js";
import { forbidEvent } from "../rules.js";
import { takeStep } from "../take-step.js";

/**
 * The success stays in the history, the balance gets room again, and a manual refund of the same amount is born with a
 * reservation, all in one transaction. Outcomes: the successor; NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not
 * completed), REFUND_ALREADY_REVERSED, POINTS_NEVER_CASH, INVALID_INPUT (the gateway had moved another amount),
 * GATEWAY_UNREACHABLE (only it knows what the customer had paid), REFUND_AMOUNT_EXCEEDED (more had gone back than was paid).
 */
export async function recordReversal(
  desk: Desk,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string; memo: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  // Asked before the transaction: none is ever open during a call.
  const asked = await paidAtGateway(desk, input.id);
  return commandOnce(
    desk,
    { principal, operation: "refundReversalRecord", idempotencyKey, input: rest },
    async (em) => {
      const locked = await lockRefundAt(em, input.id, input.expectedVersion);
      if (!locked.ok) return locked;
      const refund = locked.value;
      const impossible = forbidEvent(refund, { type: "REVERSED" });
      if (impossible) return impossible;
      const successorOfIt = await em.findOne(Refund, { predecessorId: refund.id });
      if (successorOfIt) {
        const { id: successorId, refundNo: successorNo } = successorOfIt;
        return fail("REFUND_ALREADY_REVERSED", { successorId, successorNo });
      }

      const attempts = await em.find(GatewayAttempt, { refundId: refund.id });
      if (attempts.some((attempt) => attempt.gateway === "MERCHANT_LEDGER")) return fail("POINTS_NEVER_CASH");
      const effects = await em.find(GatewayEffectRow, { attemptId: { $in: attempts.map((attempt) => attempt.id) } });
      const other = effects.find((effect) => effect.amount.total !== refund.amount.total);
      if (other) {
        const reason = `the gateway had moved ${other.amount.total}, not ${refund.amount.total}: withdraw the difference first`;
        return fail("INVALID_INPUT", { reason }, ["id"]);
      }

      const story = { cause: "OPERATOR", actor: principal.subject, at: desk.clock.now() } as const;
      const known = refund.payableByHand ?? refund.paidToCustomer;
      if (known === null && asked === "UNREACHABLE") return fail("GATEWAY_UNREACHABLE");
      const paid = asked === "UNREACHABLE" ? null : asked;
      const payment = await em.findOneOrFail(Payment, refund.paymentId);
      const means = { payableByHand: known === null ? await cashOwed(em, refund, payment, paid) : minorUnits(known) };
      const step = await takeStep(desk, em, refund, { type: "REVERSED" }, story, means);
      if (!step.ok) return step;
      keepMemo(desk, em, refund, input.memo);
      const successor = await em.findOneOrFail(Refund, { predecessorId: refund.id });
      successor.requestedBy = principal.subject;
      return ok({ refundId: successor.id });
    },
  );
}

/**
 * What the customer had paid for the whole payment, where nothing else tells what this refund gave him: a gateway that
 * prorated a discount names only what it cancelled. Null: not needed, or the gateway does not say.
 */
async function paidAtGateway(desk: Desk, refundId: string): Promise<MinorUnits | null | "UNREACHABLE"> {
  const em = desk.root.fork();
  const refund = await em.findOne(Refund, {
    id: refundId,
    state: "completed",
    payableByHand: null,
    paidToCustomer: null,
  });
  if (!refund) return null;
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  if (payment.paidByCustomer !== null) return null;
  const { lookUp } = await desk.gateways.of(payment.gateway).lookUp(payment.gatewayPaymentId);
  if (lookUp.kind === "UNREACHABLE") return "UNREACHABLE";
  return lookUp.kind === "FOUND" ? lookUp.picture.paidByCustomer : null;
}
