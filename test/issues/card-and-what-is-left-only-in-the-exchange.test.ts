/** Toss Pay names the card, the bank, the refunded discount and what is left; all of it stood in the stored exchange only. */
import { exchangeJson, type HttpExchange } from "../../src/gateways/http.js";
import { Secret } from "../../src/secret.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import type { PaymentFacts } from "../../sandbox/toss-pay/payment.js";
import { dataOf } from "../api/ask.js";
import { handClock } from "../kit/clock.js";
import { request } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { alarmsOf, assertBooksAgree, returnedInParts, stateOf } from "../refund/ledgers.js";
import { API_KEY, openTossPay, type OpenTossPay } from "../sandbox/toss-pay/open-toss-pay.js";
import { IS_ALARM } from "../kit/work-items.js";

let toss: OpenTossPay;
let t: TestService;
/** Fields put into the answer of a refund on its way. */
let answered: object = {};
const altering: HttpExchange = async (request) => {
  const result = await exchangeJson(request);
  if (!request.crashPoints || result.kind !== "ANSWERED") return result;
  const json = { ...(result.json as object), ...answered };
  return { ...result, json, text: JSON.stringify(json) };
};

beforeAll(async () => {
  const clock = handClock();
  toss = await openTossPay({ now: () => clock.now() });
  t = await openTestService({
    clock,
    gateways: () => ({
      tossPay: { baseUrl: toss.sandbox.url, apiKey: new Secret(API_KEY), clock, http: altering },
    }),
  });
});
beforeEach(() => {
  answered = {};
});
afterAll(async () => {
  await t.close();
  await toss.end();
});

/** A refund of 4,000 of a payment of 10,000, sent. */
async function refunded(facts: Pick<PaymentFacts, "method"> & { discount?: number } = {}) {
  const { discount = 0, ...others } = facts;
  const scenario = await returnedInParts(t, { amount: 10_000, vat: 909, gateway: "TOSS_PAY" }, [4_000]);
  const id = scenario.gatewayPaymentId;
  await toss.control.createPayment({ id, amount: { total: 10_000, vat: 909, discount }, ...others });
  await request(t, scenario.refunds[0]!);
  await t.drain();
  return { ...scenario, refund: scenario.refunds[0]! };
}

const READ = `query ($id: ID!) { refund(id: $id) { payment { cancellations { amount { total { amount } } paidToCustomer { amount }
  refundedDiscount { amount } leftRefundable { amount } leftDiscount { amount } leftPaid { amount }
  instrument instrumentKind issuer } } } }`;
type Seen = Record<string, unknown>;
const cancellationsSeen = async ({ id }: { id: string }): Promise<Seen[]> =>
  (await dataOf<{ refund: { payment: { cancellations: Seen[] } } }>(t, READ, { id })).refund.payment.cancellations;

describe("a refund at Toss Pay", () => {
  it("shows the card with its company, the discount it took back, and what is left", async () => {
    const { refund } = await refunded({ discount: 1_000 });
    expect(await cancellationsSeen(refund)).toEqual([
      {
        amount: { total: { amount: 4_000 } },
        paidToCustomer: { amount: 3_600 },
        refundedDiscount: { amount: 400 },
        leftRefundable: { amount: 6_000 },
        leftDiscount: { amount: 600 },
        leftPaid: { amount: 5_400 },
        instrument: "654321******1234",
        instrumentKind: "CREDIT_CARD",
        // The answer does not name it; the look-up before the cancel does.
        issuer: "국민",
      },
    ]);
    expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
  });

  it("shows the bank of Toss money", async () => {
    const { refund } = await refunded({ method: "TOSS_MONEY" });
    expect(await cancellationsSeen(refund)).toMatchObject([
      {
        instrument: "110******676",
        instrumentKind: "BANK_ACCOUNT",
        issuer: "신한은행",
        refundedDiscount: { amount: 0 },
      },
    ]);
  });

  it("made in the console shows the card and the discount; what is left is not said of it", async () => {
    const { refund, paymentId, gatewayPaymentId } = await refunded({ discount: 1_000 });
    await toss.control.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
    await lookUpPayment(t.context, paymentId, "GATEWAY");
    expect(await cancellationsSeen(refund)).toContainEqual(
      expect.objectContaining({
        refundedDiscount: { amount: 100 },
        leftRefundable: null,
        instrumentKind: "CREDIT_CARD",
        issuer: "국민",
      }),
    );
  });

  it.each<[string, object]>([
    ["missing", { cardMethodType: undefined, refundableAmount: undefined, refundedDiscountAmount: undefined }],
    ["odd", { cardMethodType: { a: 1 }, refundableAmount: "6000", refundedDiscountAmount: [], cardNumber: 7 }],
  ])("is done all the same where those facts are %s", async (_, odd) => {
    answered = odd;
    const { refund } = await refunded();
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await cancellationsSeen(refund)).toMatchObject([
      { amount: { total: { amount: 4_000 } }, leftRefundable: null, refundedDiscount: null, issuer: "국민" },
    ]);
    expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
  });

  it("after which Toss Pay counts another balance than our books is done, and people look; our books stay", async () => {
    answered = { refundableAmount: 5_500 };
    const { refund, paymentId } = await refunded();
    expect(await stateOf(t, refund)).toBe("completed");
    const [alarm] = await t.rows(`select kind, detail from work_item where payment_id = ? and ${IS_ALARM}`, [
      paymentId,
    ]);
    expect(alarm).toMatchObject({
      kind: "ANSWER_DIFFERS",
      detail: { "refundableAmount in our books": 6_000, "refundableAmount answered": 5_500 },
    });
    expect(await cancellationsSeen(refund)).toMatchObject([{ leftRefundable: { amount: 5_500 } }]);
    expect(await t.rows(`select refunded_at_gateway_total from payment where id = ?`, [paymentId])).toEqual([
      { refunded_at_gateway_total: "4000" },
    ]);
    await assertBooksAgree(t);
  });
});
