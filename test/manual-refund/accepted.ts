/** Manual refunds as an agent registers them, from the page as it is now. */
import { acceptManualRefund, type AcceptManualRefund } from "../../src/manual-refund/accept.js";
import { won } from "../../src/money/minor-units.js";
import { refundableAmount } from "../../src/orders/balance.js";
import { Refund } from "../../src/refund/record/refund.entity.js";
import { key } from "../kit/fixtures.js";
import type { TestService } from "../kit/test-service.js";
import { account } from "../refund/accounts.js";
import { AGENT, type Answer } from "../refund/mutations.js";

/** What an agent sends for a payment; the refundable amount as the page shows it now. */
export const registration = async (
  t: TestService,
  paymentId: string,
  amount: number,
  over: Partial<AcceptManualRefund> = {},
): Promise<AcceptManualRefund> => ({
  paymentId,
  amount: won(amount),
  expectedRefundableAmount: await refundableAmount(t.context.root.fork(), paymentId),
  lines: null,
  account: account(),
  reason: "GOODWILL",
  memo: null,
  withoutLookUpBecause: null,
  idempotencyKey: key(),
  ...over,
});

export const register = async (
  t: TestService,
  paymentId: string,
  amount: number,
  over: Partial<AcceptManualRefund> = {},
  by = AGENT,
): Promise<Answer> => acceptManualRefund(t.context, by, await registration(t, paymentId, amount, over));

/** Registers a manual refund that must be taken; the refund as it is then. */
export async function registered(
  t: TestService,
  paymentId: string,
  amount: number,
  over: Partial<AcceptManualRefund> = {},
  by = AGENT,
): Promise<Refund> {
  const { outcome } = await register(t, paymentId, amount, over, by);
  if (!outcome.ok) throw new Error(`not registered: ${JSON.stringify(outcome.problem)}`);
  const { refundId } = outcome.value as { refundId: string };
  return t.context.root.fork().findOneOrFail(Refund, refundId);
}
