/** Refunds are found by who sees to their open work items, and by what a look found in the way, by whoever reads the queue. */
import { openDirectory } from "../../src/access/directory.js";
import type { Principal } from "../../src/access/principal.js";
import { transact } from "../../src/refund/context.js";
import { noteBlocked, type Position } from "../../src/refund/eligibility/blocked-items.js";
import { raiseAlarm } from "../../src/refund/record/alarm.js";
import { HOUR } from "../kit/clock.js";
import { APPROVER, collectedReturn, key, now, OPERATOR, person, RETURN_SERVICE } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { ACCOUNT, intoVirtualAccount } from "../refund/accounts.js";
import { changeAccount } from "../refund/mutations.js";
import { ask, dataOf, mutate } from "./ask.js";

const t = sharedTestService();
const AGENT = person("yoon.agent", "cs-agent");

beforeAll(async () => {
  const onError = (error: unknown) => {
    throw error;
  };
  const directory = openDirectory({ root: t.context.root, clock: t.clock, onError });
  for (const each of [OPERATOR, APPROVER, AGENT]) directory.seen(each);
  await directory.stop();
});

const QUERY = `query ($w: RefundWhere, $o: RefundOrder, $f: Int, $a: String) { refunds(first: $f, after: $a, where: $w, orderBy: $o) {
  edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount { count precision } } }`;
interface Listed {
  refunds: {
    edges: { node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    totalCount: { count: number; precision: string };
  };
}
const listed = async (where: object, by: Principal = OPERATOR, more: object = { f: 50 }) =>
  (await dataOf<Listed>(t, QUERY, { w: where, ...more }, { by })).refunds;
const idsOf = async (where: object, by?: Principal): Promise<string[]> =>
  (await listed(where, by)).edges.map(({ node }) => node.id);

/** A refund with an open item, seen to by somebody or by nobody. */
async function withItem(assignee: Principal | null): Promise<{ id: string; itemId: string }> {
  const { refund } = await collectedReturn(t, 4_000);
  const about = await now(t, refund);
  const itemId = await transact(t.context, async (em) =>
    raiseAlarm(t.context, em, "ANSWER_DIFFERS", { refund: about, at: t.clock.now(), detail: {} }),
  );
  if (assignee) {
    const input = { id: itemId, expectedVersion: 1, assignee: assignee.subject, idempotencyKey: key() };
    await mutate(t, "workItemAssign", input, "replayed", OPERATOR);
  }
  return { id: refund.id, itemId };
}

it("by the person, oneself and nobody, in any spelling, together with any other filter and order", async () => {
  const mine = await withItem(OPERATOR);
  const theirs = await withItem(APPROVER);
  const nobodys = await withItem(null);
  const { refund: none } = await collectedReturn(t, 4_000);
  const ids = [mine.id, theirs.id, nobodys.id, none.id];
  const found = async (where: object, by?: Principal) => (await idsOf(where, by)).filter((id) => ids.includes(id));

  expect(await found({ assignee: [OPERATOR.subject] })).toEqual([mine.id]);
  expect(await found({ assignee: ["KIM.operator", APPROVER.subject] })).toEqual([theirs.id, mine.id]);
  expect(await found({ assignedToMe: true })).toEqual([mine.id]);
  expect(await found({ assignedToMe: true }, APPROVER)).toEqual([theirs.id]);
  expect(await found({ unassigned: true })).toEqual([nobodys.id]);
  expect(await found({ assignedToMe: true, unassigned: true })).toEqual([]);
  expect(await found({ assignee: [] })).toEqual([]);
  expect(await found({ OR: [{ assignedToMe: true }, { unassigned: true }] })).toEqual([nobodys.id, mine.id]);
  expect(await found({ assignedToMe: true, status: ["COMPLETED"] })).toEqual([]);
  expect(await found({ assignedToMe: true, status: ["RETURN_COLLECTED"], gateway: ["PORTONE_V2"] })).toEqual([mine.id]);
  expect(await found({ assignedToMe: false })).toHaveLength(4);
});

it("is counted, and paged through in the list's order, each once", async () => {
  const agent = person("page.agent", "cs-agent");
  const directory = openDirectory({ root: t.context.root, clock: t.clock, onError: () => {} });
  directory.seen(agent);
  await directory.stop();
  const ids: string[] = [];
  for (const _ of [1, 2, 3]) ids.push((await withItem(agent)).id);
  const where = { assignee: [agent.subject] };
  expect((await listed(where)).totalCount).toEqual({ count: 3, precision: "EXACT" });
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Listed["refunds"] = await listed(where, OPERATOR, {
      f: 2,
      a: after,
      o: { field: "DUE_ON", direction: "ASC" },
    });
    seen.push(...page.edges.map(({ node }) => node.id));
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) break;
  }
  expect(seen).toEqual(ids);
});

it("not by an item that rests or is closed", async () => {
  const { id, itemId } = await withItem(AGENT);
  const input = (version: number) => ({ id: itemId, expectedVersion: version, reason: "later", idempotencyKey: key() });
  const until = new Date(t.clock.now().getTime() + HOUR).toISOString();
  await mutate(t, "workItemSnooze", { ...input(2), until }, "replayed", OPERATOR);
  expect(await idsOf({ assignee: [AGENT.subject] })).not.toContain(id);
  t.clock.advance(HOUR);
  expect(await idsOf({ assignee: [AGENT.subject] })).toContain(id);
  await mutate(t, "workItemClose", input(3), "replayed", OPERATOR);
  expect(await idsOf({ assignee: [AGENT.subject] })).not.toContain(id);
});

it.each([
  ["assignee", ["kim.operator"]],
  ["assignedToMe", true],
  ["unassigned", true],
  ["blockedCode", ["NOT_CAPTURED"]],
])("%s is forbidden to whoever reads no work items, wherever it stands", async (field, value) => {
  for (const where of [
    { [field]: value },
    { AND: [{ OR: [{ [field]: value }] }] },
    { refundNo: ["x"], [field]: value },
  ])
    for (const by of [person("choi.privacy", "privacy-officer"), RETURN_SERVICE]) {
      const { errors } = await ask(t, QUERY, { w: where, f: 1 }, { by });
      expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN", permission: "WORK_ITEM_READ" } }]);
    }
  const allowed = await ask(t, QUERY, { w: { [field]: value }, f: 1 }, { by: person("an.analyst", "analyst") });
  expect(allowed.errors).toBeUndefined();
});

it("more persons than have an index each are refused", async () => {
  const assignee = ["a", "b", "c", "d", "e", "f"];
  const { errors } = await ask(t, QUERY, { w: { assignee }, f: 1 }, { by: OPERATOR });
  expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
});

it("blockedCode: what the last look found in the way of each, until a look finds it gone", async () => {
  const look = async (): Promise<void> => {
    let position: Position | null = null;
    do position = await noteBlocked(t.context, position);
    while (position !== null);
  };
  const { refund: accountless } = await collectedReturn(t, [intoVirtualAccount(10_000)]);
  const { refund: uncaptured } = await collectedReturn(t, [{ amount: 10_000, captureState: "AUTHORISED" }], {
    sold: [{ amount: 5_000 }, { amount: 5_000 }],
  });
  t.clock.advance(24 * HOUR);
  await look();
  const withAccount = { blockedCode: ["REFUND_ACCOUNT_MISSING"] };
  const notCaptured = { blockedCode: ["NOT_CAPTURED"] };
  expect(await idsOf(withAccount)).toEqual([accountless.id]);
  expect(await idsOf(notCaptured)).toEqual([uncaptured.id]);
  expect(await idsOf({ blockedCode: ["NOT_CAPTURED", "REFUND_ACCOUNT_MISSING"] })).toEqual([
    uncaptured.id,
    accountless.id,
  ]);
  expect((await listed(withAccount)).totalCount).toEqual({ count: 1, precision: "EXACT" });
  expect(await idsOf({ blockedCode: ["PAYMENT_DISPUTED"] })).toEqual([]);

  await changeAccount(t, accountless, ACCOUNT);
  expect(await idsOf(withAccount)).toEqual([accountless.id]);
  await look();
  expect(await idsOf(withAccount)).toEqual([]);
});
