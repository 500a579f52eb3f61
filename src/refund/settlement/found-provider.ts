/** The provider that nobody reported, and the gateway names: its own rules are looked at before anything is sent to an account. */
import { objectionsOf, refusalCauseOf } from "../../gateway-rules/objection.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { termsOf } from "../../gateway-rules/terms.js";
import { currencyOf } from "../../orders/order.entity.js";
import type { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import { Refund } from "../record/refund.entity.js";
import type { RedactedSnapshot, RedactedVerdict } from "./ask-gateway.js";
import { ownFinding } from "./finding.js";

/** A definite no where a rule of that provider blocks the refund; null where none does, or the provider was reported. */
export async function objectionOfFoundProvider(
  context: RefundContext,
  payment: Payment,
  attempt: GatewayAttempt,
  { provider, walletSource: walletSourceAtGateway, cancellations }: RedactedSnapshot,
): Promise<RedactedVerdict | null> {
  if (payment.provider !== null || provider === undefined || !attempt.usesAccount) return null;
  const em = context.root.fork();
  const { accountBankCode, accountPhoneSealed } = await em.findOneOrFail(Refund, attempt.refundId);
  const at = context.clock.now();
  const { gateway, method, paidAt, walletSource, sellerConsented } = payment;
  const paid = { gateway, provider, method, paidAt, walletSource, walletSourceAtGateway, sellerConsented };
  const terms = termsOf(await loadRules(em), paid, at);
  const objection = objectionsOf(terms, {
    amount: attempt.amount.total,
    paymentAmount: payment.amount.total,
    currency: await currencyOf(em, payment.orderId),
    captureState: payment.captureState,
    cancelsSoFar: cancellations.filter(({ state }) => state === "SUCCEEDED").length,
    at,
    account: { bankCode: accountBankCode, hasPhone: accountPhoneSealed !== null },
  }).find(({ weight }) => weight === "BLOCKS");
  if (!objection) return null;
  return {
    kind: "REFUSED",
    cause: refusalCauseOf(objection.code),
    ...ownFinding(
      "FORBIDDEN_BY_RULE",
      `the gateway says ${provider} processed this payment, and a rule of it forbids the refund (${objection.code}); nothing was sent`,
    ),
  };
}
