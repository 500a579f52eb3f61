/** A refund says its payment's gateway, method and provider, so that a list finds it by them; what is learned later reaches it. */
import { randomUUID } from "node:crypto";
import { dataOf, mutate } from "../../api/ask.js";
import { OPERATOR, RETURN_SERVICE } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();

const listed = async (where: object): Promise<string[]> => {
  const query = `query ($where: RefundWhere) { refunds(where: $where, first: 100) { edges { node { id } } } }`;
  const { refunds } = await dataOf<{ refunds: { edges: { node: { id: string } }[] } }>(
    t,
    query,
    { where },
    { by: OPERATOR },
  );
  return refunds.edges.map(({ node }) => node.id);
};

function orderOf(payment: { method?: string; provider?: string }) {
  return {
    orderNo: `O-${randomUUID()}`,
    currencyCode: "KRW",
    customerId: "c",
    customerName: "홍길동",
    payments: [
      {
        paymentNo: "1",
        gateway: "PORTONE_V2",
        gatewayPaymentId: `p-${randomUUID()}`,
        method: "CARD",
        amount: 10_000,
        captureState: "CAPTURED",
        paidAt: "2031-03-01T03:00:00.000Z",
        ...payment,
      },
    ],
    lines: [{ lineNo: "1", name: "상품", kind: "PHYSICAL", quantity: 2, amount: 10_000, taxCategory: "TAXABLE" }],
  };
}

async function collect(order: ReturnType<typeof orderOf>): Promise<string> {
  const input = {
    idempotencyKey: randomUUID(),
    order,
    return: {
      returnNo: `R-${randomUUID()}`,
      collectedAt: "2031-03-02T05:00:00.000Z",
      lines: [{ lineNo: "1", quantity: 1 }],
    },
  };
  const answered = `return { refunds { id } } userErrors { code message field }`;
  const { return: collected, userErrors } = await mutate<{
    return: { refunds: { id: string }[] } | null;
    userErrors: unknown[];
  }>(t, "returnCollect", input, answered, RETURN_SERVICE);
  expect(userErrors).toEqual([]);
  return collected?.refunds[0]?.id ?? "";
}

const DIFFERENT = `select count(*)::int as n from refund join payment on payment.id = refund.payment_id
  where (refund.gateway, refund.method, refund.provider) is distinct from (payment.gateway, payment.method, payment.provider)`;
const different = async () => (await t.orm.em.fork().execute<{ n: number }[]>(DIFFERENT))[0]?.n;

it("is found by its payment's gateway, method and provider", async () => {
  const phone = await collect(orderOf({ method: "MOBILE", provider: "DANAL" }));
  const card = await collect(orderOf({ provider: "NICE" }));
  expect(await listed({ method: ["MOBILE"] })).toEqual([phone]);
  expect(await listed({ provider: ["DANAL", "NICE"], gateway: ["PORTONE_V2"] })).toEqual([card, phone]);
  expect(await listed({ provider: ["NICE"], method: ["MOBILE"] })).toEqual([]);
  expect(await different()).toBe(0);
});

it("is found by a provider that was reported after it came into being", async () => {
  const order = orderOf({});
  const before = await collect(order);
  expect(await listed({ provider: ["KICC"] })).toEqual([]);
  const after = await collect({ ...order, payments: order.payments.map((each) => ({ ...each, provider: "KICC" })) });
  expect(await listed({ provider: ["KICC"] })).toEqual([after, before]);
  expect(await different()).toBe(0);
});
