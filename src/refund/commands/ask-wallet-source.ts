/** Has the gateway asked what was behind a wallet, where a deadline depends on it and nobody said: before anybody clicks. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { termsOf, walletSourceOf } from "../../gateway-rules/terms.js";
import type { Payment } from "../../orders/payment.entity.js";
import type { RefundContext } from "../context.js";

/** The look-up is a job: its answer is waited for by nobody, and where none comes the question stays with people. */
export async function askWalletSource(
  { gateways, jobs }: Pick<RefundContext, "gateways" | "jobs">,
  em: EntityManager,
  payment: Payment,
  at: Date,
): Promise<void> {
  const { id: paymentId, gateway, method } = payment;
  if (method !== "EASY_PAY" || walletSourceOf(payment) !== null || gateways.of(gateway).reports) return;
  if (!termsOf(await loadRules(em), payment, at).walletSourceAsked) return;
  await jobs.enqueue(em, "payment.look-up", { gateway, paymentId });
}
