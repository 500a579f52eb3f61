/** Gathers what the rules look at, for one refund that is being changed. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { MinorUnits } from "../money/minor-units.js";
import { refundableAmount } from "../orders/balance.js";
import { loadRules } from "../orders/gateway-rule-book.js";
import { Payment } from "../orders/payment.entity.js";
import { GatewayAttempt, GatewayEffectRow, OPEN_ATTEMPT_STATUSES } from "./attempt/attempt.entity.js";
import type { Desk } from "./desk.js";
import type { Refund } from "./refund.entity.js";
import type { RefundPicture } from "./rules.js";

export async function pictureOf(desk: Desk, em: EntityManager, refund: Refund): Promise<RefundPicture> {
  const payment = await em.findOneOrFail(Payment, refund.paymentId, { refresh: true });
  return {
    state: refund.state,
    amount: refund.amount.total,
    requestedBy: refund.requestedBy,
    account:
      refund.accountBankCode === null
        ? null
        : { bankCode: refund.accountBankCode, hasPhone: refund.accountPhoneSealed !== null },
    payment: await paymentPicture(em, payment, refund.id),
    rules: await loadRules(em),
    contracts: desk.settings.refundContracts,
    at: desk.clock.now(),
  };
}

/** @param own the refund whose own attempt does not count as another's. */
export async function paymentPicture(
  em: EntityManager,
  payment: Payment,
  own: string | null,
): Promise<RefundPicture["payment"]> {
  const { gateway, provider, method, paidAt, captureState, disputed } = payment;
  const open = await em.count(GatewayAttempt, {
    paymentId: payment.id,
    ...(own === null ? {} : { refundId: { $ne: own } }),
    status: { $in: [...OPEN_ATTEMPT_STATUSES] },
  });
  return {
    gateway,
    provider,
    method,
    paidAt,
    captureState,
    disputed,
    amount: payment.amount.total,
    cancelsSoFar: await em.count(GatewayEffectRow, { paymentId: payment.id }),
    busy: open > 0,
  };
}

/** What could be refunded for this refund, as a page shows it: the payment's room and the refund's own reservation. */
export async function refundableFor(em: EntityManager, refund: Refund): Promise<MinorUnits> {
  const room = await refundableAmount(em, refund.paymentId);
  return (room + (refund.holdsReservation ? refund.amount.total : 0)) as MinorUnits;
}
