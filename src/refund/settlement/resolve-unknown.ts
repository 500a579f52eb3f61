/**
 * refundResolveUnknown: people end an unknown outcome. One states what he saw; it decides nothing. A second one confirms the
 * same, and only then, after a fresh look at the gateway, the refund moves.
 */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import { samePerson } from "../../access/subject.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { newId } from "../../identifier.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, ok, type Failure, type Outcome } from "../../problem.js";
import { Secret } from "../../secret.js";
import { ownText } from "../../personal-data/redacted-text.js";
import { askGateway, type RedactedCancellation } from "./ask-gateway.js";
import { bookedCancellations } from "./adopt.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { commandOnce, type RefundContext } from "../context.js";
import { judge, questionOf, type Evidence } from "./evidence.js";
import { RefundStatement } from "../record/history.entity.js";
import { Refund } from "../record/refund.entity.js";
import { lockRefundAt } from "../record/repository.js";
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
 * Outcomes: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT (not unknown), INVALID_INPUT, STATEMENT_CONFLICT (another
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
    if (refund.state !== "refundRequested.unknown") {
      return fail("REFUND_STATE_CONFLICT", {
        refundId: refund.id,
        refundNo: refund.refundNo,
        state: refund.state,
        event: "RESOLVE_UNKNOWN",
      });
    }
    const faulty = checkAmount(said, refund);
    if (faulty) return faulty;
    return evidence === null
      ? state(context, em, principal, refund, said)
      : confirm(context, em, { principal, refund, said, evidence });
  });
}

function checkAmount({ outcome, amount }: Statement, refund: Refund): Failure | null {
  if (outcome === "NOT_REFUNDED")
    return amount === null ? null : fail("INVALID_INPUT", { reason: "NOT_REFUNDED takes no amount" }, ["amount"]);
  if (amount === null || amount === 0)
    return fail("INVALID_INPUT", { reason: "REFUNDED needs the amount that moved" }, ["amount"]);
  return amount <= refund.amount.total
    ? null
    : fail("INVALID_INPUT", { reason: `at most ${refund.amount.total} was asked for` }, ["amount"]);
}

/** Makes a statement; an earlier open one, by whomever, is closed unconfirmed. */
async function state(
  context: RefundContext,
  em: EntityManager,
  principal: Principal,
  refund: Refund,
  said: Statement,
): Promise<Outcome<Resolution>> {
  const at = context.clock.now();
  await em.nativeUpdate(RefundStatement, { refundId: refund.id, closedAt: null }, { closedAt: at });
  const id = newId();
  const evidenceSealed = context.cipher.seal(new Secret(said.evidence), {
    table: "refund_statement",
    column: "evidence",
    rowId: id,
  });
  em.persist(
    Object.assign(new RefundStatement(), {
      id,
      refundId: refund.id,
      outcome: said.outcome,
      amount: said.amount,
      evidenceSealed,
      statedBy: principal.subject,
      statedAt: at,
      confirmedBy: null,
      closedAt: null,
    } satisfies RefundStatement),
  );
  return ok({ refundId: refund.id, statementId: id, confirmed: false });
}

/** UNPLACED: a new cancel that names no amount and may be this attempt's. */
type FreshEvidence = { reachable: true; evidence: Evidence | { kind: "UNPLACED" } } | { reachable: false };

async function freshEvidence(context: RefundContext, refundId: string): Promise<FreshEvidence> {
  const em = context.root.fork();
  const attempt = await em.findOne(GatewayAttempt, { refundId, status: "UNKNOWN" });
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

interface Confirmation {
  principal: Principal;
  refund: Refund;
  said: Statement;
  evidence: FreshEvidence;
}

async function confirm(
  context: RefundContext,
  em: EntityManager,
  { principal, refund, said, evidence }: Confirmation,
): Promise<Outcome<Resolution>> {
  const statement = await em.findOne(RefundStatement, {
    id: said.confirmsStatementId ?? "",
    refundId: refund.id,
    closedAt: null,
  });
  if (!statement) return fail("STATEMENT_CONFLICT", { reason: "that statement is not open" }, ["confirmsStatementId"]);
  if (samePerson(statement.statedBy, principal.subject)) return fail("SAME_PERSON", { refundId: refund.id });
  if (statement.outcome !== said.outcome || statement.amount !== said.amount) {
    return fail("STATEMENT_CONFLICT", {
      reason: `it says ${statement.outcome}${statement.amount === null ? "" : ` ${statement.amount}`}`,
    });
  }
  if (!evidence.reachable) return fail("GATEWAY_UNREACHABLE");
  // Locked: a worker that takes a lease meanwhile would otherwise be given the fence that is taken from it here.
  const attempt = await em.findOneOrFail(
    GatewayAttempt,
    { refundId: refund.id, status: "UNKNOWN" },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (await isLeased(em, attempt.id)) return fail("CALL_UNDER_WAY");
  const { kind } = evidence.evidence;
  // Evidence of the gateway's own outweighs what people say: the look-up job will settle by it.
  if (kind === "UNPLACED" && said.outcome === "NOT_REFUNDED")
    return fail("EVIDENCE_DISAGREES", { reason: "the gateway shows a new cancel, though not of how much" });
  if (kind !== "ABSENT" && kind !== "UNPLACED")
    return fail("EVIDENCE_DISAGREES", { reason: `the gateway shows ${kind}; it will be settled by that` });

  const at = context.clock.now();
  attempt.leaseUntil = null;
  attempt.fence += 1;
  statement.confirmedBy = principal.subject;
  statement.closedAt = at;
  const origin = {
    cause: "OPERATOR",
    actor: principal.subject,
    at,
    reasonCode: said.outcome,
    attemptId: attempt.id,
  } as const;
  const message = ownText(`stated by ${statement.statedBy}, confirmed by ${principal.subject}`);
  const transition =
    said.outcome === "NOT_REFUNDED"
      ? await applyTransition(context, em, refund, { type: "RESOLVE_NOT_REFUNDED" }, origin, {
          attempt,
          result: { status: "REFUSED", cause: "CONFIRMED_NOT_REFUNDED", code: ownText("STATEMENT"), message },
        })
      : await applyTransition(context, em, refund, { type: "RESOLVE_REFUNDED" }, origin, {
          attempt,
          result: { status: "SUCCEEDED", code: ownText("STATEMENT"), message },
          moved: (await bookCancellation(em, attempt, statedCancellation(statement), "API", at)) ?? undefined,
        });
  if (!transition.ok) return transition;
  // What the gateway listed beside this attempt had to wait until it was closed.
  await context.jobs.enqueue(em, "payment.look-up", { paymentId: refund.paymentId });
  return ok({ refundId: refund.id, statementId: statement.id, confirmed: true });
}

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
  at: null,
  providerCancellationId: null,
  receiptUrl: null,
  salesSlipUrl: null,
  cashReceiptKey: null,
  instrument: null,
});
