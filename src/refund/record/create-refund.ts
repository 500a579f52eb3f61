/** A refund is created: reserved on its payment and lines, with its first history row, in the caller's transaction. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { initialTransition, type Creation } from "../../../machines/transition.js";
import { koreanDay } from "../../clock.js";
import { PartsColumns } from "../../database/columns.js";
import { newId } from "../../identifier.js";
import { minorUnits, sum, type MinorUnits } from "../../money/minor-units.js";
import type { Parts } from "../../money/parts.js";
import { reserve, type LineAmount } from "../../orders/balance.js";
import { Payment } from "../../orders/payment.entity.js";
import { Return, type DeductionKind } from "../../orders/return.entity.js";
import { ok, type Outcome } from "../../problem.js";
import { NO_ACCOUNT, type AccountColumns } from "./account.js";
import { followCreation } from "./state-items.js";
import { CHAIN_START, recordTransition, type TransitionOrigin } from "./record-transition.js";
import { Refund, RefundDeduction, RefundLine, type ApprovalReason } from "./refund.entity.js";
import { nextRefundNo } from "./repository.js";

export interface NewRefund {
  orderId: string;
  /** Null: registered by hand, with no return behind it. */
  returnId: string | null;
  paymentId: string;
  amount: Parts;
  /** Gross; `amount.total = Σ lines − Σ deductions`. A refund without a return may name none: it is of the payment as a whole. */
  lines: LineAmount[];
  deductions: { kind: DeductionKind; amount: number }[];
  /** When the statutory clock began. */
  owedSince: Date;
  dueOn: string;
  predecessorId?: string;
  /** The refund of which less moved than was owed: this one is the rest of it. */
  remainderOfId?: string;
  /** How it comes into the world; with its collected return where nothing else is said. */
  creation?: Creation;
  /** Why it waits for a second person, of a refund that is created waiting. */
  approvalReasons?: ApprovalReason[];
  /** The amount a bank transfer has to pay, of a refund that is created accepted by hand. */
  payableByHand?: MinorUnits;
  /** The person who asks for the money, of a refund that is created accepted by hand. */
  requestedBy?: string;
  /** Seals the customer's account, where one is known, for the row of the new refund. */
  accountFor?: (refundId: string) => AccountColumns;
}

/** @returns REFUND_AMOUNT_EXCEEDED when there is no room for it; the caller's transaction must then be rolled back. */
export async function createRefund(
  em: EntityManager,
  wanted: NewRefund,
  origin: TransitionOrigin,
): Promise<Outcome<Refund>> {
  const { amount, lines, deductions } = wanted;
  const deducted = deductions.reduce((total, deduction) => total + deduction.amount, 0);
  const ofWholePayment = wanted.returnId === null && lines.length === 0;
  assert(
    ofWholePayment || sum(lines.map((line) => line.amount)) - deducted === amount.total,
    "a refund is its lines less its deductions",
  );

  const transition = initialTransition(wanted.creation ?? { kind: "COLLECTED_RETURN" });
  assert.deepEqual(transition.effects, ["reserve"], "a refund is created with a reservation and nothing else");
  const reserved = await reserve(em, wanted.paymentId, amount, lines);
  if (!reserved.ok) return reserved;

  const owner = wanted.returnId === null ? null : await em.findOneOrFail(Return, wanted.returnId);
  const { gateway, method, provider } = await em.findOneOrFail(Payment, wanted.paymentId);
  const id = newId();
  const refund = Object.assign(new Refund(), {
    id,
    ...(wanted.accountFor?.(id) ?? NO_ACCOUNT),
    payableByHand: wanted.payableByHand ?? null,
    transferredOn: null,
    bankReference: null,
    transferFailureCause: null,
    expectedFrom: null,
    expectedBy: null,
    reversedAt: null,
    refundNo: await nextRefundNo(em, koreanDay(origin.at)),
    orderId: wanted.orderId,
    returnId: wanted.returnId,
    owedSince: wanted.owedSince,
    atFault: owner?.atFault ?? null,
    paymentId: wanted.paymentId,
    gateway,
    method,
    provider,
    predecessorId: wanted.predecessorId ?? null,
    remainderOfId: wanted.remainderOfId ?? null,
    version: 0,
    historyHash: CHAIN_START,
    amount: new PartsColumns(amount),
    holdsReservation: true,
    paidToCustomer: null,
    requestedBy: wanted.requestedBy ?? null,
    approvedBy: null,
    approvalRequestedAt: null,
    approvalReasons: wanted.approvalReasons ?? [],
    refusalCause: null,
    gatewayMessage: null,
    findingCode: null,
    findingMessage: null,
    deferredUntil: null,
    cancelReason: null,
    dueOn: wanted.dueOn,
    completedAt: null,
    createdAt: origin.at,
  } satisfies Partial<Refund>);
  recordTransition(em, refund, transition, origin);
  followCreation(em, refund, origin.at);
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
