/** refundFallBackToManual: a gateway refund becomes a bank transfer (수기 환불), after a fresh look at the gateway. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import type { PaymentPicture } from "../../gateways/port.js";
import type { Answered } from "../../idempotency/ledger.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, ok, type Failure } from "../../problem.js";
import { adoptFrom, bookedCancellations } from "../attempt/adopt.js";
import { GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "../attempt/attempt.entity.js";
import { cashOwed } from "./cash-owed.js";
import { commandOnce, type Desk } from "../desk.js";
import { keepMemo } from "../history/memo.js";
import { Refund } from "../refund.entity.js";
import { lockRefundAt } from "../repository.js";
import { needsApproval } from "../request-refunds.js";
import { forbidEvent } from "../rules.js";
import { takeStep } from "../take-step.js";

export interface FallBack {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  memo: string | null;
}

/**
 * After any attempt the gateway is asked first, outside the transaction: a success that shows up completes the refund instead
 * (then the version has moved on). Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (money may be moving),
 * GATEWAY_UNREACHABLE (nothing changed), EVIDENCE_DISAGREES (the gateway still works on it), POINTS_NEVER_CASH,
 * REFUND_ACCOUNT_MISSING, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.
 */
export async function fallBackToManual(
  desk: Desk,
  principal: Principal,
  input: FallBack,
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  const looked = await freshLook(desk, input.id);
  return commandOnce(
    desk,
    { principal, operation: "refundFallBackToManual", idempotencyKey, input: rest },
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
      if (!looked.asked && (await wasSent(em, refund.id))) return fail("GATEWAY_UNREACHABLE");

      refund.requestedBy = principal.subject;
      refund.approvedBy = null;
      refund.deferredUntil = null;
      refund.payableByHand = await cashOwed(em, refund, payment, looked.paidByCustomer);
      const event = { type: "ACCEPT_MANUALLY", needsApproval: await needsApproval(desk, em, refund) } as const;
      const story = { cause: "OPERATOR", actor: principal.subject, at: desk.clock.now() } as const;
      const step = await takeStep(desk, em, refund, event, story);
      if (!step.ok) return step;
      keepMemo(desk, em, refund, input.memo);
      return ok({ refundId: refund.id });
    },
  );
}

interface Look {
  /** Whether the gateway was asked: needed once anything was sent. */
  asked: boolean;
  paidByCustomer: MinorUnits | null;
}

/** Asks the gateway where an attempt had been sent, and books what it shows. */
async function freshLook(desk: Desk, refundId: string): Promise<Look | Failure> {
  const em = desk.root.fork();
  if (!(await wasSent(em, refundId))) return { asked: false, paidByCustomer: null };
  const refund = await em.findOneOrFail(Refund, refundId);
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  const { lookUp } = await desk.gateways.of(payment.gateway).lookUp(payment.gatewayPaymentId);
  if (lookUp.kind === "UNREACHABLE") return fail("GATEWAY_UNREACHABLE");
  if (lookUp.kind === "NOT_FOUND") return { asked: true, paidByCustomer: null };
  const { picture }: { picture: PaymentPicture } = lookUp;
  await adoptFrom(desk, payment.id, picture, "GATEWAY");
  if (await isOnItsWay(em, refund, picture)) {
    const reason = "a cancel of this amount is under way there: wait for its end";
    return fail("EVIDENCE_DISAGREES", { reason });
  }
  return { asked: true, paidByCustomer: picture.paidByCustomer };
}

const wasSent = async (em: EntityManager, refundId: string): Promise<boolean> =>
  (await em.count(GatewayAttempt, { refundId, firstSentAt: { $ne: null } })) > 0;

function forbidTransfer(refund: Refund, payment: Payment): Failure | null {
  if (payment.disputed) return fail("PAYMENT_DISPUTED");
  return refund.accountBankCode === null ? fail("REFUND_ACCOUNT_MISSING") : null;
}

/** Whether the gateway works on a cancel that may be a late one of this refund's: then the money could go out twice. */
async function isOnItsWay(em: EntityManager, refund: Refund, picture: PaymentPicture): Promise<boolean> {
  const { id: refundId, paymentId } = refund;
  const moving = picture.cancellations.filter(({ state }) => state === "PENDING" || state === "UNRECOGNISED");
  if (moving.length === 0) return false;
  const sent = await em.find(GatewayAttempt, { refundId, firstSentAt: { $ne: null } });
  const others = await em.find(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
  const accounted = await bookedCancellations(em, paymentId);
  for (const { gatewayCancellationId } of others) accounted.add(gatewayCancellationId ?? "");
  return moving.some(
    ({ cancellationId, amount }) =>
      !accounted.has(cancellationId) &&
      sent.some(
        (attempt) =>
          !attempt.knownCancellationIds.includes(cancellationId) &&
          (amount === null || amount === attempt.amount.total),
      ),
  );
}
