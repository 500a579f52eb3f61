/** Checks at start-up that the machine still keeps the promises the rest of the house leans on. */
import assert from "node:assert/strict";
import type { AnyStateNode } from "xstate";
import { EFFECT_NAMES, isEffect, isMoneyEffect, type Effect } from "./effects.js";
import { EVENT_TYPES, EVERY_CREATION, EVERY_EVENT, type RefundEvent } from "./events.js";
import { refundMachine, type RefundMachine } from "./refund.machine.js";
import { OPEN_ATTEMPT_STATES, REFUND_STATES, SETTLED_STATES, type RefundState } from "./states.js";
import { transitionsOf, type InitialTransition, type Transition } from "./transition.js";

/** Where nobody rests: left in the step that enters it. */
const TRANSIENT = "created";

/** A step and the event that made it, its boolean included. */
type Walked = Transition & { readonly by: RefundEvent };

/**
 * Returns when every promise holds.
 *
 * @throws AssertionError naming the first promise that `machine` breaks.
 */
export function validateMachine(machine: RefundMachine = refundMachine): void {
  checkNames(machine);

  const { advance, initialTransition } = transitionsOf(machine);
  const creations = EVERY_CREATION.map(initialTransition);
  const walked = REFUND_STATES.flatMap((from) =>
    EVERY_EVENT.flatMap((by): Walked[] => {
      const step = advance(from, by);
      return step ? [{ ...step, by }] : [];
    }),
  );

  checkReach(creations, walked);
  creations.forEach((first) => checkMoney("creation", first.effects, ["reserve"]));
  for (const step of walked) {
    const name = `${step.event} in ${step.from}`;
    assert.equal(new Set(step.effects).size, step.effects.length, `${name}: an effect twice in one step`);
    checkMoney(name, step.effects, moneyDueFor(step));
    checkAttempt(name, step);
    checkGuards(name, step);
  }
}

/** States, events and effects are the same words in the machine and in the lists; and the machine is pure and explicit. */
function checkNames(machine: RefundMachine): void {
  const nodes = leavesAndBranches(machine.root);
  const leaves = nodes.filter((node) => node.type !== "compound").map((node) => node.path.join("."));
  assert.deepEqual(
    new Set(leaves),
    new Set<string>([TRANSIENT, ...REFUND_STATES]),
    "the machine's states are not the listed ones",
  );

  for (const node of nodes) {
    assert.equal(node.invoke.length + node.after.length, 0, `${node.id} starts something or waits: timers are jobs`);
    assert(node.key === TRANSIENT || !node.always?.length, `${node.id} moves on by itself`);
  }

  const transitions = nodes.flatMap((node) => [...node.transitions.values(), node.always ?? []].flat());
  const heard = new Set<string>(nodes.flatMap((node) => node.ownEvents));
  assert.deepEqual(heard, new Set<string>(EVENT_TYPES), "the machine's events are not the listed ones");

  const asked = new Set(
    [...nodes.flatMap((node) => [...node.entry, ...node.exit]), ...transitions.flatMap(({ actions }) => actions)].map(
      (action) => (typeof action === "string" ? action : "type" in action ? action.type : "an unnamed function"),
    ),
  );
  for (const name of asked) assert(isEffect(name), `the machine asks for an effect that is not listed: ${name}`);
  for (const name of EFFECT_NAMES) assert(asked.has(name), `nothing asks for the listed effect ${name}`);

  for (const { source, target, eventType } of transitions)
    for (const to of target ?? [])
      assert(to.type !== "compound", `${eventType} in ${source.id} leads to ${to.id}, which is not a state to rest in`);
}

/** Every state can be reached from a creation, and from every state there is a way to an end. */
function checkReach(creations: readonly InitialTransition[], walked: readonly Walked[]): void {
  const reached = new Set(creations.map(({ to }) => to));
  grow(reached, (known) => walked.filter(({ from }) => known.has(from)).map(({ to }) => to));
  for (const state of REFUND_STATES) assert(reached.has(state), `${state} cannot be reached`);

  const ending = new Set(SETTLED_STATES);
  grow(ending, (known) => walked.filter(({ to }) => known.has(to)).map(({ from }) => from));
  for (const state of REFUND_STATES) assert(ending.has(state), `${state} is a dead end`);
}

function grow(known: Set<RefundState>, next: (known: ReadonlySet<RefundState>) => readonly RefundState[]): void {
  let size: number;
  do {
    size = known.size;
    next(known).forEach((state) => known.add(state));
  } while (known.size > size);
}

function checkMoney(name: string, effects: readonly Effect[], due: readonly Effect[]): void {
  assert.deepEqual(effects.filter(isMoneyEffect), due, `${name} moves the wrong money`);
}

/** The money a transition must move: everything not named here moves nothing. */
function moneyDueFor({ from, to, event }: Transition): readonly Effect[] {
  if (event === "REVERSED") return ["recordReversal"];
  if (to === "completed") return event === "RECORD_SUCCESS" ? ["settleByHand"] : ["settleAtGateway"];
  if (to === "cancelled") return ["releaseReservation"];
  if (event === "OVERTAKEN") return ["yieldReservation"];
  if (from === "refundRequested.refused") return ["reserve"];
  return [];
}

/** An attempt is opened on the way in, closed on the way out, and tried again only when it provably never left. */
function checkAttempt(name: string, { from, to, effects, by }: Walked): void {
  const [was, is] = [OPEN_ATTEMPT_STATES.has(from), OPEN_ATTEMPT_STATES.has(to)];
  const again = by.type === "GATEWAY_NOT_SENT" && !by.triesExhausted;
  assert.equal(effects.includes("openAttempt"), !was && is, `${name}: an attempt opens exactly on the way in`);
  assert.equal(effects.includes("closeAttempt"), was && !is, `${name}: an attempt closes exactly on the way out`);
  assert.equal(effects.includes("retryAttempt"), again, `${name}: only what never left is sent again`);
}

/** Guards against what must never be possible, whatever a transition's author had in mind. */
function checkGuards(name: string, { from, to, event, by }: Walked): void {
  const open = OPEN_ATTEMPT_STATES.has(from);
  if (["CANCEL", "ACCEPT_MANUALLY", "RETRY", "OVERTAKEN"].includes(event))
    assert(!open, `${name}: money may be moving`);
  if (event === "LEASE_EXPIRED") assert.equal(to, "refundRequested.unknown", `${name}: a lost answer is unknown`);
  if (event === "NOT_EXECUTED") assert.equal(from, "refundRequested.unknown", `${name}: there is nothing to prove`);
  if (event.startsWith("RESOLVE_"))
    assert(
      from === "refundRequested.unknown" || from === "refundRequested.pending",
      `${name}: there is nothing to resolve`,
    );
  if (from === "completed") assert.equal(event, "REVERSED", `${name}: a refund that was paid stays paid`);
  assert(from !== "cancelled", `${name}: a cancelled refund stays cancelled`);
  if (event === "REVERSED") assert(from === "completed" && to === from, `${name}: only paid money can come back`);
  const wasApproved = event === "RETRY" && from === "refundRequested.deferred";
  if ("needsApproval" in by && by.needsApproval && !wasApproved)
    assert(to.endsWith(".awaitingApproval"), `${name}: it gets past the second person`);
}

const leavesAndBranches = (root: AnyStateNode): AnyStateNode[] =>
  Object.values(root.states).flatMap((node) => [node, ...leavesAndBranches(node)]);
