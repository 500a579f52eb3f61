/** refundFallBackToManual: a gateway refund becomes a bank transfer (수기 환불), after a fresh look at the gateway. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import type { PaymentPicture } from "../gateways/port.js";
import type { Answered } from "../idempotency/ledger.js";
import { minorUnits, type MinorUnits } from "../money/minor-units.js";
import { Payment } from "../orders/payment.entity.js";
import { fail, ok, type Failure } from "../problem.js";
import { adoptFrom } from "./adopt.js";
import { GatewayAttempt, GatewayEffectRow } from "./attempt.entity.js";
import { commandOnce, type Desk } from "./desk.js";
import { keepMemo } from "./memo.js";
import { payableByHand } from "./payable-by-hand.js";
import { Refund } from "./refund.entity.js";
import { lockRefundAt } from "./repository.js";
import { needsApproval } from "./request-refunds.js";
import { forbidEvent } from "./rules.js";
import { takeStep } from "./take-step.js";

export interface FallBack {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  memo: string | null;
}

/**
 * After any attempt the gateway is asked first, outside the transaction: a success that shows up completes the refund instead
 * (then the version has moved on). Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (money may be moving),
 * GATEWAY_UNREACHABLE (nothing changed), POINTS_NEVER_CASH, REFUND_ACCOUNT_MISSING, PAYMENT_DISPUTED, REFUND_AMOUNT_EXCEEDED.
 */
export async function fallBackToManual(
  desk: Desk,
  principal: Principal,
  input: FallBack,
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...rest } = input;
  const looked = await freshLook(desk, input.id);
  return commandOnce(desk, { principal, operation: "refundFallBackToManual", idempotencyKey, input: rest }, async (em) => {
    const locked = await lockRefundAt(em, input.id, input.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const impossible = forbidEvent(refund, { type: "ACCEPT_MANUALLY", needsApproval: false });
    if (impossible) return impossible;
    if ("problem" in looked) return looked;
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    const forbidden = forbidTransfer(refund, payment);
    if (forbidden) return forbidden;
    if (!looked.asked && (await wasSent(em, refund.id))) return fail("GATEWAY_UNREACHABLE");

    refund.requestedBy = principal.subject;
    refund.approvedBy = null;
    refund.payableByHand = await cashOf(em, refund, payment, looked.paidByCustomer);
    const event = { type: "ACCEPT_MANUALLY", needsApproval: await needsApproval(desk, em, refund) } as const;
    const story = { cause: "OPERATOR", actor: principal.subject, at: desk.clock.now() } as const;
    const step = await takeStep(desk, em, refund, event, story);
    if (!step.ok) return step;
    keepMemo(desk, em, refund, input.memo);
    return ok({ refundId: refund.id });
  });
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
  return { asked: true, paidByCustomer: picture.paidByCustomer };
}

const wasSent = async (em: EntityManager, refundId: string): Promise<boolean> =>
  (await em.count(GatewayAttempt, { refundId, firstSentAt: { $ne: null } })) > 0;

function forbidTransfer(refund: Refund, payment: Payment): Failure | null {
  if (payment.gateway === "MERCHANT_LEDGER") return fail("POINTS_NEVER_CASH");
  if (payment.disputed) return fail("PAYMENT_DISPUTED");
  return refund.accountBankCode === null ? fail("REFUND_ACCOUNT_MISSING") : null;
}

/** What the customer is owed in cash for this refund: nobody gets more by transfer than was really paid. */
async function cashOf(
  em: EntityManager,
  refund: Refund,
  payment: Payment,
  paidAtGateway: MinorUnits | null,
): Promise<MinorUnits> {
  // A refund that came back to us (반송) left nothing with the customer: its successor stands for it.
  const others = await em.find(Refund, { paymentId: payment.id, id: { $ne: refund.id } });
  const bounced = others.filter((other) => other.reversedAt !== null).map((other) => other.id);
  const bouncedAttempts = await em.find(GatewayAttempt, { refundId: { $in: bounced } });
  const effects = await em.find(GatewayEffectRow, {
    paymentId: payment.id,
    $or: [{ attemptId: null }, { attemptId: { $nin: bouncedAttempts.map((attempt) => attempt.id) } }],
  });
  const byHand = others.filter(
    (other) => other.payableByHand !== null && other.reversedAt === null && other.state !== "cancelled",
  );
  return payableByHand({
    amount: refund.amount.total,
    payment: payment.amount.total,
    paid: paidAtGateway ?? payment.paidByCustomer ?? payment.amount.total,
    earlier: [
      ...effects.map((effect) => ({ amount: effect.amount.total, cash: effect.paidToCustomer })),
      ...byHand.map((other) => ({ amount: other.amount.total, cash: other.payableByHand })),
    ].map(({ amount, cash }) => ({ amount, cash: cash === null ? null : minorUnits(cash) })),
  });
}
