/** `validateMachine` passes the real machine and names the fault of each broken one. */
import { createMachine } from "xstate";
import { refundMachine, type RefundMachine } from "../../machines/refund.machine.js";
import { validateMachine } from "../../machines/validate.js";

interface Node {
  on?: Record<string, unknown>;
  entry?: string;
  exit?: string;
  states?: Record<string, Node>;
  [key: string]: unknown;
}

/** The real machine with one thing changed. Its config is copied, so no test sees another's change. */
function broken(change: (state: (path: string) => Node) => void): RefundMachine {
  const config = copy(refundMachine.config) as Node;
  change((path) => {
    let node = config;
    for (const key of path.split(".").filter(Boolean)) {
      const child = node.states?.[key];
      if (!child) throw new Error(`the machine has no state ${path}`);
      node = child;
    }
    return node;
  });
  return createMachine(config as never, refundMachine.implementations as never) as unknown as RefundMachine;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
}

const set =
  (path: string, event: string, transition: unknown) =>
  (state: (path: string) => Node): void => {
    state(path).on = { ...state(path).on, [event]: transition };
  };

const REQUESTED = "refundRequested";

describe("validateMachine", () => {
  it("passes the machine we have", () => {
    expect(() => validateMachine()).not.toThrow();
    expect(() => validateMachine(broken(() => {}))).not.toThrow();
  });

  it.each<[fault: string, change: Parameters<typeof broken>[0], message: RegExp]>([
    ["a state nobody listed", (s) => void (s("accepted").states!["lost"] = {}), /states are not the listed ones/],
    ["a listed state that is gone", (s) => void delete s("accepted").states!["failed"], /does not exist|listed ones/],
    ["an event nobody listed", set("cancelled", "RESURRECT", "returnCollected"), /events are not the listed ones/],
    ["an effect nobody listed", set("completed", "REVERSED", { actions: "sendFlowers" }), /not listed: sendFlowers/],
    ["an effect nobody asks for", (s) => void delete s(`${REQUESTED}.deferred`).entry, /nothing asks .* scheduleRetry/],
    ["a target to fall through", set("returnCollected", "CANCEL", "accepted"), /not a state to rest in/],
    ["a timer", (s) => void (s(`${REQUESTED}.pending`)["after"] = { 1000: "unknown" }), /timers are jobs/],
    [
      "a state that moves by itself",
      (s) => void (s("accepted.failed")["always"] = "unprocessed"),
      /moves on by itself/,
    ],
    [
      "a state out of reach",
      (s) => {
        s("accepted.unprocessed").on!["RECORD_FAILURE"] = "unprocessed";
        s("accepted.failed").on!["RECORD_FAILURE"] = "failed";
      },
      /accepted\.failed cannot be reached/,
    ],
    [
      "a dead end",
      (s) => {
        const on = s(`${REQUESTED}.pending`).on!;
        s(`${REQUESTED}.pending`).on = { GATEWAY_PENDING: { target: "pending", reenter: true } };
        s(`${REQUESTED}.unknown`).on!["LEASE_EXPIRED"] = on["GATEWAY_UNKNOWN"];
      },
      /pending is a dead end/,
    ],
    [
      "money twice",
      set("accepted.failed", "RECORD_SUCCESS", settled("settleByHand", "settleByHand")),
      /twice in one step/,
    ],
    [
      "both pockets",
      set("accepted.failed", "RECORD_SUCCESS", settled("settleByHand", "settleAtGateway")),
      /wrong money/,
    ],
    ["the wrong pocket", set("accepted.failed", "RECORD_SUCCESS", settled("settleAtGateway")), /wrong money/],
    [
      "money for nothing",
      set("accepted.failed", "RESET_RESULT", { target: "unprocessed", actions: "reserve" }),
      /wrong money/,
    ],
    ["a birth without its money", (s) => void delete s("created").exit, /creation moves the wrong money/],
    ["an end that keeps the money", (s) => void delete s("cancelled").entry, /nothing asks .* releaseReservation/],
    [
      "a cancel while money may be moving",
      set(`${REQUESTED}.unknown`, "CANCEL", { target: "#refund.cancelled", actions: "closeAttempt" }),
      /CANCEL in refundRequested\.unknown: money may be moving/,
    ],
    [
      "a transfer while money may be moving",
      set(`${REQUESTED}.pending`, "ACCEPT_MANUALLY", {
        target: "#refund.accepted.unprocessed",
        actions: "closeAttempt",
      }),
      /ACCEPT_MANUALLY in refundRequested\.pending: money may be moving/,
    ],
    [
      "an attempt left open",
      set(`${REQUESTED}.pending`, "GATEWAY_REFUSED", "refused"),
      /closes exactly on the way out/,
    ],
    ["a call without an attempt", set(`${REQUESTED}.deferred`, "RETRY", "submitting"), /opens exactly on the way in/],
    [
      "a blind retry",
      set(`${REQUESTED}.submitting`, "GATEWAY_UNKNOWN", { target: "unknown", actions: "retryAttempt" }),
      /only what never left is sent again/,
    ],
    [
      "a lost answer taken for a no",
      set(`${REQUESTED}.submitting`, "LEASE_EXPIRED", { target: "refused", actions: "closeAttempt" }),
      /a lost answer is unknown/,
    ],
    [
      "one person above the limit",
      set("returnCollected", "REQUEST", { target: `${REQUESTED}.submitting`, actions: "openAttempt" }),
      /gets past the second person/,
    ],
    ["a paid refund that is cancelled", set("completed", "CANCEL", "cancelled"), /stays paid/],
    [
      "a cancelled refund that lives on",
      (s) => {
        delete s("cancelled")["type"];
        s("cancelled").on = { DECLINE: "returnCollected" };
      },
      /stays cancelled/,
    ],
  ])("names %s", (_, change, message) => {
    expect(() => validateMachine(broken(change))).toThrow(message);
  });
});

function settled(...actions: string[]) {
  return { target: "#refund.completed", actions };
}
