/** refundLegReport: the order service says what became of a leg paid with the shop's own points or deposit. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { Principal } from "../../access/principal.js";
import type { GatewayEffect, Verdict } from "../../gateways/port.js";
import type { Answered } from "../../idempotency/ledger.js";
import { fail, ok } from "../../problem.js";
import { adoptReported } from "./adopt.js";
import { GatewayAttempt, GatewayEffectRow, OPEN_ATTEMPT_STATUSES } from "./attempt.entity.js";
import { commandOnce, type Desk } from "../desk.js";
import { Refund } from "../refund.entity.js";
import { writeAnswer } from "./settle-attempt.js";

export type LegReport =
  | { outcome: "BOOKED"; ledgerEntryId: string }
  /** Nothing was booked, and will not be for this attempt. */
  | { outcome: "REFUSED"; reason: string };

/**
 * Outcomes: the refund; NOT_FOUND (no such attempt at the shop's own ledger), REFUND_STATE_CONFLICT (refused although booked
 * before), INVALID_INPUT (the booking was reported for another attempt). A booking is a fact and always finds a place: after
 * a refusal it completes the refund, or is adopted, with an alarm.
 */
export async function reportLeg(
  desk: Desk,
  principal: Principal,
  input: { attemptId: string; report: LegReport; idempotencyKey: string },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, ...told } = input;
  const { attemptId, report } = told;
  const command = { principal, operation: "refundLegReport", idempotencyKey, input: told };
  return commandOnce<{ refundId: string }>(desk, command, async (em) => {
    const known = await em.findOne(GatewayAttempt, { id: attemptId, gateway: "MERCHANT_LEDGER" });
    if (!known) return fail("NOT_FOUND", { what: "attempt at the merchant's ledger", id: attemptId }, ["attemptId"]);
    const { paymentId, refundId } = known;
    // All of the payment's, in id order, as adoption takes them: what is booked late may concern the others.
    const refunds = await em.find(
      Refund,
      { paymentId },
      { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    );
    const refund = refunds.find(({ id }) => id === refundId);
    assert(refund, "an attempt belongs to a refund of its payment");
    const attempt = await em.findOneOrFail(GatewayAttempt, attemptId, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
      refresh: true,
    });
    const at = desk.clock.now();
    if (report.outcome === "REFUSED") {
      const { refundNo, state } = refund;
      if (attempt.status === "SUCCEEDED")
        return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "REFUSED" });
      const { reason: message } = report;
      const verdict = { kind: "REFUSED", cause: "LEDGER_REFUSED", code: "LEDGER_REFUSED", message } as const;
      if (isAwaited(attempt)) await close(desk, em, refund, attempt, verdict);
      return ok({ refundId });
    }
    const { ledgerEntryId } = report;
    const booked = await em.findOne(GatewayEffectRow, { paymentId, gatewayCancellationId: ledgerEntryId });
    if (booked && booked.attemptId !== null && booked.attemptId !== attempt.id) {
      const reason = `the booking ${ledgerEntryId} was reported for attempt ${booked.attemptId}: each booking has an id of its own`;
      return fail("INVALID_INPUT", { reason }, ["ledgerEntryId"]);
    }
    if (booked) return ok({ refundId });
    const effect = effectOf(attempt, ledgerEntryId, at);
    if (isAwaited(attempt)) await close(desk, em, refund, attempt, { kind: "SUCCEEDED", effect });
    else await adoptReported(desk, em, { refunds, attempt, effect }, "SERVICE");
    return ok({ refundId });
  });
}

/** Not closed yet. Also one whose turn, or whose worker, has not come: the order service may be faster than we are. */
const isAwaited = ({ status }: GatewayAttempt): boolean =>
  status === "QUEUED" || OPEN_ATTEMPT_STATUSES.some((open) => open === status);

async function close(
  desk: Desk,
  em: EntityManager,
  refund: Refund,
  attempt: GatewayAttempt,
  verdict: Verdict,
): Promise<void> {
  // Whoever holds the attempt meanwhile may no longer write.
  attempt.fence += 1;
  attempt.leaseUntil = null;
  await writeAnswer(desk, em, refund, attempt, { verdict, exchange: null, cause: "SERVICE" });
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
