/** One step of a refund's life: stored state and event in, next state and effects out. Nothing is written here. */
import { initialTransition as firstOf, transition as nextOf, type SnapshotFrom } from "xstate";
import { isEffect, type Effect } from "./effects.js";
import { EVENT_TYPES, EVERY_EVENT, type Creation, type RefundEvent, type RefundEventType } from "./events.js";
import { refundMachine, type RefundMachine } from "./refund.machine.js";
import { REFUND_STATES, isRefundState, type RefundState } from "./states.js";

export type { Creation, RefundEvent, RefundEventType } from "./events.js";
export type { Effect } from "./effects.js";
export * from "./states.js";

export interface Transition {
  readonly from: RefundState;
  readonly to: RefundState;
  readonly event: RefundEventType;
  /** Effects to be written in the same transaction, each name at most once, in this order. */
  readonly effects: readonly Effect[];
}

export interface InitialTransition extends Omit<Transition, "from" | "event"> {
  readonly from: null;
  readonly event: "CREATED";
}

type Snapshot = SnapshotFrom<RefundMachine>;

/** A stored state has been created already: nothing asks this any more. */
const ALREADY_CREATED: { readonly creation: Creation } = { creation: { kind: "COLLECTED_RETURN" } };

/**
 * The pure functions over one machine. The service uses those of `refundMachine`, below; a test may try another machine.
 *
 * @throws Error when the machine lacks a state of `REFUND_STATES`; each function, when it meets a name that nobody knows.
 */
export function transitionsOf(machine: RefundMachine) {
  const snapshots = new Map<RefundState, Snapshot>(
    REFUND_STATES.map((state) => [
      state,
      machine.resolveState({ value: valueOf(state) as Snapshot["value"], context: ALREADY_CREATED }),
    ]),
  );
  const snapshotOf = (state: RefundState): Snapshot => {
    const snapshot = snapshots.get(state);
    if (!snapshot) throw new Error(`no such refund state: ${state}`);
    return snapshot;
  };

  /** XState ignores an event that does not fit without a word, so it is asked first. */
  function advance(state: RefundState, event: RefundEvent): Transition | null {
    const snapshot = snapshotOf(state);
    if (!snapshot.can(event)) return null;
    const [next, actions] = nextOf(machine, snapshot, event);
    const effects = Object.freeze(actions.map(effectOf));
    return Object.freeze({ from: state, to: stateOf(next), event: event.type, effects });
  }

  function initialTransition(input: Creation): InitialTransition {
    const [next, actions] = firstOf(machine, input);
    return { from: null, to: stateOf(next), event: "CREATED", effects: Object.freeze(actions.map(effectOf)) };
  }

  return { advance, initialTransition };
}

const transitions = transitionsOf(refundMachine);

/** XState takes some 20–90 µs for a step, and there are few steps: each is asked for once, at start-up. */
const TABLE: ReadonlyMap<string, Transition | null> = new Map(
  REFUND_STATES.flatMap((state) =>
    EVERY_EVENT.map((event) => [keyOf(state, event), transitions.advance(state, event)]),
  ),
);

/**
 * The step that `event` makes from `state`; `null` when it is not allowed there (`REFUND_STATE_CONFLICT`).
 *
 * @throws Error when the state is not one of ours or the event lacks its boolean (caller's bug).
 */
export function advance(state: RefundState, event: RefundEvent): Transition | null {
  const transition = TABLE.get(keyOf(state, event));
  if (transition === undefined) throw new Error(`no such state or event: ${keyOf(state, event)}`);
  return transition;
}

/** The first state of a refund and what is written with it. */
export const initialTransition = (input: Creation): InitialTransition => transitions.initialTransition(input);

const ALLOWED: ReadonlyMap<RefundState, readonly RefundEventType[]> = new Map(
  REFUND_STATES.map((state) => [
    state,
    EVENT_TYPES.filter((type) => EVERY_EVENT.some((event) => event.type === type && advance(state, event))),
  ]),
);

/** The events that fit `state`, in the order of `EVENTS`. An event may still be blocked by a rule of the caller's. */
export function allowedEvents(state: RefundState): readonly RefundEventType[] {
  const events = ALLOWED.get(state);
  if (!events) throw new Error(`no such refund state: ${state}`);
  return events;
}

function keyOf(state: RefundState, event: RefundEvent): string {
  if ("needsApproval" in event) return `${state} ${event.type} ${event.needsApproval}`;
  if ("triesExhausted" in event) return `${state} ${event.type} ${event.triesExhausted}`;
  return `${state} ${event.type}`;
}

/** `"accepted.failed"` → `{ accepted: "failed" }`, the way XState writes it. */
function valueOf(state: RefundState): string | Record<string, string> {
  const [outer, inner] = state.split(".") as [string, string | undefined];
  return inner === undefined ? outer : { [outer]: inner };
}

function stateOf({ value }: Snapshot): RefundState {
  const path = typeof value === "string" ? value : Object.entries(value).flat().join(".");
  if (!isRefundState(path)) throw new Error(`the machine rests in a state that cannot be stored: ${path}`);
  return path;
}

function effectOf({ type }: { type: string }): Effect {
  if (!isEffect(type)) throw new Error(`the machine asks for an effect that nobody knows: ${type}`);
  return type;
}
