/** What people write is read by those who decide by it, and by nobody else: memos, evidence, reasons and notes, over real HTTP. */
import { randomUUID } from "node:crypto";
import type { Holder } from "../permissions/expected.js";
import { openScene, type Scene } from "../permissions/scene.js";
import { eventually, type Body } from "../../server/open-app.js";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const bearer = (by: Holder) => ({ authorization: `Bearer ${scene.tokens[by]}`, "accept-language": "en" });
const post = async (by: Holder, query: string, variables: Record<string, unknown> = {}): Promise<Body> =>
  (await scene.open.post({ query, variables }, bearer(by))).body;

/** The data of an answer without errors. */
async function dataOf<T>(by: Holder, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await post(by, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data as T;
}

async function mutate<T = Record<string, unknown>>(
  by: Holder,
  mutation: string,
  input: object,
  fields: string,
): Promise<T> {
  const name = mutation === "refundFallBackToManual" ? "refundFallBack" : mutation;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} } }`;
  const answer = await dataOf<Record<string, T>>(by, query, { input: { idempotencyKey: randomUUID(), ...input } });
  return answer[mutation] as T;
}

const TEXT = '고객 홍길동이 전화함: "110-234-567890"\n<b>맞음</b> 👨‍👩‍👧';
const WRITTEN = "{ text unreadable writtenBy }";
interface Written {
  text: string | null;
  unreadable: boolean;
  writtenBy: string;
}

const MEMOS = `query ($id: ID!) { refund(id: $id) { history(last: 5) { edges { node { memo ${WRITTEN} } } } } }`;
interface Memos {
  refund: { history: { edges: { node: { memo: Written | null } }[] } };
}
const memosOf = async (id: unknown): Promise<(Written | null)[]> =>
  (await dataOf<Memos>("approver", MEMOS, { id })).refund.history.edges.map(({ node }) => node.memo);

/** Each mutation that takes a memo: who may, and the refund the memo belongs to. */
const MEMO_TAKEN: Record<string, Holder> = {
  refundApprove: "approver",
  refundDecline: "approver",
  refundCancel: "cs-agent",
  refundFallBackToManual: "cs-agent",
  refundMatchCancellation: "refund-operator",
  refundAmountLower: "refund-operator",
  refundReversalRecord: "accountant",
};

describe("memos", () => {
  it.each(Object.entries(MEMO_TAKEN))("%s: its memo is in the history", async (mutation, by) => {
    const input = await scene.inputFor(mutation);
    const answer = await mutate(by, mutation, { ...input, memo: TEXT }, "userErrors { code message }");
    expect(answer).toEqual({ userErrors: [] });
    expect(await memosOf(input["id"])).toContainEqual({ text: TEXT, unreadable: false, writtenBy: `${by}@test` });
  });

  it("manualRefundResultsRecord: both texts a caller gives are in the history", async () => {
    const { results } = (await scene.inputFor("manualRefundResultsRecord")) as { results: { id: string }[] };
    const answer = await mutate(
      "accountant",
      "manualRefundResultsRecord",
      { results: results.map((result) => ({ ...result, memo: TEXT })) },
      "results { userErrors { code message } }",
    );
    expect(answer).toEqual({ results: [{ userErrors: [] }] });
    expect((await memosOf(results[0]?.id)).map((memo) => memo?.text)).toContain(TEXT);
  });

  it("refundFallBackToManual: the reason for going without a look and the memo are both stored", async () => {
    const input = await scene.inputFor("refundFallBackToManual");
    const given = { ...input, memo: TEXT, withoutLookUpBecause: "콘솔에서 확인함" };
    await mutate("cs-agent", "refundFallBackToManual", given, "replayed");
    expect((await memosOf(input["id"])).map((memo) => memo?.text)).toContain(`콘솔에서 확인함\n\n${TEXT}`);
  });

  it("returnWithdraw: its memo is in the history of the return's refund", async () => {
    const input = await scene.inputFor("returnWithdraw");
    const answer = await mutate<{ return: { refunds: { id: string }[] } }>(
      "cs-agent",
      "returnWithdraw",
      { ...input, memo: TEXT },
      "return { refunds { id } }",
    );
    expect((await memosOf(answer.return.refunds[0]?.id)).map((memo) => memo?.text)).toContain(TEXT);
  });
});

describe("evidence", () => {
  it("of an unknown outcome: the second person reads the first one's, and leaves their own", async () => {
    const input = await scene.inputFor("refundResolveUnknown");
    const first = await mutate<{ statementId: string }>(
      "refund-operator",
      "refundResolveUnknown",
      { ...input, evidence: TEXT },
      "statementId userErrors { code }",
    );
    const OPEN = `query ($id: ID!) { refund(id: $id) { openStatement { evidence ${WRITTEN} confirmingEvidence ${WRITTEN} } } }`;
    expect(await dataOf("approver", OPEN, { id: input["id"] })).toEqual({
      refund: {
        openStatement: {
          evidence: { text: TEXT, unreadable: false, writtenBy: "refund-operator@test" },
          confirmingEvidence: null,
        },
      },
    });
    const seen = { ...input, evidence: "저도 콘솔에서 봤습니다", confirmsStatementId: first.statementId };
    const confirmed = await mutate("approver", "refundResolveUnknown", seen, "confirmed userErrors { code }");
    expect(confirmed).toEqual({ confirmed: true, userErrors: [] });
    const ALL = `query ($id: ID!) { refund(id: $id) { statements { confirmingEvidence ${WRITTEN} } } }`;
    expect(await dataOf("approver", ALL, { id: input["id"] })).toEqual({
      refund: {
        statements: [
          { confirmingEvidence: { text: "저도 콘솔에서 봤습니다", unreadable: false, writtenBy: "approver@test" } },
        ],
      },
    });
  });

  it.each([
    ["paymentCancellationCorrect", "evidence", "openCancellationStatement"],
    ["orderFactsCorrect", "reason", "openCorrection"],
  ])("%s: the %s is on the %s", async (mutation, field, open) => {
    const input = await scene.inputFor(mutation);
    await mutate("refund-operator", mutation, { ...input, [field]: TEXT }, "userErrors { code }");
    const query = `query ($id: ID!) { payment(id: $id) { ${open} { ${field} ${WRITTEN} } } }`;
    expect(await dataOf("approver", query, { id: input["paymentId"] })).toEqual({
      payment: { [open]: { [field]: { text: TEXT, unreadable: false, writtenBy: "refund-operator@test" } } },
    });
  });

  it("a correction that was confirmed shows both reasons", async () => {
    const input = await scene.inputFor("orderFactsCorrect");
    const first = await mutate<{ correctionId: string }>(
      "refund-operator",
      "orderFactsCorrect",
      { ...input, reason: TEXT },
      "correctionId userErrors { code }",
    );
    const second = { ...input, reason: "저도 콘솔에서 봤습니다", confirmsCorrectionId: first.correctionId };
    expect(await mutate("approver", "orderFactsCorrect", second, "confirmed userErrors { code }")).toEqual({
      confirmed: true,
      userErrors: [],
    });
    const query = `query ($id: ID!) { payment(id: $id) { openCorrection { id }
      corrections { id closedAt confirmedBy reason ${WRITTEN} confirmingReason ${WRITTEN} } } }`;
    expect(await dataOf("refund-operator", query, { id: input["paymentId"] })).toEqual({
      payment: {
        openCorrection: null,
        corrections: [
          {
            id: first.correctionId,
            closedAt: expect.any(String),
            confirmedBy: "approver@test",
            reason: { text: TEXT, unreadable: false, writtenBy: "refund-operator@test" },
            confirmingReason: { text: "저도 콘솔에서 봤습니다", unreadable: false, writtenBy: "approver@test" },
          },
        ],
      },
    });
  });
});

const ADDED = `note { id author text ${WRITTEN} mentioned { subject } } replayed userErrors { code message field }`;
interface Added {
  note: { id: string; author: string; text: Written; mentioned: { subject: string }[] } | null;
  replayed: boolean;
  userErrors: { code: string; message: string; field: string[] | null }[];
}
const add = (by: Holder, input: object): Promise<Added> => mutate<Added>(by, "refundNoteAdd", input, ADDED);

interface Notes {
  refund: {
    version: number;
    notes: {
      edges: { node: { text: Written } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      totalCount: { count: number };
    };
  };
}
const NOTES = `query ($id: ID!, $first: Int, $after: String) { refund(id: $id) { version
  notes(first: $first, after: $after) { edges { node { text ${WRITTEN} } } pageInfo { hasNextPage endCursor } totalCount { count } } } }`;

describe("notes", () => {
  const seen = (subject: string) => async () =>
    (await scene.open.rows(`select 1 from person where subject = ?`, [subject])).length === 1;

  it("are left on a completed refund, oldest first, and change nothing of it", async () => {
    const { refundId } = await scene.inputFor("refundNoteAdd");
    const state = () => scene.open.rows(`select version, state, history_hash from refund where id = ?`, [refundId]);
    const before = await state();
    for (const text of ["첫째", "둘째", "셋째"])
      expect((await add("accountant", { refundId, text })).userErrors).toEqual([]);
    const first = (await dataOf<Notes>("privacy-officer", NOTES, { id: refundId, first: 2 })).refund.notes;
    expect(first.edges.map(({ node }) => node.text.text)).toEqual(["첫째", "둘째"]);
    expect([first.pageInfo.hasNextPage, first.totalCount.count]).toEqual([true, 3]);
    const rest = await dataOf<Notes>("approver", NOTES, { id: refundId, first: 2, after: first.pageInfo.endCursor });
    expect(rest.refund.notes.edges.map(({ node }) => node.text.text)).toEqual(["셋째"]);
    expect(await state()).toEqual(before);
    const { refundId: completed } = scene;
    expect((await add("refund-operator", { refundId: completed, text: "완료 뒤의 메모" })).userErrors).toEqual([]);
  });

  it("are once per key: replayed, refused for another text, and one of two at once", async () => {
    const { refundId } = await scene.inputFor("refundNoteAdd");
    const input = { refundId, text: "한 번만", idempotencyKey: randomUUID() };
    const both = await Promise.all([add("cs-agent", input), add("cs-agent", input)]);
    expect(new Set(both.map(({ note }) => note?.id)).size).toBe(1);
    expect(new Set(both.map(({ replayed }) => replayed))).toEqual(new Set([false, true]));
    expect((await add("cs-agent", { ...input, text: "다른 글" })).userErrors[0]?.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await dataOf<Notes>("cs-agent", NOTES, { id: refundId, first: 5 })).refund.notes.totalCount.count).toBe(1);
  });

  it("mention persons of the directory, who find them, the newest first", async () => {
    const { refundId } = await scene.inputFor("refundNoteAdd");
    await dataOf("approver", "{ viewer { subject } }");
    await eventually(seen("approver@test"));
    const mentions = ["Approver@Test", "approver@test"];
    const older = await add("cs-agent", { refundId, text: "봐 주세요", mentions });
    const newer = await add("cs-agent", { refundId, text: "한 번 더", mentions });
    expect(older.note?.mentioned).toEqual([{ subject: "approver@test" }]);
    const MINE = `query ($first: Int, $after: String) { mentions(first: $first, after: $after) { edges { node { id refund { id } } } pageInfo { endCursor } totalCount { count } } }`;
    interface Mine {
      mentions: { edges: { node: { id: string; refund: { id: string } } }[]; pageInfo: { endCursor: string } };
    }
    const { mentions: page } = await dataOf<Mine>("approver", MINE, { first: 1 });
    expect(page.edges[0]?.node).toEqual({ id: newer.note?.id, refund: { id: refundId } });
    const { mentions: rest } = await dataOf<Mine>("approver", MINE, { first: 1, after: page.pageInfo.endCursor });
    expect(rest.edges[0]?.node.id).toBe(older.note?.id);
    expect((await dataOf<Mine>("cs-agent", MINE, { first: 5 })).mentions.edges).toEqual([]);
  });

  it.each([
    ["somebody unknown", { mentions: ["nobody.here"] }, "NOT_FOUND", ["mentions", "0"]],
    ["a program", { mentions: ["returns:write@test"] }, "NOT_FOUND", ["mentions", "0"]],
    ["too many", { mentions: Array<string>(21).fill("approver@test") }, "INVALID_INPUT", ["mentions"]],
    ["NUL", { text: "a\0b" }, "INVALID_INPUT", ["text"]],
    ["a text turned around", { text: "환불 \u202E000,01\u202C원" }, "INVALID_INPUT", ["text"]],
    ["half a surrogate pair", { text: "\uD83D" }, "INVALID_INPUT", ["text"]],
    ["nothing but blanks", { text: " \n " }, "INVALID_INPUT", ["text"]],
    ["2,001 characters", { text: "가".repeat(2_001) }, "INVALID_INPUT", ["text"]],
    ["no refund", { refundId: randomUUID() }, "NOT_FOUND", ["refundId"]],
  ])("refuse %s", async (_, over, code, field) => {
    await dataOf("returns:write", "{ viewer { subject } }");
    const { userErrors } = await add("refund-operator", { refundId: scene.refundId, text: "메모", ...over });
    expect(userErrors.map((error) => ({ code: error.code, field: error.field?.map(String) }))).toContainEqual({
      code,
      field,
    });
  });

  it("hold 2,000 emoji and markup as they were written", async () => {
    const { refundId } = await scene.inputFor("refundNoteAdd");
    for (const text of ["🐥".repeat(2_000), "<script>alert(1)</script>"])
      expect((await add("cs-agent", { refundId, text })).note?.text.text).toBe(text);
  });

  it("are shown as unreadable once they cannot be opened, and nothing of them can be changed", async () => {
    const { refundId } = await scene.inputFor("refundNoteAdd");
    const { note } = await add("cs-agent", { refundId, text: "지울 글" });
    await scene.open.rows(`update refund_note set sealed = '' where id = ?`, [note?.id]);
    const { refund } = await dataOf<Notes>("approver", NOTES, { id: refundId, first: 1 });
    expect(refund.notes.edges[0]?.node.text).toEqual({ text: null, unreadable: true, writtenBy: "cs-agent@test" });
    for (const change of [`update refund_note set author = 'somebody'`, `delete from refund_note`])
      await expect(scene.open.rows(`${change} where id = ?`, [note?.id])).rejects.toThrow(/append-only/);
  });

  it("stay away from whoever may not read them, from subscriptions, logs and events", async () => {
    const { refundId } = await scene.inputFor("refundNoteAdd");
    const secret = `비밀-${randomUUID()}`;
    await add("cs-agent", { refundId, text: secret });
    for (const by of ["analyst", "service", "events:read"] as const) {
      const { data, errors } = await post(by, NOTES, { id: refundId, first: 1 });
      expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", permission: "NOTE_READ" });
      expect(data).toMatchObject({ refund: { notes: null } });
    }
    const input = await scene.inputFor("refundCancel");
    await mutate("cs-agent", "refundCancel", { ...input, memo: secret }, "replayed");
    for (const by of ["analyst", "service", "events:read"] as const) {
      const memo = await post(by, MEMOS, { id: input["id"] });
      expect(memo.errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", permission: "NOTE_READ" });
      expect(JSON.stringify(memo)).not.toContain(secret);
    }
    const START = Buffer.from("event:0").toString("base64url");
    const stream = scene.open.client(bearer("approver"));
    const streamed: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      const end = stream.subscribe(
        {
          query: `subscription { refundChanged(after: "${START}", where: { ids: ["${String(refundId)}"] }) { refund { notes(first: 1) { edges { node { text { text } } } } } } }`,
        },
        {
          next: (value) => {
            streamed.push(value);
            end();
            resolve();
          },
          error: reject,
          complete: () => resolve(),
        },
      );
    });
    expect(JSON.stringify(streamed)).toContain("FORBIDDEN");
    expect(JSON.stringify(streamed)).not.toContain(secret);
    expect(scene.open.lines.join("\n")).not.toContain(secret);
    expect(JSON.stringify(await scene.open.rows(`select * from event_log`))).not.toContain(secret);
    expect(JSON.stringify(await scene.open.rows(`select * from idempotency_key`))).not.toContain(secret);
    expect(JSON.stringify(await scene.open.rows(`select * from refund_note`))).not.toContain(secret);
  });
});
