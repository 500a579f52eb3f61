/**
 * Takes one step of a refund's life: asks the machine, turns the effects it names into rows, records the step.
 * All in the caller's transaction, with the refund's row locked; a step that is not allowed changes nothing.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { advance, type Effect, type RefundEvent, type Transition } from "../../../machines/transition.js";
import { SETTLED_STATES } from "../../../machines/states.js";
import { loadCalendar } from "../../calendar/holiday-book.js";
import { after } from "../../clock.js";
import { PartsColumns } from "../../database/columns.js";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import type { Parts } from "../../money/parts.js";
import { fitToRoom, release, reserve, settle } from "../../orders/balance.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { expectedArrival, termsOf } from "../../gateway-rules/terms.js";
import { currencyOf } from "../../orders/order.entity.js";
import { Payment } from "../../orders/payment.entity.js";
import { fail, inCurrency, ok, type Outcome } from "../../problem.js";
import { closeAttempt, openAttempt, promoteWaitingAttempt, type AttemptResult } from "./attempt.js";
import type { GatewayAttempt } from "./attempt.entity.js";
import { raiseAlarm } from "./alarm.js";
import { endDoubts } from "./answered-alarms.js";
import { lowerRefund } from "./lower-refund.js";
import type { RefundContext } from "../context.js";
import { recordTransition, type TransitionOrigin } from "./record-transition.js";
import { followState } from "./state-items.js";
import type { Refund } from "./refund.entity.js";
import { linesOf, updateReturnRefundStatus } from "./repository.js";
import { cashShare, createRemainder, createSuccessor } from "./successor.js";

/** Inputs the effects of a transition may need besides the refund. */
export interface EffectInputs {
  /** The attempt whose answer this is. */
  attempt?: GatewayAttempt;
  /** How that attempt ends, where the step ends it. */
  result?: AttemptResult;
  /** The amount that really moved, where money moved. */
  moved?: Parts;
  /** True where the money that moved is booked: a person has found out whose it was. */
  alreadyBooked?: boolean;
  /** When a deferred refund is due again. */
  retryAt?: Date;
  /** The amount a bank transfer has to pay for the successor of a refund that came back. */
  payableByHand?: MinorUnits;
  /** True where its money turns out never to have been captured. */
  neverCaptured?: boolean;
  /** True where its cancel was taken back at the provider: the gateway can refund it anew. */
  restored?: boolean;
}

/** Copies the explanation of an attempt to its refund. */
export function explainBy(refund: Refund, { message, findingCode, findingMessage }: GatewayAttempt): void {
  refund.gatewayMessage = message;
  refund.findingCode = findingCode;
  refund.findingMessage = findingMessage;
}

export async function applyTransition(
  context: RefundContext,
  em: EntityManager,
  refund: Refund,
  event: RefundEvent,
  origin: TransitionOrigin,
  inputs: EffectInputs = {},
): Promise<Outcome<Transition>> {
  const transition = advance(refund.state, event);
  if (!transition) {
    return fail("REFUND_STATE_CONFLICT", {
      refundId: refund.id,
      refundNo: refund.refundNo,
      state: refund.state,
      event: event.type,
    });
  }
  for (const effect of transition.effects) {
    const done = await EFFECTS[effect]({ context, em, refund, origin, inputs, event: event.type });
    if (!done.ok) return done;
  }
  const attemptId = origin.attemptId ?? inputs.attempt?.id ?? null;
  recordTransition(em, refund, transition, { ...origin, attemptId });
  await followState(em, refund, transition, { at: origin.at, patience: context.settings });
  if (SETTLED_STATES.has(transition.to) && transition.from !== transition.to) await endDoubts(em, refund, origin.at);
  if (refund.returnId !== null) await updateReturnRefundStatus(em, refund.returnId, origin.at);
  context.metrics.refundTransitions.inc({ from: transition.from, to: transition.to, event: transition.event });
  return ok(transition);
}

interface EffectContext {
  context: RefundContext;
  em: EntityManager;
  refund: Refund;
  origin: TransitionOrigin;
  inputs: EffectInputs;
  event: RefundEvent["type"];
}

const DONE = ok(null);

/** One handler per effect the machine can name; the type makes a forgotten one a compile error. */
const EFFECTS: Record<Effect, (context: EffectContext) => Promise<Outcome<null>>> = {
  async reserve({ em, refund }) {
    if (refund.holdsReservation) return DONE;
    // What was cancelled in the console took parts of its own: the same amount may now have to be made up of others.
    const amount = await fitToRoom(em, refund.paymentId, refund.amount);
    const reserved = await reserve(em, refund.paymentId, amount, await linesOf(em, refund.id));
    if (!reserved.ok) return inCurrency(reserved, await currencyOf(em, refund.orderId));
    refund.amount = new PartsColumns(amount);
    refund.holdsReservation = true;
    return reserved;
  },

  async settleAtGateway({ context, em, refund, origin, inputs }) {
    const { moved } = inputs;
    assert(moved && moved.total > 0, "a settlement must say what moved");
    const asked = refund.amount.total;
    // It went back by the gateway after all: nothing of it is to be paid by hand any more.
    const payable = refund.payableByHand ?? asked;
    refund.payableByHand = null;
    // Less moved than was asked for: the refund is what moved, and the rest is a refund of its own.
    const rest = moved.total < asked ? await lowerRefund(em, refund, moved) : null;
    const held = refund.holdsReservation ? refund.amount : null;
    const amounts = { held, moved: inputs.alreadyBooked ? null : moved };
    const { excessGrewBy } = await settle(em, refund.paymentId, "GATEWAY", amounts, await linesOf(em, refund.id));
    refund.holdsReservation = false;
    const cash = rest && cashShare(payable, rest.amount.total, asked);
    const remainder = rest && cash !== null && (await createRemainder(context, em, refund, { ...rest, cash }, origin));
    refund.approvalReasons = [];
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    const terms = termsOf(await loadRules(em), payment, origin.at);
    const calendar = await loadCalendar(em, context.settings);
    const arrival = expectedArrival(terms, calendar, origin.at, {
      full: moved.total === payment.amount.total,
    });
    refund.expectedFrom = arrival?.earliest ?? null;
    refund.expectedBy = arrival?.latest ?? null;
    if (moved.total !== asked) {
      const detail = { asked, moved: moved.total, ...(remainder && { stillOwed: remainder.refundNo }) };
      raiseAlarm(context, em, "AMOUNT_DIFFERS", { refund, at: origin.at, detail });
    }
    if (excessGrewBy > 0) {
      raiseAlarm(context, em, "EXCESS", { refund, at: origin.at, detail: { excess: excessGrewBy } });
    }
    return DONE;
  },

  async settleByHand({ em, refund }) {
    assert(refund.holdsReservation, "a manual refund holds its money until its result is known");
    await settle(
      em,
      refund.paymentId,
      "HAND",
      { held: refund.amount, moved: refund.amount },
      await linesOf(em, refund.id),
    );
    refund.holdsReservation = false;
    return DONE;
  },

  async releaseReservation({ em, refund }) {
    if (refund.holdsReservation) await release(em, refund.paymentId, refund.amount, await linesOf(em, refund.id));
    refund.holdsReservation = false;
    refund.approvalReasons = [];
    return DONE;
  },

  async yieldReservation({ context, em, refund, origin, inputs }) {
    if (refund.holdsReservation) await release(em, refund.paymentId, refund.amount, await linesOf(em, refund.id));
    refund.holdsReservation = false;
    const otherwise = origin.cause === "CHARGEBACK" ? "CHARGED_BACK" : "OVERTAKEN";
    refund.refusalCause = inputs.neverCaptured ? "NEVER_CAPTURED" : otherwise;
    refund.approvalReasons = [];
    raiseAlarm(context, em, "OVERTAKEN", { refund, at: origin.at, detail: { amount: refund.amount.total } });
    return DONE;
  },

  async recordReversal({ context, em, refund, origin, inputs }) {
    refund.reversedAt = origin.at;
    const successor = await createSuccessor(context, em, refund, inputs, origin);
    return successor.ok ? DONE : successor;
  },

  async openAttempt({ context, em, refund, origin }) {
    refund.refusalCause = null;
    refund.gatewayMessage = null;
    refund.findingCode = null;
    refund.findingMessage = null;
    refund.deferredUntil = null;
    await openAttempt(context, em, refund, origin.at);
    return DONE;
  },

  async retryAttempt({ context, em, inputs, origin }) {
    assert(inputs.attempt, "a try again needs its attempt");
    const due = after(origin.at, context.settings.sendPauseMs);
    const { gateway, id: attemptId } = inputs.attempt;
    inputs.attempt.dueAt = due;
    await context.jobs.enqueue(em, "attempt.send", { gateway, attemptId }, due);
    return DONE;
  },

  async closeAttempt({ context, em, refund, origin, inputs }) {
    assert(inputs.attempt && inputs.result, "an attempt is closed with its result");
    closeAttempt(inputs.attempt, inputs.result, origin.at);
    refund.refusalCause = inputs.result.cause ?? null;
    explainBy(refund, inputs.attempt);
    // The closed row must leave the unique index before another takes its place.
    await em.flush();
    await promoteWaitingAttempt(context, em, refund.paymentId, origin.at);
    return DONE;
  },

  async scheduleRetry({ context, em, refund, origin, inputs }) {
    const due = inputs.retryAt ?? after(origin.at, context.settings.deferPauseMs);
    refund.deferredUntil = due;
    await context.jobs.enqueue(em, "refund.retry", { refundId: refund.id }, due > origin.at ? due : undefined);
    return DONE;
  },

  async scheduleLookUp({ context, em, origin, inputs }) {
    assert(inputs.attempt, "a look-up needs its attempt");
    const { gateway, id: attemptId } = inputs.attempt;
    if (context.gateways.of(gateway).reports) {
      inputs.attempt.dueAt = null;
      return DONE;
    }
    const pause = context.settings.lookUpPausesMs[0] ?? 0;
    const due = after(origin.at, pause);
    inputs.attempt.dueAt = due;
    await context.jobs.enqueue(em, "attempt.look-up", { gateway, attemptId }, due);
    return DONE;
  },

  /** There are no bank batches yet; a manual refund cannot be in one. */
  pullFromBatch: async () => DONE,

  async raiseAlarm({ context, em, refund, origin, inputs, event }) {
    if (event === "REVERSED") {
      raiseAlarm(context, em, "REVERSED", { refund, at: origin.at, detail: { amount: refund.amount.total } });
      return DONE;
    }
    if (inputs.alreadyBooked) return DONE;
    raiseAlarm(context, em, "UNEXPECTED_SUCCESS", {
      refund,
      at: origin.at,
      detail: { state: refund.state, moved: inputs.moved?.total ?? minorUnits(0) },
    });
    return DONE;
  },
};
