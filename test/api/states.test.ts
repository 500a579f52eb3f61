/** Every leaf state of the machine told apart: by the fields of a refund, and by filters that find it alone. */
import { REFUND_STATES, type RefundState } from "../../machines/states.js";
import { MINUTE } from "../kit/clock.js";
import { APPROVER, collectedReturn, now, OPERATOR } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { chosen, record } from "../manual-refund/results.js";
import { ACCOUNT } from "../refund/accounts.js";
import { approve, changeAccount, fallBack } from "../refund/mutations.js";
import { refundIn, REACHED_STATES, type ReachedState } from "../refund/states.js";
import { dataOf, readRefund } from "./ask.js";

const t = sharedTestService();

type Approval = "NOT_NEEDED" | "WAITING" | "GIVEN";

/** State: its name in the API, status, phase, result, approval. Written by hand. */
const TABLE: Record<RefundState, [string, string, string | null, string | null, Approval]> = {
  returnCollected: ["RETURN_COLLECTED", "RETURN_COLLECTED", null, null, "NOT_NEEDED"],
  "refundRequested.awaitingApproval": [
    "REFUND_REQUESTED_AWAITING_APPROVAL",
    "REFUND_REQUESTED",
    "AWAITING_APPROVAL",
    null,
    "WAITING",
  ],
  "refundRequested.submitting": ["REFUND_REQUESTED_SUBMITTING", "REFUND_REQUESTED", "SUBMITTING", null, "NOT_NEEDED"],
  "refundRequested.deferred": ["REFUND_REQUESTED_DEFERRED", "REFUND_REQUESTED", "DEFERRED", null, "NOT_NEEDED"],
  "refundRequested.pending": ["REFUND_REQUESTED_PENDING", "REFUND_REQUESTED", "PENDING", null, "NOT_NEEDED"],
  "refundRequested.unknown": ["REFUND_REQUESTED_UNKNOWN", "REFUND_REQUESTED", "UNKNOWN", null, "NOT_NEEDED"],
  "refundRequested.refused": ["REFUND_REQUESTED_REFUSED", "REFUND_REQUESTED", "REFUSED", null, "NOT_NEEDED"],
  "accepted.awaitingApproval": ["ACCEPTED_AWAITING_APPROVAL", "ACCEPTED", null, null, "WAITING"],
  "accepted.unprocessed": ["ACCEPTED_UNPROCESSED", "ACCEPTED", null, "UNPROCESSED", "GIVEN"],
  "accepted.failed": ["ACCEPTED_FAILED", "ACCEPTED", null, "FAILED", "GIVEN"],
  completed: ["COMPLETED", "COMPLETED", null, null, "NOT_NEEDED"],
  cancelled: ["CANCELLED", "CANCELLED", null, null, "NOT_NEEDED"],
};

const ids = new Map<RefundState, string>();

beforeAll(async () => {
  // What is only submitted comes last: no job may run after it.
  const order = REACHED_STATES.toSorted((a, b) => Number(a.endsWith("submitting")) - Number(b.endsWith("submitting")));
  const manual = async (steps: number) => {
    const { refund } = await collectedReturn(t, 9_000, { return: { refundAccount: ACCOUNT } });
    await fallBack(t, refund);
    if (steps > 0) {
      t.clock.advance(MINUTE);
      await approve(t, refund);
    }
    if (steps > 1) await record(t, await chosen(t, refund, { result: "FAILED", failureCause: "BANK_ACCOUNT_CLOSED" }));
    return refund;
  };
  for (const [steps, state] of (["awaitingApproval", "unprocessed", "failed"] as const).entries())
    ids.set(`accepted.${state}`, (await manual(steps)).id);
  for (const state of order as ReachedState[]) ids.set(state, (await refundIn(t, state)).id);
});

const found = async (where: object): Promise<string[]> => {
  const query = `query ($where: RefundWhere!) { refunds(first: 100, where: $where) { edges { node { id } } totalCount { count } } }`;
  const { refunds } = await dataOf<{
    refunds: { edges: { node: { id: string } }[]; totalCount: { count: number } };
  }>(t, query, { where });
  expect(refunds.totalCount.count).toBe(refunds.edges.length);
  return refunds.edges.map(({ node }) => node.id);
};
const idsOf = (states: readonly RefundState[]) => new Set(states.map((state) => ids.get(state)));

describe.each(REFUND_STATES)("%s", (state) => {
  const [name, status, gatewayPhase, processingResult, approval] = TABLE[state];

  it("is read by its fields", async () => {
    const id = ids.get(state) ?? "";
    expect((await now(t, { id })).state).toBe(state);
    const fields = "state status gatewayPhase processingResult approval { status }";
    expect(await readRefund(t, { id }, fields)).toEqual({
      state: name,
      status,
      gatewayPhase,
      processingResult,
      approval: { status: approval },
    });
  });

  it("is found alone, in either order and beside other filters", async () => {
    const id = ids.get(state);
    expect(await found({ state: [name] })).toEqual([id]);
    expect(await found({ OR: [{ state: [name] }] })).toEqual([id]);
    expect(await found({ state: [name, name], status: [status], approval: [approval] })).toEqual([id]);
    const others = (["NOT_NEEDED", "WAITING", "GIVEN"] as const).filter((each) => each !== approval);
    expect(await found({ state: [name], approval: others })).toEqual([]);
  });
});

it("finds several states, and none for an empty list", async () => {
  const names = ["ACCEPTED_UNPROCESSED", "REFUND_REQUESTED_UNKNOWN", "CANCELLED"];
  const states = ["accepted.unprocessed", "refundRequested.unknown", "cancelled"] as const;
  expect(new Set(await found({ state: names }))).toEqual(idsOf(states));
  expect(await found({ state: [] })).toEqual([]);
  expect(await found({ approval: [] })).toEqual([]);
});

it.each(["NOT_NEEDED", "WAITING", "GIVEN"] as const)("finds the refunds whose approval is %s", async (approval) => {
  const expected = idsOf(REFUND_STATES.filter((state) => TABLE[state][4] === approval));
  expect(new Set(await found({ approval: [approval] }))).toEqual(expected);
  expect(new Set(await found({ OR: [{ approval: [approval] }] }))).toEqual(expected);
});

it("finds no accepted refund as unprocessed that waits for a second person", async () => {
  expect(await found({ processingResult: ["UNPROCESSED"] })).toEqual([ids.get("accepted.unprocessed")]);
});

describe("the approval of a refund", () => {
  const APPROVAL = "approval { status requestedBy requestedAt reasons approvedBy approvedAt }";

  it("names who asked and when, and why it waits", async () => {
    const id = ids.get("accepted.awaitingApproval") ?? "";
    const { changedAt } = await now(t, { id });
    expect(await readRefund(t, { id }, APPROVAL)).toEqual({
      approval: {
        status: "WAITING",
        requestedBy: OPERATOR.subject,
        requestedAt: changedAt.toISOString(),
        reasons: ["NO_REFUSAL_BEHIND"],
        approvedBy: null,
        approvedAt: null,
      },
    });
  });

  it("names who gave it and when, whatever came after", async () => {
    const id = ids.get("accepted.failed") ?? "";
    const steps = await t.rows<{ event: string; at: Date }>(
      `select event, at from refund_history where refund_id = ? and event in ('ACCEPT_MANUALLY', 'APPROVE') order by sequence`,
      [id],
    );
    const [asked, given] = steps.map(({ at }) => new Date(at).toISOString());
    expect(Date.parse(given ?? "") - Date.parse(asked ?? "")).toBe(MINUTE);
    expect(await readRefund(t, { id }, APPROVAL)).toEqual({
      approval: {
        status: "GIVEN",
        requestedBy: OPERATOR.subject,
        requestedAt: asked,
        reasons: [],
        approvedBy: APPROVER.subject,
        approvedAt: given,
      },
    });
  });

  it("is not needed for a bank transfer with a refusal behind it to an account that somebody else named", async () => {
    const refund = await refundIn(t, "refundRequested.refused");
    await changeAccount(t, refund, ACCOUNT);
    await fallBack(t, refund);
    expect(await readRefund(t, refund, `state ${APPROVAL}`)).toEqual({
      state: "ACCEPTED_UNPROCESSED",
      approval: {
        status: "NOT_NEEDED",
        requestedBy: null,
        requestedAt: null,
        reasons: [],
        approvedBy: null,
        approvedAt: null,
      },
    });
  });

  it("begins to wait anew when doubts are raised, and a note does not begin it again", async () => {
    const { refund } = await collectedReturn(t, 9_000, { return: { refundAccount: ACCOUNT } });
    await fallBack(t, refund);
    const { approvalRequestedAt } = await now(t, refund);
    t.clock.advance(MINUTE);
    await changeAccount(t, refund, ACCOUNT);
    const changed = await now(t, refund);
    expect(changed.changedAt).not.toEqual(approvalRequestedAt);
    expect(changed.approvalRequestedAt).toEqual(approvalRequestedAt);
  });
});

it("the database refuses a refund that waits without saying since when", async () => {
  const id = ids.get("refundRequested.awaitingApproval");
  await expect(
    t.rows(`update refund set approval_requested_at = null where id = ? returning id`, [id]),
  ).rejects.toThrow("refund_approval_requested");
});
