/** Looks for evidence of an attempt that is pending or unknown, and decides only by it: never by a timer, never by a blind retry. */
import { after } from "../../clock.js";
import { explanationOf } from "../../gateways/finding.js";
import type { PaymentGateway } from "../../gateways/port.js";
import { minorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { adoptFrom, bookedCancellations, scheduleLookUp } from "./adopt.js";
import {
  askGateway,
  completedFrom,
  prepareAtGateway,
  type RedactedLookUp,
  type RedactedSnapshot,
} from "./ask-gateway.js";
import { lease, markSent, type Lease } from "../record/attempt.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { EARLY_MS } from "../../jobs/queue.js";
import { transact, type RefundContext } from "../context.js";
import { extentOf, judge, leavesRoom, questionOf } from "./evidence.js";
import { explanationOn, ownFinding } from "./finding.js";
import { alarmGoneCancellation } from "./gone-cancellation.js";
import { RefundStatement, type Cause } from "../record/history.entity.js";
import { commandOf } from "./cancel-command.js";
import { leaseMs } from "./send-attempt.js";
import { settleAttempt, settleExpired, stillUnknown, type Answer } from "./settle-attempt.js";

/**
 * Job `attempt.look-up`, and with a `hint` (a webhook, a reconciliation) a look at once. Each look plans the next one, so a
 * job whose turn another look has taken meanwhile does nothing: otherwise every hint would start a chain of its own.
 */
export async function lookUpAttempt(context: RefundContext, attemptId: string, hint?: Cause): Promise<void> {
  const cause = hint ?? "GATEWAY";
  const known = await context.root.fork().findOne(GatewayAttempt, attemptId);
  if (known?.status !== "PENDING" && known?.status !== "UNKNOWN") return;
  const planned =
    known.leaseUntil === null && known.dueAt !== null && known.dueAt > after(context.clock.now(), EARLY_MS);
  if (planned && !hint) return;
  const gateway = context.gateways.of(known.gateway);
  if (gateway.reports) return;
  const held = await lease(context, attemptId, ["PENDING", "UNKNOWN"], leaseMs(context, gateway));
  if (!held) {
    await settleExpired(context, attemptId);
    // Whoever is looking may have asked before what the hint speaks of had happened.
    if (hint)
      await transact(context, (em) => scheduleLookUp(context, em, { id: known.paymentId, gateway: known.gateway }));
    return;
  }
  // Another worker may have settled between the first reading and the lease.
  const attempt = await context.root.fork().findOneOrFail(GatewayAttempt, attemptId);
  const payment = await context.root.fork().findOneOrFail(Payment, attempt.paymentId);
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind !== "FOUND") {
    const unknown = stillUnknown(attempt, noEvidence(lookUp));
    await settleAttempt(context, held, {
      verdict: attempt.status === "PENDING" ? stillPending(attempt) : unknown,
      exchange: null,
      cause,
    });
    return;
  }
  const answer = await conclude(context, gateway, held, { attempt, payment, snapshot: lookUp.snapshot, cause });
  const settled = await settleAttempt(context, held, answer);
  // What the picture showed beside this attempt can be adopted once the attempt is closed.
  if (settled === "SETTLED") await adoptFrom(context, payment.id, lookUp.snapshot, cause);
}

/** The gateway's words of a look-up are no words about the attempt: only their code is named. */
const noEvidence = (lookUp: Exclude<RedactedLookUp, { kind: "FOUND" }>) =>
  lookUp.kind === "NOT_FOUND"
    ? ownFinding("PAYMENT_NOT_FOUND", "the gateway does not know this payment")
    : ownFinding("NO_EVIDENCE", `the look-up gave no evidence (${lookUp.code})`);

const stillPending = (attempt: GatewayAttempt) =>
  ({ kind: "PENDING", cancellationId: attempt.gatewayCancellationId }) as const;

/** Accepted, so not sent again, whatever the gateway's keys would allow: the money shows, or two people end it. */
const acceptedWithoutTrace = {
  kind: "UNKNOWN",
  claim: "PERHAPS_DONE",
  ...ownFinding("ACCEPTED_WITHOUT_TRACE", "the gateway accepted it hours ago and does not show it"),
} as const;

interface Seen {
  attempt: GatewayAttempt;
  payment: Payment;
  snapshot: RedactedSnapshot;
  cause: Cause;
}

async function conclude(context: RefundContext, gateway: PaymentGateway, held: Lease, seen: Seen): Promise<Answer> {
  const { attempt, payment, snapshot, cause } = seen;
  const booked = await bookedCancellations(context.root.fork(), payment.id);
  const evidence = judge(questionOf(attempt), snapshot, booked);
  // The cancel went through, and the money did not arrive: that is no refund.
  if (evidence.kind === "SUCCEEDED" && snapshot.transferFailed)
    return { verdict: { ...evidence, kind: "TRANSFER_FAILED" }, exchange: null, cause };
  if (evidence.kind === "REFUSED" && reasonCanBeHeard(attempt, gateway, context.clock.now()))
    return silenceWithoutTrace(context, gateway, held, seen);
  if (evidence.kind !== "ABSENT") return { verdict: evidence, exchange: null, cause };
  return withoutTrace(context, gateway, held, seen);
}

/**
 * A cancel whose answer was lost is listed as failed, and the list does not say why: its provider may have said "already", or
 * "tomorrow". Within the gateway's window the same key still gives the answer.
 */
function reasonCanBeHeard(attempt: GatewayAttempt, { policy }: PaymentGateway, now: Date): boolean {
  const silent = attempt.status === "UNKNOWN" && attempt.claim === "NOTHING" && attempt.firstSentAt !== null;
  return silent && now.getTime() - (attempt.firstSentAt?.getTime() ?? 0) < policy.replayWindowMs;
}

/** The picture shows nothing of the attempt. What that is worth depends on what was sent, when, and what the gateway said. */
async function withoutTrace(context: RefundContext, gateway: PaymentGateway, held: Lease, seen: Seen): Promise<Answer> {
  const { attempt, cause } = seen;
  const now = context.clock.now();
  if (attempt.status === "PENDING")
    return { verdict: pendingWithoutTrace(context, attempt, now), exchange: null, cause };
  if (attempt.claim !== "NOTHING") return { verdict: claimWithoutTrace(seen), exchange: null, cause };
  return silenceWithoutTrace(context, gateway, held, seen);
}

function pendingWithoutTrace({ settings }: RefundContext, attempt: GatewayAttempt, now: Date): Answer["verdict"] {
  if (attempt.gatewayCancellationId !== null) {
    const message = "the gateway no longer lists the pending cancellation";
    return stillUnknown(attempt, ownFinding("PENDING_VANISHED", message));
  }
  // Accepted without an id: it may be listed only when it is done, and one that failed may never be.
  const since = now.getTime() - (attempt.lastSentAt ?? attempt.createdAt).getTime();
  return since < settings.acceptedHorizonMs ? stillPending(attempt) : acceptedWithoutTrace;
}

/** The gateway answered, and shows no effect of this call. Only where it spoke of another state is that a proof. */
function claimWithoutTrace({ attempt, payment, snapshot }: Seen): Answer["verdict"] {
  // A gateway without amounts knows nothing of what was never captured.
  const total = minorUnits(payment.amount.total - (snapshot.cancelled === null ? payment.uncaptured.total : 0));
  if (attempt.claim === "STATE_DIFFERS") {
    // Where its balance is another than the one we sent, a new attempt can succeed.
    const cancelledBefore = minorUnits(Math.max(0, total - (attempt.cancellableBefore ?? total)));
    const differs =
      snapshot.cancelled === null
        ? snapshot.extent !== extentOf(cancelledBefore, total)
        : snapshot.cancelled !== cancelledBefore;
    if (differs) return { kind: "NOT_EXECUTED" };
    return {
      kind: "REFUSED",
      cause: attempt.refusalCause ?? "GATEWAY_STATE_DIFFERS",
      ...(explanationOn(attempt) ?? NO_TRACE),
    };
  }
  // "Already" is explained where others cancelled so much that ours has no room; otherwise the gateway contradicts itself.
  const explained = attempt.claim === "DONE_ALREADY" && !leavesRoom(snapshot, attempt.amount.total);
  return explained ? { kind: "NOT_EXECUTED" } : stillUnknown(attempt, NO_TRACE);
}

const NO_TRACE = ownFinding("NO_TRACE", "the gateway shows no trace of it yet");

/** Nothing trustworthy was said: the same call again where that is safe, and else the horizon after which absence is a proof. */
async function silenceWithoutTrace(
  context: RefundContext,
  gateway: PaymentGateway,
  held: Lease,
  seen: Seen,
): Promise<Answer> {
  const { attempt, cause } = seen;
  const now = context.clock.now();
  const nothing = (verdict: Answer["verdict"]): Answer => ({ verdict, exchange: null, cause });
  if (attempt.firstSentAt === null) return nothing({ kind: "NOT_EXECUTED" });
  const sinceFirst = now.getTime() - attempt.firstSentAt.getTime();
  const sinceLast = now.getTime() - (attempt.lastSentAt ?? attempt.firstSentAt).getTime();
  const { absenceHorizonMs, replayWindowMs, replayPauseMs } = gateway.policy;
  if (sinceFirst < replayWindowMs) {
    const stated = await context.root.fork().count(RefundStatement, { refundId: attempt.refundId, closedAt: null });
    // A second person may be confirming at this moment that nothing moved: nothing is set in motion meanwhile.
    if (stated > 0) {
      const message = "not sent again while a statement waits for its second person";
      return nothing(stillUnknown(attempt, ownFinding("STATEMENT_OPEN", message)));
    }
    if (sinceLast >= replayPauseMs) return replay(context, gateway, held, seen);
    return nothing(stillUnknown(attempt, ownFinding("NO_TRACE", "too early to send it again")));
  }
  if (attempt.absentSince && absenceHorizonMs !== null && sinceLast >= absenceHorizonMs)
    return nothing({ kind: "NOT_EXECUTED" });
  await context.root
    .fork()
    .nativeUpdate(GatewayAttempt, { id: attempt.id, fence: held.fence, absentSince: null }, { absentSince: now });
  return nothing(stillUnknown(attempt, NO_TRACE));
}

/** Sends the same key and body again: within the gateway's window that gives the first answer, or executes it once. */
async function replay(
  context: RefundContext,
  gateway: PaymentGateway,
  held: Lease,
  { attempt, payment, snapshot, cause }: Seen,
): Promise<Answer> {
  const { knownCancellationIds } = attempt;
  const cancellableBefore = minorUnits(attempt.cancellableBefore ?? 0);
  const command = await commandOf(context, attempt, payment, { cancellableBefore, seen: snapshot });
  const prepared = await prepareAtGateway(context, payment, command);
  // That it can no longer be sent (a release changed its body, say) proves nothing of the first call.
  if (!prepared.ok) return { verdict: stillUnknown(attempt, explanationOf(prepared.verdict)), exchange: null, cause };
  if (!(await markSent(context, held, { cancellableBefore, knownCancellationIds })))
    return {
      verdict: {
        kind: "UNKNOWN",
        claim: "NOTHING",
        ...ownFinding("LEASE_LOST", "another worker has taken over"),
      },
      exchange: null,
      cause,
    };
  const { verdict, exchange, differences } = await prepared.send();
  context.metrics.gatewayCalls.inc({ gateway: gateway.name, verdict: verdict.kind });
  return { verdict: completedFrom(snapshot, verdict, attempt), exchange, cause, differences };
}

/** Job `payment.look-up`: compares a payment with its gateway while nothing of ours is under way there. */
export async function lookUpPayment(context: RefundContext, paymentId: string, cause: Cause): Promise<void> {
  const payment = await context.root.fork().findOne(Payment, paymentId);
  if (!payment) return;
  const open = await context.root.fork().find(GatewayAttempt, { paymentId, status: { $in: ["PENDING", "UNKNOWN"] } });
  if (open.length > 0) {
    for (const attempt of open) await lookUpAttempt(context, attempt.id, cause);
    return;
  }
  const gateway = context.gateways.of(payment.gateway);
  if (gateway.reports) return;
  const { lookUp } = await askGateway(context, payment);
  if (lookUp.kind === "UNREACHABLE") throw new Error(`the gateway could not be asked: ${lookUp.code}`);
  if (lookUp.kind !== "FOUND") return;
  await adoptFrom(context, paymentId, lookUp.snapshot, cause);
  await alarmGoneCancellation(context, payment, lookUp.snapshot);
}
