/** A signed webhook whose type holds U+0000 was answered 500 and came again for ever; so would any text a column refuses. */
import { openApp, WEBHOOK_SECRET } from "../server/open-app.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openApp);

it.each([
  ["NUL", "Transaction.\u0000Cancelled", 200],
  ["half a surrogate pair", "Transaction.\ud800", 200],
  ["a name", "홍길동", 200],
  ["the longest that is read", "x".repeat(200), 200],
  ["a type too long to be one", "x".repeat(5_000), 400],
])("a type with %s is answered for good", async (_, type, status) => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { type });
  expect((await deliver(open.app.url, webhook)).status).toBe(status);
  const kept = await open.rows(`select type from webhook_delivery where delivery_id = ?`, [webhook.id]);
  expect(kept).toEqual(status === 200 ? [{ type: "OTHER" }] : []);
});

it.each([
  ["NUL", "pay\u0000-1"],
  ["half a surrogate pair", "pay\ud800-1"],
  ["more than an index takes", "가".repeat(3_000)],
])("a payment's id with %s is answered for good, and not kept", async (_, paymentId) => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { paymentId });
  expect((await deliver(open.app.url, webhook)).status).toBe(200);
  const kept = await open.rows(`select gateway_payment_id from webhook_delivery where delivery_id = ?`, [webhook.id]);
  expect(kept).toEqual([{ gateway_payment_id: null }]);
});
