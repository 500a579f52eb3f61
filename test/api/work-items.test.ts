/** The queue of work items (확인할 일): its lists, its sentences, and what people do with an item. */
import { openDirectory } from "../../src/access/directory.js";
import { HOUR } from "../kit/clock.js";
import { APPROVER, collectedReturn, key, now, OPERATOR, person, request } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { raiseAlarm } from "../../src/refund/record/alarm.js";
import { transact } from "../../src/refund/context.js";
import { WORK_ITEM_KINDS, type AlarmKind } from "../../src/refund/record/work-item.entity.js";
import type { Principal } from "../../src/access/principal.js";
import { unknownRefund } from "../refund/ledgers.js";
import { stateResult } from "../refund/mutations.js";
import { ABOVE_LIMIT, refundIn } from "../refund/states.js";
import { itemText } from "../../src/api/work-item/work-item-texts.js";
import { ask, dataOf, mutate } from "./ask.js";

const t = sharedTestService();
const AGENT = person("yoon.agent", "cs-agent");

const FIELDS = `id kind severity version openedAt dueOn whatHappened meaningForCustomer whatToDo whoCan canDo assignee assigneePerson { subject }
  snoozedUntil snoozedBy closedAt closedBy closedByItself closesOnlyByItself facts { name value } refund { refundNo } payment { id }`;

interface Item {
  id: string;
  kind: string;
  version: number;
  [field: string]: unknown;
}

const list = async (where: object = {}, asking: Parameters<typeof ask>[3] = {}, first = 100): Promise<Item[]> =>
  (
    await dataOf<{ workItems: { edges: { node: Item }[] } }>(
      t,
      `query ($w: WorkItemWhere, $f: Int) { workItems(first: $f, where: $w) { edges { node { ${FIELDS} } } } }`,
      { w: where, f: first },
      asking,
    )
  ).workItems.edges.map(({ node }) => node);

async function raised(
  kind: AlarmKind = "AMOUNT_DIFFERS",
  detail: Record<string, string | number> = { asked: 4_000, moved: 3_999 },
) {
  const { refund } = await collectedReturn(t, 4_000);
  const about = await now(t, refund);
  await transact(
    t.context,
    async (em) => void raiseAlarm(t.context, em, kind, { refund: about, at: t.clock.now(), detail }),
  );
  const [item] = await list({ refundId: [refund.id] });
  return { refund: about, item: item! };
}

type Answer = { workItem: Item | null; replayed: boolean; userErrors: { code: string; message: string }[] };
const handle = (name: string, { id, version }: Item, input: object, by: Principal = OPERATOR): Promise<Answer> =>
  mutate<Answer>(
    t,
    name,
    { id, expectedVersion: version, idempotencyKey: key(), ...input },
    `workItem { ${FIELDS} closingReason { text } snoozeReason { text writtenBy } } replayed userErrors { code message }`,
    by,
  );
const codes = ({ userErrors }: Answer): string[] => userErrors.map(({ code }) => code);

beforeAll(async () => {
  const directory = openDirectory({
    root: t.context.root,
    clock: t.clock,
    onError: (error) => {
      throw error;
    },
  });
  for (const each of [OPERATOR, APPROVER, AGENT]) directory.seen(each);
  await directory.stop();
});

it("says what happened, what it means, what to do and who can, in the caller's language", async () => {
  const { refund, item } = await raised();
  expect(item).toMatchObject({
    kind: "AMOUNT_DIFFERS",
    severity: "HIGH",
    whatHappened: "The gateway refunded KRW 3,999 where KRW 4,000 was asked for.",
    whoCan: ["refund operator", "approver"],
    canDo: true,
    closesOnlyByItself: false,
    dueOn: refund.dueOn,
    refund: { refundNo: refund.refundNo },
    payment: { id: refund.paymentId },
  });
  const [korean] = await list({ refundId: [refund.id] }, { language: "ko", by: AGENT });
  expect(korean).toMatchObject({
    whatHappened: "결제사가 요청한 4,000원 대신 3,999원을 환불했습니다.",
    whoCan: ["환불 운영자", "승인자"],
    canDo: false,
  });
});

it("what a second person decides is not for the first: who requested, or stated", async () => {
  const BOTH = person("both.roles", "refund-operator", "approver");
  const canDo = async (refundId: string, kind: string, by: Principal) =>
    (await list({ refundId: [refundId], kind: [kind] }, { by })).map((item) => item["canDo"]);

  const { refund } = await collectedReturn(t, ABOVE_LIMIT);
  await request(t, refund, BOTH);
  expect(await canDo(refund.id, "APPROVAL_WAITING", BOTH)).toEqual([false]);
  expect(await canDo(refund.id, "APPROVAL_WAITING", APPROVER)).toEqual([true]);

  const { refund: unknown } = await unknownRefund(t, { moved: false });
  await stateResult(t, unknown, BOTH);
  expect(await canDo(unknown.id, "OUTCOME_STATED", BOTH)).toEqual([false]);
  expect(await canDo(unknown.id, "OUTCOME_STATED", { ...BOTH, subject: "BOTH.Roles" })).toEqual([false]);
  expect(await canDo(unknown.id, "OUTCOME_STATED", APPROVER)).toEqual([true]);
});

it("every kind has its three sentences in both languages, with nothing left open", () => {
  const detail = {
    ...{ refundNo: "RF-1", amount: 1, asked: 2, moved: 3, counted: 4, booked: 5, reported: "6", recorded: 7 },
    ...{
      cause: "PROVIDER_REFUSED",
      canDo: "CHECK_BOOKING",
      gateway: "EBP",
      code: "X",

      finding: "F",
      returnNo: "R-1",
      jobs: 2,
    },
  };
  for (const kind of WORK_ITEM_KINDS)
    for (const language of ["ko", "en"] as const)
      for (const part of ["happened", "meaning", "toDo"] as const) {
        const text = itemText(part, { kind, detail }, language, { currency: "KRW", refundNo: "RF-1", statedBy: "김" });
        expect(text.length).toBeGreaterThan(5);
        expect(text).not.toMatch(/\?|workItems\.|\{\{|undefined/);
      }
});

it("is assigned, to oneself, to another and to nobody; only a person of the directory is one", async () => {
  const { item } = await raised();
  const mine = await handle("workItemAssign", item, { assignee: OPERATOR.subject });
  expect(mine).toMatchObject({ workItem: { assignee: OPERATOR.subject, version: 2 }, userErrors: [] });
  expect((await list({ assignedToMe: true })).map(({ id }) => id)).toContain(item.id);
  expect((await list({ assignee: ["KIM.operator"] })).map(({ id }) => id)).toContain(item.id);
  expect((await list({ unassigned: true })).map(({ id }) => id)).not.toContain(item.id);
  expect(await list({ unassigned: true, assignedToMe: true })).toEqual([]);

  const other = await handle("workItemAssign", mine.workItem!, { assignee: AGENT.subject }, AGENT);
  expect(other).toMatchObject({ workItem: { assigneePerson: { subject: AGENT.subject }, version: 3 } });
  expect(codes(await handle("workItemAssign", other.workItem!, { assignee: "nobody.here" }))).toEqual(["NOT_FOUND"]);
  expect(await handle("workItemAssign", other.workItem!, {})).toMatchObject({
    workItem: { assignee: null, version: 4 },
  });
});

it("two who take one at once: one gets it, the other is told who", async () => {
  const { item } = await raised();
  const answers = await Promise.all(
    [OPERATOR, APPROVER, AGENT].map((by) => handle("workItemAssign", item, { assignee: by.subject }, by)),
  );
  expect(answers.flatMap(codes)).toEqual(["WORK_ITEM_CHANGED", "WORK_ITEM_CHANGED"]);
  const [got] = answers.flatMap(({ workItem }) => workItem ?? []);
  for (const { userErrors } of answers)
    for (const { message } of userErrors) expect(message).toContain(String(got?.["assignee"]));
});

it("the same key answers the same, and changes nothing twice", async () => {
  const { item } = await raised();
  const again = { assignee: OPERATOR.subject, idempotencyKey: key() };
  expect(await handle("workItemAssign", item, again)).toMatchObject({ replayed: false, workItem: { version: 2 } });
  expect(await handle("workItemAssign", item, again)).toMatchObject({ replayed: true, workItem: { version: 2 } });
});

it("snoozed it rests, and comes back by itself; neither past nor for ever", async () => {
  const { refund, item } = await raised();
  const where = { refundId: [refund.id] };
  const until = (ms: number) => new Date(t.clock.now().getTime() + ms).toISOString();
  for (const ms of [0, -HOUR, 15 * 24 * HOUR])
    expect(codes(await handle("workItemSnooze", item, { until: until(ms), reason: "later" }))).toEqual([
      "INVALID_INPUT",
    ]);
  expect(codes(await handle("workItemSnooze", item, { until: until(HOUR), reason: "  " }))).toEqual(["INVALID_INPUT"]);
  const snoozed = await handle("workItemSnooze", item, { until: until(2 * HOUR), reason: "홍길동 고객이 내일 전화함" });
  expect(snoozed).toMatchObject({
    userErrors: [],
    workItem: {
      snoozedBy: OPERATOR.subject,
      snoozeReason: { text: "홍길동 고객이 내일 전화함", writtenBy: OPERATOR.subject },
    },
  });
  expect(await list(where)).toEqual([]);
  expect(await list({ ...where, state: "SNOOZED" })).toMatchObject([{ id: item.id }]);
  const [stored] = await t.rows<{ row: string }>(`select work_item::text as row from work_item where id = ?`, [
    item.id,
  ]);
  expect(stored?.row).not.toContain("홍길동");
  t.clock.advance(2 * HOUR);
  expect(await list(where)).toMatchObject([{ id: item.id }]);
  expect(await list({ ...where, state: "SNOOZED" })).toEqual([]);
});

it("closed with a reason it is gone from the open ones, stays readable, and is not closed twice", async () => {
  const { refund, item } = await raised();
  const closed = await handle("workItemClose", item, { reason: "checked at the gateway" });
  expect(closed).toMatchObject({
    userErrors: [],
    workItem: { closedBy: OPERATOR.subject, closedByItself: false, closingReason: { text: "checked at the gateway" } },
  });
  const where = { refundId: [refund.id] };
  expect(await list(where)).toEqual([]);
  expect(await list({ ...where, state: "CLOSED" })).toMatchObject([{ id: item.id, closedBy: OPERATOR.subject }]);
  for (const name of ["workItemClose", "workItemAssign", "workItemSnooze"])
    expect(
      codes(
        await handle(name, closed.workItem!, {
          ...(name === "workItemAssign" ? { assignee: null } : { reason: "again" }),
          ...(name === "workItemSnooze" && { until: new Date(t.clock.now().getTime() + HOUR).toISOString() }),
        }),
      ),
    ).toEqual(["WORK_ITEM_CLOSED"]);
});

it("a state of a refund is closed by nobody", async () => {
  const refund = await refundIn(t, "refundRequested.unknown");
  const [item] = await list({ refundId: [refund.id], kind: ["OUTCOME_UNKNOWN"] });
  expect(item).toMatchObject({ closesOnlyByItself: true, severity: "HIGH" });
  expect(codes(await handle("workItemClose", item!, { reason: "enough" }))).toEqual(["WORK_ITEM_CLOSES_BY_ITSELF"]);
});

it("who may not, may not: an agent closes nothing, an analyst handles nothing, a program reads nothing", async () => {
  const { item } = await raised();
  const tried = async (by: Principal, query: string) =>
    (await ask(t, query, {}, { by })).errors?.[0]?.extensions?.["code"];
  const input = `id: "${item.id}", expectedVersion: 1, idempotencyKey: "${key()}"`;
  const close = `mutation { workItemClose(input: { ${input}, reason: "x" }) { replayed } }`;
  const assign = `mutation { workItemAssign(input: { ${input} }) { replayed } }`;
  expect(await tried(AGENT, close)).toBe("FORBIDDEN");
  expect(await tried(person("an", "analyst"), assign)).toBe("FORBIDDEN");
  expect(await tried(person("svc", "service"), `{ workItems(first: 1) { edges { cursor } } }`)).toBe("FORBIDDEN");
});

it("is found by kind, severity, refund, payment and order, and counted by kind and owner", async () => {
  const { refund, item } = await raised("RETURN_OWED_LESS", { returnNo: "R-77", alreadyReturned: 1 });
  const [{ order_no: orderNo }] = (await t.rows<{ order_no: string }>(`select order_no from orders where id = ?`, [
    refund.orderId,
  ])) as [{ order_no: string }];
  for (const where of [
    { kind: ["RETURN_OWED_LESS"] },
    { severity: ["LOW"], kind: ["RETURN_OWED_LESS", "EXCESS"] },
    { paymentId: [refund.paymentId] },
    { orderNo: [orderNo] },
  ])
    expect((await list(where)).map(({ id }) => id)).toContain(item.id);
  expect(await list({ kind: [] })).toEqual([]);
  expect(await list({ kind: ["RETURN_OWED_LESS"], severity: ["HIGH"] })).toEqual([]);
  await handle("workItemAssign", item, { assignee: OPERATOR.subject });
  const { workItemCounts } = await dataOf<{ workItemCounts: object[] }>(
    t,
    `{ workItemCounts { kind severity open mine unassigned } }`,
  );
  expect(workItemCounts).toContainEqual({ kind: "RETURN_OWED_LESS", severity: "LOW", open: 1, mine: 1, unassigned: 0 });
});

it("is counted for each person: the most first, nobody's and resting ones left out", async () => {
  const kind = "CHARGEBACK";
  const items: Item[] = [];
  for (const _ of [1, 2, 3, 4, 5]) items.push((await raised(kind, {})).item);
  const [first, second, third, resting] = items as [Item, Item, Item, Item];
  await handle("workItemAssign", first, { assignee: APPROVER.subject });
  for (const item of [second, third]) await handle("workItemAssign", item, { assignee: OPERATOR.subject });
  const mine = await handle("workItemAssign", resting, { assignee: OPERATOR.subject });
  const until = new Date(t.clock.now().getTime() + HOUR).toISOString();
  await handle("workItemSnooze", mine.workItem!, { until, reason: "later" });
  const { workItemCounts } = await dataOf<{ workItemCounts: { kind: string }[] }>(
    t,
    `{ workItemCounts { kind open mine unassigned byAssignee { assignee assigneePerson { subject kind name } open } } }`,
  );
  const person = ({ subject }: Principal) => ({ subject, kind: "PERSON", name: subject });
  expect(workItemCounts.find((count) => count.kind === kind)).toEqual({
    kind,
    open: 4,
    mine: 2,
    unassigned: 1,
    byAssignee: [
      { assignee: OPERATOR.subject, assigneePerson: person(OPERATOR), open: 2 },
      { assignee: APPROVER.subject, assigneePerson: person(APPROVER), open: 1 },
    ],
  });
  expect(await list({ kind: [kind], assignee: [OPERATOR.subject] })).toHaveLength(2);
});

it("pages through the open ones, oldest first, each once", async () => {
  for (const _ of [1, 2, 3]) await raised();
  const all = await list();
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    type Page = {
      workItems: { edges: { cursor: string; node: { id: string } }[]; pageInfo: { hasNextPage: boolean } };
    };
    const { workItems }: Page = await dataOf<Page>(
      t,
      `query ($a: String) { workItems(first: 2, after: $a, where: { severity: [HIGH, MEDIUM, LOW] }) { edges { cursor node { id } } pageInfo { hasNextPage } } }`,
      { a: after },
    );
    seen.push(...workItems.edges.map(({ node }) => node.id));
    after = workItems.edges.at(-1)?.cursor ?? null;
    if (!workItems.pageInfo.hasNextPage) break;
  }
  expect(seen).toEqual(all.map(({ id }) => id));
});

describe("by due day", () => {
  const ASKED = `query ($w: WorkItemWhere, $o: WorkItemOrder, $f: Int, $a: String) { workItems(first: $f, after: $a, where: $w, orderBy: $o) {
    edges { cursor node { id dueOn } } pageInfo { hasNextPage } totalCount { count precision } } }`;
  interface Listed {
    workItems: {
      edges: { cursor: string; node: { id: string; dueOn: string | null } }[];
      pageInfo: { hasNextPage: boolean };
      totalCount: object;
    };
  }
  const listed = async (direction: string, where: object, page: object = { f: 100 }) =>
    (await dataOf<Listed>(t, ASKED, { w: where, o: { field: "DUE_ON", direction }, ...page })).workItems;

  /** Items of refunds due on these days, and one of none. */
  async function due(...days: string[]) {
    const kind = "ANSWER_DIFFERS";
    const ids: string[] = [];
    for (const day of days) {
      const { refund } = await raised(kind, {});
      ids.push(refund.id);
      await t.rows(`update refund set due_on = ? where id = ? returning 1`, [day, refund.id]);
    }
    await transact(t.context, async (em) => void raiseAlarm(t.context, em, kind, { at: t.clock.now(), detail: {} }));
    return { where: { kind: [kind] }, ids };
  }

  it("the most urgent first, those about no refund after all others; in pages each once, and the other way round", async () => {
    const days = ["2031-03-07", "2031-03-04", "2031-03-05"];
    const { where } = await due(...days);
    const { edges, totalCount } = await listed("ASC", where);
    expect(edges.map(({ node }) => node.dueOn)).toEqual([...days.toSorted(), null]);
    expect(totalCount).toEqual({ count: 4, precision: "EXACT" });
    const down = await listed("DESC", where);
    expect(down.edges.map(({ node }) => node.id)).toEqual(edges.map(({ node }) => node.id).toReversed());
    const paged: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Listed["workItems"] = await listed("ASC", where, { f: 1, a: after });
      paged.push(...page.edges.map(({ node }) => node.id));
      after = page.edges.at(-1)?.cursor ?? null;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(edges.map(({ node }) => node.id));
  });

  it("leaves out what rests, is the order of what rests and of what is closed, too", async () => {
    const { where } = await due("2031-03-04");
    const [first] = (await listed("ASC", where)).edges;
    const [item] = (await list(where)).filter(({ id }) => id === first?.node.id);
    const until = new Date(t.clock.now().getTime() + HOUR).toISOString();
    await handle("workItemSnooze", item!, { until, reason: "later" });
    expect((await listed("ASC", where)).edges.map(({ node }) => node.id)).not.toContain(item!.id);
    const resting = await listed("ASC", { ...where, state: "SNOOZED" });
    expect(resting.edges.map(({ node }) => node)).toEqual([{ id: item!.id, dueOn: "2031-03-04" }]);
    const [again] = await list({ ...where, state: "SNOOZED" });
    await handle("workItemClose", again!, { reason: "seen" });
    const closed = await listed("DESC", { ...where, state: "CLOSED" });
    expect(closed.edges.map(({ node }) => node)).toEqual([{ id: item!.id, dueOn: "2031-03-04" }]);
  });
});
