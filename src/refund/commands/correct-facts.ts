/**
 * orderFactsCorrect: what was reported wrongly of a payment or of its order's lines is corrected. One person proposes it with a reason; it changes
 * nothing. A second one confirms the same, and only then the payment changes. What it was before is kept for ever.
 */
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { isDeepStrictEqual } from "node:util";
import { validate as isUuid } from "uuid";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { newId } from "../../identifier.js";
import { checkCorrected } from "../../orders/check-facts.js";
import { shownFact } from "../../orders/compare-facts.js";
import { OrderFactChange, OrderFactCorrection, type FactValues } from "../../orders/fact-change.entity.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, inCurrency, ok, type Failure, type Outcome } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { lockCorrectedLines, OF_LINE } from "./correct-line-items.js";
import {
  allValuesOf,
  isChange,
  lineChanges,
  paymentChange,
  valuesOf,
  type Change,
  type CorrectableFacts,
} from "./correctable-facts.js";
import { GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "../record/attempt.entity.js";
import { Refund } from "../record/refund.entity.js";
import { statementsOf } from "../record/statement.js";
import { EVIDENCE_AT } from "../record/written-text.js";
import { adoptFrom } from "../settlement/adopt.js";
import { applyCapture, planCapture, type CorrectedCapture } from "../settlement/correct-capture.js";
import { lookAt, type Look } from "../settlement/look-at.js";

interface FactsCorrection {
  paymentId: string;
  idempotencyKey: string;
  /** One or more; what is left out stays. */
  facts: CorrectableFacts;
  /** Why, and where it was seen. Stored encrypted: it may name people. */
  reason: string;
  /** The proposal of somebody else that this one confirms; null to make a new one. */
  confirmsCorrectionId: string | null;
}

interface Correction {
  paymentId: string;
  correctionId: string;
  /** False: the proposal waits for a second person. */
  confirmed: boolean;
}

/**
 * Outcomes: NOT_FOUND (also of a line), INVALID_INPUT (nothing would change), FACTS_INCONSISTENT (cannot be true, or money has moved by the
 * present one), REFUND_STATE_CONFLICT (an attempt of the payment is open), STATEMENT_CONFLICT (another proposal than the open
 * one), SAME_PERSON; of a captured amount also EVIDENCE_DISAGREES and GATEWAY_UNREACHABLE.
 */
export async function correctFacts(
  context: RefundContext,
  principal: Principal,
  input: FactsCorrection,
): Promise<IdempotentResult<Correction>> {
  const { idempotencyKey, ...rest } = input;
  const look = input.facts.capturedAmount === undefined ? null : await lookAndAdopt(context, input.paymentId);
  return commandOnce(
    context,
    { principal, operation: "orderFactsCorrect", idempotencyKey, input: rest },
    async (em) => {
      const { paymentId, facts } = input;
      if (!isUuid(paymentId)) return fail("NOT_FOUND", { what: "payment", id: paymentId }, ["paymentId"]);
      // Refunds before their payment, in id order, as everywhere.
      const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const refunds = await em.find(Refund, { paymentId }, { orderBy: { id: "asc" }, ...lock });
      const payment = await em.findOne(Payment, paymentId, lock);
      if (!payment) return fail("NOT_FOUND", { what: "payment", id: paymentId }, ["paymentId"]);
      const busy = await findOpenAttempt(em, payment, facts);
      if (busy) return busy;
      const corrections = facts.lines ?? [];
      const lines = await lockCorrectedLines(em, payment.orderId, corrections);
      if (!lines.ok) return lines;
      const changes = [paymentChange(payment, facts), ...lineChanges(lines.value, corrections)];
      if (changes.every(({ before, after }) => isDeepStrictEqual(before, after)))
        return fail("INVALID_INPUT", { reason: sentence("reasons.refund.knownAlready") });
      const faulty = await checkAgainstMoney(context, em, { payment, refunds, facts });
      if (faulty) return faulty;
      const capture =
        facts.capturedAmount === undefined ? null : await planCapture(em, payment, facts.capturedAmount, look);
      if (capture && !capture.ok) return inCurrency(capture, await currencyOf(em, payment.orderId));
      const stated = await proposeOrConfirm(context, em, {
        principal,
        about: { paymentId },
        content: { facts: allValuesOf(facts) },
        evidence: input.reason,
        confirmsId: input.confirmsCorrectionId,
        takeEffect: (proposal, at) =>
          correct(context, em, {
            principal,
            payment,
            refunds,
            changes: changes.filter(isChange),
            capture: capture?.value ?? null,
            proposal,
            at,
          }),
      });
      if (!stated.ok) return inCurrency(stated, await currencyOf(em, payment.orderId));
      const { statementId: correctionId, confirmed } = stated.value;
      return ok({ paymentId, correctionId, confirmed });
    },
  );
}

/** Money that moved at the gateway without us is booked first: the amount must fit beside it. */
async function lookAndAdopt(context: RefundContext, paymentId: string): Promise<Look> {
  const look = await lookAt(context, paymentId);
  if (look && typeof look === "object") await adoptFrom(context, paymentId, look.snapshot, "OPERATOR");
  return look;
}

/**
 * Finds an attempt that may be sent again: its command was made of the present facts, and each try must be the same. Lines are
 * every payment's of their order.
 */
async function findOpenAttempt(
  em: EntityManager,
  { id, orderId }: Payment,
  { lines = [] }: CorrectableFacts,
): Promise<Failure | null> {
  const payments = lines.length > 0 ? await em.find(Payment, { orderId }) : [{ id }];
  const open = await em.findOne(GatewayAttempt, {
    paymentId: { $in: payments.map((payment) => payment.id) },
    status: { $in: [...OPEN_ATTEMPT_STATUSES] },
  });
  if (!open) return null;
  const { id: refundId, refundNo, state } = await em.findOneOrFail(Refund, open.refundId);
  return fail("REFUND_STATE_CONFLICT", { refundId, refundNo, state, event: "CORRECT_FACTS" });
}

async function checkAgainstMoney(
  context: RefundContext,
  em: EntityManager,
  { payment, refunds, facts }: { payment: Payment; refunds: readonly Refund[]; facts: CorrectableFacts },
): Promise<Failure | null> {
  const { amount } = payment;
  const { total, taxFree, serviceFee, vat } = amount;
  const corrected = new Set(Object.keys(valuesOf(facts)));
  const { paymentNo, gateway, gatewayPaymentId, method, provider, promotion, paidByCustomer, captureState, paidAt } =
    payment;
  const reported = { paymentNo, gateway, gatewayPaymentId, method, provider, promotion, paidByCustomer, captureState };
  const together = { ...reported, paidAt, amount: total, taxFree, serviceFee, vat, ...facts };
  const currency = await currencyOf(em, payment.orderId);
  const faulty = checkCorrected(together, corrected, { currency, at: context.clock.now() });
  if (faulty) return faulty;
  if (facts.promotion !== undefined && payment.refundedAtGateway.total > 0) {
    const reason = sentence("reasons.refund.promotion", { promotion: payment.promotion });
    return fail("FACTS_INCONSISTENT", { reason }, ["promotion"]);
  }
  const byHand = refunds.find((refund) => refund.payableByHand !== null && refund.state !== "cancelled");
  if (facts.paidByCustomer === undefined || !byHand) return null;
  const reason = sentence("reasons.refund.payableFixed", { refundNo: byHand.refundNo });
  return fail("FACTS_INCONSISTENT", { reason }, ["paidByCustomer"]);
}

function factSentence(name: string, value: FactValues[string]): Sentence {
  const [field = name, lineNo] = name.split(OF_LINE);
  const said = { field, value: shownFact(field, value) };
  return lineNo === undefined
    ? sentence("reasons.statement.fact", said)
    : sentence("reasons.statement.factOfLine", { ...said, lineNo });
}

const proposeOrConfirm = statementsOf({
  entity: OrderFactCorrection,
  evidenceAt: EVIDENCE_AT.facts,
  noun: "proposal",
  item: "CORRECTION_PROPOSED",
  confirmedIn: "confirmsCorrectionId",
  summaryOf: ({ facts }) =>
    sentence("reasons.statement.facts", {
      facts: Object.entries(facts).map(([field, value]) => factSentence(field, value)),
    }),
});

interface Confirmed {
  principal: Principal;
  payment: Payment;
  refunds: readonly Refund[];
  changes: readonly Change[];
  capture: CorrectedCapture | null;
  proposal: OrderFactCorrection;
  at: Date;
}

async function correct(
  context: RefundContext,
  em: EntityManager,
  { principal, payment, refunds, changes, capture, proposal, at }: Confirmed,
): Promise<Outcome<null>> {
  const actor = principal.subject;
  if (capture) await applyCapture(context, em, { payment, refunds, plan: capture }, { cause: "OPERATOR", actor, at });
  for (const { row, of, values, before, after } of changes) {
    Object.assign(row, values);
    const about = { id: newId(), orderId: payment.orderId, ...of, correctionId: proposal.id, actor, at };
    em.persist(
      Object.assign(new OrderFactChange(), { ...about, kind: "CORRECTED", before, after } satisfies OrderFactChange),
    );
  }
  return ok(null);
}
