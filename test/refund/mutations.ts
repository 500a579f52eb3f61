/** What people may ask of one refund, each sent as the page would: with the refund as it is now, under a key of its own. */
import assert from "node:assert/strict";
import { approveRefund, declineRefund } from "../../src/refund/commands/decide-refund.js";
import { cancelRefund } from "../../src/refund/commands/cancel-refund.js";
import { reopenRefund } from "../../src/refund/commands/reopen-refund.js";
import type { RefundContext } from "../../src/refund/context.js";
import type { CancelReason, Refund } from "../../src/refund/record/refund.entity.js";
import { reportLedgerResult, type LedgerResult } from "../../src/refund/settlement/report-ledger-result.js";
import { resolveUnknown, type Statement } from "../../src/refund/settlement/resolve-unknown.js";
import { retryRefund } from "../../src/refund/commands/retry-refund.js";
import type { Principal } from "../../src/access/principal.js";
import type { RefundAccount } from "../../src/gateways/port.js";
import { changeAccount as recordAccount } from "../../src/refund/commands/change-account.js";
import { fallBackToManual } from "../../src/refund/commands/fall-back.js";
import { recordReversal } from "../../src/refund/commands/record-reversal.js";
import type { Outcome } from "../../src/problem.js";
import type { TestService } from "../kit/test-service.js";
import { APPROVER, codeOf, key, now, OPERATOR, person, request, RETURN_SERVICE } from "../kit/fixtures.js";
import { attemptOf } from "./ledgers.js";

export const AGENT = person("yoon.agent", "cs-agent");

export interface Answer {
  outcome: Outcome<unknown>;
  replayed: boolean;
}

export type Mutation = (t: TestService, refund: Pick<Refund, "id">, by?: Principal) => Promise<Answer>;

/** The refund as the page shows it now, under a key of its own. */
export const seen = async (t: TestService, refund: Pick<Refund, "id">) => {
  const { id, version } = await now(t, refund);
  return { id, expectedVersion: version, idempotencyKey: key() };
};
type Seen = Awaited<ReturnType<typeof seen>>;

/** Somebody sends a command on a refund as he sees it; `more` is what the command wants beside that. */
export const act = async <Input extends Seen, Answered>(
  t: TestService,
  refund: Pick<Refund, "id">,
  command: (context: RefundContext, by: Principal, input: Input) => Promise<Answered>,
  by: Principal,
  more: Omit<Input, keyof Seen>,
): Promise<Answered> => command(t.context, by, { ...(await seen(t, refund)), ...more } as unknown as Input);

export const approve: Mutation = async (t, refund, by = APPROVER) => act(t, refund, approveRefund, by, { memo: null });

export const decline = async (
  t: TestService,
  refund: Pick<Refund, "id">,
  by: Principal = APPROVER,
  cancelReason: CancelReason | null = null,
) => act(t, refund, declineRefund, by, { memo: null, reasonCode: "TOO_MUCH", cancelReason });

export const retry: Mutation = async (t, refund, by = OPERATOR) => act(t, refund, retryRefund, by, {});

export const cancel: Mutation = async (t, refund, by = OPERATOR) =>
  act(t, refund, cancelRefund, by, { reason: "REOPEN_LATER", memo: null });

export const reopen: Mutation = async (t, refund, by = OPERATOR) => act(t, refund, reopenRefund, by, {});

/** Somebody states what became of an unknown refund; where nothing is said, that no money moved. */
export const stateResult = async (
  t: TestService,
  refund: Pick<Refund, "id">,
  by: Principal = OPERATOR,
  over: Partial<Statement> = {},
) =>
  act(t, refund, resolveUnknown, by, {
    outcome: "NOT_REFUNDED",
    amount: null,
    evidence: "the gateway's admin page",
    confirmsStatementId: null,
    ...over,
  });

/** One person states the result, and a second one confirms it. */
export async function twoPeopleState(
  t: TestService,
  refund: Pick<Refund, "id">,
  over: Partial<Statement> = {},
): Promise<void> {
  const { outcome } = await stateResult(t, refund, OPERATOR, over);
  assert(outcome.ok, JSON.stringify(outcome));
  const confirmed = { ...over, confirmsStatementId: outcome.value.statementId };
  expect(codeOf(await stateResult(t, refund, APPROVER, confirmed))).toBe("ok");
}

export const changeAccount = async (
  t: TestService,
  refund: Pick<Refund, "id">,
  account: RefundAccount,
  by = AGENT,
): Promise<Answer> => act(t, refund, recordAccount, by, { account });

/** The same for a bank transfer: the provider need not be able to pay there. */
export const changeAccountForManual = async (
  t: TestService,
  refund: Pick<Refund, "id">,
  account: RefundAccount,
): Promise<Answer> => act(t, refund, recordAccount, AGENT, { account, forManualRefund: true });

export const fallBack = async (
  t: TestService,
  refund: Pick<Refund, "id">,
  by = OPERATOR,
  withoutLookUpBecause: string | null = null,
): Promise<Answer> => act(t, refund, fallBackToManual, by, { memo: null, withoutLookUpBecause });

export const reverse: Mutation = async (t, refund, by = OPERATOR) =>
  act(t, refund, recordReversal, by, { memo: "the bank's statement of today, line 7" });

export const booked = (ledgerEntryId: string): LedgerResult => ({ outcome: "BOOKED", ledgerEntryId });
export const ledgerRefused: LedgerResult = { outcome: "REFUSED", reason: "the account of points is closed" };

/** The order service reports on an attempt; where none is named, on the refund's latest. */
export async function report(
  t: TestService,
  refund: Pick<Refund, "id">,
  news: LedgerResult,
  attemptId?: string,
): Promise<Answer> {
  const attempt = attemptId ?? (await attemptOf(t, refund)).id;
  return reportLedgerResult(t.context, RETURN_SERVICE, { attemptId: attempt, report: news, idempotencyKey: key() });
}

export const MUTATIONS = { request, approve, decline, retry, cancel, reopen, state: stateResult } satisfies Record<
  string,
  Mutation
>;
export type MutationName = keyof typeof MUTATIONS;
