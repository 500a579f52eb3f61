/** refundLedgerResultReport: the order service says what became of a leg paid with the shop's own points or deposit. */
import { sentence } from "../../messages/sentence.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { Principal } from "../../access/principal.js";
import { claimIn } from "../../gateways/provider-refusals.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { fail, ok } from "../../problem.js";
import { ownText, type RedactedText } from "../../personal-data/redacted-text.js";
import { adoptReported } from "./adopt.js";
import type { RedactedCancellation, RedactedVerdict } from "./ask-gateway.js";
import { redactedIds, idsThrough } from "./cancellation-ids.js";
import { gateFor } from "./known-values.js";
import { GatewayAttempt, BookedCancellation, OPEN_ATTEMPT_STATUSES } from "../record/attempt.entity.js";
import { commandOnce, type RefundContext } from "../context.js";
import { Refund } from "../record/refund.entity.js";
import { writeAnswer } from "./settle-attempt.js";

export type LedgerResult =
  | { outcome: "BOOKED"; ledgerEntryId: string }
  /** Nothing was booked, and will not be for this attempt. */
  | { outcome: "REFUSED"; reason: string };

/**
 * Outcomes: the refund; NOT_FOUND (no such attempt at the shop's own ledger), REFUND_STATE_CONFLICT (refused although booked
 * before), INVALID_INPUT (the booking was reported for another attempt). A booking is a fact and always finds a place: after
 * a refusal it completes the refund, or is adopted, with an alarm.
 */
export async function reportLedgerResult(
  context: RefundContext,
  principal: Principal,
  input: { attemptId: string; report: LedgerResult; idempotencyKey: string },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, ...reported } = input;
  const { attemptId, report } = reported;
  const command = { principal, operation: "refundLedgerResultReport", idempotencyKey, input: reported };
  return commandOnce<{ refundId: string }>(context, command, async (em) => {
    const known = await em.findOne(GatewayAttempt, { id: attemptId, gateway: "MERCHANT_LEDGER" });
    if (!known) return fail("NOT_FOUND", { what: "ledgerAttempt", id: attemptId }, ["attemptId"]);
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
    const at = context.clock.now();
    // What the order service writes is a vendor's text like any other.
    const gate = await gateFor(context, em, refund.orderId);
    if (report.outcome === "REFUSED") {
      const { refundNo, state } = refund;
      if (attempt.status === "SUCCEEDED")
        return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "REFUSED" });
      const verdict = verdictOfRefusal(attempt, report.reason, gate.text(report.reason));
      // Unknown is an attempt here only by an earlier refusal that claimed an effect; that stands.
      if (isAwaited(attempt) && attempt.status !== "UNKNOWN") await close(context, em, refund, attempt, verdict);
      return ok({ refundId });
    }
    const ledgerEntryId = idsThrough(gate, context.cipher, await redactedIds(em, paymentId))(report.ledgerEntryId);
    const booked = await em.findOne(BookedCancellation, { paymentId, gatewayCancellationId: ledgerEntryId });
    if (booked && booked.attemptId !== null && booked.attemptId !== attempt.id) {
      const reason = sentence("reasons.ledger.bookedFor", { id: ledgerEntryId, attemptId: booked.attemptId });
      return fail("INVALID_INPUT", { reason }, ["ledgerEntryId"]);
    }
    if (booked) return ok({ refundId });
    const cancellation = cancellationOf(attempt, ledgerEntryId, at);
    if (isAwaited(attempt)) await close(context, em, refund, attempt, { kind: "SUCCEEDED", cancellation });
    else await adoptReported(context, em, { refunds, attempt, cancellation }, "SERVICE");
    return ok({ refundId });
  });
}

/** A refusal, unless its reason says that the points are back or will be. Queued, it was never handed over: nothing can be. */
function verdictOfRefusal(attempt: GatewayAttempt, reason: string, message: RedactedText): RedactedVerdict {
  const words = { finding: null, code: ownText("REFUSED"), message };
  const claim = attempt.status === "QUEUED" ? null : claimIn(reason);
  return claim === null ? { kind: "REFUSED", cause: "LEDGER_REFUSED", ...words } : { kind: "UNKNOWN", claim, ...words };
}

/** Not closed yet. Also one whose turn, or whose worker, has not come: the order service may be faster than we are. */
const isAwaited = ({ status }: GatewayAttempt): boolean =>
  status === "QUEUED" || OPEN_ATTEMPT_STATUSES.some((open) => open === status);

async function close(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  attempt: GatewayAttempt,
  verdict: RedactedVerdict,
): Promise<void> {
  // Whoever holds the attempt meanwhile may no longer write.
  attempt.fence += 1;
  attempt.leaseUntil = null;
  await writeAnswer(context, em, refund, attempt, { verdict, exchange: null, cause: "SERVICE" });
}

const cancellationOf = (attempt: GatewayAttempt, ledgerEntryId: RedactedText, at: Date): RedactedCancellation => ({
  cancellationId: ledgerEntryId,
  amount: attempt.amount.total,
  paidToCustomer: attempt.amount.total,
  returnedAsPoints: null,
  at,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});
