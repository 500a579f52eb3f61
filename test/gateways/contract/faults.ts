/** What can happen to a cancel on its way that leaves its outcome unknown. The same at every gateway. */
import type { TransportFault } from "../../../sandbox/kit/fault/fault.js";

/** How long a test waits for an answer that is late or never comes; also on a loaded machine long enough for the call to arrive. */
export const PATIENCE_MS = 1_500;
const TOO_SLOW_MS = PATIENCE_MS + 1_000;

export interface UnknownOutcome {
  title: string;
  fault: TransportFault;
  /** Whether the money moves. */
  effect: boolean;
}

const both = (title: string, fault: (effect: boolean) => TransportFault): UnknownOutcome[] => [
  { title: `${title}, nothing done`, fault: fault(false), effect: false },
  { title: `${title}, after the effect`, fault: fault(true), effect: true },
];

/** Over at once. */
export const QUICK_UNKNOWNS: readonly UnknownOutcome[] = [
  ...both("lost answer", (effect) => ({ kind: effect ? "LOSE_ANSWER_AFTER_EFFECT" : "LOSE_ANSWER_BEFORE_EFFECT" })),
  ...both("500", (effect) => ({ kind: "STATUS_5XX", status: 500, effect })),
  ...both("an HTML page", (effect) => ({ kind: "HTML", effect })),
  ...both("truncated JSON", (effect) => ({ kind: "TRUNCATED_JSON", effect })),
];

/** Over when patience is. */
export const SLOW_UNKNOWNS: readonly UnknownOutcome[] = [
  ...both("half-open socket", (effect) => ({ kind: "HALF_OPEN", effect })),
  { title: "too slow, done at once", fault: { kind: "SLOW", ms: TOO_SLOW_MS, effect: "BEFORE_WAIT" }, effect: true },
  { title: "too slow, done late", fault: { kind: "SLOW", ms: TOO_SLOW_MS, effect: "AFTER_WAIT" }, effect: true },
];
