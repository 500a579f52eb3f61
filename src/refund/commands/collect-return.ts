/** returnCollect: a return service hands over a collected return (회수완료); one refund per payment that paid for it is created. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import { appendEvent } from "../../events/event-log.js";
import { runOnce, hashOf, type IdempotentResult } from "../../idempotency/idempotency-store.js";
import { newId } from "../../identifier.js";
import type { RefundAccount } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { refundableParts } from "../../orders/balance.js";
import { dueDay } from "../../orders/due-date.js";
import { storeOrder, type OrderFacts, type OrderRows } from "../../orders/facts.js";
import { OrderLine } from "../../orders/order.entity.js";
import { countQuantities, resolveLines, type OwedLine, type ReturnedLineFacts } from "../../orders/owed-lines.js";
import {
  Return,
  ReturnDeduction,
  ReturnLine,
  type DeductionKind,
  type NoRefundReason,
} from "../../orders/return.entity.js";
import { splitReturn, type Leg, type NamedLeg, type SplitStrategy } from "../../orders/split.js";
import { fail, ok, type Outcome } from "../../problem.js";
import { fingerprintsOf, sealAccount } from "../record/account.js";
import { createRefund, type NewRefund } from "../record/create-refund.js";
import type { RefundContext } from "../context.js";
import { updateReturnRefundStatus } from "../record/repository.js";

export interface ReturnFacts {
  returnNo: string;
  collectedAt: Date;
  lines: ReturnedLineFacts[];
  deductions: { kind: DeductionKind; amount: MinorUnits }[];
  /** How much comes from which payment; undefined: the merchant's strategy decides. */
  legs?: NamedLeg[];
  /**
   * The customer's bank account, for payments that cannot go back the way they came. No fact of the return: told again
   * it changes nothing, a later one comes by `refundAccountChange`.
   */
  refundAccount?: RefundAccount;
}

/**
 * Outcomes: the return with its refunds; FACTS_INCONSISTENT, FACTS_CONFLICT (told differently before), QUANTITY_EXCEEDED,
 * REFUND_AMOUNT_EXCEEDED, SPLIT_IMPOSSIBLE. The same facts again, under any key, give the same return.
 */
export async function collectReturn(
  context: RefundContext,
  principal: Principal,
  input: { order: OrderFacts; return: ReturnFacts; idempotencyKey: string },
): Promise<IdempotentResult<{ returnId: string }>> {
  const { idempotencyKey: key, ...reported } = input;
  const [facts, ...earlierSpellings] = withoutSecrets(context, reported);
  const requestKey = {
    caller: personKey(principal.subject),
    key,
    operation: "returnCollect",
    input: facts,
    earlierSpellings,
  };
  const answered = await runOnce(context.root, context.clock, requestKey, async (em) => {
    const stranger = reported.order.payments.find(({ gateway }) => !context.gateways.names.includes(gateway));
    if (stranger) {
      const reason = `payment ${stranger.paymentNo}: this service has no payments at ${stranger.gateway}, only at ${context.gateways.names.join(", ")}`;
      return fail("FACTS_INCONSISTENT", { reason }, ["order", "payments"]);
    }
    await waitForTurn(em, reported);
    const at = context.clock.now();
    const rows = await storeOrder(em, context.cipher, reported.order, at);
    if (!rows.ok) return rows;
    // Of the return alone: the order's facts have just been compared one by one, and may have moved on (매입).
    const { refundAccount, ...facts } = reported.return;
    const factsHash = hashOf({ orderNo: reported.order.orderNo, ...facts });
    const known = await em.findOne(Return, { returnNo: reported.return.returnNo });
    if (known) {
      return known.factsHash === factsHash
        ? ok({ returnId: known.id })
        : fail("FACTS_CONFLICT", { fact: await contradictionIn(em, known, rows.value, reported.return) }, ["returnNo"]);
    }
    return createReturn(em, rows.value, reported.return, {
      accountFor:
        refundAccount && ((refundId) => sealAccount(context.cipher, refundId, refundAccount, [principal.subject])),
      strategy: context.settings.splitStrategy,
      factsHash,
      actor: principal.subject,
      at,
    });
  });
  if (!answered.replayed) context.wake();
  return answered;
}

/**
 * Everything told about one order, one return or one payment is kept one after the other: facts told twice at once meet
 * here, not in a constraint. In one order, so that two tellers cannot wait for each other.
 */
async function waitForTurn(em: EntityManager, reported: { order: OrderFacts; return: ReturnFacts }): Promise<void> {
  const payments = reported.order.payments.map((p) => `payment ${p.gateway} ${p.gatewayPaymentId}`);
  for (const name of [`order ${reported.order.orderNo}`, `return ${reported.return.returnNo}`, ...payments].sort()) {
    await em.execute(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [name]);
  }
}

/** The contradiction in a return that is reported again, as a sentence. */
async function contradictionIn(
  em: EntityManager,
  known: Return,
  { order, lines: orderLines }: OrderRows,
  reported: ReturnFacts,
): Promise<string> {
  const of = `return ${known.returnNo}`;
  if (known.orderId !== order.id) return `${of} belongs to another order`;
  if (known.collectedAt.getTime() !== reported.collectedAt.getTime()) {
    return `${of} was collected at ${known.collectedAt.toISOString()}`;
  }
  const kept = await em.find(ReturnLine, { returnId: known.id });
  if (kept.length !== reported.lines.length) return `${of} had ${kept.length} lines`;
  for (const { lineNo, quantity } of reported.lines) {
    const line = orderLines.find((l) => l.lineNo === lineNo);
    const row = kept.find((l) => l.orderLineId === line?.id);
    if (!row) return `${of} had no line ${lineNo}`;
    if (row.quantity !== quantity) return `${of} had ${row.quantity} of line ${lineNo}`;
  }
  return `the amounts, deductions or legs of ${of} were reported differently`;
}

async function createReturn(
  em: EntityManager,
  rows: OrderRows,
  facts: ReturnFacts,
  by: {
    strategy: SplitStrategy;
    factsHash: string;
    actor: string;
    at: Date;
    accountFor: NewRefund["accountFor"];
  },
): Promise<Outcome<{ returnId: string }>> {
  const { order, payments, lines: orderLines } = rows;
  // Payments before lines, as everywhere, and in id order: settlements and withdrawals of the same order take them so too.
  await em.execute(`select 1 from payment where order_id = ? order by id for no key update`, [order.id]);
  await em.flush();
  // Read again under the locks: a line's units and its claims must be of one moment.
  await em.find(OrderLine, { orderId: order.id }, { refresh: true });
  const owed = await resolveLines(em, facts.lines, orderLines);
  if (!owed.ok) return owed;
  const taken = await countQuantities(em, owed.value);
  if (taken) return taken;

  const split = await splitOver(em, rows, owed.value, facts, by.strategy);
  if (!split.ok) return split;

  const owner = Object.assign(new Return(), {
    id: newId(),
    returnNo: facts.returnNo,
    orderId: order.id,
    collectedAt: facts.collectedAt,
    refundStatus: "AWAITING",
    withdrawnAt: null,
    noRefundReason: split.value.length > 0 ? null : noRefundReasonOf(owed.value),
    factsHash: by.factsHash,
    createdAt: by.at,
  } satisfies Return);
  em.persist(owner);
  for (const { line, ...of } of owed.value) {
    em.persist(
      Object.assign(new ReturnLine(), {
        ...of,
        id: newId(),
        returnId: owner.id,
        orderLineId: line.id,
      } satisfies ReturnLine),
    );
  }
  for (const { kind, amount } of facts.deductions) {
    if (amount === 0) continue;
    em.persist(Object.assign(new ReturnDeduction(), { id: newId(), returnId: owner.id, kind, amount }));
  }
  appendEvent(em, {
    type: "return.changed",
    subjectId: owner.id,
    at: by.at,
    payload: { returnNo: owner.returnNo, from: null, to: owner.refundStatus },
  });

  for (const leg of split.value) {
    const payment = payments.find((p) => p.paymentNo === leg.paymentNo);
    assert(payment, "a leg belongs to a payment of the order");
    const created = await createRefund(
      em,
      {
        orderId: order.id,
        returnId: owner.id,
        paymentId: payment.id,
        amount: leg.amount,
        lines: leg.lines.map(({ lineNo, amount }) => ({ orderLineId: lineIdOf(orderLines, lineNo), amount })),
        deductions: leg.deductions.map(({ kind, amount }) => ({ kind: kind as DeductionKind, amount })),
        dueOn: dueDay(facts.collectedAt),
        accountFor: payment.gateway === "MERCHANT_LEDGER" ? undefined : by.accountFor,
      },
      { cause: "SERVICE", actor: by.actor, at: by.at },
    );
    if (!created.ok) return created;
  }
  await updateReturnRefundStatus(em, owner.id, by.at);
  return ok({ returnId: owner.id });
}

/** Why a return without legs has none: a free line was never owed anything, an earlier return has claimed it, or deductions ate it. */
function noRefundReasonOf(owed: readonly OwedLine[]): NoRefundReason {
  if (owed.some(({ amount }) => amount > 0)) return "DEDUCTED";
  return owed.every(({ line }) => line.amount === 0) ? "FREE_OF_CHARGE" : "ALREADY_CLAIMED";
}

/** Splits what is owed over the order's payments, by what each can still give. Reads only. */
export async function splitOver(
  em: EntityManager,
  { payments }: OrderRows,
  owed: readonly OwedLine[],
  facts: Pick<ReturnFacts, "deductions" | "legs">,
  strategy: SplitStrategy,
): Promise<Outcome<Leg[]>> {
  const paying = [];
  for (const payment of payments) {
    paying.push({ paymentNo: payment.paymentNo, refundable: await refundableParts(em, payment.id) });
  }
  return splitReturn({
    lines: owed.map(({ line, amount }) => ({ lineNo: line.lineNo, category: line.taxCategory, amount })),
    deductions: facts.deductions,
    payments: paying,
    strategy,
    namedLegs: facts.legs,
  });
}

function lineIdOf(lines: readonly OrderLine[], lineNo: string): string {
  const line = lines.find((l) => l.lineNo === lineNo);
  assert(line, "a leg's line is a line of the order");
  return line.id;
}

/**
 * The facts as they may be hashed and compared: the customer as a keyed fingerprint, never in clear. One spelling for
 * each encryption key, the present one's first: a key is kept for ever and must know its input after a rotation too.
 */
function withoutSecrets(context: RefundContext, reported: { order: OrderFacts; return: ReturnFacts }): unknown[] {
  const { customerId, customerName: _name, ...order } = reported.order;
  const { refundAccount, ...facts } = reported.return;
  const accounts = refundAccount && fingerprintsOf(context.cipher, refundAccount);
  return context.cipher.fingerprints(customerId, "return facts").map((customer, key) => ({
    order: { ...order, customer },
    return: accounts ? { ...facts, account: accounts[key] } : facts,
  }));
}
