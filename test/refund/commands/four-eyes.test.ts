/** Four eyes: above the limit a second person must agree, and no way of cutting or repeating a request gets around that. */
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import {
  changingNothing,
  APPROVER,
  codeOf,
  collectedReturn,
  now,
  OPERATOR,
  pathOf,
  person,
  refundsOfReturn,
  reportReturn,
  request,
} from "../../kit/fixtures.js";
import { approve, cancel, decline, retry } from "../mutations.js";
import { ABOVE_LIMIT } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { stateOf } from "../ledgers.js";

const LIMIT = ABOVE_LIMIT - 1;
/** May do both; so only the rule keeps him from agreeing with himself. */
const LEAD = person("choi.lead", "refund-operator", "approver");

const t = sharedTestService();

async function another(of: { order: Parameters<typeof reportReturn>[1] }): Promise<Refund> {
  const { outcome } = await reportReturn(t, of.order);
  if (!outcome.ok) throw new Error(outcome.problem.code);
  return (await refundsOfReturn(t, outcome.value.returnId))[0]!;
}

describe("the limit", () => {
  it("is on the won: exactly the limit passes, one more waits", async () => {
    const at = await collectedReturn(t, LIMIT);
    await request(t, at.refund);
    expect(await stateOf(t, at.refund)).toBe("submitting");
    const above = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, above.refund);
    expect(await stateOf(t, above.refund)).toBe("awaitingApproval");
    expect(await t.rows(`select 1 from gateway_attempt where refund_id = ?`, [above.refund.id])).toEqual([]);
  });

  it("is on all open refunds of the order: split over payments or over returns, it is the same sum", async () => {
    const tender = await collectedReturn(t, [{ amount: 600_000 }, { amount: 400_001 }]);
    for (const leg of tender.refunds) {
      await request(t, leg);
      expect(await stateOf(t, leg)).toBe("awaitingApproval");
    }
    const first = await collectedReturn(t, ABOVE_LIMIT, { sold: [{ amount: ABOVE_LIMIT, quantity: 3 }] });
    const second = await another(first);
    const third = await another(first);
    for (const refund of [first.refund, second, third]) {
      await request(t, refund);
      expect(await stateOf(t, refund)).toBe("awaitingApproval");
    }
  });

  it("counts what is open only: another order, or what was cancelled, is not in the sum", async () => {
    const first = await collectedReturn(t, 1_200_000, { sold: [{ amount: 1_200_000, quantity: 2 }] });
    const second = await another(first);
    await cancel(t, first.refund);
    await request(t, second);
    expect(await stateOf(t, second)).toBe("submitting");
  });
});

describe("approval", () => {
  it("sends the refund on its way, once", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, refund);
    expect(codeOf(await approve(t, refund))).toBe("ok");
    expect(codeOf(await approve(t, refund, LEAD))).toBe("REFUND_STATE_CONFLICT");
    await t.drain();
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "awaitingApproval", "submitting", "completed"]);
    expect(await now(t, refund)).toMatchObject({ requestedBy: OPERATOR.subject, approvedBy: APPROVER.subject });
  });

  it("two approvers at once: one approves, the other is told", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, refund);
    const codes = (await Promise.all([approve(t, refund), approve(t, refund, LEAD)])).map(codeOf);
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(codes.filter((code) => code === "VERSION_CONFLICT" || code === "REFUND_STATE_CONFLICT")).toHaveLength(1);
  });

  it("is not given by whoever requested it, and the attempt changes no row", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, refund, LEAD);
    expect(codeOf(await changingNothing(t, () => approve(t, refund, LEAD)))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, refund))).toBe("ok");
  });

  it("declined, the refund is as if it had not been requested; whoever asks next may not approve", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, refund);
    expect(codeOf(await decline(t, refund))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ state: "returnCollected", requestedBy: null, approvedBy: null });
    await request(t, refund, LEAD);
    expect(codeOf(await approve(t, refund, LEAD))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, refund, OPERATOR))).toBe("ok");
  });
});

describe("a retry", () => {
  async function refusedAfter(amount: number, approveFirst: boolean) {
    const scenario = await collectedReturn(t, amount, { sold: [{ amount, quantity: 2 }] });
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: scenario.gatewayPaymentId });
    await request(t, scenario.refund);
    if (approveFirst) await approve(t, scenario.refund);
    await t.drain();
    expect(await stateOf(t, scenario.refund)).toBe("refused");
    return scenario;
  }

  it("keeps the approval it was given, for the same amount", async () => {
    const { refund } = await refusedAfter(2 * ABOVE_LIMIT, true);
    expect(codeOf(await retry(t, refund, LEAD))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("submitting");
    expect(await now(t, refund)).toMatchObject({ requestedBy: OPERATOR.subject, approvedBy: APPROVER.subject });
  });

  it("needs one when the order's open refunds have grown above the limit since", async () => {
    const scenario = await refusedAfter(2 * 600_000, false);
    await another(scenario);
    expect(codeOf(await retry(t, scenario.refund, LEAD))).toBe("ok");
    expect(await stateOf(t, scenario.refund)).toBe("awaitingApproval");
    expect(codeOf(await approve(t, scenario.refund, LEAD))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, scenario.refund))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, scenario.refund)).toBe("completed");
  });
});
