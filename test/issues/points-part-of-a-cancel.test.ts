/** 10,000 paid as 8,000 and 2,000 wallet points: PortOne named the points that went back, and nobody read it. */
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { dataOf } from "../api/ask.js";
import { codeOf, now, requestAndDrain, type Paid } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { ACCOUNT } from "../refund/accounts.js";
import { handedOver } from "../refund/handed-over.js";
import { assertLedgersAgree, loseAnswers, returnedInParts, untilQuiet } from "../refund/ledgers.js";
import { AGENT, changeAccount, fallBack, reverse } from "../refund/mutations.js";

const t = sharedTestService();

const withWallet = (over: Partial<Paid> = {}, atGateway: object = {}): Paid => ({
  amount: 10_000,
  paidByCustomer: 8_000,
  method: "EASY_PAY",
  provider: "NAVER_PAY",
  ...over,
  atGateway: { amount: { total: 10_000, paid: 8_000 }, method: "easyPay", pgProvider: "NAVERPAY", ...atGateway },
});

async function paid(...parts: number[]): Promise<{ refunds: Refund[]; paymentId: string; gatewayPaymentId: string }> {
  return returnedInParts(t, withWallet(), parts);
}

async function sent(refund: Refund): Promise<Refund> {
  expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
  return now(t, refund);
}

const bookedOn = (paymentId: string) =>
  t.rows(
    `select paid_to_customer, returned_as_points from booked_cancellation where payment_id = ? order by booked_at, id`,
    [paymentId],
  );

describe("wallet points that go back with a cancel", () => {
  it("as it was reported: the customer got 8,000, and the cancel keeps the 2,000 beside it", async () => {
    const { refund } = await handedOver(t, "v2-points-part-of-a-cancel", {
      amount: { total: 10_000, paid: 8_000 },
      method: "easyPay",
      pgProvider: "NAVERPAY",
    });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    const READ = `query ($id: ID!) { refund(id: $id) { status paidToCustomer { amount }
      payment { cancellations { amount { total { amount } } paidToCustomer { amount } returnedAsPoints { amount } } } } }`;
    expect(await dataOf(t, READ, { id: refund.id })).toEqual({
      refund: {
        status: "COMPLETED",
        paidToCustomer: { amount: 8_000 },
        payment: {
          cancellations: [
            {
              amount: { total: { amount: 10_000 } },
              paidToCustomer: { amount: 8_000 },
              returnedAsPoints: { amount: 2_000 },
            },
          ],
        },
      },
    });
  });

  it("are told of each part, also of one whose answer was lost or that was cancelled in the console", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await paid(5_000, 3_000);
    await loseAnswers(t, gatewayPaymentId, { moved: true });
    for (const refund of refunds) await sent(refund);
    await untilQuiet(t, refunds);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    await lookUpPayment(t.context, paymentId, "RECONCILER");
    expect((await Promise.all(refunds.map((refund) => now(t, refund)))).map((one) => one.paidToCustomer)).toEqual([
      4_000, 2_400,
    ]);
    expect(await bookedOn(paymentId)).toEqual([
      { paid_to_customer: "4000", returned_as_points: "1000" },
      { paid_to_customer: "2400", returned_as_points: "600" },
      { paid_to_customer: "1600", returned_as_points: "400" },
    ]);
    await assertLedgersAgree(t);
  });

  it("are not paid in money when the transfer comes back, nor by a later bank transfer of the rest", async () => {
    const wallet = withWallet({ method: "BANK_TRANSFER" });
    const { refunds } = await returnedInParts(t, wallet, [4_000, 6_000]);
    const [first, second] = refunds as [Refund, Refund];
    for (const refund of refunds) await changeAccount(t, refund, ACCOUNT, AGENT);
    expect(await sent(first)).toMatchObject({ state: "completed", paidToCustomer: 3_200 });
    expect(codeOf(await reverse(t, first))).toBe("ok");
    const [successor] = await t.rows(`select payable_by_hand from refund where predecessor_id = ?`, [first.id]);
    expect(successor).toEqual({ payable_by_hand: "3200" });
    expect(codeOf(await fallBack(t, second))).toBe("ok");
    expect(await now(t, second)).toMatchObject({ payableByHand: 4_800 });
  });

  it("beside a promotion, or a discount that is no points, say nothing of the money", async () => {
    const others = [
      { promotion: { kind: "PERCENT", percent: 20, minimum: 1_000 } },
      { method: "card", pgProvider: "TOSSPAYMENTS" },
    ];
    for (const atGateway of others) {
      const { refunds } = await returnedInParts(t, withWallet({}, atGateway), [10_000]);
      expect(await sent(refunds[0] as Refund)).toMatchObject({ state: "completed", paidToCustomer: null });
    }
  });
});
