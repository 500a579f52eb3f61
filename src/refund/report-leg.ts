/** refundLegReport: the order service says what became of a leg paid with the shop's own points or deposit. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../access/principal.js";
import type { GatewayEffect, PaymentPicture } from "../gateways/port.js";
import type { Answered } from "../idempotency/ledger.js";
import { fail, ok } from "../problem.js";
import { adoptFrom } from "./adopt.js";
import { GatewayAttempt, GatewayEffectRow } from "./attempt.entity.js";
import { commandOnce, type Desk } from "./desk.js";
import { lockRefund } from "./repository.js";
import { writeAnswer } from "./settle-attempt.js";

export type LegReport =
  | { outcome: "BOOKED"; ledgerEntryId: string }
  /** Nothing was booked, and will not be for this attempt. */
  | { outcome: "REFUSED"; reason: string };

/**
 * Outcomes: the refund; NOT_FOUND (no such attempt at the shop's own ledger), REFUND_STATE_CONFLICT (refused although booked
 * before). A booking is a fact and always finds a place: after a refusal it completes the refund, or is adopted, with an alarm.
 */
export async function reportLeg(
  desk: Desk,
  principal: Principal,
  input: { attemptId: string; report: LegReport; idempotencyKey: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...told } = input;
  const { attemptId, report } = told;
  const command = { principal, operation: "refundLegReport", idempotencyKey, input: told };
  let late: { paymentId: string; picture: PaymentPicture } | null = null;
  const answered = await commandOnce<{ refundId: string }>(desk, command, async (em) => {
    const known = await em.findOne(GatewayAttempt, { id: attemptId, gateway: "MERCHANT_LEDGER" });
    if (!known) return fail("NOT_FOUND", { what: "attempt at the merchant's ledger", id: attemptId }, ["attemptId"]);
    const refund = await lockRefund(em, known.refundId);
    if (!refund.ok) return refund;
    const attempt = await em.findOneOrFail(GatewayAttempt, attemptId, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
      refresh: true,
    });
    const { id: refundId, refundNo, state } = refund.value;
    const at = desk.clock.now();
    if (attempt.status !== "SUBMITTING" && attempt.status !== "PENDING") {
      const told = await toldBefore(em, attempt, report);
      if (told || report.outcome === "REFUSED") {
        return told ? ok({ refundId }) : fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "REFUSED" });
      }
      late = { paymentId: attempt.paymentId, picture: pictureOf(attempt, effectOf(attempt, report.ledgerEntryId, at)) };
      return ok({ refundId });
    }
    // Reported before our own worker had written that it waits: the fence keeps that worker from writing it afterwards.
    attempt.fence += 1;
    attempt.leaseUntil = null;
    const verdict =
      report.outcome === "BOOKED"
        ? ({ kind: "SUCCEEDED", effect: effectOf(attempt, report.ledgerEntryId, at) } as const)
        : ({ kind: "REFUSED", cause: "LEDGER_REFUSED", code: "LEDGER_REFUSED", message: report.reason } as const);
    await writeAnswer(desk, em, refund.value, attempt, { verdict, exchange: null, cause: "SERVICE" });
    return ok({ refundId });
  });
  if (late && !answered.replayed) {
    const { paymentId, picture } = late as { paymentId: string; picture: PaymentPicture };
    await adoptFrom(desk, paymentId, picture, "SERVICE");
  }
  return answered;
}

/** Whether a closed attempt was closed by the same news. */
async function toldBefore(em: EntityManager, attempt: GatewayAttempt, report: LegReport): Promise<boolean> {
  if (report.outcome === "REFUSED") return attempt.status === "REFUSED";
  const { paymentId } = attempt;
  return (await em.count(GatewayEffectRow, { paymentId, gatewayCancellationId: report.ledgerEntryId })) > 0;
}

const effectOf = (attempt: GatewayAttempt, ledgerEntryId: string, at: Date): GatewayEffect => ({
  cancellationId: ledgerEntryId,
  amount: attempt.amount.total,
  paidToCustomer: attempt.amount.total,
  at,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});

/** What the order service has told, in the form in which late money is adopted from any gateway. */
const pictureOf = (attempt: GatewayAttempt, effect: GatewayEffect): PaymentPicture => ({
  captureState: "CAPTURED",
  amount: null,
  cancelled: null,
  extent: "PART",
  paidByCustomer: null,
  disputed: false,
  discounted: false,
  cancellations: [{ ...effect, amount: attempt.amount.total, state: "SUCCEEDED", requestedAt: null, trigger: "API" }],
});
