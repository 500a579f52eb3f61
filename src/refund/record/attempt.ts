/** The life of an attempt: opened or queued, promoted, leased to one worker, closed with what came of it. */
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { crashPoint } from "../../crash-point.js";
import { PartsColumns } from "../../database/columns.js";
import type { Explanation } from "../../gateways/finding.js";
import type { Exchange, RefusalCause } from "../../gateways/port.js";
import { newId } from "../../identifier.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { needsAccount } from "../../gateway-rules/objection.js";
import { termsOf } from "../../gateway-rules/terms.js";
import { Payment } from "../../orders/payment.entity.js";
import type { Redacted, RedactedText } from "../../personal-data/redacted-text.js";
import { ATTEMPT_IS_OPEN, GatewayAttempt, OPEN_ATTEMPT_STATUSES, type AttemptStatus } from "./attempt.entity.js";
import type { RefundContext } from "../context.js";
import type { Refund } from "./refund.entity.js";

/** True when the rules of the day send the money to an account rather than the way it came. */
export async function takesAccount(em: EntityManager, payment: Payment, at: Date): Promise<boolean> {
  return needsAccount(termsOf(await loadRules(em), payment, at), at);
}

/** True when the gateway accepted it so long ago that two people may state what became of it. `since`: when it was last sent. */
export const isOverHorizon = ({ settings, clock }: Pick<RefundContext, "settings" | "clock">, since: Date): boolean =>
  clock.now().getTime() - since.getTime() >= settings.acceptedHorizonMs;

/** How an attempt ends, and what the refund keeps of it. */
export interface AttemptResult {
  status: Exclude<AttemptStatus, "QUEUED" | (typeof OPEN_ATTEMPT_STATUSES)[number]>;
  cause?: RefusalCause;
  explanation?: Redacted<Explanation>;
}

/** Opens an attempt for the refund's amount, or queues it behind the payment's open one. */
export async function openAttempt(context: RefundContext, em: EntityManager, refund: Refund, at: Date): Promise<void> {
  const payment = await em.findOneOrFail(Payment, refund.paymentId, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    refresh: true,
  });
  const busy = await em.count(GatewayAttempt, { paymentId: payment.id, status: { $in: [...OPEN_ATTEMPT_STATUSES] } });
  const earlier = await em.count(GatewayAttempt, { refundId: refund.id });
  const attempt = Object.assign(new GatewayAttempt(), {
    id: newId(),
    refundId: refund.id,
    paymentId: payment.id,
    gateway: payment.gateway,
    sequence: earlier + 1,
    status: busy > 0 ? "QUEUED" : "SUBMITTING",
    amount: new PartsColumns(refund.amount),
    cancellableBefore: null,
    usesAccount: refund.accountBankCode !== null && (await takesAccount(em, payment, at)),
    knownCancellationIds: [],
    tries: 0,
    fence: 0,
    leaseUntil: null,
    dueAt: at,
    firstSentAt: null,
    lastSentAt: null,
    lookUps: 0,
    absentSince: null,
    claim: "NOTHING",
    gatewayCancellationId: null,
    refusalCause: null,
    code: null,
    message: null,
    findingCode: null,
    findingMessage: null,
    exchange: null,
    gatewayRequestId: null,
    createdAt: at,
    settledAt: null,
  } satisfies GatewayAttempt);
  em.persist(attempt);
  crashPoint("before-intent-commit");
  if (attempt.status === "SUBMITTING") await enqueueSend(context, em, attempt);
}

/** The payment is free: the attempt that has waited longest takes its turn. */
export async function promoteWaitingAttempt(
  context: RefundContext,
  em: EntityManager,
  paymentId: string,
  at: Date,
): Promise<void> {
  await em.findOneOrFail(Payment, paymentId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const [next] = await em.execute<Pick<GatewayAttempt, "id" | "gateway">[]>(
    `update gateway_attempt set status = 'SUBMITTING', due_at = ?
     where id = (select id from gateway_attempt where payment_id = ? and status = 'QUEUED' order by created_at, id limit 1 for update)
       and not exists (select 1 from gateway_attempt where payment_id = ? and ${ATTEMPT_IS_OPEN})
     returning id, gateway`,
    [at, paymentId, paymentId],
  );
  if (next) await enqueueSend(context, em, next);
}

const enqueueSend = (
  { jobs }: RefundContext,
  em: EntityManager,
  { id: attemptId, gateway }: Pick<GatewayAttempt, "id" | "gateway">,
): Promise<void> => jobs.enqueue(em, "attempt.send", { gateway, attemptId });

/** A worker's right to act on an attempt: the number it must show with every write. */
export interface Lease {
  attemptId: string;
  fence: number;
}

/**
 * Gives an attempt to one worker until its lease runs out, by the database's clock. `null` when another worker has it or it
 * is in none of `statuses`. A newer lease raises the fence, so an older worker's writes no longer match (M6).
 */
export async function lease(
  { root }: RefundContext,
  attemptId: string,
  statuses: readonly AttemptStatus[],
  forMs: number,
): Promise<Lease | null> {
  const [row] = await root.fork().execute<{ fence: number }[]>(
    `update gateway_attempt
     set fence = fence + 1, lease_until = clock_timestamp() + ? * interval '1 millisecond', due_at = clock_timestamp() + ? * interval '1 millisecond'
     where id = ? and status in (${statuses.map(() => "?").join(", ")}) and lease_until is null
     returning fence`,
    [forMs, forMs, attemptId, ...statuses],
  );
  return row ? { attemptId, fence: Number(row.fence) } : null;
}

/**
 * Takes over an attempt whose lease has run out unsettled, locked; `null` when there is no such lease. Settle it in the same
 * transaction: an attempt without a lease that is still `SUBMITTING` counts as never sent.
 */
export async function takeOverExpired(em: EntityManager, attemptId: string): Promise<GatewayAttempt | null> {
  const [row] = await em.execute<{ fence: number }[]>(
    `update gateway_attempt set fence = fence + 1, lease_until = null
     where id = ? and ${ATTEMPT_IS_OPEN} and lease_until < clock_timestamp()
     returning fence`,
    [attemptId],
  );
  return row ? lockLeased(em, { attemptId, fence: Number(row.fence) }) : null;
}

/** The condition a worker must still meet when it is about to call: its fence, a lease that runs, an attempt that is open. */
const HELD = `id = ? and fence = ? and lease_until > clock_timestamp() and ${ATTEMPT_IS_OPEN}`;

/** Counts a try that ended before anything was sent. */
export async function countTry({ root }: RefundContext, { attemptId, fence }: Lease): Promise<void> {
  await root.fork().execute(`update gateway_attempt set tries = tries + 1 where ${HELD}`, [attemptId, fence]);
}

/** Writes down what is about to be sent, before it is, and counts the try: `false` when the lease has been lost. */
export async function markSent(
  { root, clock }: RefundContext,
  { attemptId, fence }: Lease,
  sent: { cancellableBefore: number; knownCancellationIds: readonly RedactedText[] },
): Promise<boolean> {
  const at = clock.now();
  const rows = await root.fork().execute<unknown[]>(
    `update gateway_attempt
     set tries = tries + 1, first_sent_at = coalesce(first_sent_at, ?), last_sent_at = ?, absent_since = null, claim = 'NOTHING', refusal_cause = null,
         cancellable_before = coalesce(cancellable_before, ?),
         known_cancellation_ids = case when first_sent_at is null then ?::jsonb else known_cancellation_ids end
     where ${HELD} returning 1`,
    [at, at, sent.cancellableBefore, JSON.stringify(sent.knownCancellationIds), attemptId, fence],
  );
  return rows.length === 1;
}

/** Locks the attempt for a write of the lease's holder and ends the lease; `null` when the lease has been lost. */
export async function lockLeased(em: EntityManager, { attemptId, fence }: Lease): Promise<GatewayAttempt | null> {
  const attempt = await em.findOne(
    GatewayAttempt,
    { id: attemptId, fence, status: { $in: [...OPEN_ATTEMPT_STATUSES] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (attempt) attempt.leaseUntil = null;
  return attempt;
}

/** Writes the gateway's own words, or a finding of ours beside what the gateway said before. */
export function writeExplanation(attempt: GatewayAttempt, { finding, code, message }: Redacted<Explanation>): void {
  attempt.findingCode = finding;
  attempt.findingMessage = finding === null ? null : message;
  if (finding !== null) return;
  attempt.code = code;
  attempt.message = message;
}

export function closeAttempt(attempt: GatewayAttempt, result: AttemptResult, at: Date): void {
  attempt.status = result.status;
  attempt.refusalCause = result.cause ?? null;
  // The gateway's own claim is what an auditor has to read beside whatever came of it.
  if (attempt.claim === "NOTHING") {
    attempt.code = attempt.message = null;
    attempt.findingCode = attempt.findingMessage = null;
  }
  if (result.explanation) writeExplanation(attempt, result.explanation);
  attempt.dueAt = null;
  attempt.settledAt = at;
}

/** Keeps the last exchange for the auditor. */
export function storeExchange(attempt: GatewayAttempt, exchange: Redacted<Exchange> | null): void {
  if (!exchange) return;
  attempt.exchange = exchange;
  attempt.gatewayRequestId = exchange.requestId ?? attempt.gatewayRequestId;
}
