/** The memo of a withdrawal was lost where every refund of the return had been cancelled before, or it never had one: there was no step to put it beside. */
import { ask, dataOf, mutate } from "../api/ask.js";
import { cancelRefund } from "../../src/refund/commands/cancel-refund.js";
import { collectedReturn, key, OPERATOR, person } from "../kit/fixtures.js";
import { collectOverHttp, orderInput, returnInput } from "../kit/return-collect.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { act } from "../refund/mutations.js";

const t = sharedTestService();

const AGENT = person("park.agent", "cs-agent");
const MEMO = "고객이 물건을 그대로 쓰기로 함";

const withdraw = (returnNo: string) =>
  mutate(
    t,
    "returnWithdraw",
    { returnNo, memo: MEMO, idempotencyKey: key() },
    "return { refundStatus } userErrors { code }",
    AGENT,
  );

interface Written {
  refund: {
    notes: { edges: { node: { author: string; text: { text: string } } }[] };
    history: { edges: { node: { event: string; memo: { text: string } | null } }[] };
  };
}

async function writtenOn(id: string): Promise<{ notes: string[]; memos: string[] }> {
  const query = `query ($id: ID!) { refund(id: $id) {
    notes(first: 10) { edges { node { author text { text } } } } history(first: 10) { edges { node { event memo { text } } } } } }`;
  const { refund } = await dataOf<Written>(t, query, { id }, { by: AGENT });
  return {
    notes: refund.notes.edges.map(({ node }) => `${node.author}: ${node.text.text}`),
    memos: refund.history.edges.flatMap(({ node }) => (node.memo ? [`${node.event}: ${node.memo.text}`] : [])),
  };
}

const returnNoOf = async (returnId: string): Promise<string> => {
  const [row] = await t.rows<{ return_no: string }>(`select return_no from collected_return where id = ?`, [returnId]);
  return row!.return_no;
};

it("is a note on the refund when there is no step left to make", async () => {
  const { refund, returnId } = await collectedReturn(t, 7_000);
  await act(t, refund, cancelRefund, OPERATOR, { reason: "REOPEN_LATER", memo: null });
  expect(await withdraw(await returnNoOf(returnId))).toEqual({ return: { refundStatus: "WITHDRAWN" }, userErrors: [] });
  expect(await writtenOn(refund.id)).toEqual({ notes: [`${AGENT.subject}: ${MEMO}`], memos: [] });
});

it("stands beside the step, and is no note, when there is one", async () => {
  const { refund, returnId } = await collectedReturn(t, 7_000);
  expect(await withdraw(await returnNoOf(returnId))).toEqual({ return: { refundStatus: "WITHDRAWN" }, userErrors: [] });
  expect(await writtenOn(refund.id)).toEqual({ notes: [], memos: [`CANCEL: ${MEMO}`] });
});

describe("a return without any refund", () => {
  const READ = `query ($no: String!) { return(returnNo: $no) { withdrawnBy withdrawnByPerson { subject }
    withdrawalMemo { text unreadable writtenBy writtenByPerson { subject } } refunds { id } } }`;

  async function withdrawn(): Promise<string> {
    const order = orderInput(key(), [{ amount: 7_000 }], [{ amount: 7_000 }]);
    const { return: owner } = await collectOverHttp(t, order, returnInput([{ lineNo: "1", amount: 0 }]));
    expect(owner.refunds).toEqual([]);
    expect(await withdraw(owner.returnNo)).toEqual({ return: { refundStatus: "WITHDRAWN" }, userErrors: [] });
    return owner.returnNo;
  }

  it("keeps its memo itself, sealed, with who wrote it", async () => {
    const no = await withdrawn();
    const subject = AGENT.subject;
    expect(await dataOf(t, READ, { no }, { by: AGENT })).toEqual({
      return: {
        withdrawnBy: subject,
        withdrawnByPerson: { subject },
        withdrawalMemo: { text: MEMO, unreadable: false, writtenBy: subject, writtenByPerson: { subject } },
        refunds: [],
      },
    });
    const [stored] = await t.rows<{ row: string }>(
      `select collected_return::text as row from collected_return where return_no = ?`,
      [no],
    );
    expect(stored?.row).not.toContain("고객");
  });

  it("shows it to nobody who reads no notes", async () => {
    const no = await withdrawn();
    const { data, errors } = await ask(t, READ, { no }, { by: person("an.analyst", "analyst") });
    expect(data).toMatchObject({ return: { withdrawalMemo: null } });
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN", permission: "NOTE_READ" } }]);
  });

  it("says once who took it back: a second call changes neither", async () => {
    const no = await withdrawn();
    const again = { returnNo: no, memo: "다른 메모", idempotencyKey: key() };
    await mutate(t, "returnWithdraw", again, "userErrors { code }", person("choi.agent", "cs-agent"));
    expect(await dataOf(t, READ, { no }, { by: AGENT })).toMatchObject({
      return: { withdrawnBy: AGENT.subject, withdrawalMemo: { text: MEMO } },
    });
  });
});

it("stands at the return, too, where its refunds have it", async () => {
  const { returnId } = await collectedReturn(t, 7_000);
  const no = await returnNoOf(returnId);
  await withdraw(no);
  const read = `query ($no: String!) { return(returnNo: $no) { withdrawalMemo { text } } }`;
  expect(await dataOf(t, read, { no }, { by: AGENT })).toEqual({ return: { withdrawalMemo: { text: MEMO } } });
});
