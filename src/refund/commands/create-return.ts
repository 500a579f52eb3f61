/** A collected return becomes rows: what came back, its units, and a refund for each payment that gives something back. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { appendEvent } from "../../events/event-log.js";
import type { RefundAccount } from "../../gateways/port.js";
import { newId } from "../../identifier.js";
import { sum, ZERO, type MinorUnits } from "../../money/minor-units.js";
import { checkCollected, checkFault } from "../../orders/check-facts.js";
import { OrderLine } from "../../orders/order.entity.js";
import { countQuantities, resolveLines, type OwedLine, type ReturnedLineFacts } from "../../orders/owed-lines.js";
import {
  Return,
  ReturnDeduction,
  ReturnLine,
  type DeductionKind,
  type FaultParty,
  type NoRefundReason,
  type ReturnReason,
} from "../../orders/return.entity.js";
import type { NamedLeg } from "../../orders/split.js";
import type { OrderRows } from "../../orders/store-order.js";
import { ok, type Outcome } from "../../problem.js";
import type { RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import { createRefund, type NewRefund } from "../record/create-refund.js";
import { dueOnFor } from "../record/due-on.js";
import { updateReturnRefundStatus } from "../record/repository.js";
import { askWalletSource } from "./ask-wallet-source.js";
import { splitOver } from "./split-over.js";

export interface ReturnFacts {
  returnNo: string;
  collectedAt: Date;
  /** Left out: nobody said. */
  reason?: ReturnReason | null;
  /** Left out: nobody said. */
  atFault?: FaultParty | null;
  lines: ReturnedLineFacts[];
  deductions: { kind: DeductionKind; amount: MinorUnits }[];
  /** How much comes from which payment; undefined: the merchant's strategy decides. */
  legs?: NamedLeg[];
  /**
   * The customer's bank account, for payments that cannot go back the way they came. No fact of the return: reported again
   * it changes nothing, a later one comes by `refundAccountChange`.
   */
  refundAccount?: RefundAccount;
}

/** Outcomes: those of `collectReturn` that are not about the order. */
export async function createReturn(
  context: RefundContext,
  em: EntityManager,
  rows: OrderRows,
  facts: ReturnFacts,
  by: {
    factsHash: string;
    actor: string;
    at: Date;
    accountFor: NewRefund["accountFor"];
  },
): Promise<Outcome<{ returnId: string }>> {
  const { order, payments, lines: orderLines } = rows;
  const impossible = checkCollected(facts.collectedAt, payments, by.at) ?? checkFault(facts);
  if (impossible) return impossible;
  // Payments before lines, as everywhere, and in id order: settlements and withdrawals of the same order take them so too.
  await em.execute(`select 1 from payment where order_id = ? order by id for no key update`, [order.id]);
  await em.flush();
  // Read again under the locks: a line's units and its claims must be of one moment.
  await em.find(OrderLine, { orderId: order.id }, { refresh: true });
  const owed = await resolveLines(em, facts.lines, orderLines);
  if (!owed.ok) return owed;
  const taken = await countQuantities(em, owed.value);
  if (taken) return taken;

  const split = await splitOver(em, rows, owed.value, facts, context.settings.splitStrategy);
  if (!split.ok) return split;
  const { legs, alreadyReturned, cause } = split.value;

  const owner = Object.assign(new Return(), {
    id: newId(),
    returnNo: facts.returnNo,
    orderId: order.id,
    collectedAt: facts.collectedAt,
    reason: facts.reason ?? null,
    atFault: facts.atFault ?? null,
    refundStatus: "AWAITING",
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawalMemoSealed: null,
    noRefundReason: legs.length > 0 ? null : (cause ?? noRefundReasonOf(owed.value)),
    alreadyReturned,
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
    payload: {
      returnNo: owner.returnNo,
      from: null,
      to: owner.refundStatus,
      refunded: ZERO,
      open: sum(legs.map(({ amount }) => amount.total)),
      notOwed: ZERO,
    },
  });

  for (const leg of legs) {
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
        owedSince: facts.collectedAt,
        dueOn: await dueOnFor(em, facts.collectedAt, context.settings),
        accountFor: payment.gateway === "MERCHANT_LEDGER" ? undefined : by.accountFor,
      },
      { cause: "SERVICE", actor: by.actor, at: by.at },
    );
    if (!created.ok) return created;
    await askWalletSource(context, em, payment, by.at);
  }
  if (cause !== null && cause !== "CHARGED_BACK") {
    const detail = { returnNo: owner.returnNo, alreadyReturned };
    raiseAlarm(context, em, "RETURN_OWED_LESS", { paymentId: split.value.paymentId ?? undefined, at: by.at, detail });
  }
  await updateReturnRefundStatus(em, owner.id, by.at);
  return ok({ returnId: owner.id });
}

/** Why a return without legs has none: a free line, an amount reported as 0, an earlier return has claimed it, or deductions ate it. */
function noRefundReasonOf(owed: readonly OwedLine[]): NoRefundReason {
  if (owed.some(({ amount }) => amount > 0)) return "DEDUCTED";
  if (owed.every(({ line }) => line.amount === 0)) return "FREE_OF_CHARGE";
  return owed.some(({ line, reportedAsNothing }) => line.amount > 0 && reportedAsNothing)
    ? "NOT_OWED"
    : "ALREADY_CLAIMED";
}

function lineIdOf(lines: readonly OrderLine[], lineNo: string): string {
  const line = lines.find((l) => l.lineNo === lineNo);
  assert(line, "a leg's line is a line of the order");
  return line.id;
}
