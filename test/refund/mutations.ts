/** What people may ask of one refund, each sent as the page would: with the refund as it is now, under a key of its own. */
import { approveRefund, declineRefund } from "../../src/refund/decide-refund.js";
import { cancelRefund, reopenRefund } from "../../src/refund/cancel-refund.js";
import { refundableFor } from "../../src/refund/picture.js";
import { Refund } from "../../src/refund/refund.entity.js";
import { reportLeg, type LegReport } from "../../src/refund/attempt/report-leg.js";
import { requestRefunds } from "../../src/refund/request-refunds.js";
import { resolveUnknown } from "../../src/refund/attempt/resolve-unknown.js";
import { retryRefund } from "../../src/refund/retry-refund.js";
import type { Principal } from "../../src/access/principal.js";
import type { RefundAccount } from "../../src/gateways/port.js";
import { changeAccount as recordAccount } from "../../src/refund/transfer/change-account.js";
import { fallBackToManual } from "../../src/refund/transfer/fall-back.js";
import { recordReversal } from "../../src/refund/transfer/record-reversal.js";
import type { Outcome } from "../../src/problem.js";
import type { TestDesk } from "../kit/desk.js";
import { APPROVER, key, now, OPERATOR, person, RETURN_SERVICE } from "../kit/story.js";
import { attemptOf } from "./books.js";

export const AGENT = person("yoon.agent", "cs-agent");

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

export const changeAccount = async (
  t: TestDesk,
  refund: Pick<Refund, "id">,
  account: RefundAccount,
  by = AGENT,
): Promise<Answer> => recordAccount(t.desk, by, { ...(await common(t, refund)), account });

export const fallBack: Mutation = async (t, refund, by = OPERATOR) =>
  fallBackToManual(t.desk, by, { ...(await common(t, refund)), memo: null });

export const reverse: Mutation = async (t, refund, by = OPERATOR) =>
  recordReversal(t.desk, by, { ...(await common(t, refund)), memo: "the bank's statement of today, line 7" });

export const booked = (ledgerEntryId: string): LegReport => ({ outcome: "BOOKED", ledgerEntryId });
export const ledgerRefused: LegReport = { outcome: "REFUSED", reason: "the account of points is closed" };

/** The order service reports on an attempt; where none is named, on the refund's latest. */
export async function report(
  t: TestDesk,
  refund: Pick<Refund, "id">,
  news: LegReport,
  attemptId?: string,
): Promise<Answer> {
  const attempt = attemptId ?? (await attemptOf(t, refund)).id;
  return reportLeg(t.desk, RETURN_SERVICE, { attemptId: attempt, report: news, idempotencyKey: key() });
}

export const MUTATIONS = { request, approve, decline, retry, cancel, reopen, state } satisfies Record<string, Mutation>;
export type MutationName = keyof typeof MUTATIONS;
