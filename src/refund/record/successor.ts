/** Refunds that follow from another: the rest of one of which less moved, and the one that pays again what came back. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { bookReversal, fitToRoom, hasRoom, restoreLines } from "../../orders/balance.js";
import { Payment } from "../../orders/payment.entity.js";
import { ok, type Outcome } from "../../problem.js";
import type { RefundContext } from "../context.js";
import { accountOf } from "./account.js";
import { createRefund, type NewRefund } from "./create-refund.js";
import { dueOnFor } from "./due-on.js";
import type { GivenUp } from "./lower-refund.js";
import type { TransitionOrigin } from "./record-transition.js";
import { RefundDeduction, type ApprovalReason, type Refund } from "./refund.entity.js";
import { linesOf } from "./repository.js";

/** The rest of a refund of which less moved: owed as before, to be requested anew. None where other money took its room. */
export async function createRemainder(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  { amount, lines, cash }: GivenUp & { cash: MinorUnits },
  origin: TransitionOrigin,
): Promise<Refund | null> {
  if (!(await hasRoom(em, refund.paymentId, amount, lines))) return null;
  const debt = { ...(await debtOf(context, em, refund)), remainderOfId: refund.id, amount, lines, deductions: [] };
  const created = await createRefund(em, { ...debt, ...owedAgain(refund, "NO_REFUSAL_BEHIND", cash) }, origin);
  assert(created.ok, "its room was counted in this transaction");
  return created.value;
}

/**
 * The refund that pays again what came back. `restored`: its cancel was taken back at the provider, so that the gateway can
 * refund it anew; `payableByHand`: the customer's bank sent it back, and a bank transfer pays as much.
 */
export async function createSuccessor(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  { restored, payableByHand }: { restored?: boolean; payableByHand?: MinorUnits },
  origin: TransitionOrigin,
): Promise<Outcome<unknown>> {
  const { id: predecessorId, paymentId } = refund;
  const lines = await linesOf(em, refund.id);
  const deductions = await em.find(RefundDeduction, { refundId: refund.id });
  const debt = { ...(await debtOf(context, em, refund)), predecessorId, lines, deductions };
  if (restored) {
    await restoreLines(em, lines, { reversed: false });
    const amount = await fitToRoom(em, paymentId, refund.amount);
    // Where other money took its room meanwhile, nothing is left to owe it from.
    if (!(await hasRoom(em, paymentId, amount, lines))) return ok(null);
    const cash = await cashPaid(em, refund);
    return createRefund(em, { ...debt, amount, ...owedAgain(refund, "PAID_AGAIN", cash) }, origin);
  }
  assert(payableByHand !== undefined, "what came back is paid again, in cash");
  await bookReversal(em, paymentId, refund.amount, lines);
  return createRefund(em, { ...debt, amount: refund.amount, ...byHand("PAID_AGAIN", payableByHand) }, origin);
}

type Creation = Pick<NewRefund, "creation" | "approvalReasons" | "payableByHand">;

const byHand = (reason: ApprovalReason, payableByHand: MinorUnits): Creation => ({
  creation: { kind: "MANUAL", needsApproval: true },
  approvalReasons: [reason],
  payableByHand,
});

/** Due for a request with its return; accepted by hand again where no return stands behind it. */
const owedAgain = ({ returnId }: Refund, reason: ApprovalReason, cash: MinorUnits): Creation =>
  returnId === null ? byHand(reason, cash) : {};

/** The same debt, of the same return, order and payment, to the same account. */
async function debtOf(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
): Promise<Pick<NewRefund, "orderId" | "returnId" | "paymentId" | "owedSince" | "dueOn" | "accountFor">> {
  const { orderId, returnId, paymentId, owedSince } = refund;
  const dueOn = await dueOnFor(em, owedSince, context.settings);
  return { orderId, returnId, paymentId, owedSince, dueOn, accountFor: accountOf(context, refund) };
}

/** The cash that went to the customer for it: as the gateway said, else the customer's share of what was paid. */
async function cashPaid(em: EntityManager, { paymentId, paidToCustomer, amount }: Refund): Promise<MinorUnits> {
  const payment = await em.findOneOrFail(Payment, paymentId);
  const paid = payment.paidByCustomer ?? payment.amount.total;
  const share = paidToCustomer ?? cashShare(paid, amount.total, payment.amount.total);
  return minorUnits(Math.min(share, amount.total));
}

/** `part` of `whole`, of as much cash; rounded down to a minor unit. */
export const cashShare = (cash: MinorUnits, part: MinorUnits, whole: MinorUnits): MinorUnits =>
  minorUnits(Number((BigInt(cash) * BigInt(part)) / BigInt(whole)));
