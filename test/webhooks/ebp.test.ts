/** W1 for EBP, with the real sandbox as sender: hex signatures, no ids, and an order that is not guaranteed. */
import { createHmac } from "node:crypto";
import { balanceOf } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { businessRows, EBP_SECRET, signedAtEbp, storedAbout, storedRows, openHooks } from "./open-hooks.js";

const h = shared(openHooks);
beforeEach(() => h.ebp.control.setWebhook({ url: h.url.ebp, secret: EBP_SECRET }));
afterEach(() => h.app.drainJobs());

const adopted = async (paymentId: string): Promise<number> => (await balanceOf(h.t, paymentId)).refundedAtGateway;
const signed = (body: string, secret = EBP_SECRET): Promise<number> => signedAtEbp(h, body, secret);
const event = (orderNo: string, eventType: string, more = {}) =>
  JSON.stringify({ eventType, eventTime: "2026-01-01T00:00:00Z", data: { orderNo, paymentStatus: "X", ...more } });

/** The webhooks the sandbox has written about an order, once it has sent them all. */
async function sent(orderNo: string) {
  for (;;) {
    const webhooks = await h.ebp.control.webhooks(orderNo);
    if (webhooks.length > 0 && webhooks.every(({ status }) => status !== "WAITING")) return webhooks;
  }
}

it("a cancel on EBP's side is adopted, once, though told three times", async () => {
  const { orderNo, paymentId } = await h.ebpReturn(10_000);
  await h.ebp.control.planFault({ hits: "webhook", paymentId: orderNo, fault: { kind: "DUPLICATE", times: 3 } });
  await h.ebp.control.cancelInConsole(orderNo);
  expect((await sent(orderNo)).map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  await h.app.drainJobs();
  expect(await adopted(paymentId)).toBe(10_000);
  expect(await storedAbout(h, orderNo)).toMatchObject([{ type: "PAYMENT_REFUNDED", handled: true }]);
});

it("in swapped order, with duplicates and late: the same in the end", async () => {
  const { orderNo, paymentId } = await h.ebpReturn(10_000);
  await h.ebp.control.planFault({ hits: "webhook-order", paymentId: orderNo, fault: { kind: "SWAP" } });
  // Somebody beside us cancels through EBP's API, so both events are told.
  const item = { seq: 1, itemType: "PHYSICAL", itemId: "P001", quantity: 1, amount: 10_000, taxAmount: 0 };
  const answer = await h.ebp.cancel({ orderNo, totalCancelAmount: 10_000, items: [item] });
  expect(answer.status).toBe(200);
  const webhooks = await sent(orderNo);
  expect(webhooks.map(({ type, status }) => [type, status])).toEqual([
    ["PAYMENT_REFUND_REQUESTED", "SUCCEEDED"],
    ["PAYMENT_REFUNDED", "SUCCEEDED"],
  ]);
  await h.app.drainJobs();
  for (const { id } of webhooks) expect(await h.ebp.control.deliverWebhook(id, 2)).toEqual([200, 200]);
  await h.app.drainJobs();
  expect(await adopted(paymentId)).toBe(10_000);
  expect((await storedAbout(h, orderNo)).map(({ handled }) => handled)).toEqual([true, true]);
});

it("refuses a stranger's signature, an old one, one ahead of time, and any changed bit", async () => {
  const { orderNo } = await h.ebpReturn(10_000);
  await h.ebp.control.planFault({ hits: "webhook", paymentId: orderNo, fault: { kind: "DROP" } });
  await h.ebp.control.cancelInConsole(orderNo);
  const [webhook] = await sent(orderNo);
  const before = await storedRows(h);
  const id = webhook?.id ?? "";
  for (const signedSecondsAgo of [310, -310]) {
    expect(await h.ebp.control.deliverWebhook(id, 1, { signedSecondsAgo })).toEqual([401]);
  }
  await h.ebp.control.setWebhook({ url: h.url.ebp, secret: `${EBP_SECRET}x` });
  expect(await h.ebp.control.deliverWebhook(id)).toEqual([401]);

  const body = Buffer.from(webhook?.body ?? "");
  const time = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac("sha256", EBP_SECRET).update(`${time}.${body.toString()}`).digest();
  const headers = (signature: Buffer) => ({
    "x-webhook-signature": signature.toString("hex"),
    "x-webhook-signature-timestamp": time,
  });
  const flipped = (bytes: Buffer, bit: number): Buffer => {
    const other = Buffer.from(bytes);
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return other;
  };
  for (let bit = 0; bit < 256; bit += 1) {
    expect(await h.post(h.url.ebp, body, headers(flipped(mac, bit)))).toBe(401);
    expect(await h.post(h.url.ebp, flipped(body, (bit * 7) % (body.length * 8)), headers(mac))).toBe(401);
  }
  expect(await h.post(h.url.ebp, body)).toBe(401);
  expect(await storedRows(h)).toEqual(before);
  expect(await h.post(h.url.ebp, body, headers(mac))).toBe(200);
});

it("acknowledges types and fields it does not know; what is signed and unreadable is refused", async () => {
  const { orderNo, paymentId } = await h.ebpReturn(10_000);
  const before = await businessRows(h);
  for (const type of ["PAYMENT_OF_TOMORROW", "constructor"]) expect(await signed(event(orderNo, type))).toBe(200);
  // Believed to be a hint, and nothing it says is taken over.
  expect(await signed(event(orderNo, "PAYMENT_REFUNDED", { refundedAmount: 10_000, tomorrow: [1] }))).toBe(200);
  expect(await signed("a=1&b=2")).toBe(400);
  expect(await signed(`${event(orderNo, "PAYMENT_REFUNDED")}\u0000`)).toBe(400);
  await h.app.drainJobs();
  expect(await businessRows(h)).toEqual(before);
  expect(await adopted(paymentId)).toBe(0);
});
