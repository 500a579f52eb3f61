/** Takes a cancel out of the books that was taken back at its provider (취소 원복): what it had refunded is owed again. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { NO_MONEY, plus } from "../../money/parts.js";
import { bookRestoration, restoreLines } from "../../orders/balance.js";
import type { RefundContext } from "../context.js";
import { applyTransition } from "../record/apply-transition.js";
import { GatewayAttempt, type BookedCancellation } from "../record/attempt.entity.js";
import { CancellationMatch } from "../record/cancellation-match.entity.js";
import { answerDoubts } from "../record/answered-alarms.js";
import type { TransitionOrigin } from "../record/record-transition.js";
import type { Refund } from "../record/refund.entity.js";
import { linesOf } from "../record/repository.js";

/** In the caller's transaction, with the payment and all its refunds locked. Each refund it had completed gets a successor. */
export async function restoreCancellation(
  context: RefundContext,
  em: EntityManager,
  { cancellation, refunds }: { cancellation: BookedCancellation; refunds: readonly Refund[] },
  origin: TransitionOrigin,
): Promise<void> {
  cancellation.restoredAt = origin.at;
  await answerDoubts(em, cancellation, origin);
  const paid = await paidBy(em, cancellation, refunds);
  const sentBack = paid.filter((refund) => refund.reversedAt !== null);
  const neverArrived = cancellation.transferFailed ? [cancellation.amount] : [];
  const reversed = [...sentBack.map((refund) => refund.amount), ...neverArrived].reduce(plus, NO_MONEY);
  await bookRestoration(em, cancellation.paymentId, {
    restored: cancellation.amount,
    reversed,
    released: cancellation.released,
  });
  for (const refund of sentBack) await restoreLines(em, await linesOf(em, refund.id), { reversed: true });
  for (const refund of paid.filter((one) => one.reversedAt === null)) {
    const because = { ...origin, reasonCode: "CANCELLATION_RESTORED" };
    const transition = await applyTransition(context, em, refund, { type: "REVERSED" }, because, { restored: true });
    assert(transition.ok, "a completed refund takes REVERSED");
  }
}

/** The refunds that were completed with a cancel: its attempt's, or those it was matched with. None where its transfer failed. */
async function paidBy(
  em: EntityManager,
  { id: cancellationId, attemptId, transferFailed }: BookedCancellation,
  refunds: readonly Refund[],
): Promise<Refund[]> {
  if (transferFailed) return [];
  const attempt = attemptId === null ? null : await em.findOneOrFail(GatewayAttempt, attemptId);
  const matches = await em.find(CancellationMatch, { cancellationId });
  const ids = new Set([...matches.map(({ refundId }) => refundId), ...(attempt ? [attempt.refundId] : [])]);
  return refunds.filter(({ id, state }) => ids.has(id) && state === "completed");
}
