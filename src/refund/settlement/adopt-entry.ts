/**
 * Adopts what the shop's own ledger gave back: booked once. Of no attempt of ours, or once more of one that is booked already, open
 * refunds wait for a second person; of one that was given up, its refund is completed, with an alarm.
 */
import { LockMode } from "@mikro-orm/core";
import { Payment } from "../../orders/payment.entity.js";
import { transact, type RefundContext } from "../context.js";
import {
  BookedCancellation,
  GatewayAttempt,
  OPEN_ATTEMPT_STATUSES,
  type AttemptStatus,
} from "../record/attempt.entity.js";
import { Refund } from "../record/refund.entity.js";
import { adoptReported } from "./adopt.js";
import { adoptForeign, type Adoption } from "./adopt-foreign.js";

type Entry = Pick<Adoption["cancellation"], "cancellationId" | "amount" | "at">;

const UNDER_WAY: readonly AttemptStatus[] = ["QUEUED", ...OPEN_ATTEMPT_STATUSES];
const isUnderWay = ({ status }: GatewayAttempt): boolean => UNDER_WAY.includes(status);

/** While an attempt is under way nothing is adopted that names none: the entry could be its effect. */
export async function adoptEntry(
  context: RefundContext,
  paymentId: string,
  entry: Entry,
  attemptId: string | null,
): Promise<void> {
  await transact(context, async (em) => {
    const refunds = await em.find(
      Refund,
      { paymentId },
      { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const payment = await em.findOneOrFail(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const known = { paymentId, gatewayCancellationId: entry.cancellationId };
    if ((await em.count(BookedCancellation, known)) > 0) return;
    const attempt = attemptId === null ? null : await em.findOne(GatewayAttempt, { id: attemptId, paymentId });
    if (attempt) {
      if (!isUnderWay(attempt))
        await adoptReported(context, em, { refunds, attempt, cancellation: listed(entry) }, "RECONCILER");
      return;
    }
    const underWay = { paymentId, status: { $in: [...UNDER_WAY] } };
    if ((await em.count(GatewayAttempt, underWay)) > 0) return;
    await adoptForeign(context, em, { payment, refunds, cancellation: listed(entry), cause: "RECONCILER" }, undefined);
  });
}

const listed = (entry: Entry): Adoption["cancellation"] => ({
  ...entry,
  state: "SUCCEEDED",
  trigger: "CONSOLE",
  requestedAt: null,
  paidToCustomer: entry.amount,
  returnedAsPoints: null,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});
