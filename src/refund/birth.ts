/** A refund is born: reserved on its payment and lines, with its first history row, in the caller's transaction. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { birth, type Birth } from "../../machines/step.js";
import { koreanDay } from "../clock.js";
import { PartsColumns } from "../database/columns.js";
import { newId } from "../identifier.js";
import { minorUnits, sum, type MinorUnits } from "../money/minor-units.js";
import type { Parts } from "../money/parts.js";
import { reserve, type LineAmount } from "../orders/balance.js";
import type { DeductionKind } from "../orders/return.entity.js";
import { ok, type Outcome } from "../problem.js";
import { NO_ACCOUNT, type AccountColumns } from "./transfer/account.js";
import { CHAIN_START, recordStep, type Story } from "./record-step.js";
import { Refund, RefundDeduction, RefundLine } from "./refund.entity.js";
import { nextRefundNo } from "./repository.js";

export interface NewRefund {
  orderId: string;
  returnId: string;
  paymentId: string;
  amount: Parts;
  /** Gross; `amount.total = Σ lines − Σ deductions`. */
  lines: LineAmount[];
  deductions: { kind: DeductionKind; amount: number }[];
  dueOn: string;
  predecessorId?: string;
  /** How it comes into the world; with its collected return where nothing else is said. */
  birth?: Birth;
  /** What a bank transfer has to pay, of a refund that is born accepted by hand. */
  payableByHand?: MinorUnits;
  /** Seals the customer's account, where one is known, for the row of the new refund. */
  accountFor?: (refundId: string) => AccountColumns;
}

/** @returns REFUND_AMOUNT_EXCEEDED when there is no room for it; the caller's transaction must then be rolled back. */
export async function bearRefund(em: EntityManager, wanted: NewRefund, story: Story): Promise<Outcome<Refund>> {
  const { amount, lines, deductions } = wanted;
  const deducted = deductions.reduce((total, deduction) => total + deduction.amount, 0);
  assert.equal(
    sum(lines.map((line) => line.amount)) - deducted,
    amount.total,
    "a refund is its lines less its deductions",
  );

  const step = birth(wanted.birth ?? { birth: "COLLECTED_RETURN" });
  assert.deepEqual(step.effects, ["reserve"], "a refund is born with a reservation and nothing else");
  const reserved = await reserve(em, wanted.paymentId, amount, lines);
  if (!reserved.ok) return reserved;

  const id = newId();
  const refund = Object.assign(new Refund(), {
    id,
    ...(wanted.accountFor?.(id) ?? NO_ACCOUNT),
    payableByHand: wanted.payableByHand ?? null,
    expectedFrom: null,
    expectedBy: null,
    reversedAt: null,
    refundNo: await nextRefundNo(em, koreanDay(story.at)),
    orderId: wanted.orderId,
    returnId: wanted.returnId,
    paymentId: wanted.paymentId,
    predecessorId: wanted.predecessorId ?? null,
    version: 0,
    historyHash: CHAIN_START,
    amount: new PartsColumns(amount),
    holdsReservation: true,
    paidToCustomer: null,
    requestedBy: null,
    approvedBy: null,
    refusalCause: null,
    gatewayMessage: null,
    deferredUntil: null,
    cancelReason: null,
    dueOn: wanted.dueOn,
    completedAt: null,
    createdAt: story.at,
  } satisfies Partial<Refund>);
  recordStep(em, refund, step, story);
  for (const { orderLineId, amount: ofLine } of lines) {
    em.persist(Object.assign(new RefundLine(), { id: newId(), refundId: refund.id, orderLineId, amount: ofLine }));
  }
  for (const { kind, amount: ofDeduction } of deductions) {
    if (ofDeduction === 0) continue;
    em.persist(
      Object.assign(new RefundDeduction(), { id: newId(), refundId: refund.id, kind, amount: minorUnits(ofDeduction) }),
    );
  }
  return ok(refund);
}
