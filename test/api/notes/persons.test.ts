/** The directory: fed by tokens, written once per change, and read beside every subject with a bounded number of statements. */
import { personKey } from "../../../src/access/subject.js";
import { openDirectory, type Directory } from "../../../src/access/directory.js";
import type { Principal } from "../../../src/access/principal.js";
import { APPROVER, collectedReturn, key, OPERATOR, person, request, RETURN_SERVICE } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { cancel } from "../../refund/mutations.js";
import { addNote } from "../../../src/refund/commands/add-note.js";
import { eventually, openApp } from "../../server/open-app.js";
import { countStatements, dataOf, errorOf, readRefund } from "../ask.js";

const t = sharedTestService();
const errors: Error[] = [];
const opened: Directory[] = [];
const directory = (): Directory => {
  const one = openDirectory({ root: t.context.root, clock: t.clock, onError: (error) => errors.push(error) });
  opened.push(one);
  return one;
};
afterAll(() => Promise.all(opened.map((one) => one.stop())));

const named = (subject: string, name: string, over: Partial<Principal> = {}): Principal => ({
  ...person(subject, "approver"),
  name,
  ...over,
});
const rowOf = async (subject: string) =>
  (
    await t.rows<{ name: string; roles: string[]; xmin: string }>(
      `select name, roles, xmin::text from person where person_key = ?`,
      [personKey(subject)],
    )
  )[0];
const write = async (...seen: Principal[]) => {
  const one = directory();
  for (const each of seen) one.seen(each);
  await one.stop();
};

describe("the directory", () => {
  it("is fed by the tokens of real requests, and by their changes", async () => {
    const open = await openApp();
    try {
      const asked = async (name: string, roles: ("approver" | "cs-agent")[]) => {
        const token = await open.token({ subject: "choi.jungsook", name, roles });
        const query = `{ persons(first: 5) { edges { node { subject name kind roles active } } } }`;
        return (await open.post({ query }, { authorization: `Bearer ${token}` })).body.data;
      };
      const shows = (name: string, roles: string[]) => {
        const node = { subject: "choi.jungsook", name, kind: "PERSON", roles, active: true };
        return JSON.stringify({ persons: { edges: [{ node }] } });
      };
      for (const [name, role] of [
        ["최정숙", "approver"],
        ["최정숙 팀장", "cs-agent"],
      ] as const)
        await eventually(async () => JSON.stringify(await asked(name, [role])) === shows(name, [role]));
    } finally {
      await open.close();
    }
  });

  it("is written once per change, however many requests and processes see it", async () => {
    const han = named("han.once", "한태윤");
    await Promise.all([write(han, han), write(han), write(han)]);
    const first = await rowOf("han.once");
    await write(han);
    expect(await rowOf("han.once")).toEqual(first);
    await write(named("Han.Once", "한태윤 책임", { roles: ["privacy-officer"] }));
    expect(await rowOf("han.once")).toMatchObject({ name: "한태윤 책임", roles: ["privacy-officer"] });
    expect(errors).toEqual([]);
  });

  it("never throws at a request: a failure is reported, and the next request writes it", async () => {
    const failing = openDirectory({
      root: { fork: () => ({ execute: () => Promise.reject(new Error("gone")) }) } as never,
      clock: t.clock,
      onError: (error) => errors.push(error),
    });
    failing.seen(named("lim.later", "임나중"));
    await failing.stop();
    expect(errors.splice(0).map(({ message }) => message)).toEqual(["gone"]);
    await write(named("lim.later", "임나중"));
    expect(await rowOf("lim.later")).toMatchObject({ name: "임나중" });
  });

  it("filters by role, by a part of the name, and by who was seen lately", async () => {
    await write(named("bae.find", "배찾기", { roles: ["accountant"] }));
    const LIST = `query ($w: PersonWhere) { persons(first: 100, where: $w) { edges { node { subject } } totalCount { count } } }`;
    const found = async (w: object) =>
      (
        await dataOf<{ persons: { edges: { node: { subject: string } }[] } }>(t, LIST, { w }, { by: APPROVER })
      ).persons.edges.map(({ node }) => node.subject);
    expect(await found({ text: "찾기" })).toEqual(["bae.find"]);
    expect(await found({ text: "%" })).toEqual([]);
    expect(await found({ role: ["accountant"], active: true })).toEqual(["bae.find"]);
    expect(await found({ subject: ["BAE.find"] })).toEqual(["bae.find"]);
    expect(await found({ active: false })).toEqual([]);
    expect((await errorOf(t, LIST, { w: { text: "a\0" } }, { by: APPROVER })).code).toBe("BAD_USER_INPUT");
  });

  it("names this service and programs in the caller's language, and the unseen by their subject", async () => {
    await write({ ...RETURN_SERVICE, subject: "returns-1", name: null, scopes: ["returns:write"] });
    const NAME = `query ($s: String!) { person(subject: $s) { name kind } }`;
    const of = (s: string, language: "ko" | "en") => dataOf(t, NAME, { s }, { by: APPROVER, language });
    expect(await of("system:worker", "ko")).toEqual({ person: { name: "시스템", kind: "SYSTEM" } });
    expect(await of("returns-1", "ko")).toEqual({ person: { name: "반품 서비스", kind: "PROGRAM" } });
    expect(await of("returns-1", "en")).toEqual({ person: { name: "Return service", kind: "PROGRAM" } });
    expect(await of("gone.long.ago", "ko")).toEqual({ person: null });
    expect((await errorOf(t, NAME, { s: "a" }, { by: RETURN_SERVICE })).code).toBe("FORBIDDEN");
  });

  it("stands beside the subjects of a refund and its history", async () => {
    await write(named(OPERATOR.subject, "김운영"));
    const { refund } = await collectedReturn(t, 1_500_000);
    await request(t, refund);
    const fields = `requestedByPerson { name } approvedByPerson { name } changedByPerson { name subject }
      history(first: 2) { edges { node { actorPerson { name kind } } } }`;
    expect(await readRefund(t, refund, fields, { by: APPROVER })).toEqual({
      requestedByPerson: { name: "김운영" },
      approvedByPerson: null,
      changedByPerson: { name: "김운영", subject: OPERATOR.subject },
      history: {
        edges: [
          { node: { actorPerson: { name: "return-service", kind: "UNKNOWN" } } },
          { node: { actorPerson: { name: "김운영", kind: "PERSON" } } },
        ],
      },
    });
  });
});

it("memos, notes and persons of a page are read with as many statements as of one refund", async () => {
  for (let n = 0; n < 4; n += 1) {
    const { refund } = await collectedReturn(t, 10_000);
    await cancel(t, refund);
    await addNote(t.context, OPERATOR, { refundId: refund.id, text: "메모", mentions: [], idempotencyKey: key() });
  }
  const QUERY = `query ($first: Int!) { refunds(first: $first) { edges { node { changedByPerson { name }
    history(first: 5) { edges { node { memo { text } actorPerson { name } } } }
    notes(first: 5) { edges { node { text { text } authorPerson { name } mentioned { name } } } totalCount { count } } } } } }`;
  const statements = await countStatements(t);
  const of = (first: number) => statements.of(() => dataOf(t, QUERY, { first }, { by: APPROVER }));
  const one = await of(1);
  const four = await of(4);
  expect(four.length).toBe(one.length);
  expect(four.filter((text) => text.includes("refund_memo"))).toHaveLength(1);
});
