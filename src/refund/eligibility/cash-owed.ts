/** The worth of a refund in cash when it is paid by bank transfer: of what the customer paid, his share that he has not got back yet. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import type { Payment } from "../../orders/payment.entity.js";
import { GatewayAttempt, BookedCancellation } from "../record/attempt.entity.js";
import { payableByHand } from "./payable-by-hand.js";
import { Refund } from "../record/refund.entity.js";

/** @param paidAtGateway what the gateway says the customer paid for the whole payment; null: it was not asked, or does not say. */
export async function cashOwed(
  em: EntityManager,
  refund: Pick<Refund, "id" | "amount">,
  payment: Payment,
  paidAtGateway: MinorUnits | null,
): Promise<MinorUnits> {
  const others = await em.find(Refund, { paymentId: payment.id, id: { $ne: refund.id } });
  // A refund that came back to us (반송) left nothing with the customer: its successor stands for it.
  const bounced = others.filter((other) => other.reversedAt !== null).map((other) => other.id);
  const without = await em.find(GatewayAttempt, { refundId: { $in: [refund.id, ...bounced] } });
  const effects = await em.find(BookedCancellation, {
    paymentId: payment.id,
    transferFailed: false,
    restoredAt: null,
    $or: [{ attemptId: null }, { attemptId: { $nin: without.map((attempt) => attempt.id) } }],
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
