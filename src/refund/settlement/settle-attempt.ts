/** Settles an attempt: one transaction, guarded by the fence, that turns a verdict into a step, the balance and what follows. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { RefundEvent, RefundState } from "../../../machines/transition.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import { crashPoint } from "../../crash-point.js";
import { explanationOf } from "../../gateways/finding.js";
import { claimsEffect } from "../../gateways/port.js";
import { bookFailedTransfer } from "../../orders/balance.js";
import type { RedactedCancellation, RedactedDifference, RedactedExchange, RedactedVerdict } from "./ask-gateway.js";
import { causeOf, isProviders, refusedAfterProofs, refusedByBudget } from "./budget.js";
import { explanationOn, ownFinding, type RedactedExplanation } from "./finding.js";
import { bookCancellation } from "./book-cancellation.js";
import { raiseAlarm } from "../record/alarm.js";
import {
  storeExchange,
  lockLeased,
  takeOverExpired,
  writeExplanation,
  type AttemptResult,
  type Lease,
} from "../record/attempt.js";
import { GatewayAttempt } from "../record/attempt.entity.js";
import { transact, type RefundContext } from "../context.js";
import { RefundStatement, type Cause } from "../record/history.entity.js";
import type { Refund } from "../record/refund.entity.js";
import { lockRefund } from "../record/repository.js";
import { applyTransition, explainBy, type EffectInputs } from "../record/apply-transition.js";

type RedactedUnknown = Extract<RedactedVerdict, { kind: "UNKNOWN" }>;

export interface Answer {
  verdict:
    | RedactedVerdict
    | { kind: "TRANSFER_FAILED"; cancellation: RedactedCancellation }
    | { kind: "NOT_EXECUTED" }
    | { kind: "LEASE_EXPIRED" };
  /** The exchange over the wire; null when nothing was. */
  exchange: RedactedExchange | null;
  cause: Cause;
  /** Figures of a success that are not what was sent. */
  differences?: readonly RedactedDifference[];
}

/**
 * Writes what an answer means. STALE: the lease has been lost meanwhile, so nothing is written; whoever holds the newer lease
 * settles. He may have done so before this answer came, so where money may have moved the gateway is asked again.
 */
export async function settleAttempt(
  context: RefundContext,
  lease: Lease,
  answer: Answer,
): Promise<"SETTLED" | "STALE"> {
  const { kind } = answer.verdict;
  const moving = kind === "SUCCEEDED" || kind === "PENDING" || kind === "UNKNOWN";
  return settleHeld(context, lease.attemptId, (em) => lockLeased(em, lease), answer, { hintIfStale: moving });
}

/** The lease of an attempt ran out unsettled: whoever held it may have called. Does nothing while a lease still runs. */
export async function settleExpired(context: RefundContext, attemptId: string): Promise<void> {
  const { gateway } = await context.root.fork().findOneOrFail(GatewayAttempt, attemptId);
  // Where the other side reports, no call was made that could have been lost: it learns of the attempt as it would have.
  const verdict: Answer["verdict"] = context.gateways.of(gateway).reports
    ? { kind: "PENDING", cancellationId: null }
    : { kind: "LEASE_EXPIRED" };
  const answer: Answer = { verdict, exchange: null, cause: "SCHEDULE" };
  await settleHeld(context, attemptId, (em) => takeOverExpired(em, attemptId), answer, { hintIfStale: false });
}

async function settleHeld(
  context: RefundContext,
  attemptId: string,
  hold: (em: EntityManager) => Promise<GatewayAttempt | null>,
  answer: Answer,
  { hintIfStale }: { hintIfStale: boolean },
): Promise<"SETTLED" | "STALE"> {
  const result = await transact(context, async (em) => {
    const { refundId, paymentId, gateway } = await em.findOneOrFail(GatewayAttempt, attemptId);
    const refund = await lockRefund(em, refundId);
    assert(refund.ok, "an attempt belongs to a refund");
    const attempt = await hold(em);
    if (!attempt) {
      if (hintIfStale) await context.jobs.enqueue(em, "payment.look-up", { gateway, paymentId });
      return "STALE" as const;
    }
    storeExchange(attempt, answer.exchange);
    await writeAnswer(context, em, refund.value, attempt, answer);
    alarmDifferences(context, em, { refund: refund.value, attempt, differences: answer.differences ?? [] });
    await em.flush();
    crashPoint("before-settle-commit");
    return "SETTLED" as const;
  });
  crashPoint("after-settle-commit");
  return result;
}

/** More of them say nothing more: an answer may list a thousand items. */
const MAX_DIFFERENCES = 10;

/** Raises the alarm where the amount moved as asked and the gateway counts its parts, or what is left, otherwise. */
function alarmDifferences(
  context: RefundContext,
  em: EntityManager,
  about: { refund: Refund; attempt: GatewayAttempt; differences: readonly RedactedDifference[] },
): void {
  const { refund, attempt, differences } = about;
  if (differences.length === 0) return;
  const facts = differences.slice(0, MAX_DIFFERENCES).flatMap(({ field, sent, answered, ofOurBooks }) => [
    [`${field} ${ofOurBooks ? "in our books" : "sent"}`, sent],
    [`${field} answered`, answered],
  ]);
  const detail = {
    ...(Object.fromEntries(facts) as Record<string, string | number | null>),
    ...(differences.length > MAX_DIFFERENCES && { more: differences.length - MAX_DIFFERENCES }),
    gatewayRequestId: attempt.gatewayRequestId,
  };
  raiseAlarm(context, em, "ANSWER_DIFFERS", { refund, at: context.clock.now(), detail });
}

/** Writes what an answer means for a refund and its attempt, both locked. */
export async function writeAnswer(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  attempt: GatewayAttempt,
  { verdict: answered, cause }: Answer,
): Promise<void> {
  const at = context.clock.now();
  const verdict = await withinBudget(context, em, { refund, attempt }, unlessClaimed(attempt, answered));
  const transferFailed = verdict.kind === "TRANSFER_FAILED";
  const movedAtGateway = verdict.kind === "SUCCEEDED" || transferFailed;
  const moved = movedAtGateway
    ? await bookCancellation(em, attempt, verdict.cancellation, "API", at, { transferFailed })
    : null;
  if (movedAtGateway && !moved) {
    // The gateway named a cancellation that is already booked for something else: that is no answer to trust.
    const doubtful = {
      kind: "UNKNOWN",
      claim: "NOTHING",
      ...ownFinding("CANCELLATION_ALREADY_BOOKED", "the gateway named a cancellation that is booked already"),
    } as const;
    return writeAnswer(context, em, refund, attempt, { verdict: doubtful, exchange: null, cause });
  }
  if (verdict.kind === "SUCCEEDED") refund.paidToCustomer = verdict.cancellation.paidToCustomer;
  if (transferFailed && moved) {
    await bookFailedTransfer(em, attempt.paymentId, moved);
    const { cancellationId, amount } = verdict.cancellation;
    raiseAlarm(context, em, "TRANSFER_FAILED", { refund, at, detail: { cancellationId, amount } });
  }

  const event = eventOf(verdict, attempt, refund.state, context.settings.sendTries);
  noteOn(attempt, verdict);
  if (claimsEffect(attempt.claim)) explainBy(refund, attempt);
  if (!event) {
    await lookAgain(context, em, attempt, at);
    return;
  }
  const inputs: EffectInputs = {
    attempt,
    result: attemptResultOf(verdict),
    moved: moved ?? undefined,
    retryAt: retryAtOf(verdict, at, context.settings.probePauseMs),
  };
  const transition = await applyTransition(
    context,
    em,
    refund,
    event,
    { cause, actor: SYSTEM.worker.subject, at },
    inputs,
  );
  assert(transition.ok, `an open attempt's answer always finds a place: ${event.type} in ${refund.state}`);
  const { from } = transition.value;
  if (from === "refundRequested.unknown" || from === "refundRequested.pending") {
    // Evidence has overtaken what somebody stated: nobody may confirm it for a later attempt.
    await em.nativeUpdate(RefundStatement, { refundId: refund.id, closedAt: null }, { closedAt: at });
  }
  if (transition.value.to === "refundRequested.pending") attempt.status = "PENDING";
  if (transition.value.to === "refundRequested.unknown") attempt.status = "UNKNOWN";
}

/** The verdict, or a refusal where this refund was tried by itself as often as it may be. */
async function withinBudget(
  context: RefundContext,
  em: EntityManager,
  { refund, attempt }: { refund: Refund; attempt: GatewayAttempt },
  verdict: Answer["verdict"],
): Promise<Answer["verdict"]> {
  const put = { context, em, refund, attempt };
  if (verdict.kind === "NOT_EXECUTED") return (await refusedAfterProofs(put)) ?? verdict;
  if (refund.state !== "refundRequested.submitting") return verdict;
  const exhausted = verdict.kind === "NOT_SENT" && attempt.tries >= context.settings.sendTries;
  return verdict.kind === "DEFERRED" || exhausted ? ((await refusedByBudget(put, verdict)) ?? verdict) : verdict;
}

/** An effect that the gateway once claimed stands: what comes later may show it, but makes no definite no of it. */
function unlessClaimed(attempt: GatewayAttempt, verdict: Answer["verdict"]): Answer["verdict"] {
  if (!claimsEffect(attempt.claim)) return verdict;
  const withdraws = verdict.kind === "REFUSED" || verdict.kind === "DEFERRED" || verdict.kind === "UNKNOWN";
  return withdraws ? stillUnknown(attempt, explanationOf(verdict)) : verdict;
}

/** Nothing new of an attempt that is unknown: the explanation of a claim stays, else the reason of the moment is noted. */
export function stillUnknown(attempt: GatewayAttempt, because: RedactedExplanation): RedactedUnknown {
  const { claim, refusalCause } = attempt;
  const claimed = claim === "NOTHING" ? null : explanationOn(attempt);
  return { kind: "UNKNOWN", claim, ...(refusalCause !== null && { cause: refusalCause }), ...(claimed ?? because) };
}

/** The machine's event for an answer; null when it tells nothing new about a refund that is pending or unknown. */
function eventOf(
  verdict: Answer["verdict"],
  attempt: GatewayAttempt,
  state: RefundState,
  sendTries: number,
): RefundEvent | null {
  const submitting = state === "refundRequested.submitting";
  const pending = state === "refundRequested.pending";
  switch (verdict.kind) {
    case "SUCCEEDED":
      return { type: "GATEWAY_SUCCEEDED" };
    case "PENDING":
      return pending ? null : { type: "GATEWAY_PENDING" };
    case "TRANSFER_FAILED":
      return { type: "GATEWAY_REFUSED" };
    case "REFUSED":
      // A replay found malformed (a release changed its body, say) was not compared with the first call: it proves nothing of that one.
      if (verdict.cause === "INVALID_REQUEST" && !submitting) return null;
      return { type: "GATEWAY_REFUSED" };
    case "UNKNOWN":
      return submitting || pending ? { type: "GATEWAY_UNKNOWN" } : null;
    case "DEFERRED":
      return submitting ? { type: "GATEWAY_DEFERRED" } : null;
    case "NOT_SENT":
      return submitting ? { type: "GATEWAY_NOT_SENT", triesExhausted: attempt.tries >= sendTries } : null;
    case "NOT_EXECUTED":
      return { type: "NOT_EXECUTED" };
    case "LEASE_EXPIRED":
      return submitting ? { type: "LEASE_EXPIRED" } : null;
  }
}

function noteOn(attempt: GatewayAttempt, verdict: Answer["verdict"]): void {
  if (verdict.kind === "PENDING") attempt.gatewayCancellationId = verdict.cancellationId;
  if ("cancellation" in verdict) attempt.gatewayCancellationId = verdict.cancellation.cancellationId;
  if (verdict.kind === "UNKNOWN") {
    attempt.claim = verdict.claim;
    attempt.refusalCause = verdict.cause ?? null;
  }
  if (verdict.kind === "PENDING") attempt.findingCode = attempt.findingMessage = null;
  if (verdict.kind === "LEASE_EXPIRED") writeExplanation(attempt, NO_ANSWER_STORED);
  if ("finding" in verdict) writeExplanation(attempt, verdict);
}

const NO_ANSWER_STORED = ownFinding(
  "NO_ANSWER",
  "its sender stopped before an answer was stored; it may have been sent",
);
const TRANSFER_FAILED = ownFinding(
  "TRANSFER_FAILED",
  "the cancel succeeded, and the transfer to the customer's account failed",
);
const NOT_EXECUTED = ownFinding("NOT_EXECUTED", "look-ups prove that nothing moved for this attempt");

function attemptResultOf(verdict: Answer["verdict"]): AttemptResult | undefined {
  switch (verdict.kind) {
    case "SUCCEEDED":
      return { status: "SUCCEEDED" };
    case "NOT_EXECUTED":
      return { status: "NOT_EXECUTED", explanation: NOT_EXECUTED };
    case "TRANSFER_FAILED":
      return { status: "REFUSED", cause: "TRANSFER_FAILED", explanation: TRANSFER_FAILED };
    case "REFUSED":
      return { status: "REFUSED", cause: verdict.cause, explanation: explanationOf(verdict) };
    case "DEFERRED":
    case "NOT_SENT": {
      const cause = causeOf(verdict);
      return { status: "DEFERRED", ...(cause !== null && { cause }), explanation: explanationOf(verdict) };
    }
    case "PENDING":
    case "UNKNOWN":
    case "LEASE_EXPIRED":
      return undefined;
  }
}

/**
 * When a deferred refund is due: at the gateway's time, at once after a proof that nothing moved, else after the default pause.
 * Where the shop itself was refused, as soon as the gateway's circuit lets it through.
 */
function retryAtOf(verdict: Answer["verdict"], at: Date, probePauseMs: number): Date | undefined {
  if (verdict.kind === "NOT_EXECUTED") return at;
  if (verdict.kind !== "DEFERRED") return undefined;
  if (verdict.notAllowed) return after(at, probePauseMs);
  return verdict.until ?? (isProviders(verdict) ? after(at, PROVIDER_PAUSE_MS) : undefined);
}

/** Of a provider's limit or hours nobody says when they end: soon enough for hours, and a few rows a day for a limit of the day. */
const PROVIDER_PAUSE_MS = 60 * 60_000;

/** Nothing new: the next look-up comes after the next longer pause. */
async function lookAgain(context: RefundContext, em: EntityManager, attempt: GatewayAttempt, at: Date): Promise<void> {
  const pauses = context.settings.lookUpPausesMs;
  attempt.lookUps += 1;
  const pause = pauses[Math.min(attempt.lookUps, pauses.length - 1)] ?? 0;
  attempt.dueAt = after(at, pause);
  const { gateway, id: attemptId, dueAt } = attempt;
  await context.jobs.enqueue(em, "attempt.look-up", { gateway, attemptId }, dueAt);
}
