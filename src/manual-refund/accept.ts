/** manualRefundAccept (환불접수): an agent registers a refund to a bank account; a second person decides before anything is paid. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { validate as isUuid } from "uuid";
import type { Principal } from "../access/principal.js";
import type { RefundAccount } from "../gateways/port.js";
import type { IdempotentResult } from "../idempotency/idempotency-store.js";
import { sentence } from "../messages/sentence.js";
import { sum, type MinorUnits } from "../money/minor-units.js";
import type { Parts } from "../money/parts.js";
import { splitParts } from "../money/vat.js";
import { refundableAmount, refundableParts, type LineAmount } from "../orders/balance.js";
import { currencyOf, OrderLine } from "../orders/order.entity.js";
import { Payment } from "../orders/payment.entity.js";
import { splitReturn } from "../orders/split.js";
import { fail, inCurrency, ok, type Failure, type Outcome } from "../problem.js";
import { createManualRefund } from "../refund/commands/create-manual-refund.js";
import { causeOf, commandOnce, type RefundContext } from "../refund/context.js";
import { fingerprintsOf, sealAccount } from "../refund/record/account.js";
import { joinedMemo, storeMemo } from "../refund/record/memo.js";
import type { Refund } from "../refund/record/refund.entity.js";
import { lookBeforeTransfer, type LookBeforeTransfer } from "../refund/settlement/look-before-transfer.js";

/** Why money is owed although no goods came back. It stands in the history, so it is a code; texts go into the memo. */
export const MANUAL_REFUND_REASONS = [
  "GOODWILL",
  "OVERCHARGED",
  "DEDUCTION_RETURNED",
  "CANNOT_CANCEL_PAYMENT",
  "OTHER",
] as const;
export type ManualRefundReason = (typeof MANUAL_REFUND_REASONS)[number];

export interface AcceptManualRefund {
  paymentId: string;
  /** In cancel units, as every amount of a refund. */
  amount: MinorUnits;
  /** The payment's refundable amount as the page showed it. */
  expectedRefundableAmount: MinorUnits;
  /** Null: of the payment as a whole. Else they add up to `amount`. */
  lines: { lineNo: string; amount: MinorUnits }[] | null;
  account: RefundAccount;
  reason: ManualRefundReason;
  memo: string | null;
  /** Why it may be accepted although the gateway cannot be asked just now. Stored with the memo. */
  withoutLookUpBecause: string | null;
  idempotencyKey: string;
}

/**
 * The gateway is asked first, outside the transaction, whether somebody has paid the customer in its console; what it shows is
 * booked. Always waits for a second person: whoever registers it has named the account.
 *
 * Outcomes: NOT_FOUND, POINTS_NEVER_CASH, NOT_CAPTURED (nothing was taken from the customer yet), PAYMENT_DISPUTED,
 * REFUNDABLE_AMOUNT_CHANGED, REFUND_AMOUNT_EXCEEDED, FACTS_INCONSISTENT (lines), GATEWAY_UNREACHABLE (nothing changed),
 * EVIDENCE_DISAGREES (the gateway still works on a cancel of this amount, or shows one nobody can place).
 */
export async function acceptManualRefund(
  context: RefundContext,
  principal: Principal,
  input: AcceptManualRefund,
): Promise<IdempotentResult<{ refundId: string }>> {
  const { idempotencyKey, account, ...rest } = input;
  const looked = await lookFirst(context, input);
  // The key is kept for ever and must know its input; the account is not kept in clear for that.
  const [spelling, ...earlierSpellings] = fingerprintsOf(context.cipher, account).map((print) => ({
    ...rest,
    account: print,
  }));
  const command = {
    principal,
    operation: "manualRefundAccept",
    idempotencyKey,
    input: spelling,
    earlierSpellings,
  };
  return commandOnce(context, command, async (em) => {
    const payment = await lockPayment(em, input.paymentId);
    if (!payment) return notFound(input);
    const forbidden = forbidTransfer(payment);
    if (forbidden) return forbidden;
    if ("problem" in looked) return looked;
    if (!looked.asked && input.withoutLookUpBecause === null) return fail("GATEWAY_UNREACHABLE");
    const accepted = await acceptOn(context, em, payment, input, { looked, principal });
    if (!accepted.ok) return inCurrency(accepted, await currencyOf(em, payment.orderId));
    storeMemo(context, em, accepted.value, joinedMemo(input.withoutLookUpBecause, input.memo));
    return ok({ refundId: accepted.value.id });
  });
}

const NOT_ASKED: LookBeforeTransfer = { asked: false, paidByCustomer: null };

const notFound = ({ paymentId: id }: AcceptManualRefund): Failure =>
  fail("NOT_FOUND", { what: "payment", id }, ["paymentId"]);

async function lookFirst(
  context: RefundContext,
  { paymentId, amount }: AcceptManualRefund,
): Promise<LookBeforeTransfer | Failure> {
  const payment = isUuid(paymentId) ? await context.root.fork().findOne(Payment, paymentId) : null;
  if (!payment || forbidTransfer(payment)) return NOT_ASKED;
  return lookBeforeTransfer(context, { id: null, orderId: payment.orderId, paymentId, amount: { total: amount } });
}

/** Locked before its room is read: of two registrations at once, the second sees what the first has taken. */
async function lockPayment(em: EntityManager, paymentId: string): Promise<Payment | null> {
  if (!isUuid(paymentId)) return null;
  await em.execute(`select 1 from payment where id = ? for no key update`, [paymentId]);
  return em.findOne(Payment, paymentId, { refresh: true });
}

function forbidTransfer({ gateway, captureState, disputed }: Payment): Failure | null {
  if (gateway === "MERCHANT_LEDGER") return fail("POINTS_NEVER_CASH");
  if (captureState === "AUTHORISED") return fail("NOT_CAPTURED");
  return disputed ? fail("PAYMENT_DISPUTED") : null;
}

async function acceptOn(
  context: RefundContext,
  em: EntityManager,
  payment: Payment,
  input: AcceptManualRefund,
  { looked, principal }: { looked: LookBeforeTransfer; principal: Principal },
): Promise<Outcome<Refund>> {
  const { id: paymentId, orderId } = payment;
  const refundable = await refundableAmount(em, paymentId);
  if (refundable !== input.expectedRefundableAmount) {
    return fail("REFUNDABLE_AMOUNT_CHANGED", { refundableAmount: refundable }, ["expectedRefundableAmount"]);
  }
  if (input.amount > refundable) return fail("REFUND_AMOUNT_EXCEEDED", { refundableAmount: refundable }, ["amount"]);
  const share = await shareOf(em, payment, input);
  if (!share.ok) return share;
  const at = context.clock.now();
  const { subject: actor } = principal;
  return createManualRefund(
    context,
    em,
    {
      orderId,
      paymentId,
      ...share.value,
      owedSince: at,
      accountFor: (refundId) => sealAccount(context.cipher, refundId, input.account, [actor]),
    },
    looked,
    { cause: causeOf(principal), actor, at, reasonCode: input.reason },
  );
}

/** The amount by tax part: of the lines it is for, or of the payment as a whole in proportion to what is left of its parts. */
async function shareOf(
  em: EntityManager,
  { id, orderId, paymentNo }: Payment,
  { amount, lines }: AcceptManualRefund,
): Promise<Outcome<{ amount: Parts; lines: LineAmount[] }>> {
  const refundable = await refundableParts(em, id);
  if (lines === null) return ok({ amount: splitParts(amount, refundable), lines: [] });
  const found = await findLines(em, orderId, lines);
  if (!found.ok) return found;
  const total = sum(lines.map((line) => line.amount));
  if (total !== amount) {
    return fail("FACTS_INCONSISTENT", { reason: sentence("reasons.line.sums", { sum: total, amount }) }, ["lines"]);
  }
  const legs = splitReturn({
    lines: found.value.map(({ lineNo, taxCategory: category }, index) => ({
      lineNo,
      category,
      amount: lines[index]!.amount,
    })),
    deductions: [],
    payments: [{ paymentNo, refundable }],
    strategy: "PRIMARY_FIRST",
  });
  if (!legs.ok) return legs;
  const [leg] = legs.value;
  const idOf = new Map(found.value.map((line) => [line.lineNo, line.id]));
  return ok({
    amount: leg!.amount,
    lines: leg!.lines.map((line) => ({ orderLineId: idOf.get(line.lineNo)!, amount: line.amount })),
  });
}

/** The lines of the order, in the order of the input; each once, and with room for as much. */
async function findLines(
  em: EntityManager,
  orderId: string,
  wanted: NonNullable<AcceptManualRefund["lines"]>,
): Promise<Outcome<OrderLine[]>> {
  const lines = await em.find(OrderLine, { orderId }, { refresh: true });
  const found: OrderLine[] = [];
  for (const [index, { lineNo, amount }] of wanted.entries()) {
    const field = ["lines", index];
    const line = lines.find((one) => one.lineNo === lineNo);
    if (!line) return fail("FACTS_INCONSISTENT", { reason: sentence("reasons.line.unknown", { lineNo }) }, field);
    if (found.includes(line))
      return fail("FACTS_INCONSISTENT", { reason: sentence("reasons.line.twice", { lineNo }) }, field);
    const refundableAmount = line.amount + line.reversed - line.refunded - line.reserved;
    if (amount > refundableAmount) return fail("REFUND_AMOUNT_EXCEEDED", { lineNo, refundableAmount }, field);
    found.push(line);
  }
  return ok(found);
}
