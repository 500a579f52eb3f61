/** refundAccountChange (환불계좌 변경): the customer names a bank account, or another one, before any money moves to it. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { describe, type RefundState } from "../../../machines/transition.js";
import type { Principal } from "../../access/principal.js";
import { canPayTo, needsAccount } from "../../gateway-rules/objection.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { termsOf } from "../../gateway-rules/terms.js";
import type { RefundAccount } from "../../gateways/port.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, ok, type Failure } from "../../problem.js";
import { doubtsAboutAccount, reasonsToApprove } from "../eligibility/approval.js";
import { accountChangeable } from "../eligibility/rules.js";
import { fingerprintsOf, sealAccount } from "../record/account.js";
import { storeReplacedAccount } from "../record/replaced-account.js";
import { commandOnce, type RefundContext } from "../context.js";
import { applyTransition } from "../record/apply-transition.js";
import { recordNote } from "../record/record-transition.js";
import { lockRefundAt } from "../record/repository.js";

/**
 * A person who replaces the account of a refund that is accepted already sends it back to its second pair of eyes; so does
 * whoever names one while it is deferred, where a second person is needed for it.
 * Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, POINTS_NEVER_CASH, REFUND_BANK_NOT_SUPPORTED.
 */
export function changeAccount(
  context: RefundContext,
  principal: Principal,
  input: {
    id: string;
    expectedVersion: number;
    idempotencyKey: string;
    account: RefundAccount;
    forManualRefund?: boolean;
  },
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, account, id, expectedVersion, forManualRefund = false } = input;
  // The key is kept for ever and must know its input; the account is not kept in clear for that.
  const [reported, ...earlierSpellings] = fingerprintsOf(context.cipher, account).map((print) => ({
    id,
    expectedVersion,
    account: print,
    ...(forManualRefund && { forManualRefund }),
  }));
  const command = { principal, operation: "refundAccountChange", idempotencyKey, input: reported, earlierSpellings };
  return commandOnce(context, command, async (em) => {
    const locked = await lockRefundAt(em, id, expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    if (!accountChangeable(refund)) {
      return fail("REFUND_STATE_CONFLICT", {
        refundId: refund.id,
        refundNo: refund.refundNo,
        state: refund.state,
        event: "ACCOUNT_CHANGE",
      });
    }
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    if (payment.gateway === "MERCHANT_LEDGER") return fail("POINTS_NEVER_CASH");
    if (!forManualRefund && !isByHand(refund.state)) {
      const notPayable = await objectionToBank(context, em, payment, account.bankCode);
      if (notPayable) return notPayable;
    }
    storeReplacedAccount(context, em, refund);
    const namedBy = [...refund.accountNamedBy, principal.subject];
    Object.assign(refund, sealAccount(context.cipher, refund.id, account, [...new Set(namedBy)]));
    refund.approvedBy = null;
    const origin = {
      cause: principal.kind === "SERVICE" ? "SERVICE" : "OPERATOR",
      actor: principal.subject,
      at: context.clock.now(),
    } as const;
    recordNote(em, refund, "ACCOUNT_CHANGED", origin);
    if (refund.state === "refundRequested.deferred") {
      // It is sent by itself when its time comes: not on an approval that was given for another account.
      refund.approvalReasons = await reasonsToApprove(context, em, refund, refund.requestedBy ?? principal.subject);
      if (refund.approvalReasons.length === 0) return ok({ refundId: refund.id });
      refund.deferredUntil = null;
      const held = await applyTransition(context, em, refund, { type: "DOUBT_RAISED" }, origin);
      return held.ok ? ok({ refundId: refund.id }) : held;
    }
    if (!isByHand(refund.state)) return ok({ refundId: refund.id });
    // It was accepted for another account; whoever had accepted it, or named this one, may not be alone in paying it there.
    const doubts = await doubtsAboutAccount(context, em, refund, principal.subject);
    if (refund.state === "accepted.awaitingApproval") {
      refund.approvalReasons = [...new Set([...refund.approvalReasons, ...doubts])];
      return ok({ refundId: refund.id });
    }
    if (doubts.length === 0) return ok({ refundId: refund.id });
    refund.approvalReasons = doubts;
    const transition = await applyTransition(context, em, refund, { type: "DOUBT_RAISED" }, origin);
    return transition.ok ? ok({ refundId: refund.id }) : transition;
  });
}

const isByHand = (state: RefundState): boolean => describe(state).status === "ACCEPTED";

/** The problem of an account the gateway will be asked to pay to and cannot. */
async function objectionToBank(
  { clock }: RefundContext,
  em: EntityManager,
  payment: Payment,
  bankCode: string,
): Promise<Failure | null> {
  const terms = termsOf(await loadRules(em), payment, clock.now());
  if (!needsAccount(terms, clock.now()) || canPayTo(terms, bankCode)) return null;
  const payer = payment.provider ?? payment.gateway;
  return fail("REFUND_BANK_NOT_SUPPORTED", { bankCode, payer }, ["account", "bankCode"]);
}
