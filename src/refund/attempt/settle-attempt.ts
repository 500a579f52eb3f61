/** Settles an attempt: one transaction, guarded by the fence, that turns a verdict into a step, the balance and what follows. */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { RefundEvent, RefundState } from "../../../machines/step.js";
import { SYSTEM } from "../../access/principal.js";
import { after } from "../../clock.js";
import { crashPoint } from "../../crash-point.js";
import { PartsColumns } from "../../database/columns.js";
import type { Exchange, GatewayEffect, Verdict } from "../../gateways/port.js";
import { newId } from "../../identifier.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { minus, NO_MONEY, partsOf, plus, within, type Parts } from "../../money/parts.js";
import { splitParts } from "../../money/vat.js";
import { lockGatewayRemaining } from "../../orders/balance.js";
import { keepExchange, lockLeased, takeOverExpired, type Closing, type Lease } from "./attempt.js";
import { GatewayAttempt, GatewayEffectRow, type EffectCause } from "./attempt.entity.js";
import { transact, type Desk } from "../desk.js";
import { RefundStatement, type Cause } from "../history/history.entity.js";
import type { Refund } from "../refund.entity.js";
import { lockRefund } from "../repository.js";
import { takeStep, type Means } from "../take-step.js";

export interface Answer {
  verdict: Verdict | { kind: "NOT_EXECUTED" } | { kind: "LEASE_EXPIRED" };
  /** What was said over the wire; null when nothing was. */
  exchange: Exchange | null;
  cause: Cause;
}

/**
 * Writes what an answer means. STALE: the lease has been lost meanwhile, so nothing is written; whoever holds the newer lease
 * settles. He may have done so before this answer came, so where money may have moved the gateway is asked again.
 */
export async function settleAttempt(desk: Desk, lease: Lease, answer: Answer): Promise<"SETTLED" | "STALE"> {
  const { kind } = answer.verdict;
  const moving = kind === "SUCCEEDED" || kind === "PENDING" || kind === "UNKNOWN";
  return settleHeld(desk, lease.attemptId, (em) => lockLeased(em, lease), answer, { hintIfStale: moving });
}

/** The lease of an attempt ran out unsettled: whoever held it may have called. Does nothing while a lease still runs. */
export async function settleExpired(desk: Desk, attemptId: string): Promise<void> {
  const { gateway } = await desk.root.fork().findOneOrFail(GatewayAttempt, attemptId);
  // Where the other side reports, no call was made that could have been lost: it learns of the attempt as it would have.
  const verdict: Answer["verdict"] = desk.gateways.of(gateway).reports
    ? { kind: "PENDING", cancellationId: null }
    : { kind: "LEASE_EXPIRED" };
  const answer: Answer = { verdict, exchange: null, cause: "SCHEDULE" };
  await settleHeld(desk, attemptId, (em) => takeOverExpired(em, attemptId), answer, { hintIfStale: false });
}

async function settleHeld(
  desk: Desk,
  attemptId: string,
  hold: (em: EntityManager) => Promise<GatewayAttempt | null>,
  answer: Answer,
  { hintIfStale }: { hintIfStale: boolean },
): Promise<"SETTLED" | "STALE"> {
  const result = await transact(desk, async (em) => {
    const { refundId, paymentId } = await em.findOneOrFail(GatewayAttempt, attemptId);
    const refund = await lockRefund(em, refundId);
    assert(refund.ok, "an attempt belongs to a refund");
    const attempt = await hold(em);
    if (!attempt) {
      if (hintIfStale) await desk.jobs.enqueue(em, "payment.look-up", { paymentId });
      return "STALE" as const;
    }
    keepExchange(attempt, answer.exchange);
    await writeAnswer(desk, em, refund.value, attempt, answer);
    await em.flush();
    crashPoint("before-settle-commit");
    return "SETTLED" as const;
  });
  crashPoint("after-settle-commit");
  return result;
}

/** Writes what an answer means for a refund and its attempt, both locked. */
export async function writeAnswer(
  desk: Desk,
  em: EntityManager,
  refund: Refund,
  attempt: GatewayAttempt,
  { verdict, cause }: Answer,
): Promise<void> {
  const at = desk.clock.now();
  const moved = verdict.kind === "SUCCEEDED" ? await bookEffect(em, attempt, verdict.effect, "API", at) : null;
  if (verdict.kind === "SUCCEEDED" && !moved) {
    // The gateway named a cancellation that is already booked for something else: that is no answer to trust.
    const doubtful = {
      kind: "UNKNOWN",
      answeredNo: false,
      code: "CANCELLATION_ALREADY_BOOKED",
      message: "the gateway named a cancellation that is booked already",
    } as const;
    return writeAnswer(desk, em, refund, attempt, { verdict: doubtful, exchange: null, cause });
  }
  if (verdict.kind === "SUCCEEDED") refund.paidToCustomer = verdict.effect.paidToCustomer;

  const event = eventOf(verdict, attempt, refund.state, desk.settings.sendTries);
  noteOn(attempt, verdict);
  if (!event) {
    await lookAgain(desk, em, attempt, at);
    return;
  }
  const means: Means = {
    attempt,
    closing: closingOf(verdict),
    moved: moved ?? undefined,
    retryAt: retryAtOf(verdict, at),
  };
  const step = await takeStep(desk, em, refund, event, { cause, actor: SYSTEM.worker.subject, at }, means);
  assert(step.ok, `an open attempt's answer always finds a place: ${event.type} in ${refund.state}`);
  if (step.value.from === "refundRequested.unknown") {
    // Evidence has overtaken what somebody stated: nobody may confirm it for a later attempt.
    await em.nativeUpdate(RefundStatement, { refundId: refund.id, closedAt: null }, { closedAt: at });
  }
  if (step.value.to === "refundRequested.pending") attempt.status = "PENDING";
  if (step.value.to === "refundRequested.unknown") attempt.status = "UNKNOWN";
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
  if (verdict.kind === "SUCCEEDED") attempt.gatewayCancellationId = verdict.effect.cancellationId;
  if (verdict.kind === "UNKNOWN") attempt.answeredNo = verdict.answeredNo;
  if ("code" in verdict) {
    attempt.code = verdict.code;
    attempt.message = verdict.message;
  }
}

function closingOf(verdict: Answer["verdict"]): Closing | undefined {
  switch (verdict.kind) {
    case "SUCCEEDED":
    case "NOT_EXECUTED":
      return { status: verdict.kind };
    case "REFUSED":
      return { status: "REFUSED", cause: verdict.cause, code: verdict.code, message: verdict.message };
    case "DEFERRED":
    case "NOT_SENT":
      return { status: "DEFERRED", code: verdict.code, message: verdict.message };
    case "PENDING":
    case "UNKNOWN":
    case "LEASE_EXPIRED":
      return undefined;
  }
}

/** When a deferred refund is due: at the gateway's time, at once after a proof that nothing moved, else after the default pause. */
function retryAtOf(verdict: Answer["verdict"], at: Date): Date | undefined {
  if (verdict.kind === "NOT_EXECUTED") return at;
  return verdict.kind === "DEFERRED" ? (verdict.until ?? undefined) : undefined;
}

/** Nothing new: the next look-up comes after the next longer pause. */
async function lookAgain(desk: Desk, em: EntityManager, attempt: GatewayAttempt, at: Date): Promise<void> {
  const pauses = desk.settings.lookUpPausesMs;
  attempt.lookUps += 1;
  const pause = pauses[Math.min(attempt.lookUps, pauses.length - 1)] ?? 0;
  attempt.dueAt = after(at, pause);
  await desk.jobs.enqueue(em, "attempt.look-up", { attemptId: attempt.id }, attempt.dueAt);
}

/**
 * Books money that moved, once per cancellation of the gateway. Returns its parts, or null when this cancellation is booked
 * already. The gateway tells one amount; its parts are those that were asked for, or where the amount differs, in proportion.
 */
export async function bookEffect(
  em: EntityManager,
  attempt: Pick<GatewayAttempt, "id" | "gateway" | "paymentId" | "amount">,
  effect: GatewayEffect,
  cause: EffectCause,
  at: Date,
): Promise<Parts | null> {
  const { remaining } = await lockGatewayRemaining(em, attempt.paymentId);
  const { gateway, paymentId } = attempt;
  const earlier = await em.findOne(GatewayEffectRow, {
    gateway,
    paymentId,
    gatewayCancellationId: effect.cancellationId,
  });
  if (earlier) return null;
  const moved = partsMoved(effect.amount, attempt.amount, remaining);
  em.persist(effectRow({ gateway, paymentId, attemptId: attempt.id, cause, moved, effect, at }));
  return moved;
}

export function effectRow(booked: {
  gateway: GatewayAttempt["gateway"];
  paymentId: string;
  attemptId: string | null;
  cause: EffectCause;
  moved: Parts;
  effect: GatewayEffect;
  at: Date;
}): GatewayEffectRow {
  const { effect, moved, at, ...rest } = booked;
  return Object.assign(new GatewayEffectRow(), {
    ...rest,
    id: newId(),
    gatewayCancellationId: effect.cancellationId,
    amount: new PartsColumns(moved),
    paidToCustomer: effect.paidToCustomer,
    providerCancellationId: effect.providerCancellationId,
    receiptUrl: effect.receiptUrl,
    salesSlipUrl: effect.salesSlipUrl,
    cashReceiptKey: effect.cashReceiptKey,
    instrument: effect.instrument,
    happenedAt: effect.at,
    bookedAt: at,
  } satisfies GatewayEffectRow);
}

/** The parts of what moved: as asked; less, in proportion; more, the rest from what the gateway had left, and beyond that taxable. */
export function partsMoved(moved: MinorUnits, asked: Parts, remaining: Parts): Parts {
  if (moved === asked.total) return asked;
  if (moved < asked.total) return splitParts(moved, asked);
  const left = minus(remaining, within(asked, remaining) ? asked : NO_MONEY);
  const fromLeft = Math.min(moved - asked.total, left.total);
  const beyond = moved - asked.total - fromLeft;
  return plus(plus(asked, splitParts(minorUnits(fromLeft), left)), partsOf({ taxable: beyond }));
}
