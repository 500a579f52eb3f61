/** W1: only authentic webhooks are kept, each once, with one job; what is unknown is acknowledged and leads to nothing. */
import { openApp, WEBHOOK_SECRET, type OpenApp } from "../server/open-app.js";
import { deliver, signedWebhook } from "./signed.js";

let open: OpenApp;
beforeAll(async () => {
  open = await openApp();
});
afterAll(() => open.close());

const kept = (id: string) =>
  open.rows<{ type: string; gateway_payment_id: string | null; handled_at: string | null; raw_body: string }>(
    `select type, gateway_payment_id, handled_at, raw_body from webhook_delivery where delivery_id = ?`,
    [id],
  );
const jobsFor = async (id: string): Promise<number> => {
  const [row] = await open.rows<{ count: number }>(
    `select count(*)::int as count from pgboss.job where name = 'webhook.handle' and data->>'deliveryId' = ?`,
    [id],
  );
  return row?.count ?? 0;
};

it("keeps an authentic one as it came and leaves a job", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET, { paymentId: "pay-1" });
  expect((await deliver(open.app.url, webhook)).status).toBe(200);
  expect(await kept(webhook.id)).toEqual([
    { type: "Transaction.Cancelled", gateway_payment_id: "pay-1", handled_at: null, raw_body: webhook.body },
  ]);
  expect(await jobsFor(webhook.id)).toBe(1);
});

it("the same one many times at once is one row and one job", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET);
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
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("secret") });
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

it("a job about a payment nobody told us of does nothing and is done", async () => {
  const webhook = signedWebhook(WEBHOOK_SECRET);
  await deliver(open.app.url, webhook);
  await open.app.drainJobs();
  expect((await kept(webhook.id))[0]?.handled_at).not.toBeNull();
  await open.app.handlers["webhook.handle"]({ gateway: "PORTONE_V2", deliveryId: webhook.id });
  await open.app.handlers["webhook.handle"]({ gateway: "PORTONE_V2", deliveryId: "never-delivered" });
  await open.app.handlers["webhook.handle"]({ gateway: "NO_SUCH_GATEWAY", deliveryId: webhook.id });
});
