/** The party at fault for a return: accepted where the reason allows it, shown, found in the list, and sent to the gateway. */
import { randomUUID } from "node:crypto";
import { refundBody } from "../../../src/gateways/toss-pay/translate.js";
import { Secret } from "../../../src/secret.js";
import { NO_REASON, REASONS } from "../../../src/refund/settlement/cancel-command.js";
import { mutate, dataOf } from "../../api/ask.js";
import { OPERATOR, RETURN_SERVICE, requestAndDrain } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { cancelOf } from "../../gateways/contract/gateway-under-test.js";

const t = sharedTestService();

interface Collected {
  return: { atFault: string | null; refunds: { id: string; atFault: string | null }[] } | null;
  userErrors: { code: string; message: string; field: string[] }[];
}

async function collect(returned: { reason?: string; atFault?: string }): Promise<Collected & { paymentId: string }> {
  const paymentId = `p-${randomUUID()}`;
  await t.sandbox.createPayment({ id: paymentId, amount: { total: 10_000 } });
  const payment = {
    paymentNo: "1",
    gateway: "PORTONE_V2",
    gatewayPaymentId: paymentId,
    method: "CARD",
    amount: 10_000,
  };
  const input = {
    idempotencyKey: randomUUID(),
    order: {
      orderNo: `O-${randomUUID()}`,
      currencyCode: "KRW",
      customerId: "c",
      customerName: "홍길동",
      payments: [{ ...payment, captureState: "CAPTURED", paidAt: "2031-03-01T03:00:00.000Z" }],
      lines: [{ lineNo: "1", name: "상품", kind: "PHYSICAL", quantity: 1, amount: 10_000, taxCategory: "TAXABLE" }],
    },
    return: {
      returnNo: `R-${randomUUID()}`,
      collectedAt: "2031-03-02T05:00:00.000Z",
      lines: [{ lineNo: "1", quantity: 1 }],
      ...returned,
    },
  };
  const answered = `return { atFault refunds { id atFault } } userErrors { code message field }`;
  return { ...(await mutate<Collected>(t, "returnCollect", input, answered, RETURN_SERVICE)), paymentId };
}

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

describe("the party at fault", () => {
  it.each([
    ["DEFECTIVE", "SELLER", "ADMIN"],
    ["DAMAGED_IN_TRANSIT", "CARRIER", "ADMIN"],
    ["CHANGE_OF_MIND", "CUSTOMER", "CUSTOMER"],
    ["CHANGE_OF_MIND", undefined, "CUSTOMER"],
  ])("of a return for %s: %s, so the gateway hears of %s", async (reason, atFault, requester) => {
    const { return: made, userErrors, paymentId } = await collect({ reason, ...(atFault && { atFault }) });
    expect(userErrors).toEqual([]);
    const [refund] = made?.refunds ?? [];
    expect(made).toMatchObject({ atFault: atFault ?? null, refunds: [{ atFault: atFault ?? null }] });
    await requestAndDrain(t, { id: refund?.id ?? "" });
    const sent = (await t.sandbox.requests(paymentId)).find(({ path }) => path.endsWith("/cancel"));
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({ requester });
  });

  it("is refused where the reason rules it out, with who may be", async () => {
    expect(await collect({ reason: "CHANGE_OF_MIND", atFault: "SELLER" })).toMatchObject({
      return: null,
      userErrors: [
        {
          code: "FACTS_INCONSISTENT",
          message: expect.stringMatching(
            /of a return after a change of mind, the seller cannot be at fault; possible: the customer/,
          ),
          field: expect.arrayContaining(["atFault"]),
        },
      ],
    });
  });

  it("finds refunds in the list, alone, with others and beside a status", async () => {
    const [seller, carrier, nobody] = await Promise.all(
      [{ atFault: "SELLER" }, { atFault: "CARRIER" }, {}].map(async (of) => (await collect(of)).return?.refunds[0]?.id),
    );
    const found = await listed({ atFault: ["SELLER"] });
    expect(found).toContain(seller);
    expect(found).not.toContain(carrier);
    expect(await listed({ atFault: ["SELLER", "CARRIER"] })).toEqual(expect.arrayContaining([seller, carrier]));
    expect(await listed({ atFault: ["CARRIER"], status: ["RETURN_COLLECTED"] })).toContain(carrier);
    expect(await listed({ atFault: ["CUSTOMER", "SELLER", "CARRIER"] })).not.toContain(nobody);
  });
});

it("every reason is within the characters and the length that Toss Pay takes, so that none is changed on its way", () => {
  for (const reason of [...Object.values(REASONS), NO_REASON]) {
    const command = cancelOf({ id: "p", amount: 10_000, vat: 909 }, 1_000, { reason });
    expect(refundBody(command, new Secret("sk_test_123456")).reason).toBe(reason);
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(100);
  }
});
