/** The catalogue of failures: every cause is explained in both languages and leads somewhere. */
import { readFileSync } from "node:fs";
import { advance, REFUND_STATES } from "../../../machines/transition.js";
import { REFUSAL_CAUSES } from "../../../src/gateways/port.js";
import { say } from "../../../src/messages/catalogue.js";
import { TRANSFER_FAILURE_CAUSES } from "../../../src/refund/record/transfer-failure.js";
import { FAILURES, failureOf } from "../../../src/refund/eligibility/failure.js";
import { failuresMarkdown } from "../../../src/refund/eligibility/failures-markdown.js";

const NOTHING_SAID = { refusalCause: null, transferFailureCause: null, gatewayMessage: null, findingCode: null };

describe("the catalogue of failures", () => {
  it.each(Object.entries(FAILURES))("%s says in Korean and English what it means and what to do", (_, failure) => {
    const { meaning, next, actions } = failure;
    for (const key of [meaning, next]) expect(say("ko", key)).toMatch(/[가-힣]/);
    for (const key of [meaning, next]) expect(say("en", key)).toMatch(/^[\x20-\x7e]+$/);
    expect(actions.length).toBeGreaterThan(0);
  });

  it("knows every cause a gateway's adapter can give, and every one a bank gives", () => {
    expect(Object.keys(FAILURES)).toEqual(expect.arrayContaining([...REFUSAL_CAUSES, ...TRANSFER_FAILURE_CAUSES]));
  });

  it("explains exactly the states in which somebody is waiting for money that did not move", () => {
    const explained = REFUND_STATES.filter((state) => failureOf({ state, ...NOTHING_SAID }) !== null);
    expect(explained).toEqual([
      "refundRequested.deferred",
      "refundRequested.unknown",
      "refundRequested.refused",
      "accepted.failed",
    ]);
  });

  it("offers a bank transfer only where the machine takes it", () => {
    for (const state of REFUND_STATES) {
      const cause = failureOf({ state, ...NOTHING_SAID });
      if (cause === null || !FAILURES[cause].actions.includes("FALL_BACK_TO_MANUAL")) continue;
      expect(advance(state, { type: "ACCEPT_MANUALLY", needsApproval: false })).not.toBeNull();
    }
    expect(FAILURES.UNKNOWN.actions).not.toContain("FALL_BACK_TO_MANUAL");
  });

  it("is what docs/failures.md shows", () => {
    expect(readFileSync("docs/failures.md", "utf8")).toBe(failuresMarkdown());
  });
});
