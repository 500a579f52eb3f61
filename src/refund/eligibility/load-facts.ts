/** The facts the rules look at, gathered from plain rows: the same for a page, a preview and the refund a command changes. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { refundableAmount } from "../../orders/balance.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import type { GatewayRule } from "../../gateway-rules/terms.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { isOverHorizon } from "../record/attempt.js";
import { ATTEMPT_IS_OPEN, IS_UNMATCHED } from "../record/attempt.entity.js";
import type { RefundContext } from "../context.js";
import type { Refund } from "../record/refund.entity.js";
import type { RefundFacts } from "./rules.js";

/** Use of a payment at its gateway. */
export interface GatewayUse {
  /** Cancels that succeeded, whoever asked for them. */
  cancelsSoFar: number;
  /** Cancels made without this service that no refund, or only a part, was completed with. */
  unmatchedCancels: number;
  /** The refund whose attempt is open: a payment has one at a time. */
  openAttemptOf: string | null;
  /** When that was last sent; when it was opened, if it never was. */
  openAttemptSince: Date | null;
}

export interface FactSources {
  /** `id` is null while the refund is only previewed. */
  refund: Omit<RefundFacts, "payment" | "rules" | "at"> & { id: string | null };
  payment: Omit<RefundFacts["payment"], "cancelsSoFar" | "unmatchedCancels" | "busy" | "busyWithThis" | "slow">;
  use: GatewayUse;
  rules: readonly GatewayRule[];
}

export function factsOf(
  context: Pick<RefundContext, "settings" | "clock">,
  { refund: { id, ...refund }, payment, use, rules }: FactSources,
): RefundFacts {
  const { cancelsSoFar, unmatchedCancels, openAttemptOf, openAttemptSince } = use;
  const busyWithThis = openAttemptOf !== null && openAttemptOf === id;
  const busy = openAttemptOf !== null && !busyWithThis;
  const slow = openAttemptSince !== null && isOverHorizon(context, openAttemptSince);
  return {
    ...refund,
    payment: { ...payment, cancelsSoFar, unmatchedCancels, busy, busyWithThis, slow },
    rules,
    at: context.clock.now(),
  };
}

/** For a refund that is being changed. */
export async function loadFacts(context: RefundContext, em: EntityManager, refund: Refund): Promise<RefundFacts> {
  const { id, state, amount, requestedBy, approvedBy, accountBankCode: bankCode, accountPhoneSealed } = refund;
  const account = bankCode === null ? null : { bankCode, hasPhone: accountPhoneSealed !== null };
  const payment = await em.findOneOrFail(Payment, refund.paymentId, { refresh: true });
  const [use] = await gatewayUseOf(em, [payment.id]);
  return factsOf(context, {
    refund: {
      id,
      state,
      amount: amount.total,
      refundable: await refundableFor(em, refund),
      requestedBy,
      approvedBy,
      accountNamedBy: refund.accountNamedBy,
      account,
    },
    payment: paymentFacts(payment, await currencyOf(em, refund.orderId)),
    use: use as GatewayUse,
    rules: await loadRules(em),
  });
}

export function paymentFacts(payment: Payment, currency: string): FactSources["payment"] {
  const {
    gateway,
    provider,
    method,
    walletSource,
    walletSourceAtGateway,
    sellerConsented,
    paidAt,
    captureState,
    disputed,
    amount,
    refundedAtGateway,
    uncaptured,
  } = payment;
  const sums = { amount: amount.total, refundedAtGateway: refundedAtGateway.total, uncaptured: uncaptured.total };
  return {
    gateway,
    provider,
    method,
    walletSource,
    walletSourceAtGateway,
    sellerConsented,
    paidAt,
    captureState,
    disputed,
    currency,
    ...sums,
  };
}

interface UseRow {
  id: string;
  cancels: string;
  unmatched: string;
  open_attempt_of: string | null;
  open_attempt_since: string | Date | null;
}

/** In the order of `paymentIds`, which may name one twice. */
export async function gatewayUseOf(em: EntityManager, paymentIds: readonly string[]): Promise<GatewayUse[]> {
  const ids = [...new Set(paymentIds)];
  if (ids.length === 0) return [];
  const rows = await em.execute<UseRow[]>(
    `select payment.id, (select count(*) from booked_cancellation where payment_id = payment.id and restored_at is null) as cancels,
            (select count(*) from booked_cancellation where payment_id = payment.id and ${IS_UNMATCHED}) as unmatched,
            open_attempt.refund_id as open_attempt_of, open_attempt.since as open_attempt_since
     from payment left join lateral (
       select refund_id, coalesce(last_sent_at, created_at) as since from gateway_attempt
       where payment_id = payment.id and ${ATTEMPT_IS_OPEN}) open_attempt on true
     where payment.id in (${ids.map(() => "?").join(", ")})`,
    ids,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return paymentIds.map((id) => {
    const row = found.get(id);
    return {
      cancelsSoFar: Number(row?.cancels ?? 0),
      unmatchedCancels: Number(row?.unmatched ?? 0),
      openAttemptOf: row?.open_attempt_of ?? null,
      openAttemptSince: row?.open_attempt_since ? new Date(row.open_attempt_since) : null,
    };
  });
}

/** The amount that could be refunded for this refund, as a page shows it: the payment's room and the refund's own reservation. */
export const withOwnReservation = (
  room: MinorUnits,
  { holdsReservation, amount }: { holdsReservation: boolean; amount: MinorUnits },
): MinorUnits => minorUnits(room + (holdsReservation ? amount : 0));

export const refundableFor = async (em: EntityManager, refund: Refund): Promise<MinorUnits> =>
  withOwnReservation(await refundableAmount(em, refund.paymentId), {
    holdsReservation: refund.holdsReservation,
    amount: refund.amount.total,
  });
