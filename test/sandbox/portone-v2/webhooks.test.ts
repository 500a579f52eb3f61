/** Webhooks: what is told and what is not, signatures the vendor's own verifier accepts, re-sends, and what a restart leaves due. */
import { randomBytes, randomUUID } from "node:crypto";
import { Webhook } from "@portone/server-sdk";
import type { FaultInput } from "../../../sandbox/portone-v2/control.js";
import { handClock, openSandbox, STORE_ID, until, type OpenSandbox } from "./open-portone-v2.js";
import { openReceiver, type WebhookReceiver } from "../webhook-receiver.js";

const secret = (): string => `whsec_${randomBytes(24).toString("base64")}`;

const clock = handClock();
const secrets = [secret(), secret()];
let receiver: WebhookReceiver;
let open: OpenSandbox;

beforeAll(async () => {
  receiver = await openReceiver();
  open = await openSandbox({
    now: clock.now,
    webhook: { url: receiver.url, secrets },
    retryWaitsMs: [0, 1_000, 4_000],
  });
});
afterAll(async () => {
  await open.end();
  await receiver.close();
});
beforeEach(() => {
  receiver.state.status = 200;
});

async function paid(behaviour?: FaultInput): Promise<string> {
  const id = randomUUID();
  await open.control.createPayment({ id, amount: { total: 10_000 }, ...(behaviour && { behaviour }) });
  return id;
}

const count = (paymentId: string, wanted: number) => until(async () => receiver.about(paymentId).length >= wanted);
/** Nothing is due or under way for the payment any more. */
const quiet = (paymentId: string) =>
  until(async () => (await open.control.webhooks(paymentId)).every((one) => one.nextAt === null));
const typesOf = async (paymentId: string) => (await open.control.webhooks(paymentId)).map((one) => one.type);

it("tells of partial and full cancels, signed for each live secret", async () => {
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r", amount: 1_000 });
  await count(paymentId, 1);
  const { body } = await open.cancel(paymentId, { reason: "r" });
  await count(paymentId, 2);
  const [first, second] = receiver.about(paymentId);
  if (!first || !second) throw new Error("not received");
  expect(first.headers["content-type"]).toBe("application/json");
  for (const one of secrets) {
    expect(await Webhook.verify(one, first.body, first.headers)).toMatchObject({
      type: "Transaction.PartialCancelled",
    });
    expect(await Webhook.verify(one, second.body, second.headers)).toMatchObject({
      type: "Transaction.Cancelled",
      timestamp: clock.now().toISOString(),
      data: { storeId: STORE_ID, paymentId, cancellationId: body.cancellation?.id },
    });
  }
  const mismatch = { reason: "NO_MATCHING_SIGNATURE" };
  await expect(Webhook.verify(secret(), first.body, first.headers)).rejects.toMatchObject(mismatch);
  await expect(Webhook.verify(secrets[0] ?? "", `${first.body} `, first.headers)).rejects.toMatchObject(mismatch);
  expect(first.headers["webhook-id"]).not.toBe(second.headers["webhook-id"]);
});

it("tells that a cancel was accepted and that it succeeded, but never that it failed", async () => {
  const [good, bad] = [await paid({ kind: "PENDING" }), await paid({ kind: "PENDING" })];
  for (const [paymentId, outcome] of [
    [good, "SUCCEEDED"],
    [bad, "FAILED"],
  ] as const) {
    const { body } = await open.cancel(paymentId, { reason: "r", amount: 1_000 });
    await open.control.settle(body.cancellation?.id ?? "", outcome);
    await quiet(paymentId);
  }
  expect(await typesOf(good)).toEqual(["Transaction.CancelPending", "Transaction.PartialCancelled"]);
  expect(await typesOf(bad)).toEqual(["Transaction.CancelPending"]);
});

it("skipWebhook silences that one cancel; console cancels and chargebacks speak; refusals do not", async () => {
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r", amount: 1, skipWebhook: true });
  await open.control.planFault({ hits: "cancel", paymentId, fault: { kind: "REFUSE" } });
  await open.cancel(paymentId, { reason: "r", amount: 2 });
  expect(await typesOf(paymentId)).toEqual([]);
  await open.control.cancelInConsole(paymentId, { amount: 3 });
  await open.control.chargeback(paymentId);
  expect(await typesOf(paymentId)).toEqual(["Transaction.PartialCancelled", "Transaction.Cancelled"]);
  await quiet(paymentId);
});

it("is sent again at the given waits with the same id and body, and then given up", async () => {
  receiver.state.status = 500;
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r" });
  await until(async () => (await open.control.webhooks(paymentId))[0]?.deliveries.length === 1);
  const nextAt = async () => (await open.control.webhooks(paymentId))[0]?.nextAt ?? null;
  for (const [tries, wait] of [
    [1, 1_000],
    [2, 4_000],
  ] as const) {
    const due = new Date(clock.now().getTime() + wait).toISOString();
    await until(async () => (await nextAt()) === due);
    expect(receiver.about(paymentId)).toHaveLength(tries);
    clock.advance(wait);
    await count(paymentId, tries + 1);
  }
  await quiet(paymentId);
  const [webhook] = await open.control.webhooks(paymentId);
  expect(webhook).toMatchObject({ status: "FAILED_NOT_OK_RESPONSE", nextAt: null });
  expect(webhook?.deliveries.map((one) => one.responseStatus)).toEqual([500, 500, 500]);
  const tries = receiver.about(paymentId);
  expect(new Set(tries.map((one) => `${String(one.headers["webhook-id"])} ${one.body}`)).size).toBe(1);
});

it("what is due is sent by the sandbox that starts next", async () => {
  receiver.state.status = 503;
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r" });
  await until(async () => (await open.control.webhooks(paymentId))[0]?.status === "FAILED_NOT_OK_RESPONSE");
  receiver.state.status = 200;
  clock.advance(1_000);
  open = await open.restart();
  await until(async () => (await open.control.webhooks(paymentId))[0]?.status === "SUCCEEDED");
  const ids = receiver.about(paymentId).map((one) => one.headers["webhook-id"]);
  expect(ids.length).toBeGreaterThanOrEqual(2);
  expect(new Set(ids).size).toBe(1);
});

it("waits while there is no URL", async () => {
  open.sandbox.setWebhook(null);
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r" });
  expect(await open.control.webhooks(paymentId)).toMatchObject([{ status: "WAITING", deliveries: [] }]);
  await open.control.setWebhook({ url: receiver.url, secrets });
  await count(paymentId, 1);
});

it("the vendor's resend sends the latest, or the named one, at most five times", async () => {
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r", amount: 1 });
  await open.cancel(paymentId, { reason: "r", amount: 2 });
  await quiet(paymentId);
  const [older, latest] = await open.control.webhooks(paymentId);
  const path = `/payments/${paymentId}/resend-webhook`;
  expect(await open.call("POST", path, {})).toMatchObject({ status: 200, body: { webhook: { id: latest?.id } } });
  for (let i = 0; i < 5; i++) {
    expect(await open.call("POST", path, { webhookId: older?.id })).toMatchObject({
      body: { webhook: { id: older?.id } },
    });
  }
  expect(await open.call("POST", path, { webhookId: older?.id })).toMatchObject({
    status: 400,
    body: { type: "MAX_WEBHOOK_RETRY_COUNT_REACHED" },
  });
  await quiet(paymentId);
  await count(paymentId, 4);
});

it("can be duplicated, delayed and dropped", async () => {
  const [twice, late, lost] = [await paid(), await paid(), await paid()];
  await open.control.planFault({ hits: "webhook", paymentId: twice, fault: { kind: "DUPLICATE", times: 3 } });
  await open.control.planFault({ hits: "webhook", paymentId: late, fault: { kind: "DELAY", ms: 9_000 } });
  await open.control.planFault({ hits: "webhook", paymentId: lost, fault: { kind: "DROP" } });
  for (const id of [twice, late, lost]) await open.cancel(id, { reason: "r" });
  await quiet(twice);
  await quiet(lost);
  const due = new Date(clock.now().getTime() + 9_000).toISOString();
  await until(async () => (await open.control.webhooks(late))[0]?.nextAt === due);
  expect([twice, late, lost].map((id) => receiver.about(id).length)).toEqual([3, 0, 0]);
  expect(await open.control.webhooks(lost)).toMatchObject([{ status: "DROPPED", deliveries: [] }]);
  clock.advance(9_000);
  await count(late, 1);
});

it("can be delivered by hand, as often and as late as a test wants", async () => {
  const paymentId = await paid();
  await open.cancel(paymentId, { reason: "r" });
  await quiet(paymentId);
  const [webhook] = await open.control.webhooks(paymentId);
  expect(await open.control.deliverWebhook(webhook?.id ?? "", 2)).toEqual([200, 200]);
  await open.control.deliverWebhook(webhook?.id ?? "", 1, { signedSecondsAgo: 301 });
  const all = receiver.about(paymentId);
  expect(all).toHaveLength(4);
  expect(new Set(all.map((one) => one.headers["webhook-id"])).size).toBe(1);
  const old = all.at(-1);
  await expect(Webhook.verify(secrets[0] ?? "", old?.body ?? "", old?.headers ?? {})).rejects.toMatchObject({
    reason: "TIMESTAMP_TOO_OLD",
  });
});
