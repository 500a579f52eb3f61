/** A payment at i'mport could be refunded only where its order named the imp_uid; many shops keep the merchant_uid alone. */
import { randomUUID } from "node:crypto";
import type { PaymentFacts } from "../../sandbox/iamport-v1/payment.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { dataOf } from "../api/ask.js";
import { iamportV1 } from "../gateways/contract/iamport-v1.js";
import { handClock, HOUR } from "../kit/clock.js";
import { request } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { returnedInParts, stateOf } from "../refund/ledgers.js";
import { openIamport, type OpenIamport } from "../sandbox/iamport-v1/open-iamport-v1.js";

let iamport: OpenIamport;
let t: TestService;
beforeAll(async () => {
  const clock = handClock();
  iamport = await openIamport({ now: () => clock.now() });
  t = await openTestService({
    clock,
    gateways: () => iamportV1.settings({ clock, baseUrl: iamport.sandbox.url }),
  });
});
afterAll(async () => {
  await t.close();
  await iamport.end();
});

/** A payment at i'mport under the number; gives its imp_uid. */
async function paid(merchantUid: string, facts: Partial<PaymentFacts> = {}): Promise<string> {
  const id = `imp_${randomUUID()}`;
  await iamport.control.createPayment({
    id,
    merchantUid,
    amount: { total: 10_000, vat: 909 },
    pgProvider: "kcp",
    ...facts,
  });
  return id;
}

/** A refund of 4,000 of a payment of 10,000 that is reported so. */
async function owed(gatewayPaymentId: string): Promise<Refund> {
  const payment = { amount: 10_000, vat: 909, gateway: "IAMPORT_V1", gatewayPaymentId } as const;
  return (await returnedInParts(t, payment, [4_000])).refunds[0]!;
}

async function sent(refund: Refund): Promise<Refund> {
  await request(t, refund);
  await t.drain();
  return refund;
}

const cancels = async (impUid: string) =>
  (await iamport.control.requests(impUid)).filter(({ path }) => path === "/payments/cancel").map(({ body }) => body);

const attemptsSeen = async ({ id }: Refund) =>
  (
    await dataOf<{ refund: { attempts: unknown[] } }>(
      t,
      `query ($id: ID!) { refund(id: $id) { attempts { status refusalCause finding { code particulars } } } }`,
      { id },
    )
  ).refund.attempts;

describe("a payment that is reported by its merchant_uid", () => {
  it("is found, and cancelled by its imp_uid; the same number with a failed try beside it too", async () => {
    const merchantUid = `order-${randomUUID()}`;
    await paid(merchantUid, { status: "failed" });
    const impUid = await paid(merchantUid);
    const refund = await sent(await owed(`merchant_uid:${merchantUid}`));
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await cancels(impUid)).toEqual([expect.stringContaining(`"imp_uid":"${impUid}"`)]);
    expect(await iamport.control.payment(impUid)).toMatchObject({ cancelled: 4_000 });
  });

  it("is not sent to any of two that were paid under it, and the problem is named", async () => {
    const merchantUid = `order-${randomUUID()}`;
    const both = [await paid(merchantUid), await paid(merchantUid)];
    const refund = await sent(await owed(`merchant_uid:${merchantUid}`));
    expect(await stateOf(t, refund)).toBe("deferred");
    expect(await attemptsSeen(refund)).toMatchObject([
      {
        status: "DEFERRED",
        finding: { code: "ANOTHER_PAYMENT", particulars: expect.stringMatching(/several payments were paid/) },
      },
    ]);
    await t.pass(HOUR);
    for (const impUid of both) expect(await cancels(impUid)).toEqual([]);
  });

  it.each<[string, Partial<PaymentFacts>, string]>([
    ["amount", { amount: { total: 9_000 } }, "AMOUNT_DIFFERS"],
    ["currency", { currency: "USD" }, "CURRENCY_DIFFERS"],
  ])("is not sent where another %s was paid under it", async (_, facts, code) => {
    const merchantUid = `order-${randomUUID()}`;
    const impUid = await paid(merchantUid, facts);
    const refund = await sent(await owed(`merchant_uid:${merchantUid}`));
    expect(await attemptsSeen(refund)).toMatchObject([{ status: "REFUSED", finding: { code } }]);
    expect(await cancels(impUid)).toEqual([]);
  });

  it("is not sent where another order knows the same payment by its imp_uid", async () => {
    const merchantUid = `order-${randomUUID()}`;
    const impUid = await paid(merchantUid);
    await owed(impUid);
    const refund = await sent(await owed(`merchant_uid:${merchantUid}`));
    expect(await attemptsSeen(refund)).toMatchObject([{ status: "REFUSED", finding: { code: "ANOTHER_PAYMENT" } }]);
    expect(await cancels(impUid)).toEqual([]);
  });

  it("whose answer was lost is sent again to the same imp_uid", async () => {
    const merchantUid = `order-${randomUUID()}`;
    const impUid = await paid(merchantUid);
    await iamport.control.planFault({
      hits: "cancel",
      paymentId: impUid,
      fault: { kind: "LOSE_ANSWER_BEFORE_EFFECT" },
    });
    const refund = await sent(await owed(`merchant_uid:${merchantUid}`));
    await t.pass(HOUR);
    expect(await stateOf(t, refund)).toBe("completed");
    const [first, ...again] = await cancels(impUid);
    expect(again.length).toBeGreaterThan(0);
    expect(new Set([first, ...again])).toEqual(new Set([first]));
  });

  it("that nobody paid is not known", async () => {
    const merchantUid = `order-${randomUUID()}`;
    await paid(merchantUid, { status: "failed" });
    const refund = await sent(await owed(`merchant_uid:${merchantUid}`));
    expect(await attemptsSeen(refund)).toMatchObject([{ status: "REFUSED", finding: { code: "PAYMENT_NOT_FOUND" } }]);
  });
});
