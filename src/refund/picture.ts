/** Gathers what the rules look at, for one refund that is being changed. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { MinorUnits } from "../money/minor-units.js";
import { refundableAmount } from "../orders/balance.js";
import { Payment } from "../orders/payment.entity.js";
import { GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "./attempt.entity.js";
import type { Refund } from "./refund.entity.js";
import type { RefundPicture } from "./rules.js";

export async function pictureOf(em: EntityManager, refund: Refund): Promise<RefundPicture> {
  const payment = await em.findOneOrFail(Payment, refund.paymentId, { refresh: true });
  const busy = await em.count(GatewayAttempt, {
    paymentId: payment.id,
    refundId: { $ne: refund.id },
    status: { $in: [...OPEN_ATTEMPT_STATUSES] },
  });
  return {
    state: refund.state,
    amount: refund.amount.total,
    requestedBy: refund.requestedBy,
    payment: {
      amount: payment.amount.total,
      captureState: payment.captureState,
      disputed: payment.disputed,
      busy: busy > 0,
    },
  };
}

/** What could be refunded for this refund, as a page shows it: the payment's room and the refund's own reservation. */
export async function refundableFor(em: EntityManager, refund: Refund): Promise<MinorUnits> {
  const room = await refundableAmount(em, refund.paymentId);
  return (room + (refund.holdsReservation ? refund.amount.total : 0)) as MinorUnits;
}
