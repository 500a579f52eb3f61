/** Part of the story has been worked on already, so that the service shows every state: an operator has begun, as on any morning. */
import { randomUUID } from "node:crypto";
import type { ApiClient } from "../client.js";
import type { Seed } from "./facts.js";

/** Every so many returns, from the longest waiting on; the rest is left to whoever plays. */
const EVERY = 6;
/** As many numbers as a filter takes, and as many refunds as a bulk does. */
const AT_MOST = 100;

const REFUNDS_OF_RETURNS = /* GraphQL */ `
  query StoryRefunds($returnNos: [String!]!) {
    refunds(first: 100, where: { returnNo: $returnNos, status: [RETURN_COLLECTED] }) {
      edges {
        node {
          id
          version
          availableActions
          refundableAmount {
            amount
          }
        }
      }
    }
  }
`;

const REQUEST = /* GraphQL */ `
  mutation StoryRequest($input: RefundsRequestInput!) {
    refundsRequest(input: $input) {
      results {
        userErrors {
          code
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`;

interface Listed {
  refunds: {
    edges: {
      node: { id: string; version: number; availableActions: string[]; refundableAmount: { amount: number } };
    }[];
  };
}

/** Told again after a killed start, it finds fewer refunds that nobody has asked for yet. */
export async function workOnSome(operator: ApiClient, orders: Seed): Promise<void> {
  const returnNos = orders.returns
    .filter((_, index) => index % EVERY === 0)
    .map((one) => one.returnNo)
    .slice(0, AT_MOST);
  const { refunds } = await operator.send<Listed>(REFUNDS_OF_RETURNS, { returnNos });
  const wanted = refunds.edges
    .map((edge) => edge.node)
    .filter((refund) => refund.availableActions.includes("REQUEST"))
    .map(({ id, version, refundableAmount }) => ({
      id,
      expectedVersion: version,
      expectedRefundableAmount: refundableAmount.amount,
    }));
  if (wanted.length > 0)
    await operator.send(REQUEST, { input: { refunds: wanted, idempotencyKey: `seed-${randomUUID()}` } });
}
