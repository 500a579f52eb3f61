/** Saved views: kept per person, shared or not, and only what their list can be asked with. */
import { ask, dataOf, mutate } from "../api/ask.js";
import { APPROVER, key, OPERATOR, person } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { MAX_VIEWS } from "../../src/saved-views/save-view.js";
import { VIEWED_LISTS } from "../../src/saved-views/saved-view.entity.js";

const t = sharedTestService();

interface View {
  id: string;
  name: string;
  list: string;
  arguments: Record<string, unknown>;
  shared: boolean;
  mine: boolean;
  outdated: string[];
  owner: { subject: string };
}
interface Saved {
  savedView: View | null;
  replayed: boolean;
  userErrors: { code: string; message: string; field: string[] | null }[];
}

const FIELDS = "id name list arguments shared mine outdated owner { subject }";
const LATE = { where: { status: ["RETURN_COLLECTED"], dueOn: { to: "2031-03-02" } }, orderBy: { field: "DUE_ON" } };

const save = (input: object, by = OPERATOR): Promise<Saved> =>
  mutate<Saved>(
    t,
    "savedViewSave",
    { list: "REFUNDS", arguments: {}, idempotencyKey: key(), ...input },
    `savedView { ${FIELDS} } replayed userErrors { code message field }`,
    by,
  );
const remove = (id: string, by = OPERATOR, idempotencyKey = key()) =>
  mutate<{ deletedId: string | null; replayed: boolean; userErrors: { code: string }[] }>(
    t,
    "savedViewDelete",
    { id, idempotencyKey },
    "deletedId replayed userErrors { code }",
    by,
  );
async function viewsOf(by = OPERATOR, list?: string): Promise<View[]> {
  const query = `query ($list: ViewedList) { savedViews(first: 100, list: $list) { edges { node { ${FIELDS} } } totalCount { count } } }`;
  type Page = { savedViews: { edges: { node: View }[]; totalCount: { count: number } } };
  const { savedViews } = await dataOf<Page>(t, query, { list }, { by });
  expect(savedViews.totalCount.count).toBe(savedViews.edges.length);
  return savedViews.edges.map(({ node }) => node);
}

const someone = (subject: string) => person(`${subject}.${key()}`, "refund-operator");

describe("savedViewSave", () => {
  it("keeps a filter under a name, and the list can be asked with it as it is", async () => {
    const me = someone("kim");
    const { savedView, userErrors } = await save({ name: "  지난 기한 ", arguments: LATE }, me);
    expect(userErrors).toEqual([]);
    expect(savedView).toEqual({
      id: savedView?.id,
      name: "지난 기한",
      list: "REFUNDS",
      arguments: LATE,
      shared: false,
      mine: true,
      outdated: [],
      owner: { subject: me.subject },
    });
    const [read] = await viewsOf(me);
    const query = `query ($where: RefundWhere, $orderBy: RefundOrder) { refunds(first: 1, where: $where, orderBy: $orderBy) { totalCount { count } } }`;
    expect((await ask(t, query, read?.arguments, { by: me })).errors).toBeUndefined();
  });

  it("changes the view, its sharing and its name; nothing of it for the same key", async () => {
    const me = someone("kim");
    const { savedView } = await save({ name: "하나" }, me);
    const change = { id: savedView?.id, name: "둘", arguments: LATE, shared: true, idempotencyKey: key() };
    expect((await save(change, me)).savedView).toMatchObject({ id: savedView?.id, name: "둘", shared: true });
    expect(await save(change, me)).toMatchObject({ replayed: true, savedView: { name: "둘" } });
    expect((await viewsOf(me)).filter(({ mine }) => mine)).toHaveLength(1);
  });

  it("is one set for two spellings of one person", async () => {
    const me = someone("Lee");
    const again = { ...me, subject: me.subject.toUpperCase() };
    await save({ name: "하나" }, me);
    expect((await save({ name: "하나" }, again)).userErrors.map(({ code }) => code)).toEqual(["INVALID_INPUT"]);
    expect((await viewsOf(again)).filter(({ mine }) => mine).map(({ name }) => name)).toEqual(["하나"]);
  });

  it.each([
    ["an argument the query has not", { when: {} }, ["when"]],
    ["a page", { first: 10 }, ["first"]],
    ["an enum value there is not", { where: { status: ["RETURN_COLLECTED", "PAID"] } }, ["where", "status", "1"]],
    ["a filter there is not", { where: { customer: "홍길동" } }, ["where"]],
    ["a day there is not", { where: { dueOn: { to: "2031-02-30" } } }, ["where", "dueOn", "to"]],
    ["a prototype", JSON.parse('{"__proto__":{"a":1}}'), ["__proto__"]],
  ])("refuses %s and names the place", async (_, args, path) => {
    const { savedView, userErrors } = await save({ name: "나쁨", arguments: args });
    expect(savedView).toBeNull();
    expect(userErrors).toEqual([
      { code: "INVALID_INPUT", field: ["arguments", ...path], message: expect.stringContaining("does not take") },
    ]);
  });

  it("refuses figures without their range, which that query cannot do without", async () => {
    const { userErrors } = await save({ name: "현황", list: "REFUND_FIGURES" });
    expect(userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["arguments", "where"] }]);
    const where = { fromDay: "2031-03-01", toDay: "2031-03-02" };
    expect((await save({ name: "현황", list: "REFUND_FIGURES", arguments: { where } })).userErrors).toEqual([]);
  });

  it("refuses arguments that are too long, and an empty name", async () => {
    const orderNo = Array.from({ length: 99 }, (_, n) => `${n}`.padEnd(100, "x"));
    const [tooLong] = (await save({ name: "긴", arguments: { where: { orderNo } } })).userErrors;
    expect(tooLong).toMatchObject({ code: "INVALID_INPUT", field: ["arguments"] });
    expect((await save({ name: " " })).userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["name"] }]);
  });

  it("takes a name once per list, and so many views", async () => {
    const me = someone("park");
    await save({ name: "하나" }, me);
    expect((await save({ name: "하나" }, me)).userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["name"] }]);
    expect((await save({ name: "하나", list: "PAYMENTS" }, me)).userErrors).toEqual([]);
    for (let n = 2; n < MAX_VIEWS; n += 1) expect((await save({ name: `${n}` }, me)).userErrors).toEqual([]);
    expect((await save({ name: "하나 더" }, me)).userErrors.map(({ code }) => code)).toEqual(["TOO_MANY"]);
    const [first] = (await viewsOf(me, "PAYMENTS")).filter(({ mine }) => mine);
    expect((await save({ id: first?.id, list: "PAYMENTS", name: "다른" }, me)).userErrors).toEqual([]);
  });

  it("of two saves of one name at once, keeps one", async () => {
    const me = someone("choi");
    const names = Array.from({ length: 10 }, (_, n) => `동시 ${n}`);
    const saved = await Promise.all([...names, ...names].map((name) => save({ name }, me)));
    expect(saved.flatMap(({ savedView }) => savedView?.name ?? []).toSorted()).toEqual(names);
    expect(new Set(saved.flatMap(({ userErrors }) => userErrors.map(({ code }) => code)))).toEqual(
      new Set(["INVALID_INPUT"]),
    );
  });

  it.each(VIEWED_LISTS)("knows the query of %s", async (list) => {
    const args = list === "REFUND_FIGURES" ? { where: { fromDay: "2031-03-01", toDay: "2031-03-02" } } : {};
    expect((await save({ name: key(), list, arguments: args })).userErrors).toEqual([]);
    expect((await save({ name: key(), list, arguments: { ...args, nothing: 1 } })).savedView).toBeNull();
  });
});

describe("savedViews", () => {
  it("shows one's own and those that are shared, and nobody's private ones", async () => {
    const [me, colleague] = [someone("kim"), someone("jung")];
    await save({ name: "내 것" }, me);
    await save({ name: "내 결제", list: "PAYMENTS" }, me);
    const kept = await save({ name: "혼자" }, colleague);
    const shared = await save({ name: "같이", shared: true }, colleague);
    const seen = await viewsOf(me, "REFUNDS");
    expect(seen.filter(({ mine }) => mine).map(({ name }) => name)).toEqual(["내 것"]);
    expect(seen.find(({ id }) => id === shared.savedView?.id)).toMatchObject({
      mine: false,
      owner: { subject: colleague.subject },
    });
    expect(seen.map(({ id }) => id)).not.toContain(kept.savedView?.id);
  });

  it("says what a list no longer takes, and is read all the same", async () => {
    const me = someone("yoon");
    const { savedView } = await save({ name: "옛 조건" }, me);
    await t.rows(`update saved_view set arguments = ?::jsonb where id = ? returning id`, [
      JSON.stringify({ where: { status: ["GONE"] }, sortedBy: "X" }),
      savedView?.id,
    ]);
    expect((await viewsOf(me)).find(({ mine }) => mine)?.outdated).toEqual(["sortedBy", "where.status[0]"]);
  });
});

describe("savedViewDelete", () => {
  it("takes one's own away, once for a key", async () => {
    const me = someone("kim");
    const id = (await save({ name: "하나" }, me)).savedView?.id ?? "";
    const again = key();
    expect(await remove(id, me, again)).toEqual({ deletedId: id, replayed: false, userErrors: [] });
    expect(await remove(id, me, again)).toEqual({ deletedId: id, replayed: true, userErrors: [] });
    expect((await remove(id, me)).userErrors).toEqual([{ code: "NOT_FOUND" }]);
  });

  it("of somebody else's is for who tidies up, and only where it is shared", async () => {
    const me = someone("kim");
    const id = (await save({ name: "공유", shared: true }, me)).savedView?.id ?? "";
    const own = (await save({ name: "내 것" }, me)).savedView?.id ?? "";
    expect((await save({ id, name: "남의 것" }, OPERATOR)).userErrors).toMatchObject([{ code: "NOT_FOUND" }]);
    expect((await remove(id, OPERATOR)).userErrors).toEqual([{ code: "NOT_FOUND" }]);
    expect((await remove(own, APPROVER)).userErrors).toEqual([{ code: "NOT_FOUND" }]);
    expect(await remove(id, APPROVER)).toMatchObject({ deletedId: id });
    expect((await viewsOf(me)).filter(({ mine }) => mine).map(({ name }) => name)).toEqual(["내 것"]);
  });
});
