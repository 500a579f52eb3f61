/** Payments and the money that moved back at gateways, listed for the books: what each filter finds, in what order, for whom. */
import type { Principal } from "../../../src/access/principal.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { collectedReturn, person, requestAndDrain, RETURN_SERVICE } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { dataOf, errorOf } from "../ask.js";

const t = sharedTestService();
const ACCOUNTANT = person("park.books", "accountant");
const PRIVACY = person("jung.privacy", "privacy-officer");

interface Moved {
  gateway: string;
  cause: string;
  gatewayCancellationId: string;
  amount: { total: { amount: number; currencyCode: string } };
  payment: { id: string };
  refunds: { refundNo: string }[];
}
interface Page<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
  totalCount: { count: number };
}

const MOVED = `query ($where: BookedCancellationWhere, $first: Int = 50, $after: String) {
  bookedCancellations(first: $first, after: $after, where: $where) { totalCount { count } pageInfo { hasNextPage endCursor }
    edges { cursor node { gateway cause gatewayCancellationId amount { total { amount currencyCode } } payment { id } refunds { refundNo } } } } }`;
const PAYMENTS = `query ($where: PaymentWhere, $first: Int = 50, $after: String) {
  payments(first: $first, after: $after, where: $where) { totalCount { count } pageInfo { hasNextPage endCursor } edges { cursor node { id disputed } } } }`;

const moved = async (where: object = {}, page: object = {}): Promise<Page<Moved>> =>
  (await dataOf<{ bookedCancellations: Page<Moved> }>(t, MOVED, { where, ...page }, { by: ACCOUNTANT }))
    .bookedCancellations;
const payments = async (where: object = {}, page: object = {}): Promise<Page<{ id: string }>> =>
  (await dataOf<{ payments: Page<{ id: string }> }>(t, PAYMENTS, { where, ...page }, { by: ACCOUNTANT })).payments;
const nodesOf = <Node>({ edges }: Page<Node>): Node[] => edges.map(({ node }) => node);

/** Our own refund, then a cancel in the console that nobody here asked for; and a payment that is still whole. */
async function scene() {
  const ours = await collectedReturn(t, 15_000);
  await requestAndDrain(t, ours.refund);
  const theirs = await collectedReturn(t, 7_000);
  await t.sandbox.cancelInConsole(theirs.gatewayPaymentId, {});
  await lookUpPayment(t.context, theirs.refund.paymentId, "RECONCILER");
  const whole = await collectedReturn(t, [{ amount: 3_000, paidAt: new Date("2031-02-25T03:00:00.000Z") }]);
  await t.rows(`update payment set disputed = true where id = ? returning 1`, [whole.refund.paymentId]);
  return { ours, theirs, whole };
}
let s: Awaited<ReturnType<typeof scene>>;
beforeAll(async () => {
  s = await scene();
});

describe("bookedCancellations", () => {
  it("says what moved, where, how much, and for which refund, the newest first", async () => {
    const all = await moved();
    expect(nodesOf(all)).toMatchObject([
      {
        gateway: "PORTONE_V2",
        cause: "GATEWAY_CONSOLE",
        amount: { total: { amount: 7_000, currencyCode: "KRW" } },
        payment: { id: s.theirs.refund.paymentId },
      },
      {
        gateway: "PORTONE_V2",
        cause: "API",
        amount: { total: { amount: 15_000, currencyCode: "KRW" } },
        payment: { id: s.ours.refund.paymentId },
        refunds: [{ refundNo: s.ours.refund.refundNo }],
      },
    ]);
    expect(all.totalCount).toEqual({ count: 2 });
  });

  it("names the refunds that were completed with a cancel made elsewhere", async () => {
    const refundsOf = async () => nodesOf(await moved({ cause: ["GATEWAY_CONSOLE"] })).map(({ refunds }) => refunds);
    expect(await refundsOf()).toEqual([[{ refundNo: s.theirs.refund.refundNo }]]);
    await t.rows(`delete from cancellation_match where refund_id = ? returning 1`, [s.theirs.refund.id]);
    expect(await refundsOf()).toEqual([[]]);
  });

  it("goes on after a cursor, and shows each once", async () => {
    const first = await moved({}, { first: 1 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await moved({}, { first: 1, after: first.pageInfo.endCursor });
    expect([...nodesOf(first), ...nodesOf(second)].map(({ cause }) => cause)).toEqual(["GATEWAY_CONSOLE", "API"]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it.each<[string, () => object, string[]]>([
    ["its gateway", () => ({ gateway: ["PORTONE_V2"] }), ["GATEWAY_CONSOLE", "API"]],
    ["a gateway named twice", () => ({ gateway: ["PORTONE_V2", "PORTONE_V2"] }), ["GATEWAY_CONSOLE", "API"]],
    ["another gateway", () => ({ gateway: ["EBP"] }), []],
    ["no gateway", () => ({ gateway: [] }), []],
    ["a cause", () => ({ cause: ["API"] }), ["API"]],
    ["a cause nobody had", () => ({ cause: ["CHARGEBACK"] }), []],
    ["causes at a gateway", () => ({ gateway: ["PORTONE_V2"], cause: ["API", "CHARGEBACK"] }), ["API"]],
    ["its payment", () => ({ paymentId: [s.ours.refund.paymentId] }), ["API"]],
    ["its payment with another cause", () => ({ paymentId: [s.ours.refund.paymentId], cause: ["CHARGEBACK"] }), []],
    ["when it was booked", () => ({ bookedAt: { from: "2031-03-03T00:00:00Z" } }), ["GATEWAY_CONSOLE", "API"]],
    ["another day", () => ({ bookedAt: { until: "2031-03-03T00:00:00Z" } }), []],
    ["an id nobody has", () => ({ gatewayCancellationId: ["none"] }), []],
  ])("is found by %s", async (_, where, causes) => {
    const found = await moved(where());
    expect(nodesOf(found).map(({ cause }) => cause)).toEqual(causes);
    expect(found.totalCount).toEqual({ count: causes.length });
  });

  it("is found by the gateway's id of it", async () => {
    const [, ours] = nodesOf(await moved());
    const found = await moved({ gatewayCancellationId: [ours!.gatewayCancellationId] });
    expect(nodesOf(found)).toEqual([ours]);
  });
});

describe("payments", () => {
  it("are listed by when they were paid, the newest first", async () => {
    const ids = nodesOf(await payments()).map(({ id }) => id);
    expect(ids[0]).toBe(s.whole.refund.paymentId);
    expect(new Set(ids)).toEqual(new Set([s.whole, s.ours, s.theirs].map(({ refund }) => refund.paymentId)));
    const first = await payments({}, { first: 2 });
    const rest = await payments({}, { first: 2, after: first.pageInfo.endCursor });
    expect([...nodesOf(first), ...nodesOf(rest)].map(({ id }) => id)).toEqual(ids);
  });

  it.each<[string, () => object, () => string[]]>([
    ["a dispute", () => ({ disputed: true }), () => [s.whole.refund.paymentId]],
    ["a dispute elsewhere", () => ({ disputed: true, gateway: ["EBP"] }), () => []],
    ["an order", () => ({ orderNo: [s.ours.order.orderNo] }), () => [s.ours.refund.paymentId]],
    ["an order at another gateway", () => ({ orderNo: [s.ours.order.orderNo], gateway: ["EBP"] }), () => []],
    ["when it was paid", () => ({ paidAt: { from: "2031-02-25T00:00:00Z" } }), () => [s.whole.refund.paymentId]],
    ["a gateway nobody used", () => ({ gateway: ["TOSS_PAY"] }), () => []],
  ])("are found by %s", async (_, where, ids) => {
    const found = await payments(where());
    expect(nodesOf(found).map(({ id }) => id)).toEqual(ids());
    expect(found.totalCount).toEqual({ count: ids().length });
  });
});

describe("paymentByGatewayId", () => {
  const BY_ID = `query ($g: Gateway!, $id: String!) { paymentByGatewayId(gateway: $g, gatewayPaymentId: $id) { id } }`;
  const found = (g: string, id: string) => dataOf(t, BY_ID, { g, id }, { by: ACCOUNTANT });

  it("finds it at its gateway, and nowhere else", async () => {
    const { gatewayPaymentId, refund } = s.ours;
    expect(await found("PORTONE_V2", gatewayPaymentId)).toEqual({ paymentByGatewayId: { id: refund.paymentId } });
    expect(await found("TOSS_PAY", gatewayPaymentId)).toEqual({ paymentByGatewayId: null });
    expect(await found("PORTONE_V2", gatewayPaymentId.slice(0, -1))).toEqual({ paymentByGatewayId: null });
  });

  it("refuses what cannot be an id", async () => {
    for (const id of ["", "\u0000", "9".repeat(201)])
      expect(await errorOf(t, BY_ID, { g: "PORTONE_V2", id })).toMatchObject({ code: "BAD_USER_INPUT" });
  });
});

describe("refuses", () => {
  it.each<[string, string, object, string]>([
    ["a page of nothing", MOVED, { first: 0 }, "1 to 100"],
    ["a cursor of another list", MOVED, { after: "abc" }, "cursor"],
    ["too many ids", MOVED, { where: { gatewayCancellationId: Array(101).fill("x") } }, "at most 100"],
    ["no id", MOVED, { where: { paymentId: ["x"] } }, "not an id"],
    ["what is true of nearly all", PAYMENTS, { where: { disputed: false } }, "only true can be asked for"],
    ["too many orders", PAYMENTS, { where: { orderNo: Array(101).fill("x") } }, "at most 100"],
  ])("%s", async (_, document, variables, sentence) => {
    expect(await errorOf(t, document, { ...variables })).toEqual({
      code: "BAD_USER_INPUT",
      message: expect.stringContaining(sentence),
    });
  });

  it.each<[string, Principal | null, string]>([
    ["who may not read payments", PRIVACY, "FORBIDDEN"],
    ["a program that follows events", { ...RETURN_SERVICE, scopes: ["events:read"] }, "FORBIDDEN"],
    ["nobody", null, "UNAUTHENTICATED"],
  ])("%s", async (_, by, code) => {
    for (const document of [MOVED, PAYMENTS]) expect(await errorOf(t, document, {}, { by })).toMatchObject({ code });
  });
});
