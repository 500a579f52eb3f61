/** L1, only legal moves: the machine against the hand-written table, pair by pair. */
import { describe as scenario, expect, it } from "@jest/globals";
import { transition, type SnapshotFrom } from "xstate";
import { EFFECT_NAMES } from "../../machines/effects.js";
import { EVENT_TYPES, EVERY_EVENT } from "../../machines/events.js";
import { refundMachine } from "../../machines/refund.machine.js";
import {
  REFUND_STATES,
  advance,
  allowedEvents,
  initialTransition,
  describe,
  isRefundState,
} from "../../machines/transition.js";
import type { RefundEvent, RefundState } from "../../machines/transition.js";
import { BIRTHS, EVENTS, LIFECYCLE, STATES, type EventName } from "./lifecycle-table.js";

const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
const PAIRS = STATES.flatMap((state) => EVENT_NAMES.map((event) => ({ state, event })));
const LEGAL = PAIRS.flatMap(({ state, event }) => {
  const outcome = LIFECYCLE[state][event];
  return outcome ? [{ state, event, outcome }] : [];
});
const ILLEGAL = PAIRS.filter(({ state, event }) => !LIFECYCLE[state][event]);

scenario("the table", () => {
  it("speaks of every state, every event and both answers of every boolean", () => {
    expect(new Set<string>(REFUND_STATES)).toEqual(new Set(STATES));
    expect(new Set(EVERY_EVENT.map(keyOf))).toEqual(new Set(Object.values(EVENTS).map(keyOf)));
    expect(new Set(EVENT_TYPES).size).toBe(23);
    expect(PAIRS).toHaveLength(12 * 27);
  });

  it("uses every effect", () => {
    const used = [...BIRTHS.map(([, ...outcome]) => outcome), ...Object.values(LIFECYCLE).flatMap(Object.values)];
    expect(new Set(used.flatMap(([, ...effects]) => effects))).toEqual(new Set(EFFECT_NAMES));
  });
});

scenario("each pair of state and event", () => {
  it.each(LEGAL)("$state takes $event to $outcome", ({ state, event, outcome: [to, ...effects] }) => {
    expect(advance(state, EVENTS[event])).toEqual({ from: state, to, event: EVENTS[event].type, effects });
  });

  it.each(ILLEGAL)("$state refuses $event and stays", ({ state, event }) => {
    const before = snapshotAt(state);
    const [after, actions] = transition(refundMachine, before, EVENTS[event]);
    expect(advance(state, EVENTS[event])).toBeNull();
    expect(before.can(EVENTS[event])).toBe(false);
    expect({ value: after.value, actions }).toEqual({ value: before.value, actions: [] });
  });

  it.each(BIRTHS)("created: %j", (input, to, ...effects) => {
    expect(initialTransition(input)).toEqual({ from: null, to, event: "CREATED", effects });
  });

  it("allows exactly the events of the table", () => {
    for (const state of STATES)
      expect(new Set(allowedEvents(state))).toEqual(
        new Set((Object.keys(LIFECYCLE[state]) as EventName[]).map((name) => EVENTS[name].type)),
      );
  });
});

scenario("what cannot be", () => {
  it.each(["refundRequested.submitting", "refundRequested.pending", "refundRequested.unknown"] as const)(
    "nobody cancels, accepts by hand, retries or overtakes what may be moving (%s)",
    (state) => {
      for (const type of ["CANCEL", "ACCEPT_MANUALLY", "RETRY", "OVERTAKEN"] as const)
        expect(allowedEvents(state)).not.toContain(type);
    },
  );

  it("a state that is not ours, and an event without its boolean, are refused loudly", () => {
    const elsewhere: string = "accepted";
    expect(isRefundState(elsewhere)).toBe(false);
    expect(() => advance(elsewhere as RefundState, { type: "CANCEL" })).toThrow("no such state or event");
    expect(() => allowedEvents(elsewhere as RefundState)).toThrow("no such refund state");
    const careless = JSON.parse(`{ "type": "REQUEST" }`) as RefundEvent;
    expect(() => advance("returnCollected", careless)).toThrow("no such state or event");
  });

  it("a step that was handed out cannot be changed under the next caller", () => {
    const step = advance("accepted.unprocessed", { type: "RECORD_SUCCESS" });
    expect(step && Object.isFrozen(step) && Object.isFrozen(step.effects)).toBe(true);
  });
});

scenario("what the outside is told", () => {
  it.each([
    ["returnCollected", "RETURN_COLLECTED", null, null, null, "반품 회수완료"],
    ["refundRequested.awaitingApproval", "REFUND_REQUESTED", "AWAITING_APPROVAL", null, null, "환불요청"],
    ["refundRequested.submitting", "REFUND_REQUESTED", "SUBMITTING", null, null, "환불요청"],
    ["refundRequested.deferred", "REFUND_REQUESTED", "DEFERRED", null, null, "환불요청"],
    ["refundRequested.pending", "REFUND_REQUESTED", "PENDING", null, null, "환불요청"],
    ["refundRequested.unknown", "REFUND_REQUESTED", "UNKNOWN", null, null, "환불요청"],
    ["refundRequested.refused", "REFUND_REQUESTED", "REFUSED", null, null, "환불요청"],
    ["accepted.awaitingApproval", "ACCEPTED", null, null, "WAITING", "환불접수"],
    ["accepted.unprocessed", "ACCEPTED", null, "UNPROCESSED", null, "환불접수"],
    ["accepted.failed", "ACCEPTED", null, "FAILED", null, "환불접수"],
    ["completed", "COMPLETED", null, null, null, "환불완료"],
    ["cancelled", "CANCELLED", null, null, null, "환불취소"],
  ] as const)("%s", (state, status, gatewayPhase, processingResult, approval, korean) => {
    expect(describe(state)).toMatchObject({ status, gatewayPhase, processingResult, approval, korean });
  });
});

/** Written out here rather than taken from `step.ts`, so that a slip there shows. */
function snapshotAt(state: RefundState): SnapshotFrom<typeof refundMachine> {
  const [outer = "", inner] = state.split(".");
  const value = (inner ? { [outer]: inner } : outer) as SnapshotFrom<typeof refundMachine>["value"];
  return refundMachine.resolveState({ value, context: { creation: { kind: "COLLECTED_RETURN" } } });
}

function keyOf(event: RefundEvent): string {
  return JSON.stringify(Object.entries(event).toSorted(([a], [b]) => a.localeCompare(b)));
}
