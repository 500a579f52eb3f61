/** The scene of the permission table: one server, one gateway sandbox, seeded returns, and a target for each mutation that it could really change. */
import { createPrivateKey, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SignJWT } from "jose";
import { startPortoneV2Sandbox } from "../../../sandbox/portone-v2/server.js";
import { PortoneV2Control, type FaultInput } from "../../../sandbox/portone-v2/control.js";
import { isRole, PERSONAL_DATA_GRANTS, isScope, SCOPES, type Role } from "../../../src/access/permission.js";
import { readConfig } from "../../../src/config.js";
import { newId } from "../../../src/identifier.js";
import { OrderFactChange, OrderFactCorrection } from "../../../src/orders/fact-change.entity.js";
import { ownText } from "../../../src/personal-data/redacted-text.js";
import { addNote } from "../../../src/refund/commands/add-note.js";
import { CancellationStatement } from "../../../src/refund/record/cancellation-statement.entity.js";
import { Secret } from "../../../src/secret.js";
import { PersonalDataAccessReview } from "../../../src/personal-data/access.entity.js";
import { recordAccess } from "../../../src/personal-data/record-access.js";
import { RefundStatement } from "../../../src/refund/record/history.entity.js";
import { raiseAlarm } from "../../../src/refund/record/alarm.js";
import { transact } from "../../../src/refund/context.js";
import { BookedCancellation } from "../../../src/refund/record/attempt.entity.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { Refund } from "../../../src/refund/record/refund.entity.js";
import { approveRefund } from "../../../src/refund/commands/decide-refund.js";
import { fallBackToManual } from "../../../src/refund/commands/fall-back.js";
import { saveView } from "../../../src/saved-views/save-view.js";
import { createEmptyDatabase } from "../../kit/database.js";
import { APPROVER, OPERATOR } from "../../kit/fixtures.js";
import { graphql } from "../../kit/server.js";
import { collect, newReturn, paidOrder, requestRefunds, type ShopOrder, type ShopRefund } from "../../kit/shop.js";
import { openApp, type OpenApp } from "../../server/open-app.js";
import { HOLDERS, type Holder } from "./expected.js";

const API_SECRET = "test-portone-api-secret";
const STORE_ID = "store-test";
/** Longer than any test: what is unknown stays unknown, what is refused stays refused. */
const NEVER_MS = "600000";

const SMALL = 12_000;
/** Above the four-eyes limit. */
const LARGE = 1_500_000;

export interface Scene {
  open: OpenApp;
  tokens: Readonly<Record<Holder, string | null>>;
  /** A refund whose money went back: with a line, an attempt and its exchange, an effect and a history. */
  refundId: string;
  refundNo: string;
  paymentId: string;
  orderNo: string;
  returnNo: string;
  /** An order of two units, of which one is back and waits for its refund. */
  awaitingOrderNo: string;
  /** Input for this mutation, without its key, about something made for it: whoever is let in changes something with it. */
  inputFor(mutation: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const ledger = await createEmptyDatabase();
  const server = await startPortoneV2Sandbox({
    databaseUrl: ledger.url,
    apiSecret: API_SECRET,
    storeId: STORE_ID,
    port: 0,
  });
  const open = await openApp({
    PORTONE_V2_BASE_URL: server.url,
    PORTONE_V2_API_SECRET: API_SECRET,
    PORTONE_V2_STORE_ID: STORE_ID,
    LOOK_UP_PAUSES_MS: NEVER_MS,
  });
  const tokens = await tokensOf(open);
  const shop = shopOf(open, new PortoneV2Control(server.url), tokens);

  const paid = await shop.collected(SMALL);
  await shop.requested(paid.refund);
  await open.app.drainJobs();
  await shop.alarm(paid.refund.id);
  await shop.written(paid.refund.id);
  const awaiting = await shop.collected(SMALL, 2);
  await shop.requested((await shop.collected(LARGE)).refund);
  await shop.accessed(paid.refund.id);
  // Somebody sees to each, so that counts name a person.
  await open.rows(`update work_item set assignee = 'refund-operator@test' returning 1`);
  const [seeded] = await open.rows<{ refund_no: string; payment_id: string; state: string }>(
    `select refund_no, payment_id, state from refund where id = ?`,
    [paid.refund.id],
  );
  if (seeded?.state !== "completed") throw new Error(`the scene does not hold: ${seeded?.state}`);

  const targets = targetsOf(open, shop);
  return {
    open,
    tokens,
    refundId: paid.refund.id,
    refundNo: seeded.refund_no,
    paymentId: seeded.payment_id,
    orderNo: paid.order.orderNo,
    returnNo: paid.returnNo,
    awaitingOrderNo: awaiting.order.orderNo,
    inputFor(mutation) {
      const target = targets[mutation];
      if (!target) throw new Error(`nobody has said what ${mutation} could be tried on`);
      return target();
    },
    async close() {
      await open.close();
      await server.close();
      await ledger.drop();
    },
  };
}

async function tokensOf(open: OpenApp): Promise<Record<Holder, string | null>> {
  const entries = HOLDERS.map(async (holder) => {
    if (holder === "nobody") return [holder, null];
    return [holder, await tokenOf(open, holder)];
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Holder, string | null>;
}

function tokenOf(open: OpenApp, holder: Holder): Promise<string> {
  const subject = `${holder}@test`;
  if (isScope(holder)) return open.token({ subject, roles: ["service"], scopes: [holder] });
  if (holder === "no-scope") return open.token({ subject, roles: ["service"], scopes: [] });
  return holder === "person-with-scopes"
    ? personWithScopes(open, subject)
    : open.token({ subject, roles: isRole(holder) ? [holder] : [], grants: PERSONAL_DATA_GRANTS });
}

/** What the development issuer does not issue: signed with its own key, as another issuer might. */
async function personWithScopes(open: OpenApp, subject: string): Promise<string> {
  const { JWT_ISSUER, JWT_AUDIENCE } = readConfig({});
  const now = Math.floor(Date.now() / 1_000);
  const [key] = (open.app.issuer?.jwks().keys ?? []) as { kid: string }[];
  return new SignJWT({ roles: [], scope: SCOPES.join(" ") })
    .setProtectedHeader({ alg: "ES256", kid: key?.kid ?? "", typ: "JWT" })
    .setIssuer(JWT_ISSUER)
    .setAudience(JWT_AUDIENCE)
    .setSubject(subject)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + 3_600)
    .sign(createPrivateKey(readFileSync(join(open.dataDirectory, "development-issuer.pem"))));
}

type Shop = ReturnType<typeof shopOf>;

function shopOf(open: OpenApp, sandbox: PortoneV2Control, tokens: Record<Holder, string | null>) {
  const { app } = open;
  const by = (role: Role): string => tokens[role] ?? "";
  const order = (amount: number, units = 1): Promise<ShopOrder> => paidOrder({ sandbox }, amount, units);
  const collected = async (amount: number, units = 1, change = (o: ShopOrder): ShopOrder => o) => {
    const of = change(await order(amount, units));
    const { return: collectedReturn } = await collect(app, by("service"), of, newReturn());
    const refund = collectedReturn?.refunds[0];
    if (!collectedReturn || !refund) throw new Error("the scene does not hold: nothing was collected");
    return { order: of, returnNo: collectedReturn.returnNo, refund };
  };
  const requested = async (refund: ShopRefund): Promise<void> => {
    const { results } = await requestRefunds(app, by("refund-operator"), [refund], randomUUID());
    const problems = results.flatMap(({ userErrors }) => userErrors);
    if (problems.length > 0) throw new Error(`the scene does not hold: ${JSON.stringify(problems)}`);
  };
  let month = 0;
  return {
    order,
    collected,
    requested,
    /** Requested, and met by this fault at the gateway. */
    async failed(fault: FaultInput): Promise<ShopRefund> {
      const { order: of, refund } = await collected(SMALL);
      await sandbox.planFault({ hits: "cancel", paymentId: of.gatewayPaymentId, fault });
      await requested(refund);
      await app.drainJobs();
      return refund;
    },
    /** Requested while another refund of its payment is being sent: it waits behind that. */
    async queued(): Promise<ShopRefund> {
      const { order: of, refund: first } = await collected(SMALL, 2);
      await requested(first);
      const second = (await collect(app, by("service"), of, newReturn())).return?.refunds[0];
      if (!second) throw new Error("the scene does not hold: nothing was collected");
      await requested(second);
      return second;
    },
    async cancelled(): Promise<ShopRefund> {
      const { refund } = await collected(SMALL);
      const input = { id: refund.id, expectedVersion: 1, reason: "REOPEN_LATER", idempotencyKey: randomUUID() };
      const CANCEL = `mutation ($input: RefundCancelInput!) { refundCancel(input: $input) { refund { id } } }`;
      const { errors } = await graphql(app, by("refund-operator"), CANCEL, { input });
      if (errors) throw new Error(JSON.stringify(errors));
      return refund;
    },
    /** Part of a payment, cancelled in the gateway's console while a refund of that amount is owed. */
    async cancelledInConsole(): Promise<{ refund: ShopRefund; cancellation: BookedCancellation }> {
      const { order: of, refund } = await collected(SMALL, 2);
      await sandbox.cancelInConsole(of.gatewayPaymentId, { amount: SMALL });
      const { paymentId } = await app.refundContext.root.fork().findOneOrFail(Refund, refund.id);
      await lookUpPayment(app.refundContext, paymentId, "RECONCILER");
      const cancellation = await app.refundContext.root.fork().findOneOrFail(BookedCancellation, { paymentId });
      return { refund, cancellation };
    },
    async account(refund: object): Promise<void> {
      const input = { ...refund, account: ACCOUNT, idempotencyKey: randomUUID() };
      const CHANGE = `mutation ($input: RefundAccountChangeInput!) { refundAccountChange(input: $input) { userErrors { code } } }`;
      const { errors } = await graphql(app, by("cs-agent"), CHANGE, { input });
      if (errors) throw new Error(JSON.stringify(errors));
    },
    /** Its bank transfer is accepted by two people: the accountant may pay it. */
    async accepted({ id }: ShopRefund): Promise<void> {
      const seen = async () => {
        const { version } = await app.refundContext.root.fork().findOneOrFail(Refund, id);
        return { id, expectedVersion: version, idempotencyKey: randomUUID(), memo: null };
      };
      await fallBackToManual(app.refundContext, OPERATOR, await seen());
      await approveRefund(app.refundContext, APPROVER, await seen());
    },
    /** One look at a refund's data, and the review of a month after all others. */
    async accessed(refundId: string): Promise<void> {
      const { refundContext } = app;
      await transact(refundContext, async (em) => {
        const { orderId } = await em.findOneOrFail(Refund, refundId);
        em.persist(
          Object.assign(new PersonalDataAccessReview(), {
            month: "2999-01-01",
            confirmedBy: OPERATOR.subject,
            confirmedAt: refundContext.clock.now(),
            accesses: 0,
            findingsSealed: "gone",
          }),
        );
        await recordAccess(refundContext.cipher, em, {
          principal: OPERATOR,
          clientAddress: "192.0.2.7",
          at: refundContext.clock.now(),
          action: "REVEAL",
          fields: ["NAME"],
          refundId,
          orderId,
          recordCount: 1,
          reason: new Secret("고객 본인 확인"),
        });
      });
    },
    unreviewedMonth: (): string => `20${String((month += 1)).padStart(2, "0")}-01`,
    /** A note, an open statement, an open correction, a change of a fact, a shared view: what people leave behind. */
    async written(refundId: string): Promise<void> {
      const { refundContext } = app;
      await transact(refundContext, async (em) => {
        const { paymentId, orderId } = await em.findOneOrFail(Refund, refundId);
        const at = refundContext.clock.now();
        const said = {
          statedBy: OPERATOR.subject,
          statedAt: at,
          evidenceSealed: "gone",
          confirmedBy: null,
          closedAt: null,
        };
        const one = () => ({ id: newId(), ...said, confirmingEvidenceSealed: null });
        const change = { id: newId(), orderId, paymentId, orderLineId: null, kind: "GREW", before: null, after: {} };
        em.persist([
          Object.assign(new RefundStatement(), { ...one(), refundId, outcome: "NOT_REFUNDED", amount: null } as const),
          Object.assign(new CancellationStatement(), {
            ...one(),
            paymentId,
            correction: "RESTORED",
            gatewayCancellationId: ownText("cancellation-1"),
            amount: null,
          } as const),
          Object.assign(new OrderFactCorrection(), { ...one(), paymentId, facts: { method: "EASY_PAY" } }),
          Object.assign(new OrderFactChange(), { ...change, correctionId: null, actor: OPERATOR.subject, at }),
        ]);
      });
      const note = { refundId, text: "고객과 통화함", mentions: [], idempotencyKey: randomUUID() };
      await addNote(refundContext, OPERATOR, note);
      await this.view();
    },
    /** A saved view that everybody sees, and whoever tidies up may delete. */
    async view(): Promise<string> {
      const view = { id: null, list: "REFUNDS", name: `오늘 ${randomUUID()}`, arguments: {}, shared: true } as const;
      const { outcome } = await saveView(app.refundContext, OPERATOR, { ...view, idempotencyKey: randomUUID() });
      if (!outcome.ok) throw new Error(`the scene does not hold: ${JSON.stringify(outcome)}`);
      return outcome.value.viewId;
    },
    async alarm(refundId: string): Promise<void> {
      await transact(app.refundContext, async (em) => {
        const refund = await em.findOneOrFail(Refund, refundId);
        raiseAlarm(app.refundContext, em, "AMOUNT_DIFFERS", {
          refund,
          at: app.refundContext.clock.now(),
          detail: { asked: 2, moved: 1 },
        });
      });
    },
  };
}

/** What each mutation is tried on, made anew at every call. */
function targetsOf(open: OpenApp, shop: Shop): Record<string, () => Promise<Record<string, unknown>>> {
  const asItIs = async ({ id }: { id: string }) => {
    const [row] = await open.rows<{ version: number }>(`select version from refund where id = ?`, [id]);
    return { id, expectedVersion: row?.version };
  };
  const large = async () => {
    const { refund } = await shop.collected(LARGE);
    await shop.requested(refund);
    return asItIs(refund);
  };
  const raised = async () => {
    const { refund } = await shop.collected(SMALL);
    await shop.alarm(refund.id);
    const [row] = await open.rows<{ id: string }>(`select id from work_item where refund_id = ?`, [refund.id]);
    return { id: row?.id, expectedVersion: 1 };
  };
  return {
    orderReport: async () => ({ order: (await shop.order(SMALL)).facts }),
    returnCollect: async () => {
      const { returnNo, line } = newReturn();
      return {
        order: (await shop.order(SMALL)).facts,
        return: { returnNo, collectedAt: "2026-11-18T05:00:00.000Z", lines: [line] },
      };
    },
    returnWithdraw: async () => ({ returnNo: (await shop.collected(SMALL)).returnNo }),
    paymentCaptureReport: async () => {
      const { order } = await shop.collected(SMALL, 1, authorisedOnly);
      return { gateway: "PORTONE_V2", gatewayPaymentId: order.gatewayPaymentId };
    },
    orderFactsCorrect: async () => {
      const { refund } = await shop.collected(SMALL);
      const { paymentId } = await open.app.refundContext.root.fork().findOneOrFail(Refund, refund.id);
      return { paymentId, facts: { method: "EASY_PAY" }, reason: "주문 서비스의 결제수단이 잘못 전달됨" };
    },
    refundsRequest: async () => {
      const { refund } = await shop.collected(SMALL);
      return { refunds: [{ ...(await asItIs(refund)), expectedRefundableAmount: SMALL }] };
    },
    refundApprove: large,
    refundDecline: async () => ({ ...(await large()), reasonCode: "NOT_CONVINCED" }),
    savedViewSave: async () => ({ list: "REFUNDS", name: `late ${randomUUID()}`, arguments: {}, shared: true }),
    savedViewDelete: async () => ({ id: await shop.view() }),
    personalDataAccessReviewConfirm: async () => ({ month: shop.unreviewedMonth(), findings: "과다 조회 없음" }),
    refundAccountReveal: async () => ({
      id: (await shop.collected(SMALL)).refund.id,
      traits: ["CUSTOMER_NAME"],
      reason: "CUSTOMER_ASKS",
      text: "고객 본인 확인",
    }),
    refundNoteAdd: async () => ({ refundId: (await shop.collected(SMALL)).refund.id, text: "고객이 다시 전화함" }),
    refundRetry: async () => asItIs(await shop.failed({ kind: "REFUSE" })),
    refundTakeBack: async () => asItIs(await shop.queued()),
    refundCancel: async () => ({ ...(await asItIs((await shop.collected(SMALL)).refund)), reason: "NOT_OWED" }),
    refundReopen: async () => asItIs(await shop.cancelled()),
    refundResolveUnknown: async () => ({
      ...(await asItIs(await shop.failed({ kind: "LOSE_ANSWER_BEFORE_EFFECT" }))),
      outcome: "NOT_REFUNDED",
      evidence: "결제사 콘솔에 취소 내역이 없음",
    }),
    paymentCancellationCorrect: async () => {
      const { paymentId, gatewayCancellationId } = (await shop.cancelledInConsole()).cancellation;
      return { paymentId, gatewayCancellationId, correction: "RESTORED", evidence: "PG 관리자 화면에 원복으로 표시" };
    },
    refundAccountChange: async () => ({
      ...(await asItIs((await shop.collected(SMALL)).refund)),
      account: ACCOUNT,
    }),
    refundFallBackToManual: async () => {
      const { refund } = await shop.collected(SMALL);
      await shop.account(await asItIs(refund));
      return asItIs(refund);
    },
    manualRefundAccept: async () => {
      const { id } = await shop.cancelled();
      const { paymentId } = await open.app.refundContext.root.fork().findOneOrFail(Refund, id);
      const account = { bankCode: "088", number: "110123456789", holder: "홍길동" };
      return { paymentId, amount: 1, expectedRefundableAmount: SMALL, account, reason: "GOODWILL" };
    },
    manualRefundsCancel: async () => {
      const { refund } = await shop.collected(SMALL);
      await shop.account(await asItIs(refund));
      await shop.accepted(refund);
      return { refunds: [await asItIs(refund)], reason: "REOPEN_LATER" };
    },
    manualRefundResultsRecord: async () => {
      const { refund } = await shop.collected(SMALL);
      await shop.account(await asItIs(refund));
      await shop.accepted(refund);
      const failed = { result: "FAILED", failureCause: "BANK_ACCOUNT_CLOSED" };
      return { results: [{ ...(await asItIs(refund)), expectedPayable: SMALL, ...failed }] };
    },
    refundMatchCancellation: async () => {
      const { refund, cancellation } = await shop.cancelledInConsole();
      return { ...(await asItIs(refund)), cancellationId: cancellation.id };
    },
    refundAmountLower: async () => ({
      ...(await asItIs((await shop.collected(SMALL)).refund)),
      amount: SMALL - 1,
      memo: "나머지는 매장에서 현금으로 지급",
    }),
    refundReversalRecord: async () => {
      const { refund } = await shop.collected(SMALL, 1, paidByTransfer);
      await shop.requested(refund);
      await open.app.drainJobs();
      return { ...(await asItIs(refund)), memo: "은행 입출금 내역에 반송" };
    },
    refundLedgerResultReport: async () => {
      const { refund } = await shop.collected(SMALL, 1, paidWithPoints);
      await shop.requested(refund);
      await open.app.drainJobs();
      const [row] = await open.rows<{ id: string }>(`select id from gateway_attempt where refund_id = ?`, [refund.id]);
      return { attemptId: row?.id, outcome: "BOOKED", ledgerEntryId: `entry-${refund.id}` };
    },
    ledgerDayReport: async () => ({ day: "2026-11-01", reportNo: randomUUID(), part: 1, parts: 1, entries: [] }),
    gatewayRuleCorrect: async () => {
      // The last of its corrections: each rule is corrected once.
      const [row] = await open.rows<{ id: string }>(
        `select id from gateway_rule rule where kind = 'FEE'
           and not exists (select 1 from gateway_rule other where other.supersedes = rule.id)`,
      );
      return { ruleId: row?.id, value: { fee: FEE }, validFrom: "2026-11-22", source: "a letter of the provider" };
    },
    gatewayRuleRecord: async () => {
      // A scope of its own for each call: each has one first rule of a kind.
      const [row] = await open.rows<{ gateway: string; provider: string }>(
        `select gateway, provider from unnest(array['PORTONE_V2', 'IAMPORT_V1', 'TOSS_PAY', 'EBP']) gateway,
           unnest(array['KCP', 'INICIS', 'NICE', 'NICE_V2', 'DANAL', 'KICC', 'KSNET', 'KPN', 'SMARTRO', 'WELCOME', 'HECTO', 'DAOU']) provider
         where not exists (select 1 from gateway_rule rule where rule.kind = 'FEE' and rule.gateway = gateway.gateway and rule.provider = provider.provider)
         limit 1`,
      );
      return { ...row, value: { fee: FEE }, validFrom: "2026-11-22", source: "a letter of the provider" };
    },
    holidayRecord: async () => ({
      day: new Date().toISOString().slice(0, 10),
      name: "임시공휴일",
      isHoliday: true,
      reason: "관보의 공고",
    }),
    workItemAssign: async () => ({ ...(await raised()), assignee: null }),
    workItemSnooze: async () => ({ ...(await raised()), until: new Date(Date.now() + 60_000), reason: "내일 다시 봄" }),
    workItemClose: async () => ({ ...(await raised()), reason: "확인함" }),
  };
}

const ACCOUNT = { bankCode: "088", number: "110-123-456789", holder: "홍길동" };
const FEE = { perRefund: 400, sunk: 300 };

/** The shop's own points: the attempt is committed and waits for the order service's report. */
const paidWithPoints = (order: ShopOrder): ShopOrder => {
  const [payment] = order.facts["payments"] as Record<string, unknown>[];
  return {
    ...order,
    facts: { ...order.facts, payments: [{ ...payment, gateway: "MERCHANT_LEDGER", method: "POINTS" }] },
  };
};

const paymentWith =
  (over: Record<string, unknown>) =>
  (order: ShopOrder): ShopOrder => {
    const [payment] = order.facts["payments"] as Record<string, unknown>[];
    return { ...order, facts: { ...order.facts, payments: [{ ...payment, ...over }] } };
  };
const authorisedOnly = paymentWith({ captureState: "AUTHORISED" });
/** Its refund goes to the bank account it came from, which alone can send it back. */
const paidByTransfer = paymentWith({ method: "BANK_TRANSFER" });
