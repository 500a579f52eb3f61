/** What people may ask of one refund, each sent as the page would: with the refund as it is now, under a key of its own. */
import { approveRefund, declineRefund } from "../../src/refund/commands/decide-refund.js";
import { cancelRefund, reopenRefund } from "../../src/refund/commands/cancel-refund.js";
import type { RefundContext } from "../../src/refund/context.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { reportLedgerResult, type LedgerResult } from "../../src/refund/settlement/report-ledger-result.js";
import { resolveUnknown } from "../../src/refund/settlement/resolve-unknown.js";
import { retryRefund } from "../../src/refund/commands/retry-refund.js";
import type { Principal } from "../../src/access/principal.js";
import type { RefundAccount } from "../../src/gateways/port.js";
import { changeAccount as recordAccount } from "../../src/refund/commands/change-account.js";
import { fallBackToManual } from "../../src/refund/commands/fall-back.js";
import { recordReversal } from "../../src/refund/commands/record-reversal.js";
import type { Outcome } from "../../src/problem.js";
import type { TestService } from "../kit/test-service.js";
import { APPROVER, key, now, OPERATOR, person, request, RETURN_SERVICE } from "../kit/fixtures.js";
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

export const decline: Mutation = async (t, refund, by = APPROVER) =>
  act(t, refund, declineRefund, by, { memo: null, reasonCode: "TOO_MUCH" });

export const retry: Mutation = async (t, refund, by = OPERATOR) => act(t, refund, retryRefund, by, {});

export const cancel: Mutation = async (t, refund, by = OPERATOR) =>
  act(t, refund, cancelRefund, by, { reason: "REOPEN_LATER", memo: null });

export const reopen: Mutation = async (t, refund, by = OPERATOR) => act(t, refund, reopenRefund, by, {});

const state: Mutation = async (t, refund, by = OPERATOR) =>
  act(t, refund, resolveUnknown, by, {
    outcome: "NOT_REFUNDED",
    amount: null,
    evidence: "the gateway's admin page shows nothing",
    confirmsStatementId: null,
  });

export const changeAccount = async (
  t: TestService,
  refund: Pick<Refund, "id">,
  account: RefundAccount,
  by = AGENT,
): Promise<Answer> => act(t, refund, recordAccount, by, { account });

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

export const MUTATIONS = { request, approve, decline, retry, cancel, reopen, state } satisfies Record<string, Mutation>;
export type MutationName = keyof typeof MUTATIONS;
