/** Webhooks were kept as received, in clear, for ever. */
import { Webhook as Signer } from "standardwebhooks";
import { openApp, WEBHOOK_SECRET } from "../server/open-app.js";
import { deliver } from "../webhooks/signed.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openApp);

it("of a webhook's body nothing is kept but a digest that proves it", async () => {
  const at = new Date();
  const body = JSON.stringify({
    type: "Transaction.Paid",
    data: { paymentId: "pay-홍길동", customer: { name: "홍길동", account: "110-234-567890" } },
  });
  const headers = {
    "content-type": "application/json",
    "webhook-id": "msg_clear",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Signer(WEBHOOK_SECRET).sign("msg_clear", at, body),
  };
  expect((await deliver(open.app.url, { body, headers })).status).toBe(200);
  const [row] = await open.rows<{ row: { body_digest: string } }>(
    `select row_to_json(d) as row from webhook_delivery d where delivery_id = 'msg_clear'`,
  );
  expect(JSON.stringify(row)).not.toMatch(/홍길동|110-234|567890/);
  expect(open.app.refundContext.cipher.isDigestOf(row?.row.body_digest ?? "", body, "webhook body")).toBe(true);
});
