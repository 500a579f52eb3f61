/** refundReversalRecord (반송): the customer's bank sent a refund back; the debt lives on in a manual successor. */
import { currencyOf } from "../../orders/order.entity.js";
import { sentence } from "../../messages/sentence.js";
import { validate as isUuid } from "uuid";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import type { PaymentMethod } from "../../gateways/port.js";
import { askGateway } from "../settlement/ask-gateway.js";
import { bookedSoFar, extentAgainst } from "../settlement/evidence.js";
import { fail, ok } from "../../problem.js";
import { GatewayAttempt, BookedCancellation } from "../record/attempt.entity.js";
import { cashOwed } from "../eligibility/cash-owed.js";
import { commandOnce, type RefundContext } from "../context.js";
import { storeMemo } from "../record/memo.js";
import { Refund } from "../record/refund.entity.js";
import { lockRefundAt } from "../record/repository.js";
import { forbidEvent } from "../eligibility/rules.js";
import { applyTransition } from "../record/apply-transition.js";

/**
 * The success stays in the history, the balance gets room again, and a manual refund of the same amount is created with a
 * reservation, all in one transaction. It waits for a second person, always: neither who records it nor who named the account
 * may approve it. Outcomes: the successor; NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not
 * completed), REFUND_ALREADY_REVERSED, POINTS_NEVER_CASH, INVALID_INPUT (the gateway had moved another amount),
 * GATEWAY_UNREACHABLE (only it knows what the customer had paid, or whether it was paid), EVIDENCE_DISAGREES (it went to no
 * account, and the gateway still counts it), REFUND_AMOUNT_EXCEEDED (more had gone back than was paid).
 */
export async function recordReversal(
  context: RefundContext,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string; memo: string },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  // Asked before the transaction: none is ever open during a call.
  const asked = await seenAtGateway(context, input.id);
  return commandOnce(
    context,
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
      const cancellations = await em.find(BookedCancellation, {
        attemptId: { $in: attempts.map((attempt) => attempt.id) },
      });
      const other = cancellations.find((cancellation) => cancellation.amount.total !== refund.amount.total);
      if (other) {
        const amounts = { moved: other.amount.total, amount: refund.amount.total };
        const reason = sentence("reasons.refund.moved", amounts);
        return fail("INVALID_INPUT", { reason, currency: await currencyOf(em, refund.orderId) }, ["id"]);
      }

      const origin = { cause: "OPERATOR", actor: principal.subject, at: context.clock.now() } as const;
      const known = refund.payableByHand ?? refund.paidToCustomer;
      const payment = await em.findOneOrFail(Payment, refund.paymentId);
      const viaAccount = refund.payableByHand !== null || attempts.some(({ usesAccount }) => usesAccount);
      const bankKnows = viaAccount || ACCOUNT_METHODS.has(payment.method);
      if (asked === "UNREACHABLE" && (known === null || !bankKnows)) return fail("GATEWAY_UNREACHABLE");
      if (!bankKnows && asked !== "UNREACHABLE" && asked.stillThere) {
        const reason = sentence("reasons.evidence.noAccount", { method: payment.method });
        return fail("EVIDENCE_DISAGREES", { reason });
      }
      const paid = asked === "UNREACHABLE" ? null : asked.paidByCustomer;
      const inputs = { payableByHand: known === null ? await cashOwed(em, refund, payment, paid) : minorUnits(known) };
      const transition = await applyTransition(context, em, refund, { type: "REVERSED" }, origin, inputs);
      if (!transition.ok) return transition;
      storeMemo(context, em, refund, input.memo);
      const successor = await em.findOneOrFail(Refund, { predecessorId: refund.id });
      successor.requestedBy = principal.subject;
      return ok({ refundId: successor.id });
    },
  );
}

/** Methods whose refunds arrive at a bank account, which alone can send them back. */
const ACCOUNT_METHODS: ReadonlySet<PaymentMethod> = new Set(["BANK_TRANSFER", "VIRTUAL_ACCOUNT"]);

interface Seen {
  /** The amount the customer had paid for the whole payment; null where the gateway does not say, or was not asked. */
  paidByCustomer: MinorUnits | null;
  /** The gateway still counts the refund as paid, and knows of no transfer that failed. */
  stillThere: boolean;
}

const NOT_ASKED: Seen = { paidByCustomer: null, stillThere: true };

/** Asks the gateway what it says of a refund that was completed there; one paid by hand is none of its business. */
async function seenAtGateway(context: RefundContext, refundId: string): Promise<Seen | "UNREACHABLE"> {
  const em = context.root.fork();
  const refund = isUuid(refundId) ? await em.findOne(Refund, { id: refundId, state: "completed" }) : null;
  if (!refund || refund.payableByHand !== null) return NOT_ASKED;
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  if (payment.gateway === "MERCHANT_LEDGER") return NOT_ASKED;
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") return "UNREACHABLE";
  if (lookUp.kind === "NOT_FOUND") return NOT_ASKED;
  const { paidByCustomer, transferFailed = false, cancelled, extent } = lookUp.snapshot;
  const booked = payment.refundedAtGateway.total;
  const agrees = cancelled === null ? extentAgainst(extent, bookedSoFar(payment)) === 0 : cancelled >= booked;
  return { paidByCustomer, stillThere: agrees && !transferFailed };
}
