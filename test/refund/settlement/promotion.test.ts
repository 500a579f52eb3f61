/** A payment with a promotion: everything of ours counts in the gateway's cancel units, before the discount. */
import { balanceOf, cancelledAtGateway, now, request, requestAndDrain } from "../../kit/fixtures.js";
import { assertLedgersAgree, postsOf, returnedInParts, untilQuiet, loseAnswers } from "../ledgers.js";
import { sharedTestService } from "../../kit/shared-test-service.js";

const t = sharedTestService();
afterEach(() => assertLedgersAgree(t));

/** 10,000 won ordered, 9,000 paid: ten per cent off from `minimum` upward. */
const discounted = (minimum: number) => ({
  amount: 10_000,
  atGateway: {
    amount: { total: 10_000, paid: 9_000 },
    promotion: { kind: "PERCENT" as const, percent: 10, minimum },
  },
});

const paidBack = async (gatewayPaymentId: string): Promise<number[]> =>
  (await t.sandbox.cancellationsOf(gatewayPaymentId)).map((cancellation) => cancellation.paidBack);

describe("10,000 ordered and 9,000 paid", () => {
  it("is cancelled as 10,000, and nobody claims that the customer got 10,000 back", async () => {
    const { refund, paymentId, gatewayPaymentId } = await returnedInParts(t, discounted(5_000), [10_000]);
    await requestAndDrain(t, refund);
    expect(await now(t, refund)).toMatchObject({ state: "completed", paidToCustomer: null });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 0 });
    expect(await paidBack(gatewayPaymentId)).toEqual([9_000]);
  });

  it("is cancelled in halves with the balance before the discount as compare-and-set, also when an answer is lost", async () => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, discounted(5_000), [5_000, 5_000]);
    await loseAnswers(t, gatewayPaymentId, { moved: true });
    for (const refund of refunds) await request(t, refund);
    await t.drain();
    await untilQuiet(t, refunds);
    const bodies = (await postsOf(t, gatewayPaymentId)).map(
      (call) => JSON.parse(call.body ?? "{}") as Record<string, unknown>,
    );
    expect(bodies.map((body) => [body["amount"], body["currentCancellableAmount"]])).toEqual([
      [5_000, 10_000],
      [5_000, 5_000],
    ]);
    for (const refund of refunds)
      expect(await now(t, refund)).toMatchObject({ state: "completed", paidToCustomer: null });
    expect(await paidBack(gatewayPaymentId)).toEqual([4_500, 4_500]);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(10_000);
  });

  it("refuses a part that the promotion's arithmetic forbids, and still owes it", async () => {
    const { refund, paymentId, gatewayPaymentId } = await returnedInParts(t, discounted(10_000), [500]);
    await requestAndDrain(t, refund);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "PROMOTION_FORBIDS" });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 500 });
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(0);
  });
});
