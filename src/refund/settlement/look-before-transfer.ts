/** The look at the gateway before a bank transfer: somebody may have paid the customer there in the meantime. */
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { MinorUnits } from "../../money/minor-units.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, type Failure } from "../../problem.js";
import type { RefundContext } from "../context.js";
import { GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "../record/attempt.entity.js";
import { adoptFrom, bookedCancellations } from "./adopt.js";
import { askGateway, type RedactedSnapshot } from "./ask-gateway.js";
import { bookedSoFar, extentAgainst } from "./evidence.js";
import { alarmGoneCancellation } from "./gone-cancellation.js";

export interface LookBeforeTransfer {
  /** False: the gateway could not be reached, or is none that can be asked (the order service's own ledger). */
  asked: boolean;
  /** The amount the customer had paid for the whole payment, in minor units; null where the gateway does not say. */
  paidByCustomer: MinorUnits | null;
}

/** A refund, or one that is about to be registered: it has no id yet. */
interface TransferInQuestion {
  id: string | null;
  orderId: string;
  paymentId: string;
  amount: { total: MinorUnits };
}

/**
 * Asks the gateway, outside any transaction and for at most its read timeout, and books what it shows: a success that belongs to
 * the refund completes it, foreign money holds it, and either way its version moves on.
 *
 * Outcomes: EVIDENCE_DISAGREES (another currency, a cancel of this amount under way, or one of unknown origin and amount).
 */
export async function lookBeforeTransfer(
  context: RefundContext,
  refund: TransferInQuestion,
): Promise<LookBeforeTransfer | Failure> {
  const em = context.root.fork();
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  if (context.gateways.of(payment.gateway).reports) return { asked: false, paidByCustomer: null };
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") return { asked: false, paidByCustomer: null };
  if (lookUp.kind === "NOT_FOUND") return { asked: true, paidByCustomer: null };
  const { snapshot } = lookUp;
  const currency = await currencyOf(em, refund.orderId);
  if (snapshot.currency !== currency) {
    const reason = sentence("reasons.evidence.currency", { theirs: snapshot.currency, ours: currency });
    return fail("EVIDENCE_DISAGREES", { reason });
  }
  await adoptFrom(context, payment.id, snapshot, "GATEWAY");
  await alarmGoneCancellation(context, payment, snapshot);
  const unplaced = await unplacedIn(em, refund, snapshot);
  if (unplaced) return fail("EVIDENCE_DISAGREES", { reason: unplaced });
  return { asked: true, paidByCustomer: snapshot.paidByCustomer };
}

/**
 * A cancel the gateway shows that may be this refund's, as a sentence; null when there is none. One that is still under way may
 * pay it late; one without an amount (EBP) may have paid it already, and nobody can tell.
 */
async function unplacedIn(
  em: EntityManager,
  refund: TransferInQuestion,
  snapshot: RedactedSnapshot,
): Promise<Sentence | null> {
  const { id: refundId, paymentId } = refund;
  const accounted = await bookedCancellations(em, paymentId);
  const others = await em.find(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
  for (const { gatewayCancellationId } of others) if (gatewayCancellationId) accounted.add(gatewayCancellationId);
  const unknown = snapshot.cancellations.filter(({ cancellationId }) => !accounted.has(cancellationId));
  const sent = refundId === null ? [] : await em.find(GatewayAttempt, { refundId, firstSentAt: { $ne: null } });
  const couldBePaying = unknown.some(
    ({ cancellationId, amount, state }) =>
      (state === "PENDING" || state === "UNRECOGNISED") &&
      (sent.length === 0 || sent.some((attempt) => !attempt.knownCancellationIds.includes(cancellationId))) &&
      (amount === null || amount === refund.amount.total),
  );
  if (couldBePaying) return sentence("reasons.evidence.underWay");
  const withoutAmount = unknown.some(({ amount, state }) => state === "SUCCEEDED" && amount === null);
  const payment = await em.findOneOrFail(Payment, paymentId, { refresh: true });
  const asFarAsBooked = extentAgainst(snapshot.extent, bookedSoFar(payment)) === 0;
  return withoutAmount && !asFarAsBooked ? sentence("reasons.evidence.unplaced") : null;
}
