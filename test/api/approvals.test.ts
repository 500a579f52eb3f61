/** `approvalsWaiting` over real HTTP: everything that waits for a second person, who may decide it, and that it leaves when decided. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp, type App } from "../../src/app.js";
import { Permission, type Role } from "../../src/access/permission.js";
import type { Principal } from "../../src/access/principal.js";
import { ruleOf } from "../../src/api/authorized.js";
import { DECIDED_WITH } from "../../src/api/approval/approval-list.js";
import { readConfig } from "../../src/config.js";
import { correctCancellation } from "../../src/refund/commands/correct-cancellation.js";
import { correctFacts } from "../../src/refund/commands/correct-facts.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { silentLogger } from "../../src/telemetry/logger.js";
import { MINUTE } from "../kit/clock.js";
import { codeOf, collectedReturn, key, now, person, request, requestAndDrain } from "../kit/fixtures.js";
import { graphql } from "../kit/server.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { recordMade } from "../manual-refund/results.js";
import { ACCOUNT } from "../refund/accounts.js";
import { cancellationsOn, successorOf } from "../refund/ledgers.js";
import { approve, changeAccount, fallBack, reverse, stateResult } from "../refund/mutations.js";
import { ABOVE_LIMIT, refundIn } from "../refund/states.js";
import { apiSchema, mutationOf } from "./ask.js";

const t = sharedTestService();

/** Each of the three could decide anything by their roles: what stops them is who they are. */
const EVERY = ["refund-operator", "cs-agent", "approver"] as const satisfies readonly Role[];
const REQUESTER = person("park.requester", ...EVERY);
const NAMER = person("yoon.namer", ...EVERY);
const DECIDER = person("lee.decider", ...EVERY);

let app: App;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hwanbul-approvals-"));
  const config = readConfig({
    NODE_ENV: "test",
    PORT: "0",
    ROLE: "api",
    DATABASE_URL: t.databaseUrl,
    DATA_DIRECTORY: folder,
  });
  app = await startApp(config, { clock: t.clock, gateways: t.context.gateways, log: silentLogger() });
});
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tokens = new Map<string, string>();
async function asked<T>(by: Principal, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { subject, roles } = by;
  const token = tokens.get(subject) ?? (await app.issuer?.issue({ subject, roles: [...roles] })) ?? "";
  tokens.set(subject, token);
  const { data, errors } = await graphql<T>(app, token, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data as T;
}

interface Item {
  id: string;
  kind: string;
  amount: { amount: number; currencyCode: string } | null;
  requestedBy: string | null;
  requestedAt: string;
  waitingMinutes: number;
  reasons: string[];
  decidedBy: string;
  canDecide: boolean;
  refund: { id: string } | null;
  payment: { id: string } | null;
  order: { orderNo: string } | null;
}

interface Listed {
  edges: { cursor: string; node: Item }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: { count: number; precision: string };
}

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $where: ApprovalsWaitingWhere) {
  approvalsWaiting(first: $first, after: $after, last: $last, before: $before, where: $where) {
    edges { cursor node { id kind amount { amount currencyCode } requestedBy requestedAt waitingMinutes reasons decidedBy canDecide
      refund { id } payment { id } order { orderNo } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount { count precision } } }`;

const list = async (by: Principal, variables: object = { first: 100 }): Promise<Listed> =>
  (await asked<{ approvalsWaiting: Listed }>(by, LIST, { ...variables })).approvalsWaiting;
const nodes = async (by: Principal, where: object = {}): Promise<Item[]> =>
  (await list(by, { first: 100, where })).edges.map(({ node }) => node);

/** What the mutation that decides is answered: its codes, or none. */
async function decide(by: Principal, mutation: string, input: object): Promise<string[]> {
  const document = mutationOf(mutation, "userErrors { code }");
  const data = await asked<Record<string, { userErrors: { code: string }[] }>>(by, document, {
    input: { idempotencyKey: key(), ...input },
  });
  return (data[mutation]?.userErrors ?? []).map(({ code }) => code);
}

const approving = async (refund: Pick<Refund, "id">) => {
  const { id, version } = await now(t, refund);
  return { id, expectedVersion: version };
};

const valueOf = ({ outcome }: Awaited<ReturnType<typeof correctFacts>>) => {
  assert(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
};

interface Made {
  id: string;
  paymentId: string;
  refundId: string | null;
  amount: number | null;
  mutation: string;
  input(): Promise<object>;
}

/** One of each kind, all asked for by REQUESTER; the bank transfer goes to an account that NAMER named. */
const MAKE: Record<string, () => Promise<Made>> = {
  async GATEWAY_REFUND() {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    expect(codeOf(await request(t, refund, REQUESTER))).toBe("ok");
    const { id, paymentId } = refund;
    return {
      id,
      paymentId,
      refundId: id,
      amount: ABOVE_LIMIT,
      mutation: "refundApprove",
      input: () => approving(refund),
    };
  },
  async MANUAL_REFUND() {
    const { refund } = await collectedReturn(t, 9_000);
    expect(codeOf(await changeAccount(t, refund, ACCOUNT, NAMER))).toBe("ok");
    expect(codeOf(await fallBack(t, refund, REQUESTER))).toBe("ok");
    const { id, paymentId } = refund;
    return { id, paymentId, refundId: id, amount: 9_000, mutation: "refundApprove", input: () => approving(refund) };
  },
  async UNKNOWN_OUTCOME() {
    const refund = await refundIn(t, "refundRequested.unknown");
    const { outcome } = await stateResult(t, refund, REQUESTER);
    assert(outcome.ok, JSON.stringify(outcome));
    const { statementId } = outcome.value;
    return {
      id: statementId,
      paymentId: refund.paymentId,
      refundId: refund.id,
      amount: null,
      mutation: "refundResolveUnknown",
      input: async () => ({
        ...(await approving(refund)),
        outcome: "NOT_REFUNDED",
        evidence: "PG 관리자 화면",
        confirmsStatementId: statementId,
      }),
    };
  },
  async CANCELLATION_CORRECTION() {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await requestAndDrain(t, refund);
    await t.sandbox.restoreCancellations(gatewayPaymentId);
    const { paymentId } = refund;
    const [booked] = await cancellationsOn(t, paymentId);
    const said = {
      paymentId,
      correction: "RESTORED" as const,
      gatewayCancellationId: booked?.gateway_cancellation_id ?? "",
      amount: null,
      evidence: "PG 관리자 화면",
    };
    const { outcome } = await correctCancellation(t.context, REQUESTER, {
      ...said,
      confirmsStatementId: null,
      idempotencyKey: key(),
    });
    assert(outcome.ok, JSON.stringify(outcome));
    const { statementId } = outcome.value;
    const input = async () => ({ ...said, confirmsStatementId: statementId });
    return { id: statementId, paymentId, refundId: null, amount: null, mutation: "paymentCancellationCorrect", input };
  },
  async FACTS_CORRECTION() {
    const { refund } = await collectedReturn(t, [{ amount: 20_000 }], {
      sold: [{ amount: 10_000 }, { amount: 10_000 }],
    });
    const { paymentId } = refund;
    const proposal = { paymentId, facts: { capturedAmount: 20_000 as never }, reason: "카드사 매입 내역" };
    const { correctionId } = valueOf(
      await correctFacts(t.context, REQUESTER, { ...proposal, confirmsCorrectionId: null, idempotencyKey: key() }),
    );
    const input = async () => ({ ...proposal, confirmsCorrectionId: correctionId });
    return { id: correctionId, paymentId, refundId: null, amount: 20_000, mutation: "orderFactsCorrect", input };
  },
};
const KINDS = Object.keys(MAKE);

const MUTATION_NAMES: Record<string, string> = {
  refundApprove: "REFUND_APPROVE",
  refundResolveUnknown: "REFUND_RESOLVE_UNKNOWN",
  paymentCancellationCorrect: "PAYMENT_CANCELLATION_CORRECT",
  orderFactsCorrect: "ORDER_FACTS_CORRECT",
};

describe.each(KINDS)("%s", (kind) => {
  it("waits with what it is about, is refused to whoever asked or named the account, and leaves when a third person decides", async () => {
    const made = await MAKE[kind]!();
    const order = await t.rows<{ order_no: string }>(
      `select order_no from payment join orders on orders.id = payment.order_id where payment.id = ?`,
      [made.paymentId],
    );
    t.clock.advance(3 * MINUTE);
    const seen = async (by: Principal) => (await nodes(by, { kind: [kind] })).find(({ id }) => id === made.id);
    expect(await seen(DECIDER)).toEqual({
      id: made.id,
      kind,
      amount: made.amount === null ? null : { amount: made.amount, currencyCode: "KRW" },
      requestedBy: REQUESTER.subject,
      requestedAt: new Date(t.clock.now().getTime() - 3 * MINUTE).toISOString(),
      waitingMinutes: 3,
      reasons: kind === "GATEWAY_REFUND" ? ["ABOVE_LIMIT"] : kind === "MANUAL_REFUND" ? ["NO_REFUSAL_BEHIND"] : [],
      decidedBy: MUTATION_NAMES[made.mutation],
      canDecide: true,
      refund: made.refundId === null ? null : { id: made.refundId },
      payment: { id: made.paymentId },
      order: { orderNo: order[0]?.order_no },
    });

    const barred = kind === "MANUAL_REFUND" ? [REQUESTER, NAMER] : [REQUESTER];
    for (const by of barred) {
      expect(await seen(by)).toMatchObject({ canDecide: false });
      expect((await nodes(by, { decidableByMe: true })).map(({ id }) => id)).not.toContain(made.id);
      expect((await nodes(by, { decidableByMe: false })).map(({ id }) => id)).toContain(made.id);
      expect(await decide(by, made.mutation, await made.input())).toEqual(["SAME_PERSON"]);
    }
    expect((await nodes(DECIDER, { decidableByMe: true })).map(({ id }) => id)).toContain(made.id);
    expect(await decide(DECIDER, made.mutation, await made.input())).toEqual([]);
    expect(await seen(DECIDER)).toBeUndefined();
  });
});

it("names the permission that each deciding mutation demands", async () => {
  const mutations = (await apiSchema()).getMutationType()?.getFields() ?? {};
  for (const [name, permission] of Object.entries(DECIDED_WITH))
    expect(ruleOf(mutations[name]?.extensions ?? {})).toEqual({ kind: "PERMISSION", permission });
  expect(Object.values(DECIDED_WITH)).toContain(Permission.RefundApprove);
});

it("a refund that came back waits to be paid again, and not for whoever recorded it", async () => {
  const accountant = person("choi.recorder", "accountant", "approver");
  const { refund } = await collectedReturn(t, 9_000, { return: { refundAccount: ACCOUNT } });
  await fallBack(t, refund);
  await approve(t, refund);
  expect(codeOf(await recordMade(t, refund))).toBe("ok");
  expect(codeOf(await reverse(t, refund, accountant))).toBe("ok");
  const { id: successorId } = await successorOf(t, refund);
  const [mine] = (await nodes(accountant, { kind: ["MANUAL_REFUND"] })).filter(({ id }) => id === successorId);
  expect(mine).toMatchObject({ reasons: ["PAID_AGAIN"], requestedBy: accountant.subject, canDecide: false });
  const [theirs] = (await nodes(DECIDER, { kind: ["MANUAL_REFUND"] })).filter(({ id }) => id === successorId);
  expect(theirs).toMatchObject({ canDecide: true });
});

it("one of two approvers at once decides; the other is answered that it has changed, and for neither it waits any more", async () => {
  const made = await MAKE.GATEWAY_REFUND!();
  const input = await made.input();
  const answers = await Promise.all([DECIDER, NAMER].map((by) => decide(by, "refundApprove", input)));
  expect(answers.filter((codes) => codes.length === 0)).toHaveLength(1);
  expect(answers.flat()).toEqual([expect.stringMatching(/^(VERSION_CONFLICT|REFUND_STATE_CONFLICT)$/)]);
  const approvers = [DECIDER.subject, NAMER.subject];
  expect(approvers[answers.findIndex((codes) => codes.length === 0)]).toBe((await now(t, made)).approvedBy);
  for (const by of [DECIDER, NAMER]) expect((await nodes(by)).map(({ id }) => id)).not.toContain(made.id);
});

it("what is declined leaves, and what is replaced by another statement is that one", async () => {
  const made = await MAKE.GATEWAY_REFUND!();
  const declined = { ...(await made.input()), reasonCode: "NOT_CONVINCED" };
  expect(await decide(DECIDER, "refundDecline", declined)).toEqual([]);
  const first = await MAKE.UNKNOWN_OUTCOME!();
  const { outcome } = await stateResult(t, { id: first.refundId ?? "" }, NAMER);
  assert(outcome.ok, JSON.stringify(outcome));
  const listed = await nodes(REQUESTER);
  expect(listed.map(({ id }) => id)).not.toContain(made.id);
  expect(listed.filter(({ refund }) => refund?.id === first.refundId)).toMatchObject([
    { id: outcome.value.statementId, requestedBy: NAMER.subject, canDecide: true },
  ]);
});

describe("the list", () => {
  const made: string[] = [];
  beforeAll(async () => {
    // Whatever the cases before left behind is decided by nobody here: it stays, ahead of these.
    for (const kind of [...KINDS, "GATEWAY_REFUND"]) {
      t.clock.advance(MINUTE);
      made.push((await MAKE[kind]!()).id);
    }
  });

  it("is oldest first, and one walk forward and one backward see the same", async () => {
    const all = await list(DECIDER);
    const ids = all.edges.map(({ node }) => node.id);
    expect(ids.slice(-made.length)).toEqual(made);
    expect(all.totalCount).toEqual({ count: ids.length, precision: "EXACT" });
    const walked: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await list(DECIDER, { first: 2, after });
      walked.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(walked).toEqual(ids);
    const back: string[] = [];
    for (let before: string | null = null; ;) {
      const page = await list(DECIDER, { last: 2, before });
      back.unshift(...page.edges.map(({ node }) => node.id));
      before = page.pageInfo.startCursor;
      if (!page.pageInfo.hasPreviousPage) break;
    }
    expect(back).toEqual(ids);
  });

  it("walks to the end of what one may decide although most of it is one's own, and counts as much", async () => {
    // A subject that the database does not find as it is written: only the rule knows that it is the same person.
    const again = person("PARK.Requester", ...EVERY);
    const walked: Item[] = [];
    for (let after: string | null = null; ;) {
      const page = await list(again, { first: 1, after, where: { decidableByMe: true } });
      walked.push(...page.edges.map(({ node }) => node));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(walked.map(({ id }) => id)).toEqual(
      (await nodes(REQUESTER)).filter((one) => one.canDecide).map(({ id }) => id),
    );
    const { totalCount } = await list(again, { first: 1, where: { decidableByMe: true } });
    expect(totalCount.count).toBe(walked.length);
    for (const { canDecide, requestedBy } of walked) {
      expect(canDecide).toBe(true);
      expect(requestedBy).not.toBe(REQUESTER.subject);
    }
  });

  it("takes several kinds, and none for an empty list", async () => {
    const kind = ["FACTS_CORRECTION", "UNKNOWN_OUTCOME"];
    expect(new Set((await nodes(DECIDER, { kind })).map((one) => one.kind))).toEqual(new Set(kind));
    const empty = await list(DECIDER, { first: 1, where: { kind: [] } });
    expect(empty).toMatchObject({ edges: [], totalCount: { count: 0 }, pageInfo: { hasNextPage: false } });
  });

  it("refuses cursors that are none of its own", async () => {
    const { refunds } = await asked<{ refunds: { pageInfo: { endCursor: string } } }>(
      DECIDER,
      "{ refunds(first: 1) { pageInfo { endCursor } } }",
    );
    for (const after of [refunds.pageInfo.endCursor, "nonsense", "", "\u0000"])
      await expect(list(DECIDER, { first: 1, after })).rejects.toThrow("BAD_USER_INPUT");
    await expect(list(DECIDER, { first: 0 })).rejects.toThrow("BAD_USER_INPUT");
    await expect(list(DECIDER, {})).rejects.toThrow("BAD_USER_INPUT");
  });

  it("shows statements about payments only to who may read payments, and nothing to who may not see refunds", async () => {
    const privacy = person("han.privacy", "privacy-officer");
    const short = `{ approvalsWaiting(first: 100) { edges { node { kind canDecide } } totalCount { count } } }`;
    const { approvalsWaiting } = await asked<{ approvalsWaiting: Listed }>(privacy, short);
    const kinds = new Set(approvalsWaiting.edges.map(({ node }) => node.kind));
    expect(kinds).toEqual(new Set(["GATEWAY_REFUND", "MANUAL_REFUND", "UNKNOWN_OUTCOME"]));
    expect(approvalsWaiting.totalCount.count).toBe(approvalsWaiting.edges.length);
    expect(approvalsWaiting.edges.every(({ node }) => !node.canDecide)).toBe(true);
    await expect(asked(person("no.role"), short)).rejects.toThrow("FORBIDDEN");
  });

  it("is counted for the viewer: each kind that they may decide, without their own", async () => {
    const VIEWER = "{ viewer { approvalsWaiting { kind count more } } }";
    const counts = async (by: Principal) =>
      (await asked<{ viewer: { approvalsWaiting: { kind: string; count: number; more: boolean }[] } }>(by, VIEWER))
        .viewer.approvalsWaiting;
    for (const by of [DECIDER, REQUESTER, person("PARK.Requester", ...EVERY)]) {
      const listed = await nodes(by, { decidableByMe: true });
      const expected = KINDS.map((kind) => ({
        kind,
        count: listed.filter((one) => one.kind === kind).length,
        more: false,
      }));
      expect(await counts(by)).toEqual(expected);
    }
    // An operator confirms statements and corrections, and approves nothing.
    expect((await counts(person("kim.only", "refund-operator"))).map(({ kind }) => kind)).toEqual([
      "UNKNOWN_OUTCOME",
      "CANCELLATION_CORRECTION",
      "FACTS_CORRECTION",
    ]);
    expect(await counts(person("yoon.only", "cs-agent"))).toEqual([]);
    expect(await counts(person("nobody.at.all"))).toEqual([]);
  });
});
