/** Four eyes (승인): which refunds a second person must agree to before money moves, and why. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { samePerson } from "../../access/subject.js";
import { currencyOf, Order } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { plainName } from "../../personal-data/plain-name.js";
import { fourEyesLimitIn, type RefundContext } from "../context.js";
import { openAccount } from "../record/account.js";
import { BookedCancellation, IS_UNMATCHED } from "../record/attempt.entity.js";
import { takesAccount } from "../record/attempt.js";
import type { ApprovalReason, Refund } from "../record/refund.entity.js";
import { refundsTogether } from "../record/repository.js";
import { loadFacts } from "./load-facts.js";
import { objectionsTo } from "./rules.js";

/** For the way over the gateway. None while an approval of this amount and account stands. */
export async function reasonsToApprove(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  requester: string,
): Promise<ApprovalReason[]> {
  if (refund.approvedBy !== null) return [];
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  const toAccount = refund.accountBankCode !== null && (await takesAccount(em, payment, context.clock.now()));
  return [
    ...(await movedMeanwhile(em, refund)),
    ...(await paidAgain(em, refund)),
    ...(toAccount ? await doubtsAboutAccount(context, em, refund, requester) : []),
    ...(await aboveLimit(context, em, refund)),
  ];
}

/**
 * For a bank transfer that is about to be accepted, or was registered as one just now. `asked`: the gateway has just been
 * looked at. A card company gets its money back over the gateway; paying the customer cash instead takes a definite no, or a
 * rule that foretells one, or a second person.
 */
export async function reasonsToApproveTransfer(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  { requester, asked }: { requester: string; asked: boolean },
): Promise<ApprovalReason[]> {
  return [
    ...(await movedMeanwhile(em, refund)),
    ...((await refusalBehind(context, em, refund)) ? [] : (["NO_REFUSAL_BEHIND"] as const)),
    ...(asked ? [] : (["GATEWAY_NOT_ASKED"] as const)),
    ...(await doubtsAboutAccount(context, em, refund, requester)),
    ...(await paidAgain(em, refund)),
    ...(await aboveLimit(context, em, refund)),
  ];
}

/**
 * A cancel in the gateway's console, a chargeback, or an effect nobody here asked for, matched with no refund and booked since this
 * debt is known; at any time where no return says when it began.
 */
async function movedMeanwhile(
  em: EntityManager,
  { paymentId, createdAt, returnId }: Refund,
): Promise<ApprovalReason[]> {
  const foreign = await em.execute<unknown[]>(
    `select 1 from booked_cancellation where payment_id = ? and (? or booked_at >= ?) and ${IS_UNMATCHED} limit 1`,
    [paymentId, returnId === null, createdAt],
  );
  // A gateway says of a payment, not of a cancel, that a transfer failed: with a second one, which of them did is a guess.
  const failedTransfers = await em.count(BookedCancellation, { paymentId, transferFailed: true, restoredAt: null });
  return foreign.length > 0 || failedTransfers > 1 ? ["MONEY_MAY_HAVE_MOVED"] : [];
}

/** A debt that was paid once and is said to have come back, however often its successors were cancelled and re-opened. */
async function paidAgain(em: EntityManager, { predecessorId }: Refund): Promise<ApprovalReason[]> {
  if (predecessorId === null) return [];
  const rows = await em.execute<unknown[]>(
    `with recursive line as (
       select id, predecessor_id, reversed_at from refund where id = ?
       union all select r.id, r.predecessor_id, r.reversed_at from refund r join line on r.id = line.predecessor_id)
     select 1 from line where reversed_at is not null limit 1`,
    [predecessorId],
  );
  return rows.length > 0 ? ["PAID_AGAIN"] : [];
}

/**
 * Refusals that say nothing of whether the gateway would have paid: the money is gone another way, the ledgers differ, or it was
 * only not to be had so far.
 */
const NO_REAL_REFUSAL: ReadonlySet<string> = new Set([
  "OVERTAKEN",
  "CHARGED_BACK",
  "NEVER_CAPTURED",
  "GATEWAY_STATE_DIFFERS",
  "GATEWAY_UNAVAILABLE",
  "LINE_ITEMS_MISSING",
  "ANSWER_UNREADABLE",
  "NOT_CAPTURED",
  "PAYMENT_DISPUTED",
]);

async function refusalBehind(context: RefundContext, em: EntityManager, refund: Refund): Promise<boolean> {
  const { state, refusalCause } = refund;
  if (state === "refundRequested.refused" && !NO_REAL_REFUSAL.has(refusalCause ?? "")) return true;
  const facts = await loadFacts(context, em, refund);
  // What the rules would have said to a request.
  const objections = objectionsTo({ ...facts, state: "returnCollected" });
  return objections.some(({ weight, manual }) => weight === "BLOCKS" && manual);
}

/** Doubts about paying to this refund's account on the word of `subject` alone. */
export async function doubtsAboutAccount(
  { cipher }: RefundContext,
  em: EntityManager,
  refund: Refund,
  subject: string,
): Promise<ApprovalReason[]> {
  const account = openAccount(cipher, refund);
  if (!account) return [];
  const { id: rowId, customerNameSealed } = await em.findOneOrFail(Order, refund.orderId);
  const customer = cipher.open(customerNameSealed, { table: "orders", column: "customer_name", rowId });
  const namedIt = refund.accountNamedBy.some((namer) => samePerson(namer, subject));
  return [
    ...(plainName(account.holder.reveal()) === plainName(customer.reveal()) ? [] : (["HOLDER_DIFFERS"] as const)),
    ...(namedIt ? (["ACCOUNT_NAMED_BY_REQUESTER"] as const) : []),
  ];
}

async function aboveLimit(context: RefundContext, em: EntityManager, { orderId }: Refund): Promise<ApprovalReason[]> {
  const limit = fourEyesLimitIn(context.settings, await currencyOf(em, orderId));
  return (await refundsTogether(em, orderId, context.clock.now())) > limit ? ["ABOVE_LIMIT"] : [];
}
