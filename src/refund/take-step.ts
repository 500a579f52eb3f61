/**
 * Takes one step of a refund's life: asks the machine, turns the effects it names into rows, records the step.
 * All in the caller's transaction, with the refund's row locked; a step that is not allowed changes nothing.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { advance, type Effect, type RefundEvent, type Step } from "../../machines/step.js";
import { after } from "../clock.js";
import { PartsColumns } from "../database/columns.js";
import { minorUnits, type MinorUnits } from "../money/minor-units.js";
import type { Parts } from "../money/parts.js";
import { bookReversal, fitToRoom, release, reserve, settle } from "../orders/balance.js";
import { loadRules } from "../orders/gateway-rule-book.js";
import { expectedArrival, termsOf } from "../orders/gateway-rules.js";
import { Payment } from "../orders/payment.entity.js";
import { fail, ok, type Outcome } from "../problem.js";
import { accountOf } from "./transfer/account.js";
import { closeAttempt, openAttempt, promoteWaitingAttempt, type Closing } from "./attempt/attempt.js";
import type { GatewayAttempt } from "./attempt/attempt.entity.js";
import { raiseAlarm } from "./history/alarm.js";
import { bearRefund } from "./birth.js";
import type { Desk } from "./desk.js";
import { recordStep, type Story } from "./record-step.js";
import { RefundDeduction, type Refund } from "./refund.entity.js";
import { linesOf, openRefundsOfOrder, updateReturnLife } from "./repository.js";

/** What the effects of a step may need besides the refund. */
export interface Means {
  /** The attempt whose answer this is. */
  attempt?: GatewayAttempt;
  /** How that attempt ends, where the step ends it. */
  closing?: Closing;
  /** What really moved, where money moved. */
  moved?: Parts;
  /** When a deferred refund is due again. */
  retryAt?: Date;
  /** What a bank transfer has to pay for the successor of a refund that came back. */
  payableByHand?: MinorUnits;
}

export async function takeStep(
  desk: Desk,
  em: EntityManager,
  refund: Refund,
  event: RefundEvent,
  story: Story,
  means: Means = {},
): Promise<Outcome<Step>> {
  const step = advance(refund.state, event);
  if (!step) {
    return fail("REFUND_STATE_CONFLICT", {
      refundId: refund.id,
      refundNo: refund.refundNo,
      state: refund.state,
      event: event.type,
    });
  }
  for (const effect of step.effects) {
    const done = await EFFECTS[effect]({ desk, em, refund, story, means, event: event.type });
    if (!done.ok) return done;
  }
  const attemptId = story.attemptId ?? means.attempt?.id ?? null;
  recordStep(em, refund, step, { ...story, attemptId });
  await updateReturnLife(em, refund.returnId, story.at);
  desk.metrics.refundSteps.inc({ from: step.from, to: step.to, event: step.event });
  return ok(step);
}

interface Ground {
  desk: Desk;
  em: EntityManager;
  refund: Refund;
  story: Story;
  means: Means;
  event: RefundEvent["type"];
}

const DONE = ok(null);

/** One handler per effect the machine can name; the type makes a forgotten one a compile error. */
const EFFECTS: Record<Effect, (ground: Ground) => Promise<Outcome<null>>> = {
  async reserve({ em, refund }) {
    if (refund.holdsReservation) return DONE;
    // What was cancelled in the console took parts of its own: the same amount may now have to be made up of others.
    const amount = await fitToRoom(em, refund.paymentId, refund.amount);
    const reserved = await reserve(em, refund.paymentId, amount, await linesOf(em, refund.id));
    if (!reserved.ok) return reserved;
    refund.amount = new PartsColumns(amount);
    refund.holdsReservation = true;
    return reserved;
  },

  async settleAtGateway({ desk, em, refund, story, means }) {
    const { moved } = means;
    assert(moved && moved.total > 0, "a settlement must say what moved");
    const held = refund.holdsReservation ? refund.amount : null;
    const { excessGrewBy } = await settle(
      em,
      refund.paymentId,
      "GATEWAY",
      { held, moved },
      await linesOf(em, refund.id),
    );
    refund.holdsReservation = false;
    // It went back by the gateway after all: nothing of it is to be paid by hand any more.
    refund.payableByHand = null;
    const payment = await em.findOneOrFail(Payment, refund.paymentId);
    const arrival = expectedArrival(termsOf(await loadRules(em), payment, story.at), story.at, {
      full: moved.total === payment.amount.total,
    });
    refund.expectedFrom = arrival?.earliest ?? null;
    refund.expectedBy = arrival?.latest ?? null;
    if (moved.total !== refund.amount.total) {
      raiseAlarm(desk, em, "AMOUNT_DIFFERS", {
        refund,
        at: story.at,
        detail: { asked: refund.amount.total, moved: moved.total },
      });
    }
    if (excessGrewBy > 0) {
      raiseAlarm(desk, em, "EXCESS", { refund, at: story.at, detail: { excess: excessGrewBy } });
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
    return DONE;
  },

  async yieldReservation({ desk, em, refund, story }) {
    if (refund.holdsReservation) await release(em, refund.paymentId, refund.amount, await linesOf(em, refund.id));
    refund.holdsReservation = false;
    refund.refusalCause = "OVERTAKEN";
    raiseAlarm(desk, em, "OVERTAKEN", { refund, at: story.at, detail: { amount: refund.amount.total } });
    return DONE;
  },

  async recordReversal({ desk, em, refund, story, means }) {
    assert(means.payableByHand !== undefined, "what came back is paid again, in cash");
    refund.reversedAt = story.at;
    const lines = await linesOf(em, refund.id);
    await bookReversal(em, refund.paymentId, refund.amount, lines);
    const open = (await openRefundsOfOrder(em, refund.orderId)) + refund.amount.total;
    const successor = await bearRefund(
      em,
      {
        orderId: refund.orderId,
        returnId: refund.returnId,
        paymentId: refund.paymentId,
        amount: refund.amount,
        lines,
        deductions: await em.find(RefundDeduction, { refundId: refund.id }),
        dueOn: refund.dueOn,
        predecessorId: refund.id,
        birth: { birth: "MANUAL", needsApproval: open > desk.settings.fourEyesLimit },
        payableByHand: means.payableByHand,
        accountFor: accountOf(desk, refund),
      },
      story,
    );
    return successor.ok ? DONE : successor;
  },

  async openAttempt({ desk, em, refund, story }) {
    refund.refusalCause = null;
    refund.gatewayMessage = null;
    refund.deferredUntil = null;
    await openAttempt(desk, em, refund, story.at);
    return DONE;
  },

  async retryAttempt({ desk, em, means, story }) {
    assert(means.attempt, "a try again needs its attempt");
    const due = after(story.at, desk.settings.sendPauseMs);
    means.attempt.dueAt = due;
    await desk.jobs.enqueue(em, "attempt.send", { attemptId: means.attempt.id }, due);
    return DONE;
  },

  async closeAttempt({ desk, em, refund, story, means }) {
    assert(means.attempt && means.closing, "an attempt is closed with its result");
    closeAttempt(means.attempt, means.closing, story.at);
    refund.refusalCause = means.closing.cause ?? null;
    refund.gatewayMessage = means.closing.message ?? null;
    // The closed row must leave the unique index before another takes its place.
    await em.flush();
    await promoteWaitingAttempt(desk, em, refund.paymentId, story.at);
    return DONE;
  },

  async scheduleRetry({ desk, em, refund, story, means }) {
    const due = means.retryAt ?? after(story.at, desk.settings.deferPauseMs);
    refund.deferredUntil = due;
    await desk.jobs.enqueue(em, "refund.retry", { refundId: refund.id }, due > story.at ? due : undefined);
    return DONE;
  },

  async scheduleLookUp({ desk, em, story, means }) {
    assert(means.attempt, "a look-up needs its attempt");
    if (desk.gateways.of(means.attempt.gateway).reports) {
      means.attempt.dueAt = null;
      return DONE;
    }
    const pause = desk.settings.lookUpPausesMs[0] ?? 0;
    const due = after(story.at, pause);
    means.attempt.dueAt = due;
    await desk.jobs.enqueue(em, "attempt.look-up", { attemptId: means.attempt.id }, due);
    return DONE;
  },

  /** There are no bank batches yet; a manual refund cannot be in one. */
  pullFromBatch: async () => DONE,

  async raiseAlarm({ desk, em, refund, story, means, event }) {
    if (event === "REVERSED") {
      raiseAlarm(desk, em, "REVERSED", { refund, at: story.at, detail: { amount: refund.amount.total } });
      return DONE;
    }
    raiseAlarm(desk, em, "UNEXPECTED_SUCCESS", {
      refund,
      at: story.at,
      detail: { state: refund.state, moved: means.moved?.total ?? minorUnits(0) },
    });
    return DONE;
  },
};
