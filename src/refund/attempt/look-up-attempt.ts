/** Looks for evidence of an attempt that is pending or unknown, and decides only by it: never by a timer, never by a blind retry. */
import { after } from "../../clock.js";
import type { PaymentGateway, PaymentPicture } from "../../gateways/port.js";
import { minorUnits } from "../../money/minor-units.js";
import { Payment } from "../../orders/payment.entity.js";
import { adoptFrom, bookedCancellations, lookLater } from "./adopt.js";
import { lease, markSent, type Lease } from "./attempt.js";
import { GatewayAttempt } from "./attempt.entity.js";
import { EARLY_MS } from "../../jobs/queue.js";
import { transact, type Desk } from "../desk.js";
import { extentOf, judge } from "./evidence.js";
import type { Cause } from "../history/history.entity.js";
import { commandOf } from "./cancel-command.js";
import { callGateway, leaseMs } from "./send-attempt.js";
import { settleAttempt, settleExpired, type Answer } from "./settle-attempt.js";

/**
 * Job `attempt.look-up`, and with a `hint` (a webhook, a reconciliation) a look at once. Each look plans the next one, so a
 * job whose turn another look has taken meanwhile does nothing: otherwise every hint would start a chain of its own.
 */
export async function lookUpAttempt(desk: Desk, attemptId: string, hint?: Cause): Promise<void> {
  const cause = hint ?? "GATEWAY";
  const known = await desk.root.fork().findOne(GatewayAttempt, attemptId);
  if (known?.status !== "PENDING" && known?.status !== "UNKNOWN") return;
  const planned = known.leaseUntil === null && known.dueAt !== null && known.dueAt > after(desk.clock.now(), EARLY_MS);
  if (planned && !hint) return;
  const gateway = desk.gateways.of(known.gateway);
  if (gateway.reports) return;
  const held = await transact(desk, (em) => lease(em, attemptId, ["PENDING", "UNKNOWN"], leaseMs(desk, gateway)));
  if (!held) {
    await settleExpired(desk, attemptId);
    // Whoever is looking may have asked before what the hint speaks of had happened.
    if (hint) await transact(desk, (em) => lookLater(desk, em, known.paymentId));
    return;
  }
  // Another worker may have settled between the first reading and the lease.
  const attempt = await desk.root.fork().findOneOrFail(GatewayAttempt, attemptId);
  const payment = await desk.root.fork().findOneOrFail(Payment, attempt.paymentId);
  const stop = desk.metrics.gatewayCallSeconds.startTimer({ gateway: gateway.name, call: "look-up" });
  const { lookUp } = await gateway.lookUp(payment.gatewayPaymentId);
  stop();
  if (lookUp.kind !== "FOUND") {
    const code = lookUp.kind === "UNREACHABLE" ? lookUp.code : "PAYMENT_NOT_FOUND";
    const verdict = {
      kind: "UNKNOWN",
      answeredNo: attempt.answeredNo,
      code,
      message: "the look-up gave no evidence",
    } as const;
    await settleAttempt(desk, held, {
      verdict: attempt.status === "PENDING" ? stillPending(attempt) : verdict,
      exchange: null,
      cause,
    });
    return;
  }
  const answer = await conclude(desk, gateway, held, { attempt, payment, picture: lookUp.picture, cause });
  const settled = await settleAttempt(desk, held, answer);
  // What the picture showed beside this attempt can be adopted once the attempt is closed.
  if (settled === "SETTLED") await adoptFrom(desk, payment.id, lookUp.picture, cause);
}

const stillPending = (attempt: GatewayAttempt) =>
  ({ kind: "PENDING", cancellationId: attempt.gatewayCancellationId }) as const;

/** The slowest cancel the documents know takes two business days; a week leaves room for holidays. */
const ACCEPTED_HORIZON_MS = 7 * 24 * 60 * 60_000;

const acceptedWithoutTrace = {
  kind: "UNKNOWN",
  answeredNo: false,
  code: "ACCEPTED_WITHOUT_TRACE",
  message: "the gateway accepted it a week ago and does not show it",
} as const;

interface Seen {
  attempt: GatewayAttempt;
  payment: Payment;
  picture: PaymentPicture;
  cause: Cause;
}

async function conclude(desk: Desk, gateway: PaymentGateway, held: Lease, seen: Seen): Promise<Answer> {
  const { attempt, payment, picture, cause } = seen;
  const booked = await bookedCancellations(desk.root.fork(), payment.id);
  const { amount, cancellableBefore, knownCancellationIds, gatewayCancellationId } = attempt;
  const question = { amount: amount.total, cancellableBefore, knownCancellationIds, gatewayCancellationId };
  const evidence = judge(question, picture, booked);
  if (evidence.kind !== "ABSENT") return { verdict: evidence, exchange: null, cause };
  return withoutTrace(desk, gateway, held, seen);
}

/** The picture shows nothing of the attempt. What that is worth depends on what was sent, when, and what the gateway said. */
async function withoutTrace(desk: Desk, gateway: PaymentGateway, held: Lease, seen: Seen): Promise<Answer> {
  const { attempt, payment, picture, cause } = seen;
  const nothing = (verdict: Answer["verdict"]): Answer => ({ verdict, exchange: null, cause });
  const now = desk.clock.now();
  if (attempt.status === "PENDING") {
    if (attempt.gatewayCancellationId === null) {
      // Accepted without an id: it may be listed only when it is done, and one that failed may never be.
      const since = now.getTime() - (attempt.lastSentAt ?? attempt.createdAt).getTime();
      return nothing(since < ACCEPTED_HORIZON_MS ? stillPending(attempt) : acceptedWithoutTrace);
    }
    return nothing({
      kind: "UNKNOWN",
      answeredNo: false,
      code: "PENDING_VANISHED",
      message: "the gateway no longer lists the pending cancellation",
    });
  }
  if (attempt.answeredNo) {
    // It said no and shows no effect: nothing moved. Where its balance is another than the one we sent, a new attempt can succeed.
    const cancelledBefore = minorUnits(payment.amount.total - (attempt.cancellableBefore ?? payment.amount.total));
    const differs =
      picture.cancelled === null
        ? picture.extent !== extentOf(cancelledBefore, payment.amount.total)
        : picture.cancelled !== cancelledBefore;
    if (differs) return nothing({ kind: "NOT_EXECUTED" });
    return nothing({
      kind: "REFUSED",
      cause: "GATEWAY_STATE_DIFFERS",
      code: attempt.code ?? "?",
      message: attempt.message ?? "?",
    });
  }
  // It was accepted, so it is not sent again, whatever the gateway's keys would allow: two people end it.
  if (attempt.code === acceptedWithoutTrace.code) return nothing(acceptedWithoutTrace);
  if (attempt.firstSentAt === null) return nothing({ kind: "NOT_EXECUTED" });
  const sinceFirst = now.getTime() - attempt.firstSentAt.getTime();
  const sinceLast = now.getTime() - (attempt.lastSentAt ?? attempt.firstSentAt).getTime();
  const { absenceHorizonMs, replayWindowMs, replayPauseMs } = gateway.policy;
  if (sinceFirst < replayWindowMs) {
    if (sinceLast >= replayPauseMs) return replay(desk, gateway, held, seen);
    return nothing({ kind: "UNKNOWN", answeredNo: false, code: "NO_TRACE", message: "too early to send it again" });
  }

  if (attempt.absentSince && absenceHorizonMs !== null && sinceLast >= absenceHorizonMs)
    return nothing({ kind: "NOT_EXECUTED" });
  await desk.root
    .fork()
    .nativeUpdate(GatewayAttempt, { id: attempt.id, fence: held.fence, absentSince: null }, { absentSince: now });
  return nothing({
    kind: "UNKNOWN",
    answeredNo: false,
    code: "NO_TRACE",
    message: "the gateway shows no trace of it yet",
  });
}

/** Sends the same key and body again: within the gateway's window that gives the first answer, or executes it once. */
async function replay(
  desk: Desk,
  gateway: PaymentGateway,
  held: Lease,
  { attempt, payment, cause }: Seen,
): Promise<Answer> {
  const { cancellableBefore, knownCancellationIds } = attempt;
  const mine = await transact(desk, (em) =>
    markSent(em, held, { at: desk.clock.now(), cancellableBefore: cancellableBefore ?? 0, knownCancellationIds }),
  );
  if (!mine)
    return {
      verdict: { kind: "UNKNOWN", answeredNo: false, code: "LEASE_LOST", message: "another worker has taken over" },
      exchange: null,
      cause,
    };
  const command = await commandOf(desk, attempt, payment, minorUnits(cancellableBefore ?? 0));
  const { verdict, exchange } = await callGateway(desk, gateway, command);
  desk.metrics.gatewayCalls.inc({ gateway: gateway.name, verdict: verdict.kind });
  return { verdict, exchange, cause };
}

/** Job `payment.look-up`: compares a payment with its gateway while nothing of ours is under way there. */
export async function lookUpPayment(desk: Desk, paymentId: string, cause: Cause): Promise<void> {
  const payment = await desk.root.fork().findOne(Payment, paymentId);
  if (!payment) return;
  const open = await desk.root.fork().find(GatewayAttempt, { paymentId, status: { $in: ["PENDING", "UNKNOWN"] } });
  if (open.length > 0) {
    for (const attempt of open) await lookUpAttempt(desk, attempt.id, cause);
    return;
  }
  const gateway = desk.gateways.of(payment.gateway);
  if (gateway.reports) return;
  const { lookUp } = await gateway.lookUp(payment.gatewayPaymentId);
  if (lookUp.kind === "UNREACHABLE") throw new Error(`the gateway could not be asked: ${lookUp.code}`);
  if (lookUp.kind === "FOUND") await adoptFrom(desk, paymentId, lookUp.picture, cause);
}
