/** W1: only authentic webhooks are kept, each once, with one job; what is unknown is acknowledged and leads to nothing. */
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import { key, orderFacts, RETURN_SERVICE, returnFacts } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { openApp, WEBHOOK_SECRET } from "../server/open-app.js";
import { deliver, signedWebhook } from "./signed.js";

/** A payment we were told of. */
const PAYMENT = "pay-1";

const open = shared(openApp);
beforeAll(async () => {
  const now = new Date();
  const order = orderFacts([{ amount: 10_000, gatewayPaymentId: PAYMENT, paidAt: now }]);
  const received = { order, return: returnFacts({ collectedAt: now }), idempotencyKey: key() };
  const { outcome } = await collectReturn(open.app.refundContext, RETURN_SERVICE, received);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
});

const kept = (id: string) =>
  open.rows<{ type: string; gateway_payment_id: string | null; handled_at: string | null; body_digest: string }>(
    `select type, gateway_payment_id, handled_at, body_digest from webhook_delivery where delivery_id = ?`,
    [id],
  );
const jobsFor = async (id: string): Promise<number> => {
  const [row] = await open.rows<{ count: number }>(
    `select count(*)::int as count from pgboss.job where name like 'webhook.handle%' and data->>'deliveryId' = ?`,
    [id],
  );
  return row?.count ?? 0;
};

it("keeps what is acted on of an authentic one, with a digest of its body, and leaves a job", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { paymentId: PAYMENT });
  expect((await deliver(open.app.url, webhook)).status).toBe(200);
  const rows = await kept(webhook.id);
  expect(rows).toEqual([
    {
      type: "Transaction.Cancelled",
      gateway_payment_id: PAYMENT,
      handled_at: null,
      body_digest: expect.stringMatching(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/),
    },
  ]);
  const { cipher } = open.app.refundContext;
  expect(cipher.isDigestOf(rows[0]?.body_digest ?? "", webhook.body, "webhook body")).toBe(true);
  expect(cipher.isDigestOf(rows[0]?.body_digest ?? "", `${webhook.body} `, "webhook body")).toBe(false);
  expect(await jobsFor(webhook.id)).toBe(1);
});

it("the same one many times at once is one row and one job", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { paymentId: PAYMENT });
  const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(open.app.url, webhook)));
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect((await deliver(open.app.url, webhook)).status).toBe(200);
  expect(await kept(webhook.id)).toHaveLength(1);
  expect(await jobsFor(webhook.id)).toBe(1);
});

it("refuses what was not signed like that: a flipped bit, a late replay, a stranger's secret, no signature", async () => {
  const stranger = `whsec_${Buffer.from("not-the-secret-of-this-installation").toString("base64")}`;
  const flipped = signedWebhook(WEBHOOK_SECRET);
  const unsigned = signedWebhook(WEBHOOK_SECRET);
  delete unsigned.headers["webhook-signature"];
  const refused = [
    { ...flipped, body: flipped.body.replace("t-1", "u-1") },
    // Well outside the 300 s: real time passes until it is delivered. The exact edge is tested on a fixed clock.
    signedWebhook(WEBHOOK_SECRET, { secondsAgo: 330 }),
    signedWebhook(WEBHOOK_SECRET, { secondsAgo: -330 }),
    signedWebhook(stranger),
    unsigned,
    { ...signedWebhook(WEBHOOK_SECRET), body: "" },
  ];
  for (const webhook of refused) {
    const answer = await deliver(open.app.url, webhook);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("웹훅 시크릿을 확인하고") });
    expect(await kept(webhook.id)).toEqual([]);
  }
  const figures = await (await fetch(`${open.app.url}/metrics`)).text();
  expect(figures).toMatch(/webhooks_total\{gateway="PORTONE_V2",outcome="NO_MATCHING_SIGNATURE"\} [1-9]/);
});

it("acknowledges a type we do not know, keeps it, and leaves no job", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { type: "BillingKey.Issued" });
  expect((await deliver(open.app.url, webhook)).status).toBe(200);
  const [row] = await kept(webhook.id);
  expect(row).toMatchObject({ type: "BillingKey.Issued", gateway_payment_id: null, handled_at: expect.any(String) });
  expect(await jobsFor(webhook.id)).toBe(0);
});

it("reads no more than a webhook can have, and only posts", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { paymentId: "x".repeat(70_000) });
  expect((await deliver(open.app.url, webhook)).status).toBe(413);
  expect((await fetch(`${open.app.url}/webhooks/portone-v2`)).status).toBe(404);
});

it("one about a payment nobody told us of leads to nothing, and its payment's id is not kept", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET);
  await deliver(open.app.url, webhook);
  expect(await jobsFor(webhook.id)).toBe(0);
  expect(await kept(webhook.id)).toMatchObject([{ gateway_payment_id: null, handled_at: expect.any(String) }]);
  await open.app.handlers["webhook.handle"]({ gateway: "PORTONE_V2", deliveryId: webhook.id });
  await open.app.handlers["webhook.handle"]({ gateway: "PORTONE_V2", deliveryId: "never-delivered" });
  await open.app.handlers["webhook.handle"]({ gateway: "NO_SUCH_GATEWAY", deliveryId: webhook.id });
});
