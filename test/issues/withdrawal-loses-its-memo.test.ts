/** The memo of a withdrawal was lost where every refund of the return had been cancelled before: there was no step to put it beside. */
import { dataOf, mutate } from "../api/ask.js";
import { cancelRefund } from "../../src/refund/commands/cancel-refund.js";
import { collectedReturn, key, OPERATOR, person } from "../kit/fixtures.js";
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
