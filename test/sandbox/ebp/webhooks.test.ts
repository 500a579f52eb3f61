/** Webhooks of the EBP sandbox: what is told and what is not, their signature, their order, and what a restart leaves due. */
import { createHmac, randomUUID } from "node:crypto";
import type { PaymentFacts } from "../../../sandbox/ebp/control.js";
import { handClock, until } from "../portone-v2/open-portone-v2.js";
import { cut, openEbp, type OpenEbp } from "./open-ebp.js";
import { openReceiver, type Received, type WebhookReceiver } from "../webhook-receiver.js";

const SECRET = "ebp-webhook-secret";
const clock = handClock("2026-03-02T01:00:00.789Z");
let receiver: WebhookReceiver;
let open: OpenEbp;

beforeAll(async () => {
  receiver = await openReceiver();
  const webhook = { url: receiver.url, secret: SECRET };
  open = await openEbp({ now: clock.now, webhook, retryWaitsMs: [0, 1_000, 4_000] });
});
afterAll(async () => {
  await open.end();
  await receiver.close();
});
beforeEach(() => {
  receiver.state.status = 200;
});

async function paid(facts: Partial<PaymentFacts> = {}): Promise<string> {
  const { id } = await open.control.createPayment({ id: randomUUID(), amount: { total: 10_000 }, ...facts });
  return id;
}

/** Nothing is due, held back or under way for the payment any more. */
const quiet = (id: string) =>
  until(async () => (await open.control.webhooks(id)).every((one) => one.nextAt === null && one.status !== "WAITING"));
const written = async (id: string) => (await open.control.webhooks(id)).map((one) => one.type);
const eventOf = (one: Received) => (JSON.parse(one.body) as { eventType: string }).eventType;

it("a refund is told twice: that it was requested, and that it was done", async () => {
  const id = await paid();
  await open.cancel(cut(id, 3_000));
  await quiet(id);
  const bodies = (await open.control.webhooks(id)).map((one) => JSON.parse(one.body) as unknown);
  const common = { orderNo: id, currencyCode: "KRW", exponent: 0, resultCode: "0", resultMessage: "SUCCESS" };
  const eventTime = "2026-03-02T01:00:00Z";
  expect(bodies).toEqual([
    {
      eventType: "PAYMENT_REFUND_REQUESTED",
      eventTime,
      data: { ...common, paymentStatus: "REFUND_REQUESTED", refundRequestedAmount: 3_000 },
    },
    {
      eventType: "PAYMENT_REFUNDED",
      eventTime,
      data: { ...common, paymentStatus: "REFUNDED", refundedAmount: 3_000, refundedAt: eventTime },
    },
  ]);
});

it("authorising, capturing and voiding are told; the captured amount is a string", async () => {
  const [captured, voided] = [await paid({ captured: false }), await paid({ captured: false })];
  await open.control.capture(captured);
  await open.cancel(cut(voided, 10_000));
  await quiet(captured);
  await quiet(voided);
  expect(await written(captured)).toEqual(["PAYMENT_AUTHORIZED", "PAYMENT_CAPTURED"]);
  expect(await written(voided)).toEqual(["PAYMENT_AUTHORIZED", "PAYMENT_VOIDED"]);
  const received = receiver.about(captured).find((one) => eventOf(one) === "PAYMENT_CAPTURED");
  expect(JSON.parse(received?.body ?? "")).toMatchObject({
    data: { capturedAmount: "10000", paymentStatus: "CAPTURED" },
  });
});

it("is signed with the hex HMAC-SHA256 of the time and the body", async () => {
  const id = await paid();
  await open.cancel(cut(id, 1_000));
  await quiet(id);
  for (const { headers, body } of receiver.about(id)) {
    const timestamp = String(headers["x-webhook-signature-timestamp"]);
    expect(timestamp).toMatch(/^\d{10}$/);
    const mac = createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex");
    expect(headers["x-webhook-signature"]).toBe(mac);
  }
  expect(receiver.about(id)).toHaveLength(2);
});

it("a cancel that was only accepted is told when it is done, and never that it failed", async () => {
  const [good, bad] = [await paid(), await paid()];
  for (const [paymentId, outcome] of [
    [good, "SUCCEEDED"],
    [bad, "FAILED"],
  ] as const) {
    await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "PENDING" } });
    const { body } = await open.cancel(cut(paymentId, 1_000));
    expect(await written(paymentId)).toEqual(["PAYMENT_REFUND_REQUESTED"]);
    await open.control.settle(body.data?.returnRequestId ?? "", outcome);
    await quiet(paymentId);
  }
  expect(await written(good)).toEqual(["PAYMENT_REFUND_REQUESTED", "PAYMENT_REFUNDED"]);
  expect(await written(bad)).toEqual(["PAYMENT_REFUND_REQUESTED"]);
});

it("console cancels are told when done, having been requested by nobody; refusals not at all", async () => {
  const id = await paid();
  await open.control.planFault({ hits: "cancel", paymentId: id, fault: { kind: "REFUSE" } });
  await open.cancel(cut(id, 1_000));
  expect(await written(id)).toEqual([]);
  await open.control.cancelInConsole(id);
  expect(await written(id)).toEqual(["PAYMENT_REFUNDED"]);
});

it("SWAP: the request is heard of after the refund, over a restart too", async () => {
  const [atOnce, later] = [await paid(), await paid()];
  for (const paymentId of [atOnce, later]) {
    await open.control.planFault({ hits: "webhook-order", paymentId, fault: { kind: "SWAP" } });
  }
  await open.control.planFault({ hits: "cancel", paymentId: later, fault: { kind: "PENDING" } });
  await open.cancel(cut(atOnce, 1_000));
  const { body } = await open.cancel(cut(later, 1_000));
  await quiet(atOnce);
  const swapped = ["PAYMENT_REFUNDED", "PAYMENT_REFUND_REQUESTED"];
  expect(receiver.about(atOnce).map(eventOf)).toEqual(swapped);
  expect(receiver.about(later)).toEqual([]);
  open = await open.restart();
  await open.control.settle(body.data?.returnRequestId ?? "", "SUCCEEDED");
  await quiet(later);
  expect(receiver.about(later).map(eventOf)).toEqual(swapped);
});

it("is sent again at the given waits with the same body, and then given up", async () => {
  receiver.state.status = 500;
  const id = await paid();
  await open.control.cancelInConsole(id);
  const one = async () => (await open.control.webhooks(id))[0];
  for (const [tries, wait] of [
    [1, 1_000],
    [2, 4_000],
  ] as const) {
    const due = new Date(clock.now().getTime() + wait).toISOString();
    await until(async () => (await one())?.nextAt === due);
    expect(receiver.about(id)).toHaveLength(tries);
    clock.advance(wait);
    await until(async () => receiver.about(id).length > tries);
  }
  await until(async () => (await one())?.nextAt === null);
  expect(await one()).toMatchObject({ status: "FAILED_NOT_OK_RESPONSE" });
  expect(new Set(receiver.about(id).map((each) => each.body)).size).toBe(1);
});

it("what is due is sent by the sandbox that starts next, and waits while there is no URL", async () => {
  open.sandbox.setWebhook(null);
  const id = await paid();
  await open.control.cancelInConsole(id);
  expect(await open.control.webhooks(id)).toMatchObject([{ status: "WAITING", deliveries: [] }]);
  open = await open.restart();
  await quiet(id);
  expect(await open.control.webhooks(id)).toMatchObject([
    { status: "SUCCEEDED", deliveries: [{ responseStatus: 200 }] },
  ]);
});

it("can be duplicated, delayed and dropped, and delivered by hand with an old signature", async () => {
  const [twice, late, lost] = [await paid(), await paid(), await paid()];
  await open.control.planFault({ hits: "webhook", paymentId: twice, fault: { kind: "DUPLICATE", times: 3 } });
  await open.control.planFault({ hits: "webhook", paymentId: late, fault: { kind: "DELAY", ms: 9_000 } });
  await open.control.planFault({ hits: "webhook", paymentId: lost, fault: { kind: "DROP" } });
  for (const id of [twice, late, lost]) await open.control.cancelInConsole(id);
  await quiet(twice);
  await quiet(lost);
  const due = new Date(clock.now().getTime() + 9_000).toISOString();
  await until(async () => (await open.control.webhooks(late))[0]?.nextAt === due);
  expect([twice, late, lost].map((id) => receiver.about(id).length)).toEqual([3, 0, 0]);
  clock.advance(9_000);
  await quiet(late);
  expect(receiver.about(late)).toHaveLength(1);

  const [webhook] = await open.control.webhooks(lost);
  await open.control.setWebhook({ url: receiver.url, secret: "another" });
  expect(await open.control.deliverWebhook(webhook?.id ?? "", 2, { signedSecondsAgo: 301 })).toEqual([200, 200]);
  const { headers, body } = receiver.about(lost)[0] ?? { headers: {}, body: "" };
  const timestamp = String(headers["x-webhook-signature-timestamp"]);
  expect(Date.now() / 1_000 - Number(timestamp)).toBeGreaterThan(300);
  expect(headers["x-webhook-signature"]).toBe(
    createHmac("sha256", "another").update(`${timestamp}.${body}`).digest("hex"),
  );
});
