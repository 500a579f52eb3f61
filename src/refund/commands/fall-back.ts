/** refundFallBackToManual: a gateway refund becomes a bank transfer (수기 환불), after a fresh look at the gateway. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { validate as isUuid } from "uuid";
import { advance } from "../../../machines/transition.js";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { askGateway, type RedactedSnapshot } from "../settlement/ask-gateway.js";
import { fail, ok, type Failure } from "../../problem.js";
import { extentOf } from "../settlement/evidence.js";
import { adoptFrom, bookedCancellations } from "../settlement/adopt.js";
import { GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "../record/attempt.entity.js";
import { cashOwed } from "../eligibility/cash-owed.js";
import { commandOnce, type RefundContext } from "../context.js";
import { storeMemo } from "../record/memo.js";
import { Refund } from "../record/refund.entity.js";
import { lockRefundAt } from "../record/repository.js";
import { reasonsToApproveTransfer } from "../eligibility/approval.js";
import { forbidEvent } from "../eligibility/rules.js";
import { applyTransition } from "../record/apply-transition.js";

export interface FallBack {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  memo: string | null;
  /** Why it may be accepted although the gateway cannot be asked just now: then a second person decides. Kept as the memo. */
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
      const origin = { cause: "OPERATOR", actor: requester, at: context.clock.now() } as const;
      const transition = await applyTransition(context, em, refund, event, origin);
      if (!transition.ok) return transition;
      storeMemo(context, em, refund, looked.asked ? input.memo : (withoutLookUpBecause ?? input.memo));
      return ok({ refundId: refund.id });
    },
  );
}

interface FirstLookUp {
  asked: boolean;
  paidByCustomer: MinorUnits | null;
}

/** Asks the gateway, and books what it shows. Not asked: it could not be reached, or the refund is none that could be paid. */
async function lookUpFirst(context: RefundContext, refundId: string): Promise<FirstLookUp | Failure> {
  const em = context.root.fork();
  const refund = isUuid(refundId) ? await em.findOne(Refund, refundId) : null;
  if (!refund || !advance(refund.state, { type: "ACCEPT_MANUALLY", needsApproval: false }))
    return { asked: false, paidByCustomer: null };
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  if (payment.gateway === "MERCHANT_LEDGER") return { asked: false, paidByCustomer: null };
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") return { asked: false, paidByCustomer: null };
  if (lookUp.kind === "NOT_FOUND") return { asked: true, paidByCustomer: null };
  const { snapshot } = lookUp;
  const currency = await currencyOf(em, refund.orderId);
  if (snapshot.currency !== currency) {
    const reason = `it says the payment is in ${snapshot.currency}, it was reported to us in ${currency}`;
    return fail("EVIDENCE_DISAGREES", { reason });
  }
  await adoptFrom(context, payment.id, snapshot, "GATEWAY");
  const unplaced = await unplacedIn(em, refund, snapshot);
  if (unplaced) return fail("EVIDENCE_DISAGREES", { reason: unplaced });
  return { asked: true, paidByCustomer: snapshot.paidByCustomer };
}

function forbidTransfer(refund: Refund, payment: Payment): Failure | null {
  if (payment.disputed) return fail("PAYMENT_DISPUTED");
  return refund.accountBankCode === null ? fail("REFUND_ACCOUNT_MISSING") : null;
}

/**
 * A cancel the gateway shows that may be this refund's, in words; null when there is none. One that is still under way may
 * pay it late; one without an amount (EBP) may have paid it already, and nobody can tell.
 */
async function unplacedIn(em: EntityManager, refund: Refund, snapshot: RedactedSnapshot): Promise<string | null> {
  const { id: refundId, paymentId } = refund;
  const accounted = await bookedCancellations(em, paymentId);
  const others = await em.find(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
  for (const { gatewayCancellationId } of others) if (gatewayCancellationId) accounted.add(gatewayCancellationId);
  const unknown = snapshot.cancellations.filter(({ cancellationId }) => !accounted.has(cancellationId));
  const sent = await em.find(GatewayAttempt, { refundId, firstSentAt: { $ne: null } });
  const couldBePaying = unknown.some(
    ({ cancellationId, amount, state }) =>
      (state === "PENDING" || state === "UNRECOGNISED") &&
      (sent.length === 0 || sent.some((attempt) => !attempt.knownCancellationIds.includes(cancellationId))) &&
      (amount === null || amount === refund.amount.total),
  );
  if (couldBePaying) return "a cancel of this amount is under way there: wait for its end";
  const withoutAmount = unknown.some(({ amount, state }) => state === "SUCCEEDED" && amount === null);
  const { refundedAtGateway, amount: paid } = await em.findOneOrFail(Payment, paymentId, { refresh: true });
  const asFarAsBooked = snapshot.extent === extentOf(refundedAtGateway.total, paid.total);
  return withoutAmount && !asFarAsBooked
    ? "it shows a cancel that is not ours and names no amount: find out what it paid first"
    : null;
}
