/** W1 for PortOne V2, with the real sandbox as sender: what is signed is believed to be a hint, and nothing else is. */
import { createHmac } from "node:crypto";
import { balanceOf, collectedReturn } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { businessRows, storedAbout, storedRows, openHooks, PORTONE_SECRETS } from "./open-hooks.js";
import { signedWebhook } from "./signed.js";

const h = shared(openHooks);
beforeAll(async () => {
  await h.t.sandbox.planFault({ hits: "webhook", times: 1_000_000, fault: { kind: "DROP" } });
});
afterEach(() => h.app.drainJobs());

const [OLDER, NEWER] = PORTONE_SECRETS as [string, string];
const STRANGER = `whsec_${Buffer.from("a-secret-of-another-shop-entirely").toString("base64")}`;

/** A payment of 10,000 of which 4,000 was cancelled in the console; `send` makes the sandbox send its webhook. */
async function cancelled() {
  const { refund, gatewayPaymentId } = await collectedReturn(h.t, 10_000);
  await h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
  const [webhook] = await h.t.sandbox.webhooks(gatewayPaymentId);
  const send = async (secrets: string[], times = 1, options = {}) => {
    await h.t.sandbox.setWebhook({ url: h.url.portone, secrets });
    return h.t.sandbox.deliverWebhook(webhook?.id ?? "", times, options);
  };
  const adopted = async () => (await balanceOf(h.t, refund.paymentId)).refundedAtGateway;
  return { gatewayPaymentId, send, adopted };
}

it.each([
  ["the older secret", [OLDER]],
  ["the newer one", [NEWER]],
  ["both", [NEWER, OLDER]],
  ["a stranger's beside ours", [STRANGER, NEWER]],
])("believes what is signed with %s, once", async (_, secrets) => {
  const { gatewayPaymentId, send, adopted } = await cancelled();
  expect(await send(secrets, 3)).toEqual([200, 200, 200]);
  await h.app.drainJobs();
  expect(await adopted()).toBe(4_000);
  expect(await storedAbout(h, gatewayPaymentId)).toMatchObject([{ handled: true }]);
});

it("refuses a stranger's signature, and one that is more than five minutes old or ahead", async () => {
  const { gatewayPaymentId, send } = await cancelled();
  expect(await send([STRANGER])).toEqual([401]);
  // The limit is 300 s; a few seconds off it, for real time goes on.
  for (const signedSecondsAgo of [310, -310]) expect(await send([OLDER], 1, { signedSecondsAgo })).toEqual([401]);
  expect(await storedAbout(h, gatewayPaymentId)).toEqual([]);
  for (const signedSecondsAgo of [290, -290]) expect(await send([OLDER], 1, { signedSecondsAgo })).toEqual([200]);
  expect(await storedAbout(h, gatewayPaymentId)).toHaveLength(1);
});

it("refuses every change of one bit in body, id, time or signature", async () => {
  const { id, body, headers } = signedWebhook(OLDER, { paymentId: "pay-to-be-forged" });
  const before = await storedRows(h);
  const bytes = Buffer.from(body);
  const forged: [Uint8Array, Record<string, string>][] = [];
  for (const at of bytes.keys()) {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ (1 << (at % 8));
    forged.push([other, headers]);
  }
  for (const name of ["webhook-id", "webhook-timestamp"]) {
    for (const [at, char] of (headers[name] ?? "").split("").entries()) {
      // The lowest bit: another digit or letter, which a header can carry.
      const changed = String.fromCharCode(char.charCodeAt(0) ^ 1);
      forged.push([bytes, { ...headers, [name]: (headers[name] ?? "").split("").with(at, changed).join("") }]);
    }
  }
  const mac = Buffer.from(headers["webhook-signature"]?.slice("v1,".length) ?? "", "base64");
  for (let bit = 0; bit < mac.length * 8; bit += 1) {
    const other = Buffer.from(mac);
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    forged.push([bytes, { ...headers, "webhook-signature": `v1,${other.toString("base64")}` }]);
  }
  expect(forged.length).toBeGreaterThan(256 + body.length);
  for (let at = 0; at < forged.length; at += 40) {
    const answers = await Promise.all(forged.slice(at, at + 40).map(([b, hs]) => h.post(h.url.portone, b, hs)));
    expect(new Set(answers)).toEqual(new Set([401]));
  }
  expect(await storedRows(h)).toEqual(before);
  expect(await h.post(h.url.portone, body, headers)).toBe(200);
  // The true one is kept, and no word of it: nobody has told us of that payment.
  const kept = await h.t.rows(`select gateway_payment_id, handled_at from webhook_delivery where delivery_id = ?`, [
    id,
  ]);
  expect(kept).toEqual([{ gateway_payment_id: null, handled_at: expect.anything() }]);
});

/** Signed as the document says, whatever the body. */
function signedBody(body: string, id: string): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(NEWER.slice("whsec_".length), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${mac}` };
}

it("reads the older version's body too", async () => {
  const { gatewayPaymentId, adopted } = await cancelled();
  const body = JSON.stringify({ payment_id: gatewayPaymentId, tx_id: "tx-1", status: "PartialCancelled" });
  expect(await h.post(h.url.portone, body, signedBody(body, "older-version-1"))).toBe(200);
  await h.app.drainJobs();
  expect(await adopted()).toBe(4_000);
});

it("acknowledges types and fields it does not know, and does nothing about them", async () => {
  const { gatewayPaymentId } = await cancelled();
  const before = await businessRows(h);
  const data = { paymentId: gatewayPaymentId, storeId: "s", tomorrow: [{}] };
  for (const type of ["Transaction.Tomorrow", "BillingKey.Issued", "constructor"]) {
    const body = JSON.stringify({ type, timestamp: "x", data, more: { deep: [1] } });
    expect(await h.post(h.url.portone, body, signedBody(body, `unknown-${type}`))).toBe(200);
  }
  await h.app.drainJobs();
  expect(await businessRows(h)).toEqual(before);
  expect(await h.t.rows(`select handled_at from webhook_delivery where delivery_id like 'unknown-%'`)).toHaveLength(3);
});

it("a known type with fields it does not know is heard; one that is signed and unreadable is refused", async () => {
  const { gatewayPaymentId, adopted } = await cancelled();
  const unreadable = `{"type":`;
  expect(await h.post(h.url.portone, unreadable, signedBody(unreadable, "unreadable-1"))).toBe(400);
  const known = {
    type: "Transaction.PartialCancelled",
    data: { paymentId: gatewayPaymentId, amount: -1, x: null },
    y: 1,
  };
  const body = JSON.stringify(known).padEnd(64 * 1024, " ");
  expect(await h.post(h.url.portone, body, signedBody(body, "largest-1"))).toBe(200);
  expect(await h.post(h.url.portone, `${body} `, signedBody(`${body} `, "too-large-1"))).toBe(413);
  await h.app.drainJobs();
  expect(await adopted()).toBe(4_000);
});
