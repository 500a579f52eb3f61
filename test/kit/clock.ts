/** A clock that only moves when told. It stands in the future, so that no job scheduled by it comes due by itself. */
import type { Clock } from "../../src/clock.js";

export interface HandClock extends Clock {
  advance(ms: number): void;
}

export function handClock(start = "2031-03-03T01:00:00.000Z"): HandClock {
  let at = Date.parse(start);
  return { now: () => new Date(at), advance: (ms) => void (at += ms) };
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
