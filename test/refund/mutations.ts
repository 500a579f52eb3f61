/** What people may ask of one refund, each sent as the page would: with the refund as it is now, under a key of its own. */
import { approveRefund, declineRefund } from "../../src/refund/decide-refund.js";
import { cancelRefund, reopenRefund } from "../../src/refund/cancel-refund.js";
import { refundableFor } from "../../src/refund/picture.js";
import { Refund } from "../../src/refund/refund.entity.js";
import { requestRefunds } from "../../src/refund/request-refunds.js";
import { resolveUnknown } from "../../src/refund/resolve-unknown.js";
import { retryRefund } from "../../src/refund/retry-refund.js";
import type { Principal } from "../../src/access/principal.js";
import type { Outcome } from "../../src/problem.js";
import type { TestDesk } from "../kit/desk.js";
import { APPROVER, key, now, OPERATOR } from "../kit/story.js";

export interface Answer {
  outcome: Outcome<unknown>;
  replayed: boolean;
}

export type Mutation = (t: TestDesk, refund: Pick<Refund, "id">, by?: Principal) => Promise<Answer>;

const common = async (t: TestDesk, refund: Pick<Refund, "id">) => {
  const { id, version } = await now(t, refund);
  return { id, expectedVersion: version, idempotencyKey: key() };
};

export const request: Mutation = async (t, refund, by = OPERATOR) => {
  const { idempotencyKey, ...seen } = await common(t, refund);
  const em = t.desk.root.fork();
  const expectedRefundableAmount = await refundableFor(em, await em.findOneOrFail(Refund, refund.id));
  const bulk = await requestRefunds(t.desk, by, { refunds: [{ ...seen, expectedRefundableAmount }], idempotencyKey });
  return bulk.ok ? bulk.value[0]!.answered : { outcome: bulk, replayed: false };
};

export const approve: Mutation = async (t, refund, by = APPROVER) =>
  approveRefund(t.desk, by, { ...(await common(t, refund)), memo: null });

export const decline: Mutation = async (t, refund, by = APPROVER) =>
  declineRefund(t.desk, by, { ...(await common(t, refund)), memo: null, reasonCode: "TOO_MUCH" });

export const retry: Mutation = async (t, refund, by = OPERATOR) => retryRefund(t.desk, by, await common(t, refund));

export const cancel: Mutation = async (t, refund, by = OPERATOR) =>
  cancelRefund(t.desk, by, { ...(await common(t, refund)), reason: "REOPEN_LATER", memo: null });

export const reopen: Mutation = async (t, refund, by = OPERATOR) => reopenRefund(t.desk, by, await common(t, refund));

export const state: Mutation = async (t, refund, by = OPERATOR) =>
  resolveUnknown(t.desk, by, {
    ...(await common(t, refund)),
    outcome: "NOT_REFUNDED",
    amount: null,
    evidence: "the gateway's admin page shows nothing",
    confirmsStatementId: null,
  });

export const MUTATIONS = { request, approve, decline, retry, cancel, reopen, state } satisfies Record<string, Mutation>;
export type MutationName = keyof typeof MUTATIONS;
