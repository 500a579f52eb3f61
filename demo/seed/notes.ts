/** Notes that people have left on some refunds, as on any day: a word from the agent who had the customer on the phone. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../client.js";
import type { Seed } from "./facts.js";

const REFUNDS_OF_RETURNS = /* GraphQL */ `
  query RefundsToNote($returnNos: [String!]!) {
    refunds(first: 10, where: { returnNo: $returnNos }) {
      edges {
        node {
          id
          refundNo
        }
      }
    }
  }
`;

const ADD = /* GraphQL */ `
  mutation AddNote($input: RefundNoteAddInput!) {
    refundNoteAdd(input: $input) {
      userErrors {
        code
        message
      }
    }
  }
`;

const KNOWN = /* GraphQL */ `
  query KnownPersons($subjects: [String!]!) {
    persons(first: 10, where: { subject: $subjects }) {
      totalCount {
        count
      }
    }
  }
`;

const TEXTS = [
  "고객이 오늘 두 번 전화했습니다. 급한 건입니다.",
  "택배사에서 회수 사진을 받았습니다. 상품 상태는 양호합니다.",
  "고객이 계좌를 바꾸고 싶다고 하여 안내했습니다.",
  "포장이 훼손되어 창고에 확인을 요청했습니다.",
] as const;

/** As long as the directory may take to hear of a person: it is written beside the request. */
const TRIES = 50;
const PAUSE_MS = 200;

/** Keys never change, so that a seed that is run again adds none. `mentioned`: subjects of persons who have asked something before. */
export async function leaveNotes(agent: ApiClient, orders: Seed, mentioned: readonly string[]): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const { persons } = await agent.send<{ persons: { totalCount: { count: number } } }>(KNOWN, {
      subjects: mentioned,
    });
    if (persons.totalCount.count === mentioned.length) break;
    if (tried === TRIES) throw new Error("the directory does not know the demo's persons");
    await sleep(PAUSE_MS);
  }
  const returnNos = orders.returns.slice(0, TEXTS.length).map(({ returnNo }) => returnNo);
  const { refunds } = await agent.send<{ refunds: { edges: { node: { id: string; refundNo: string } }[] } }>(
    REFUNDS_OF_RETURNS,
    { returnNos },
  );
  for (const [index, { node }] of refunds.edges.slice(0, TEXTS.length).entries()) {
    const input = {
      refundId: node.id,
      text: TEXTS[index],
      mentions: [...mentioned],
      idempotencyKey: `seed-note-${node.refundNo}`,
    };
    const { refundNoteAdd } = await agent.send<{ refundNoteAdd: { userErrors: { message: string }[] } }>(ADD, {
      input,
    });
    const [error] = refundNoteAdd.userErrors;
    if (error) throw new Error(error.message);
  }
}
