/**
 * refundResolveUnknown: people end an unknown outcome. One states what he saw; it decides nothing. A second one confirms the
 * same, and only then, after a fresh look at the gateway, the refund moves.
 */
import { sentence } from "../../messages/sentence.js";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, inCurrency, ok, type Failure, type Outcome } from "../../problem.js";
import { ownFinding } from "./finding.js";
import { ownText } from "../../personal-data/redacted-text.js";
import { askGateway, type RedactedCancellation } from "./ask-gateway.js";
import { bookedCancellations } from "./adopt.js";
import { isOverHorizon } from "../record/attempt.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { commandOnce, type RefundContext } from "../context.js";
import { judge, questionOf, type Evidence } from "./evidence.js";
import { RefundStatement } from "../record/history.entity.js";
import { Refund } from "../record/refund.entity.js";
import { lockRefundAt } from "../record/repository.js";
import { statementsOf } from "../record/statement.js";
import { EVIDENCE_AT } from "../record/written-text.js";
import { bookCancellation } from "./book-cancellation.js";
import { STATED_CANCELLATION } from "./stated-cancellation.js";
import { applyTransition } from "../record/apply-transition.js";

export interface Statement {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  outcome: "REFUNDED" | "NOT_REFUNDED";
  /** The amount that moved, for REFUNDED; null for NOT_REFUNDED. */
  amount: MinorUnits | null;
  /** The evidence and where it was seen. Stored encrypted: it may name people. */
  evidence: string;
  /** The statement of somebody else that this one confirms; null to make a new one. */
  confirmsStatementId: string | null;
}

export interface Resolution {
  refundId: string;
  statementId: string;
  /** False: the statement waits for a second person. */
  confirmed: boolean;
}

/**
 * Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not unknown, nor pending for hours), INVALID_INPUT, STATEMENT_CONFLICT (another
 * statement than the open one), CALL_UNDER_WAY, SAME_PERSON, GATEWAY_UNREACHABLE, EVIDENCE_DISAGREES (the gateway shows the contrary).
 */
export async function resolveUnknown(
  context: RefundContext,
  principal: Principal,
  said: Statement,
): Promise<IdempotentResult<Resolution>> {
  const { idempotencyKey, ...input } = said;
  // The look at the gateway comes before the transaction: none is ever open during a call.
  const evidence = said.confirmsStatementId === null ? null : await freshEvidence(context, said.id);
  return commandOnce(context, { principal, operation: "refundResolveUnknown", idempotencyKey, input }, async (em) => {
    const locked = await lockRefundAt(em, said.id, said.expectedVersion);
    if (!locked.ok) return locked;
    const refund = locked.value;
    if (!(await canBeStated(context, em, refund))) {
      return fail("REFUND_STATE_CONFLICT", {
        refundId: refund.id,
        refundNo: refund.refundNo,
        state: refund.state,
        event: "RESOLVE_UNKNOWN",
      });
    }
    const faulty = checkAmount(said, refund);
    if (faulty) return inCurrency(faulty, await currencyOf(em, refund.orderId));
    const { outcome, amount } = said;
    const stated = await stateOrConfirm(context, em, {
      principal,
      about: { refundId: refund.id },
      content: { outcome, amount },
      evidence: said.evidence,
      confirmsId: said.confirmsStatementId,
      takeEffect: (statement, at) => settleAsStated(context, em, { principal, refund, statement, evidence, at }),
    });
    return stated.ok
      ? ok({ refundId: refund.id, ...stated.value })
      : inCurrency(stated, await currencyOf(em, refund.orderId));
  });
}

/** True for an unknown outcome, and for one that is pending for so long that the gateway's own word is not to be had. */
async function canBeStated(
  context: RefundContext,
  em: EntityManager,
  { id: refundId, state }: Refund,
): Promise<boolean> {
  if (state === "refundRequested.unknown") return true;
  if (state !== "refundRequested.pending") return false;
  const { createdAt, lastSentAt } = await em.findOneOrFail(GatewayAttempt, { refundId, status: "PENDING" });
  return isOverHorizon(context, lastSentAt ?? createdAt);
}

function checkAmount({ outcome, amount }: Statement, refund: Refund): Failure | null {
  if (outcome === "NOT_REFUNDED")
    return amount === null
      ? null
      : fail("INVALID_INPUT", { reason: sentence("reasons.statement.takesNoAmount", { outcome }) }, ["amount"]);
  if (amount === null || amount === 0)
    return fail("INVALID_INPUT", { reason: sentence("reasons.statement.needsAmount") }, ["amount"]);
  return amount <= refund.amount.total
    ? null
    : fail("INVALID_INPUT", { reason: sentence("reasons.statement.atMost", { most: refund.amount.total }) }, [
        "amount",
      ]);
}

const stateOrConfirm = statementsOf({
  entity: RefundStatement,
  evidenceAt: EVIDENCE_AT.unknown,
  noun: "statement",
  item: "OUTCOME_STATED",
  confirmedIn: "confirmsStatementId",
  summaryOf: ({ outcome, amount }) =>
    amount === null
      ? sentence("reasons.statement.outcome", { outcome })
      : sentence("reasons.statement.outcomeOf", { outcome, amount }),
});

/** UNPLACED: a new cancel that names no amount and may be this attempt's. */
type FreshEvidence = { reachable: true; evidence: Evidence | { kind: "UNPLACED" } } | { reachable: false };

async function freshEvidence(context: RefundContext, refundId: string): Promise<FreshEvidence> {
  const em = context.root.fork();
  const attempt = await em.findOne(GatewayAttempt, { refundId, status: { $in: ["UNKNOWN", "PENDING"] } });
  if (!attempt) return { reachable: true, evidence: { kind: "ABSENT" } };
  // A ledger that reports cannot be asked: its books are open to the two people alone.
  if (context.gateways.of(attempt.gateway).reports) return { reachable: true, evidence: { kind: "ABSENT" } };
  const payment = await em.findOneOrFail(Payment, attempt.paymentId);
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") return { reachable: false };
  if (lookUp.kind === "NOT_FOUND") return { reachable: true, evidence: { kind: "ABSENT" } };
  const booked = await bookedCancellations(em, payment.id);
  const evidence = judge(questionOf(attempt), lookUp.snapshot, booked);
  const unplaced = lookUp.snapshot.cancellations.some(
    (one) =>
      one.amount === null &&
      one.state !== "FAILED" &&
      !attempt.knownCancellationIds.includes(one.cancellationId) &&
      !booked.has(one.cancellationId),
  );
  return { reachable: true, evidence: evidence.kind === "ABSENT" && unplaced ? { kind: "UNPLACED" } : evidence };
}

interface Confirmed {
  principal: Principal;
  refund: Refund;
  statement: RefundStatement;
  evidence: FreshEvidence | null;
  at: Date;
}

async function settleAsStated(
  context: RefundContext,
  em: EntityManager,
  { principal, refund, statement, evidence, at }: Confirmed,
): Promise<Outcome<unknown>> {
  if (!evidence?.reachable) return fail("GATEWAY_UNREACHABLE");
  // Locked: a worker that takes a lease meanwhile would otherwise be given the fence that is taken from it here.
  const attempt = await em.findOneOrFail(
    GatewayAttempt,
    { refundId: refund.id, status: { $in: ["UNKNOWN", "PENDING"] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (await isLeased(em, attempt.id)) return fail("CALL_UNDER_WAY");
  const { kind } = evidence.evidence;
  // Evidence of the gateway's own outweighs what people say: the look-up job will settle by it.
  if (kind === "UNPLACED" && statement.outcome === "NOT_REFUNDED")
    return fail("EVIDENCE_DISAGREES", { reason: sentence("reasons.evidence.newWithoutAmount") });
  // That the gateway is still at it is why people are asked about a pending one: no contradiction to either outcome.
  const stillPending = kind === "PENDING" && attempt.status === "PENDING";
  if (kind !== "ABSENT" && kind !== "UNPLACED" && !stillPending)
    return fail("EVIDENCE_DISAGREES", { reason: sentence("reasons.evidence.kind", { kind }) });

  attempt.leaseUntil = null;
  attempt.fence += 1;
  const origin = {
    cause: "OPERATOR",
    actor: principal.subject,
    at,
    reasonCode: statement.outcome,
    attemptId: attempt.id,
  } as const;
  const transition =
    statement.outcome === "NOT_REFUNDED"
      ? await applyTransition(context, em, refund, { type: "RESOLVE_NOT_REFUNDED" }, origin, {
          attempt,
          result: { status: "REFUSED", cause: "CONFIRMED_NOT_REFUNDED", explanation: CONFIRMED },
        })
      : await applyTransition(context, em, refund, { type: "RESOLVE_REFUNDED" }, origin, {
          attempt,
          result: { status: "SUCCEEDED", explanation: CONFIRMED },
          moved: (await bookCancellation(em, attempt, statedCancellation(statement), "API", at)) ?? undefined,
        });
  if (!transition.ok) return transition;
  // What the gateway listed beside this attempt had to wait until it was closed.
  await context.jobs.enqueue(em, "payment.look-up", { gateway: attempt.gateway, paymentId: refund.paymentId });
  return transition;
}

const CONFIRMED = ownFinding("CONFIRMED_BY_TWO", "two people looked at the gateway and agree on the outcome");

/** True while a worker may be calling for it, by the database's clock. */
async function isLeased(em: EntityManager, attemptId: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>(
    `select 1 from gateway_attempt where id = ? and lease_until > clock_timestamp()`,
    [attemptId],
  );
  return rows.length > 0;
}

const statedCancellation = (statement: RefundStatement): RedactedCancellation => ({
  cancellationId: ownText(`${STATED_CANCELLATION}${statement.id}`),
  amount: statement.amount as MinorUnits,
  paidToCustomer: null,
  returnedAsPoints: null,
  at: null,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});
