/**
 * paymentCancellationCorrect: people correct what is booked of a payment's cancels where its gateway does not say it. One
 * states what he saw; it changes nothing. A second one confirms the same, and only then, after a fresh look at the gateway,
 * the books do.
 */
import { currencyOf } from "../../orders/order.entity.js";
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { validate as isUuid } from "uuid";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import type { RedactedText } from "../../personal-data/redacted-text.js";
import { fail, inCurrency, ok, type Failure, type Outcome } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { BookedCancellation, GatewayAttempt, OPEN_ATTEMPT_STATUSES } from "../record/attempt.entity.js";
import { CancellationStatement, type CancellationCorrection } from "../record/cancellation-statement.entity.js";
import { answerAlarms } from "../record/answered-alarms.js";
import { WorkItem } from "../record/work-item.entity.js";
import { Refund } from "../record/refund.entity.js";
import { statementsOf } from "../record/statement.js";
import { EVIDENCE_AT } from "../record/written-text.js";
import { adoptForeign } from "../settlement/adopt-foreign.js";
import type { RedactedSnapshot } from "../settlement/ask-gateway.js";
import { bookedSoFar, extentAgainst } from "../settlement/evidence.js";
import { lookAt, type Look } from "../settlement/look-at.js";
import { restoreCancellation } from "../settlement/restore-cancellation.js";

export interface CorrectCancellation {
  paymentId: string;
  idempotencyKey: string;
  correction: CancellationCorrection;
  /** The gateway's id of the cancel. */
  gatewayCancellationId: string;
  /** The amount it was of, for MADE; null for RESTORED. */
  amount: MinorUnits | null;
  /** The evidence and where it was seen. Stored encrypted: it may name people. */
  evidence: string;
  /** The statement of somebody else that this one confirms; null to make a new one. */
  confirmsStatementId: string | null;
}

export interface Correction {
  paymentId: string;
  statementId: string;
  /** False: the statement waits for a second person. */
  confirmed: boolean;
}

/**
 * Outcomes: NOT_FOUND (no such payment, or no such cancel that could be corrected so), INVALID_INPUT, STATEMENT_CONFLICT, SAME_PERSON,
 * CALL_UNDER_WAY (an attempt of the payment is open: its outcome comes first), GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES.
 */
export async function correctCancellation(
  context: RefundContext,
  principal: Principal,
  said: CorrectCancellation,
): Promise<IdempotentResult<Correction>> {
  const { idempotencyKey, ...input } = said;
  const operation = "paymentCancellationCorrect";
  // The look at the gateway comes before the transaction: none is ever open during a call.
  const look = said.confirmsStatementId === null ? null : await lookAt(context, said.paymentId);
  return commandOnce(context, { principal, operation, idempotencyKey, input }, async (em) => {
    const { paymentId } = said;
    const refunds = isUuid(paymentId)
      ? await em.find(Refund, { paymentId }, { orderBy: { id: "asc" }, lockMode: LockMode.PESSIMISTIC_WRITE })
      : [];
    const payment = isUuid(paymentId)
      ? await em.findOne(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
      : null;
    if (!payment) return fail("NOT_FOUND", { what: "payment", id: paymentId }, ["paymentId"]);
    const faulty = await faultIn(em, payment, said);
    if (faulty) return faulty;
    const { correction, amount, evidence } = said;
    // Only an id that has come through the gate is found in the books.
    const gatewayCancellationId = said.gatewayCancellationId as RedactedText;
    const stated = await stateOrConfirm(context, em, {
      principal,
      about: { paymentId },
      content: { correction, gatewayCancellationId, amount },
      evidence,
      confirmsId: said.confirmsStatementId,
      takeEffect: (statement, at) => correctBooks(context, em, { principal, payment, refunds, statement, look, at }),
    });
    return stated.ok ? ok({ paymentId, ...stated.value }) : inCurrency(stated, await currencyOf(em, payment.orderId));
  });
}

async function faultIn(em: EntityManager, payment: Payment, said: CorrectCancellation): Promise<Failure | null> {
  const { correction, gatewayCancellationId, amount } = said;
  const unknown = fail("NOT_FOUND", { what: "cancellation", id: gatewayCancellationId }, ["gatewayCancellationId"]);
  const booked = await bookedAs(em, payment.id, gatewayCancellationId);
  if (correction === "RESTORED") {
    if (amount !== null)
      return fail("INVALID_INPUT", { reason: sentence("reasons.statement.takesNoAmount", { outcome: correction }) }, [
        "amount",
      ]);
    return booked && booked.restoredAt === null ? null : unknown;
  }
  const asked = await em.find(WorkItem, { kind: "AMOUNT_UNKNOWN", paymentId: payment.id });
  if (booked || !asked.some(({ detail }) => detail["cancellationId"] === gatewayCancellationId)) return unknown;
  const left = payment.amount.total - payment.refundedAtGateway.total;
  if (amount !== null && amount <= left) return null;
  const reason = sentence("reasons.statement.madeAmount", { left });
  return fail("INVALID_INPUT", { reason, currency: await currencyOf(em, payment.orderId) }, ["amount"]);
}

const bookedAs = (em: EntityManager, paymentId: string, id: string): Promise<BookedCancellation | null> =>
  em.findOne(BookedCancellation, { paymentId, gatewayCancellationId: id as RedactedText });

const stateOrConfirm = statementsOf({
  entity: CancellationStatement,
  evidenceAt: EVIDENCE_AT.cancellation,
  noun: "statement",
  item: "CANCELLATION_STATED",
  confirmedIn: "confirmsStatementId",
  summaryOf: ({ correction, gatewayCancellationId, amount }) =>
    amount === null
      ? sentence("reasons.statement.cancellation", { correction, id: gatewayCancellationId })
      : sentence("reasons.statement.cancellationOf", { correction, id: gatewayCancellationId, amount }),
});

interface Confirmed {
  principal: Principal;
  payment: Payment;
  refunds: Refund[];
  statement: CancellationStatement;
  look: Look;
  at: Date;
}

async function correctBooks(
  context: RefundContext,
  em: EntityManager,
  { principal, payment, refunds, statement, look, at }: Confirmed,
): Promise<Outcome<null>> {
  const { id: paymentId } = payment;
  const { gatewayCancellationId, amount } = statement;
  if (look === "UNREACHABLE") return fail("GATEWAY_UNREACHABLE");
  const open = await em.count(GatewayAttempt, { paymentId, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
  if (open > 0) return fail("CALL_UNDER_WAY");
  const origin = { cause: "OPERATOR", actor: principal.subject, at } as const;
  if (amount === null) {
    const cancellation = await bookedAs(em, paymentId, gatewayCancellationId);
    const against = cancellation && contradictsRestoration(look, payment, cancellation);
    if (against !== null) {
      const currency = await currencyOf(em, payment.orderId);
      return fail("EVIDENCE_DISAGREES", { reason: against, currency });
    }
    const explained = cancellation && countsJustWithout(look, payment, cancellation);
    await restoreCancellation(context, em, { cancellation: cancellation as BookedCancellation, refunds }, origin);
    // Where the gateway counts less still, another one is gone, too.
    if (explained) await answerAlarms(em, { kind: "CANCELLATION_GONE", paymentId }, origin);
  } else {
    const listed = look && typeof look === "object" && listedIn(look.snapshot, gatewayCancellationId);
    if (!listed) {
      const reason = sentence("reasons.evidence.notDone");
      return fail("EVIDENCE_DISAGREES", { reason });
    }
    const cancellation = { ...listed, amount: minorUnits(amount), paidToCustomer: null };
    await adoptForeign(context, em, { payment, refunds, cancellation, cause: "OPERATOR" }, undefined);
    const about = { cancellationId: gatewayCancellationId };
    await answerAlarms(em, { kind: "AMOUNT_UNKNOWN", paymentId, about }, origin);
  }
  return ok(null);
}

/** A sentence against a restoration, in what the gateway shows now; null: it shows nothing to the contrary. */
function contradictsRestoration(look: Look, payment: Payment, cancellation: BookedCancellation): Sentence | null {
  if (look === null || typeof look === "string") return sentence("reasons.evidence.cannotShow");
  const { cancellations, cancelled, extent } = look.snapshot;
  const id = cancellation.gatewayCancellationId;
  if (cancellations.some((one) => one.cancellationId === id && one.state === "SUCCEEDED"))
    return sentence("reasons.evidence.stillListed");
  const left = minorUnits(payment.refundedAtGateway.total - cancellation.amount.total);
  if (cancelled === null)
    return extentAgainst(extent, { ...bookedSoFar(payment), refundedAtGateway: left }) === 0
      ? null
      : sentence("reasons.evidence.extent", { extent });
  return cancelled <= left ? null : sentence("reasons.evidence.countsWithout", { cancelled, left });
}

/** True where the gateway counts as much as is booked without the cancel; no less, as one that names no amounts was asked for. */
function countsJustWithout(look: Look, { refundedAtGateway }: Payment, { amount }: BookedCancellation): boolean {
  if (look === null || typeof look === "string") return false;
  const { cancelled } = look.snapshot;
  return cancelled === null || cancelled === refundedAtGateway.total - amount.total;
}

/** The cancel as the gateway lists it: done, and without an amount. */
const listedIn = ({ cancellations }: RedactedSnapshot, id: string) =>
  cancellations.find((one) => one.cancellationId === id && one.state === "SUCCEEDED" && one.amount === null);
