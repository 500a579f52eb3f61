/** What a caller sees of a spoilt call, and what each fault of the transport shows and does. The same at every vendor. */
import type { z } from "zod";
import type { TRANSPORT_FAULTS } from "../../sandbox/kit/fault/fault.js";

/** The headers come as late as they like; where silence is expected, a body that has not come by then is silence. */
const SILENCE_MS = 300;

export interface Seen {
  status: number | null;
  text: string | null;
}

/** One call; nothing is thrown when the answer is lost, or cut, or silent: what was seen so far is the result. */
export async function lookAt(url: string, call: Omit<RequestInit, "signal">, expected?: RegExp): Promise<Seen> {
  const seen: Seen = { status: null, text: null };
  const silence = new AbortController();
  let giveUp: NodeJS.Timeout | undefined;
  try {
    const response = await fetch(url, { ...call, signal: silence.signal });
    if (expected === NOTHING) giveUp = setTimeout(() => silence.abort(), SILENCE_MS);
    seen.status = response.status;
    seen.text = await response.text();
  } catch {
    // Hung up, or silent for too long.
  } finally {
    clearTimeout(giveUp);
  }
  return seen;
}

/** Stands for a body, or a whole answer, that never came. */
export const NOTHING = /^nothing$/;

/** A fault; the status and the text (`nothing` when none came) that the caller sees; what is on record afterwards. */
export type FaultCase<Fault, Status extends string = "SUCCEEDED"> = [Fault, number | null, RegExp, Status | null];

/** Those of a cancel. @param done what an answer looks like that came whole */
export const transportFaults = (done: RegExp): FaultCase<TransportFaultInput>[] => [
  [{ kind: "LOSE_ANSWER_BEFORE_EFFECT" }, null, NOTHING, null],
  [{ kind: "LOSE_ANSWER_AFTER_EFFECT" }, null, NOTHING, "SUCCEEDED"],
  [{ kind: "SLOW", ms: 1, effect: "BEFORE_WAIT" }, 200, done, "SUCCEEDED"],
  [{ kind: "SLOW", ms: 1, effect: "AFTER_WAIT" }, 200, done, "SUCCEEDED"],
  [{ kind: "STATUS_5XX", status: 503, effect: false }, 503, /message/, null],
  [{ kind: "STATUS_5XX" }, 500, /message/, "SUCCEEDED"],
  [{ kind: "HTML", effect: false }, 502, /^<html>/, null],
  [{ kind: "HTML" }, 502, /^<html>/, "SUCCEEDED"],
  [{ kind: "TRUNCATED_JSON", effect: false }, 200, /^\{.*[^}]$/s, null],
  [{ kind: "TRUNCATED_JSON" }, 200, /^\{.*[^}]$/s, "SUCCEEDED"],
  [{ kind: "HALF_OPEN", effect: false }, 200, NOTHING, null],
  [{ kind: "HALF_OPEN" }, 200, NOTHING, "SUCCEEDED"],
];

/** As a caller writes them: what has a default may be left out. */
type TransportFaultInput = z.input<(typeof TRANSPORT_FAULTS)[number]>;
