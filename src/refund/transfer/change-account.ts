/** refundAccountChange (환불계좌 변경): the customer names a bank account, or another one, before any money moves to it. */
import type { RefundState } from "../../../machines/step.js";
import type { Principal } from "../../access/principal.js";
import type { RefundAccount } from "../../gateways/port.js";
import type { Answered } from "../../idempotency/ledger.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, ok } from "../../problem.js";
import { fingerprintsOf, sealAccount } from "./account.js";
import { commandOnce, type Desk } from "../desk.js";
import { recordFact } from "../record-step.js";
import { lockRefundAt } from "../repository.js";

/**
 * States in which no money is on its way, and nobody has approved the account that is there now or is about to: an approval
 * is bound to the account, so an approved refund is cancelled and re-opened, or declined, before its account changes.
 */
export const ACCOUNT_CHANGEABLE: ReadonlySet<RefundState> = new Set([
  "returnCollected",
  "refundRequested.refused",
  "accepted.unprocessed",
  "accepted.failed",
]);

/** Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, POINTS_NEVER_CASH. */
export function changeAccount(
  desk: Desk,
  principal: Principal,
  input: { id: string; expectedVersion: number; idempotencyKey: string; account: RefundAccount },
): Promise<Answered<{ refundId: string }>> {
  const { idempotencyKey, account, id, expectedVersion } = input;
  // The key is kept for ever and must know its input; the account is not kept in clear for that.
  const [told, ...earlierSpellings] = fingerprintsOf(desk.cipher, account).map((print) => ({
    id,
    expectedVersion,
    account: print,
  }));
  const command = { principal, operation: "refundAccountChange", idempotencyKey, input: told, earlierSpellings };
  return commandOnce(desk, command, async (em) => {
    const locked = await lockRefundAt(em, id, expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    const approvedByHand = refund.status === "ACCEPTED" && refund.approvedBy !== null;
    if (!ACCOUNT_CHANGEABLE.has(refund.state) || approvedByHand) {
      return fail("REFUND_STATE_CONFLICT", {
        refundId: refund.id,
        refundNo: refund.refundNo,
        state: refund.state,
        event: "ACCOUNT_CHANGE",
      });
    }
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    if (payment.gateway === "MERCHANT_LEDGER") return fail("POINTS_NEVER_CASH");
    Object.assign(refund, sealAccount(desk.cipher, refund.id, account));
    refund.approvedBy = null;
    recordFact(em, refund, "ACCOUNT_CHANGED", {
      cause: principal.kind === "SERVICE" ? "SERVICE" : "OPERATOR",
      actor: principal.subject,
      at: desk.clock.now(),
    });
    return ok({ refundId: refund.id });
  });
}
