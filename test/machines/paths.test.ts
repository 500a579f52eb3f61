/** L1, every path: whatever happens in whatever order, a refund's money is reserved once and leaves once. */
import assert from "node:assert/strict";
import { getShortestPaths, getSimplePaths } from "xstate/graph";
import { isMoneyEffect } from "../../machines/effects.js";
import { EVERY_CREATION, EVERY_EVENT } from "../../machines/events.js";
import { refundMachine } from "../../machines/refund.machine.js";
import {
  advance,
  initialTransition,
  isRefundState,
  type Effect,
  type RefundEvent,
  type RefundState,
} from "../../machines/transition.js";
import { EVENTS, LIFECYCLE, STATES, type EventName } from "./lifecycle-table.js";

/** Where one refund's own money is. `holds` is false only for a refund that was overtaken and has not acted since. */
interface Purse {
  readonly holds: boolean;
  readonly left: readonly Effect[];
}

const LEAVING: readonly Effect[] = ["settleAtGateway", "settleByHand", "releaseReservation"];

/** Applies a step's money effects as an accountant would, and objects where one makes no sense. */
function book(purse: Purse, effects: readonly Effect[]): Purse {
  let { holds, left } = purse;
  for (const effect of effects.filter(isMoneyEffect)) {
    if (effect === "recordReversal") assert(!left.includes("releaseReservation"), "unpaid money came back");
    else assert.deepEqual(left, [], `${effect} after the money had left`);
    if (effect === "reserve") holds = true;
    if (effect === "yieldReservation") holds = false;
    if (LEAVING.includes(effect)) {
      holds = false;
      left = [...left, effect];
    }
  }
  return { holds, left };
}

/** What must be true of the money of a refund that rests in `state`. */
function audit(state: RefundState, { holds, left }: Purse): void {
  if (state === "completed") assert.match(left.join(), /^(settleAtGateway|settleByHand)$/);
  else if (state === "cancelled") assert.deepEqual(left, ["releaseReservation"]);
  else {
    assert.deepEqual(left, [], `money left a refund in ${state}`);
    // Only `refused` may hold nothing: whoever waits, calls or is paid by hand does so with its money reserved.
    assert(holds || state === "refundRequested.refused", `${state} holds no money`);
  }
}

const NAMES = new Map((Object.keys(EVENTS) as EventName[]).map((name) => [JSON.stringify(EVENTS[name]), name]));

function stateAt(snapshot: { value: unknown }): RefundState {
  const { value } = snapshot;
  const path =
    typeof value === "string"
      ? value
      : Object.entries(value as object)
          .flat()
          .join(".");
  if (!isRefundState(path)) throw new Error(`a path rests in ${path}`);
  return path;
}

/** Walks one path of `xstate/graph` through `advance`, checking the table and the money at each step; returns where it ends. */
function follow(
  path: { steps: { event: RefundEvent | { type: "xstate.init" }; state: { value: unknown } }[] },
  input: (typeof EVERY_CREATION)[number],
) {
  let at = initialTransition(input).to;
  let purse = book({ holds: false, left: [] }, initialTransition(input).effects);
  audit(at, purse);
  for (const { event, state } of path.steps) {
    if (event.type === "xstate.init") continue;
    const name = NAMES.get(JSON.stringify(event));
    const outcome = name && LIFECYCLE[at][name];
    const step = advance(at, event);
    assert(step && outcome, `${event.type} in ${at} is not in the table`);
    assert.equal(step.to, outcome[0]);
    assert.equal(stateAt(state), step.to);
    at = step.to;
    purse = book(purse, step.effects);
    audit(at, purse);
  }
  return at;
}

describe("every path", () => {
  it.each(EVERY_CREATION)("the shortest way to each state stays within the table (%j)", (input) => {
    const ends = getShortestPaths(refundMachine, { input, events: [...EVERY_EVENT] }).map((path) =>
      follow(path, input),
    );
    const expected = input.kind === "COLLECTED_RETURN" ? STATES : (["completed", "cancelled"] as const);
    expect(ends).toEqual(expect.arrayContaining([...expected]));
  });

  it.each(EVERY_CREATION)("each way without a loop stays within the table (%j)", (input) => {
    const paths = getSimplePaths(refundMachine, { input, events: [...EVERY_EVENT] });
    // Guards against a walk that silently walks nowhere: 1,452 from a collected return, 8 and 12 from a manual refund.
    expect(paths.length).toBeGreaterThanOrEqual(input.kind === "COLLECTED_RETURN" ? 1_000 : 8);
    paths.forEach((path) => follow(path, input));
  });

  it("loops included, no history leads money astray", () => {
    const todo = EVERY_CREATION.map((input) => {
      const { to, effects } = initialTransition(input);
      return { at: to, purse: book({ holds: false, left: [] }, effects) };
    });
    const seen = new Set<string>();
    for (let place = todo.pop(); place; place = todo.pop()) {
      const { at, purse } = place;
      const key = JSON.stringify([at, purse]);
      if (seen.has(key)) continue;
      seen.add(key);
      audit(at, purse);
      for (const event of EVERY_EVENT) {
        const step = advance(at, event);
        if (step) todo.push({ at: step.to, purse: book(purse, step.effects) });
      }
    }
    // 12 states; `refused` with and without its reservation; `completed` through the gateway and by hand.
    expect(seen.size).toBe(14);
  });
});
