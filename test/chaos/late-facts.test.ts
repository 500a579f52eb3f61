/**
 * Facts that come late or from elsewhere, heard by two server processes at once, and by a reconciliation in a third, while people
 * act at either: each is booked once, and nobody is paid twice.
 */
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { koreanDay } from "../../src/clock.js";
import { runHwanbul } from "../cli/hwanbul.js";
import { itemOf } from "../kit/fixtures.js";
import { until } from "../kit/server.js";
import { paidOrder, type ShopOrder } from "../kit/shop.js";
import { shared } from "../kit/shared-resource.js";
import { assertBooksAgree, planFault } from "../refund/ledgers.js";
import { ACCESS_KEY, HASH_KEY, openEbp, STORE_ID } from "../sandbox/ebp/open-ebp.js";
import { ACCOUNT, openTwoServers } from "./two-servers.js";

const FULL = process.env.HWANBUL_CHAOS === "full";
const AMOUNT = 11_000;
const VAT = 1_000;
const EBP_WEBHOOK_SECRET = "ebp-webhook-secret-of-a-race";

const on = shared(async () => {
  const ebp = await openEbp();
  const servers = await openTwoServers({
    GATEWAYS: "PORTONE_V2,MERCHANT_LEDGER,EBP",
    EBP_BASE_URL: ebp.sandbox.url,
    EBP_ACCESS_KEY: ACCESS_KEY,
    EBP_HASH_KEY: HASH_KEY,
    EBP_STORE_ID: STORE_ID,
    EBP_WEBHOOK_SECRETS: EBP_WEBHOOK_SECRET,
  });
  const close = async (): Promise<void> => {
    await servers.close();
    await ebp.end();
  };
  return { ...servers, ebp, close };
});
afterEach(() => assertBooksAgree(on));

const times = FULL ? 12 : 3;
/** Several at once, each by itself. */
const several = <T>(one: (turn: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, turn) => one(turn)));
const OF_BOTH = [0, 1] as const;

/** The operator's and the approver's word about an unknown refund, one at each server. */
async function twoPeopleSay(id: string, said: object): Promise<void> {
  await until(
    async () => (await on.mutate(0, "refundResolveUnknown", "refund-operator", id, said)).userErrors.length === 0,
  );
  const [statement] = await on.rows<{ id: string }>(
    `select id from refund_statement where refund_id = ? and closed_at is null`,
    [id],
  );
  const confirmed = { ...said, confirmsStatementId: statement?.id };
  // A look-up may be under way: the confirmation waits for it.
  await until(
    async () => (await on.mutate(1, "refundResolveUnknown", "approver", id, confirmed)).userErrors.length === 0,
  );
}

it("less moved than was asked for, and both servers are asked for the rest at once: it is paid once", async () => {
  const owed = await several(async () => {
    const order = await paidOrder(on, AMOUNT);
    const { gatewayPaymentId } = order;
    const refund = await on.collected(order);
    await planFault(on, "cancel", gatewayPaymentId, { kind: "LOSE_ANSWER_BEFORE_EFFECT" }, 500);
    await on.request(0, refund);
    await until(async () => (await on.stateOf(refund.id)) === "refundRequested.unknown");
    await on.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
    await twoPeopleSay(refund.id, { outcome: "REFUNDED", amount: 4_000, evidence: "결제사 화면에 4,000원 취소" });
    const [rest] = await on.rows<{ id: string }>(`select id from refund where remainder_of_id = ?`, [refund.id]);
    assert(rest);
    return { gatewayPaymentId, rest: { id: rest.id, refundableAmount: { amount: AMOUNT - 4_000 } } };
  });
  await on.sandbox.clearFaults();
  const ended = await Promise.all(
    owed.map(async ({ gatewayPaymentId, rest }) => {
      const codes = await Promise.all(OF_BOTH.map((at) => on.request(at, rest)));
      await until(async () => (await on.stateOf(rest.id)) === "completed");
      const moved = (await on.movedAt(gatewayPaymentId)).sort((one, other) => one - other);
      return { codes, moved, ...(await on.balanceOf(gatewayPaymentId)) };
    }),
  );
  for (const one of ended) {
    expect(one).toMatchObject({ moved: [4_000, 7_000], atGateway: AMOUNT, reserved: 0, excess: 0 });
    expect(one.codes.filter((code) => code === "ok")).toHaveLength(1);
  }
});

it("a console cancel that a reconciliation finds while a server sends the refund: the money goes once", async () => {
  const ended = await several(async (turn) => {
    const order = await paidOrder(on, AMOUNT);
    const { gatewayPaymentId } = order;
    const refund = await on.collected(order);
    await on.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT });
    const run = ["reconcile", "--gateway", "PORTONE_V2", "--day", koreanDay(new Date())];
    await Promise.all([runHwanbul(run, on.cliSettings), sleep(turn * 300).then(() => on.request(1, refund))]);
    await until(async () => {
      await on.hear(0, gatewayPaymentId);
      await sleep(200);
      const { atGateway } = await on.balanceOf(gatewayPaymentId);
      return atGateway === AMOUNT && (await on.stateOf(refund.id)) === "completed";
    });
    return { moved: await on.movedAt(gatewayPaymentId), ...(await on.balanceOf(gatewayPaymentId)) };
  });
  const once = { moved: [AMOUNT], atGateway: AMOUNT, byHand: 0, reserved: 0, reversed: 0, excess: 0 };
  expect(ended).toEqual(ended.map(() => once));
});

it("a transfer that failed, reported to both servers while somebody falls back: booked as failed once, still owed once", async () => {
  const ended = await several(async () => {
    const order = await intoVirtualAccount();
    const { gatewayPaymentId } = order;
    const refund = await on.collected(order);
    await on.mutate(0, "refundAccountChange", "cs-agent", refund.id, { account: ACCOUNT });
    await on.request(0, refund);
    await until(async () => (await on.stateOf(refund.id)) === "refundRequested.pending");
    await on.sandbox.settleTransfer(gatewayPaymentId, "FAILED");
    await Promise.all(OF_BOTH.flatMap((at) => [on.hear(at, gatewayPaymentId), on.hear(at, gatewayPaymentId)]));
    await until(async () => {
      await Promise.all([
        on.mutate(0, "refundFallBackToManual", "refund-operator", refund.id),
        on.mutate(1, "refundFallBackToManual", "cs-agent", refund.id),
        on.hear(1, gatewayPaymentId),
      ]);
      return (await on.stateOf(refund.id)).startsWith("accepted.");
    });
    const { status } = (await on.rows<{ status: string }>(`select status from refund where id = ?`, [refund.id]))[0]!;
    return { status, ...(await on.balanceOf(gatewayPaymentId)), alarms: await on.alarmsOn(gatewayPaymentId) };
  });
  for (const one of ended) {
    expect(one).toMatchObject({
      status: "ACCEPTED",
      atGateway: AMOUNT,
      reversed: AMOUNT,
      reserved: AMOUNT,
      byHand: 0,
      excess: 0,
    });
    expect(one.alarms).toContain("TRANSFER_FAILED");
  }
});

it("a refusal whose words say that the money is back, while somebody cancels it in the console and people fall back at both", async () => {
  const ended = await several(async (turn) => {
    const order = await paidOrder(on, AMOUNT);
    const { gatewayPaymentId } = order;
    const refund = await on.collected(order);
    await on.mutate(0, "refundAccountChange", "cs-agent", refund.id, { account: ACCOUNT });
    const already = { kind: "REFUSE", type: "PG_PROVIDER", pgCode: "8133", pgMessage: "기취소된 거래" } as const;
    await planFault(on, "cancel", gatewayPaymentId, already, 5);
    await Promise.all([
      on.request(0, refund),
      sleep(turn * 100).then(() => on.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT })),
      ...OF_BOTH.map((at) => on.mutate(at, "refundFallBackToManual", "refund-operator", refund.id)),
    ]);
    await until(async () => {
      await Promise.all(OF_BOTH.map((at) => on.hear(at, gatewayPaymentId)));
      await on.mutate(1, "refundFallBackToManual", "refund-operator", refund.id);
      return (await on.stateOf(refund.id)) === "completed";
    });
    return { moved: await on.movedAt(gatewayPaymentId), ...(await on.balanceOf(gatewayPaymentId)) };
  });
  const once = { moved: [AMOUNT], atGateway: AMOUNT, byHand: 0, reserved: 0, reversed: 0, excess: 0 };
  expect(ended).toEqual(ended.map(() => once));
});

it("a payment that the gateway shows in another currency: asked for and heard of at both servers, nothing is sent or booked", async () => {
  const ended = await several(async () => {
    const order = await paidOrder(on, AMOUNT);
    const gatewayPaymentId = `${order.gatewayPaymentId}-usd`;
    await on.sandbox.createPayment({ id: gatewayPaymentId, amount: { total: AMOUNT }, currency: "USD" });
    const refund = await on.collected({ ...withPayment(order, { gatewayPaymentId }), gatewayPaymentId });
    await on.mutate(0, "refundAccountChange", "cs-agent", refund.id, { account: ACCOUNT });
    await Promise.all(OF_BOTH.map((at) => on.request(at, refund)));
    await until(async () => (await on.stateOf(refund.id)) === "refundRequested.refused");
    await on.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT });
    const answers = await Promise.all(
      OF_BOTH.map(async (at) => {
        await on.hear(at, gatewayPaymentId);
        return on.mutate(at, "refundFallBackToManual", "refund-operator", refund.id);
      }),
    );
    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
    const sent = (await on.sandbox.requests(gatewayPaymentId)).filter(({ method }) => method === "POST");
    return { codes, sent: sent.length, state: await on.stateOf(refund.id), ...(await on.balanceOf(gatewayPaymentId)) };
  });
  for (const one of ended) {
    expect(one).toMatchObject({ sent: 0, state: "refundRequested.refused", atGateway: 0, byHand: 0, reserved: AMOUNT });
    expect(one.codes).toEqual(["EVIDENCE_DISAGREES", "EVIDENCE_DISAGREES"]);
  }
});

it("a hand-over to a bank transfer at both servers while somebody cancels in the console: paid there, and not by hand", async () => {
  const ended = await several(async (turn) => {
    const order = await paidOrder(on, AMOUNT);
    const { gatewayPaymentId } = order;
    const { id } = await on.collected(order);
    await on.mutate(0, "refundAccountChange", "cs-agent", id, { account: ACCOUNT });
    await Promise.all([
      ...OF_BOTH.map((at) => on.mutate(at, "refundFallBackToManual", "refund-operator", id)),
      sleep(turn * 50).then(() => on.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT })),
    ]);
    await Promise.all([
      ...OF_BOTH.map((at) => on.mutate(at, "refundApprove", "approver", id)),
      on.recordMade(1, id, AMOUNT),
    ]);
    await on.recordMade(0, id, AMOUNT);
    await until(async () => {
      await Promise.all(OF_BOTH.map((at) => on.hear(at, gatewayPaymentId)));
      return (await on.stateOf(id)) === "completed";
    });
    return on.balanceOf(gatewayPaymentId);
  });
  const once = { atGateway: AMOUNT, byHand: 0, reserved: 0, reversed: 0, excess: 0 };
  expect(ended).toEqual(ended.map(() => once));
});

describe("at EBP, whose look-up names no amounts", () => {
  it("an accepted cancel that is shown later, heard by both servers at once, completes its refund once", async () => {
    const ended = await several(async () => {
      const order = await paidAtEbp();
      const { gatewayPaymentId } = order;
      const refund = await on.collected(order);
      await on.ebp.control.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "PENDING" } });
      await on.request(0, refund);
      await until(async () => (await on.stateOf(refund.id)) === "refundRequested.pending");
      const [waiting] = await on.ebp.control.cancellationsOf(gatewayPaymentId);
      const settled = on.ebp.control.settle(waiting!.id, "SUCCEEDED");
      await until(async () => {
        await Promise.all(OF_BOTH.map((at) => hearOfEbp(at, gatewayPaymentId)));
        return (await on.stateOf(refund.id)) === "completed";
      });
      await settled;
      await Promise.all(OF_BOTH.map((at) => hearOfEbp(at, gatewayPaymentId)));
      const booked = await on.rows(
        `select 1 from booked_cancellation where payment_id = (select id from payment where gateway_payment_id = ?)`,
        [gatewayPaymentId],
      );
      return { booked: booked.length, ...(await on.balanceOf(gatewayPaymentId)) };
    });
    const once = { booked: 1, atGateway: AMOUNT, byHand: 0, reserved: 0, reversed: 0, excess: 0 };
    expect(ended).toEqual(ended.map(() => once));
  });

  it("a cancel that appears while two people say that nothing moved: the money is not paid by hand as well", async () => {
    const ended = await several(async (turn) => {
      const order = await paidAtEbp();
      const { gatewayPaymentId } = order;
      const refund = await on.collected(order);
      const { id } = refund;
      await on.mutate(0, "refundAccountChange", "cs-agent", id, { account: ACCOUNT });
      const lost = { kind: "LOSE_ANSWER_BEFORE_EFFECT" } as const;
      await on.ebp.control.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: lost });
      await on.request(0, refund);
      await until(async () => (await on.stateOf(id)) === "refundRequested.unknown");
      const said = { outcome: "NOT_REFUNDED", evidence: "관리자 화면에 취소 내역이 없음" };
      await until(
        async () => (await on.mutate(0, "refundResolveUnknown", "refund-operator", id, said)).userErrors.length === 0,
      );
      const [statement] = await on.rows<{ id: string }>(
        `select id from refund_statement where refund_id = ? and closed_at is null`,
        [id],
      );
      await Promise.all([
        on.mutate(1, "refundResolveUnknown", "approver", id, { ...said, confirmsStatementId: statement?.id }),
        sleep(turn * 100).then(() => on.ebp.control.cancelInConsole(gatewayPaymentId, { amount: AMOUNT })),
      ]);
      const fallBack = () => on.mutate(0, "refundFallBackToManual", "refund-operator", id);
      await Promise.all([fallBack(), hearOfEbp(1, gatewayPaymentId)]);
      await until(async () => {
        await hearOfEbp(0, gatewayPaymentId);
        return (await on.balanceOf(gatewayPaymentId))["atGateway"] === AMOUNT;
      });
      await fallBack();
      return { state: await on.stateOf(id), ...(await on.balanceOf(gatewayPaymentId)) };
    });
    for (const one of ended) {
      expect(one).toMatchObject({ atGateway: AMOUNT, byHand: 0, excess: 0 });
      // What is not the refund itself waits for somebody who looks.
      expect(["completed", "refundRequested.refused", "accepted.awaitingApproval"]).toContain(one.state);
    }
  });
});

/** One server hears of a payment at EBP, signed now. */
async function hearOfEbp(at: 0 | 1, orderNo: string): Promise<void> {
  const body = JSON.stringify({ webhookId: randomUUID(), eventType: "PAYMENT_REFUNDED", data: { orderNo } });
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", EBP_WEBHOOK_SECRET).update(`${time}.${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-webhook-signature": signature,
    "x-webhook-signature-timestamp": time,
  };
  const answer = await fetch(`${on.servers[at].url}/webhooks/ebp`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
}

const withPayment = (order: ShopOrder, over: object, line: object = {}): ShopOrder => {
  const { payments, lines } = order.facts as { payments: object[]; lines: object[] };
  const facts = { ...order.facts, payments: [{ ...payments[0], ...over }], lines: [{ ...lines[0], ...line }] };
  return { ...order, facts };
};

/** Paid into a virtual account of a provider that transfers refunds later. */
async function intoVirtualAccount(): Promise<ShopOrder> {
  const order = await paidOrder(on, AMOUNT);
  const gatewayPaymentId = `${order.gatewayPaymentId}-va`;
  const method = { method: "virtualAccount", pgProvider: "TOSSPAYMENTS", transferDelayMs: null } as const;
  await on.sandbox.createPayment({ id: gatewayPaymentId, amount: { total: AMOUNT }, ...method });
  const payment = { gatewayPaymentId, method: "VIRTUAL_ACCOUNT", provider: "TOSS_PAYMENTS" };
  return { ...withPayment(order, payment), gatewayPaymentId };
}

/** Paid at EBP, where the payment goes by the order's number. */
async function paidAtEbp(): Promise<ShopOrder> {
  const order = await paidOrder(on, AMOUNT);
  const id = `ORD-${randomUUID()}`;
  const items = [{ ...itemOf(1), amount: AMOUNT, taxAmount: VAT }];
  await on.ebp.control.createPayment({ id, amount: { total: AMOUNT }, items, method: "card" });
  return { ...withPayment(order, { gateway: "EBP", gatewayPaymentId: id }, itemOf(1)), gatewayPaymentId: id };
}
