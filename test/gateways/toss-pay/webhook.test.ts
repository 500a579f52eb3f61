/** Toss Pay sends no webhooks about refunds: nothing that claims to be one is believed (W1). */
import { noWebhooks } from "../../../src/gateways/toss-pay/webhook.js";

it.each([
  ["", {}],
  ['{"status":"PAY_COMPLETE","payToken":"example-payToken"}', { "content-type": "application/json" }],
  ["not JSON", { "webhook-signature": "v1,x" }],
])("%j is no webhook of Toss Pay's", async (body, headers) => {
  expect(noWebhooks.signed).toBe(false);
  expect(await noWebhooks.verify(body, headers)).toEqual({ ok: false, reason: "NO_WEBHOOKS" });
});
