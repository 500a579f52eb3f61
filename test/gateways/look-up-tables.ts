/** The tables every gateway's look-up is held against: what proves nothing, what proves that there is no payment, and answers by chance. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { HttpResult } from "../../src/gateways/http.js";
import type { LookUp } from "../../src/gateways/port.js";
import { answered, unanswered } from "./answers.js";
import { forAll, seedOf } from "./random.js";

type Read = (result: HttpResult) => LookUp;

export function testNoEvidence(
  lookUpOf: Read,
  tables: {
    /** Answers under HTTP 200, and the code each is told by. */
    unreadable: readonly (readonly [what: string, json: unknown, code: string])[];
    /** Answers in other words than a payment's; without a code, the status is it. */
    strange: readonly (readonly [status: number, json: unknown, code?: string])[];
    /** The gateway's own words for "there is no such payment". */
    absent: readonly (readonly [status: number, json: unknown])[];
  },
): void {
  describe("no evidence", () => {
    it.each(tables.unreadable)("%s", (_, json, code) => {
      expect(lookUpOf(answered(200, json))).toMatchObject({ kind: "UNREACHABLE", code });
    });

    it.each(tables.strange)("%i %j", (status, json, code = `HTTP_${status}`) => {
      expect(lookUpOf(answered(status, json))).toMatchObject({ kind: "UNREACHABLE", code });
    });

    it.each(tables.absent)("only its own words say that there is no such payment: %i %j", (status, json) => {
      expect(lookUpOf(answered(status, json))).toEqual({ kind: "NOT_FOUND" });
    });

    it.each(["UNKNOWN", "NOT_SENT"] as const)("no answer is no evidence: %s", (kind) => {
      expect(lookUpOf(unanswered(kind))).toMatchObject({ kind: "UNREACHABLE", code: "TIMEOUT" });
    });
  });
}

/** Holds `check` against what is read from any answer at all; `nearly` are answers that are almost good. */
export function forAnyAnswer(
  lookUpOf: Read,
  chance: { seed: string; nearly: fc.Arbitrary<unknown>; numRuns?: number },
  check: (read: LookUp, json: unknown, status: number) => void,
): void {
  const statuses = fc.oneof(fc.constantFrom(200, 200, 404), fc.integer({ min: 100, max: 599 }));
  const bodies = fc.oneof({ weight: 2, arbitrary: chance.nearly }, fc.jsonValue());
  forAll([statuses, bodies], { seed: seedOf(chance.seed), numRuns: chance.numRuns ?? 2_000 }, (status, json) =>
    check(lookUpOf(answered(status, json)), json, status),
  );
}
