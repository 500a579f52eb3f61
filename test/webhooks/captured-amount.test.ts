/** EBP says how much of a payment was captured in its webhook and nowhere else: through real HTTP, from the sandbox. */
import { balanceOf, codeOf, collectedReturn, everyRow, now, request } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { alarmsOf, assertBooksAgree, stateOf } from "../refund/ledgers.js";
import { reconcile, workItems } from "../reconciliation/findings.js";
import { koreanDay } from "../../src/clock.js";
import { EBP_SECRET, openHooks, signedAtEbp } from "./open-hooks.js";

const h = shared(openHooks);
beforeEach(() => h.ebp.control.setWebhook({ url: h.url.ebp, secret: EBP_SECRET }));

let count = 0;

/** A payment of 20,000 that is only authorised, of which so much came back. */
async function authorised(returned: number) {
  const orderNo = `ORD_C_${process.pid}_${(count += 1)}`;
  await h.ebp.control.createPayment({ id: orderNo, amount: { total: 20_000 }, captured: false });
  const paid = {
    amount: 20_000,
    gateway: "EBP" as const,
    gatewayPaymentId: orderNo,
    captureState: "AUTHORISED" as const,
  };
  const sold = [returned, 20_000 - returned].filter((amount) => amount > 0).map((amount) => ({ amount }));
  const { refund } = await collectedReturn(h.t, [paid], { sold });
  return { orderNo, refund, paymentId: refund.paymentId };
}

/** Captured at EBP, and its webhooks handled. */
async function capture(orderNo: string, amount?: number): Promise<void> {
  await h.ebp.control.capture(orderNo, { amount });
  for (;;) {
    const webhooks = await h.ebp.control.webhooks(orderNo);
    if (webhooks.some(({ type }) => type === "PAYMENT_CAPTURED") && webhooks.every((one) => one.status !== "WAITING"))
      break;
  }
  await h.app.drainJobs();
}

const capturedOf = async (paymentId: string) => {
  const [row] = await h.t.rows(
    `select capture_state as state, captured_amount::int as captured, uncaptured_total::int as uncaptured from payment where id = ?`,
    [paymentId],
  );
  return row;
};

/** EBP's own webhook, with something else in it. */
const told = async (orderNo: string, more: object): Promise<void> => {
  const data = { orderNo, paymentStatus: "CAPTURED", ...more };
  const body = JSON.stringify({ eventType: "PAYMENT_CAPTURED", eventTime: "2031-03-03T00:00:00Z", data });
  expect(await signedAtEbp(h, body)).toBe(200);
  await h.app.drainJobs();
};

it("a part that was captured is all that can be refunded, to the last won of it", async () => {
  const { orderNo, refund, paymentId } = await authorised(12_000);
  expect(codeOf(await request(h.t, refund))).toBe("NOT_CAPTURED");
  await capture(orderNo, 12_000);
  expect(await capturedOf(paymentId)).toEqual({ state: "CAPTURED", captured: 12_000, uncaptured: 8_000 });
  expect(await h.t.rows(`select kind, after, actor from order_fact_change where payment_id = ?`, [paymentId])).toEqual([
    { kind: "CAPTURED", after: { captureState: "CAPTURED", capturedAmount: 12_000 }, actor: "system:webhook" },
  ]);
  expect(codeOf(await request(h.t, refund))).toBe("ok");
  await h.app.drainJobs();
  expect(await stateOf(h.t, refund)).toBe("completed");
  expect(await h.ebp.control.payment(orderNo)).toMatchObject({ total: 12_000, cancelled: 12_000 });
  // EBP says of it that everything is cancelled: no cancel of somebody else, and no difference.
  expect(await balanceOf(h.t, paymentId)).toMatchObject({ refundedAtGateway: 12_000, excess: 0 });
  await reconcile(h.t, { gateway: "EBP", day: koreanDay(h.t.clock.now()) });
  expect(await workItems(h.t, paymentId)).toEqual([]);
  expect(await alarmsOf(h.t, paymentId)).toEqual([]);
  await assertBooksAgree(h.t);
});

it("captured in full, all of it is refundable; told three times, nothing changes", async () => {
  const { orderNo, paymentId } = await authorised(5_000);
  await capture(orderNo);
  expect(await capturedOf(paymentId)).toEqual({ state: "CAPTURED", captured: 20_000, uncaptured: 0 });
  const [webhook] = (await h.ebp.control.webhooks(orderNo)).filter(({ type }) => type === "PAYMENT_CAPTURED");
  const before = await everyRow(h.t);
  await h.ebp.control.deliverWebhook(webhook?.id ?? "", 2);
  await h.app.drainJobs();
  expect((await everyRow(h.t))["order_fact_change"]).toEqual(before["order_fact_change"]);
  expect(await alarmsOf(h.t, paymentId)).toEqual([]);
});

it("a console cancel of all that was captured leaves nothing, and no excess", async () => {
  const { orderNo, paymentId, refund } = await authorised(1_000);
  await capture(orderNo, 10_000);
  await h.ebp.control.cancelInConsole(orderNo);
  await h.pass(60_000);
  for (;;) if ((await h.ebp.control.webhooks(orderNo)).every((one) => one.status !== "WAITING")) break;
  await h.app.drainJobs();
  expect(await balanceOf(h.t, paymentId)).toMatchObject({ refundedAtGateway: 20_000, reserved: 0, excess: 0 });
  expect(await capturedOf(paymentId)).toMatchObject({ captured: 10_000, uncaptured: 0 });
  expect(await now(h.t, refund)).toMatchObject({ refusalCause: "OVERTAKEN" });
  await assertBooksAgree(h.t);
});

it("an amount that contradicts the report, or cannot be, changes nothing and is an alarm that names both", async () => {
  const { orderNo, paymentId } = await authorised(1_000);
  await capture(orderNo, 10_000);
  const before = await capturedOf(paymentId);
  await told(orderNo, { capturedAmount: "9000", currencyCode: "KRW", exponent: 0 });
  await told(orderNo, { capturedAmount: "20001", currencyCode: "KRW", exponent: 0 });
  await told(orderNo, { capturedAmount: "0" });
  await told(orderNo, { capturedAmount: "100.00", currencyCode: "KRW", exponent: 0 });
  await told(orderNo, { capturedAmount: "7000", currencyCode: "USD", exponent: 0 });
  await told(orderNo, { capturedAmount: "6000", currencyCode: "KRW", exponent: 2 });
  await told(orderNo, { capturedAmount: { value: 1 } });
  await told(orderNo, { capturedAmount: "10000" });
  await told(orderNo, {});
  expect(await capturedOf(paymentId)).toEqual(before);
  expect(
    await h.t.rows(
      `select detail from work_item where kind = 'CAPTURE_DIFFERS' and payment_id = ? order by opened_at, id`,
      [paymentId],
    ),
  ).toEqual(
    [
      { reported: "9000", recorded: 10_000, problem: "FACTS_CONFLICT" },
      { reported: "20001", recorded: 10_000, problem: "FACTS_INCONSISTENT" },
      { reported: "0", recorded: 10_000, problem: "FACTS_INCONSISTENT" },
      { reported: "UNREADABLE", recorded: 10_000, problem: "UNREADABLE" },
    ].map((detail) => ({ detail })),
  );
});
