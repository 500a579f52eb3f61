/** Webhooks of the i'mport V1 sandbox: unsigned, in two forms, only where asked for, and sent once unless the shop wants more. */
import { randomUUID } from "node:crypto";
import { OPT_IN_RETRY_WAITS_MS } from "../../../sandbox/iamport-v1/webhook.js";
import type { PaymentFacts } from "../../../sandbox/iamport-v1/control.js";
import { handClock, until } from "../portone-v2/open-portone-v2.js";
import { openIamport, type OpenIamport } from "./open-iamport-v1.js";
import { openReceiver, type WebhookReceiver } from "../webhook-receiver.js";

const clock = handClock();
let receiver: WebhookReceiver;
let open: OpenIamport;

beforeAll(async () => {
  receiver = await openReceiver();
  open = await openIamport({ now: clock.now, webhook: { url: receiver.url } });
});
afterAll(async () => {
  await open.end();
  await receiver.close();
});
beforeEach(async () => {
  receiver.state.status = 200;
  await open.control.setWebhook({ url: receiver.url });
});

async function paid(facts: Partial<PaymentFacts> = {}): Promise<string> {
  const id = `imp_${randomUUID()}`;
  await open.control.createPayment({ id, amount: { total: 10_000 }, ...facts });
  return id;
}

/** Nothing is due or under way for the payment any more. */
const quiet = (id: string) => until(async () => (await open.control.webhooks(id)).every((one) => one.nextAt === null));
const received = async (id: string) => {
  await quiet(id);
  return receiver.about(id);
};

it("an API cancel is silent unless enable_webhook; a console cancel speaks; a refusal never does", async () => {
  const id = await paid();
  await open.cancel({ imp_uid: id, amount: 1 });
  await open.cancel({ imp_uid: id, amount: 20_000, enable_webhook: true });
  await open.control.planFault({ hits: "cancel", paymentId: id, fault: { kind: "REFUSE" } });
  await open.cancel({ imp_uid: id, amount: 2, enable_webhook: true });
  expect(await received(id)).toEqual([]);
  const { body } = await open.cancel({ imp_uid: id, amount: 3, enable_webhook: true });
  await quiet(id);
  const console = await open.control.cancelInConsole(id, { amount: 4 });
  const bodies = (await received(id)).map((one) => JSON.parse(one.body) as unknown);
  const common = { imp_uid: id, merchant_uid: `order_${id}`, status: "cancelled" };
  expect(bodies).toEqual([
    { ...common, cancellation_id: body.response?.cancel_history.at(-1)?.cancellation_id },
    { ...common, cancellation_id: console.id },
  ]);
});

it("a payment made without webhooks is silent whatever is asked", async () => {
  const id = await paid({ usesWebhooks: false });
  await open.cancel({ imp_uid: id, amount: 1, enable_webhook: true });
  await open.control.cancelInConsole(id);
  expect(await open.control.webhooks(id)).toEqual([]);
});

it("an accepted cancel is told when it succeeds, and not when it fails", async () => {
  for (const [outcome, times] of [
    ["SUCCEEDED", 1],
    ["FAILED", 0],
  ] as const) {
    const id = await paid({ behaviour: { kind: "PENDING" } });
    await open.cancel({ imp_uid: id, enable_webhook: true });
    expect(await open.control.webhooks(id)).toEqual([]);
    const [waiting] = await open.control.cancellationsOf(id);
    await open.control.settle(waiting?.id ?? "", outcome);
    expect(await received(id)).toHaveLength(times);
  }
});

it("is JSON or a form, never signed, with or without a cancellation_id", async () => {
  const json = await paid();
  await open.control.cancelInConsole(json);
  const [first] = await received(json);
  expect(first?.headers["content-type"]).toBe("application/json");
  expect(Object.keys(first?.headers ?? {}).filter((name) => name.includes("signature"))).toEqual([]);

  await open.control.setWebhook({ url: receiver.url, format: "FORM", withCancellationId: false });
  const form = await paid();
  for (let i = 0; i < 2; i++) {
    await open.control.cancelInConsole(form, { amount: 100 });
    await quiet(form);
  }
  const [one, same] = await received(form);
  expect(one?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(Object.fromEntries(new URLSearchParams(one?.body))).toEqual({
    imp_uid: form,
    merchant_uid: `order_${form}`,
    status: "cancelled",
  });
  expect(same?.body).toBe(one?.body);
});

it("is tried once", async () => {
  receiver.state.status = 500;
  const id = await paid();
  await open.control.cancelInConsole(id);
  expect(await received(id)).toHaveLength(1);
  expect(await open.control.webhooks(id)).toMatchObject([
    { status: "FAILED_NOT_OK_RESPONSE", nextAt: null, deliveries: [{ responseStatus: 500 }] },
  ]);
});

it("a shop that opted in gets five more tries after 5xx, none after 4xx", async () => {
  open = await open.restart({ retryWaitsMs: OPT_IN_RETRY_WAITS_MS });
  const [failing, refused] = [await paid(), await paid()];
  receiver.state.status = 404;
  await open.control.cancelInConsole(refused);
  expect(await received(refused)).toHaveLength(1);
  receiver.state.status = 503;
  await open.control.cancelInConsole(failing);
  for (let tries = 1; tries <= 5; tries++) {
    const due = new Date(clock.now().getTime() + 60_000).toISOString();
    await until(async () => (await open.control.webhooks(failing))[0]?.nextAt === due);
    expect(receiver.about(failing)).toHaveLength(tries);
    clock.advance(60_000);
    await until(async () => receiver.about(failing).length > tries);
  }
  expect(await received(failing)).toHaveLength(6);
  expect(receiver.about(refused)).toHaveLength(1);
  open = await open.restart({ retryWaitsMs: undefined });
});

it("what happens without a URL waits for one, over a restart too", async () => {
  open.sandbox.setWebhook(null);
  const id = await paid();
  await open.control.cancelInConsole(id);
  expect(await open.control.webhooks(id)).toMatchObject([{ status: "WAITING", deliveries: [] }]);
  open = await open.restart({ webhook: { url: receiver.url } });
  await until(async () => receiver.about(id).length === 1);
});

it("can be duplicated, delayed, dropped, and delivered by hand", async () => {
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
  await until(async () => receiver.about(late).length === 1);
  const [webhook] = await open.control.webhooks(lost);
  expect(webhook).toMatchObject({ status: "DROPPED", deliveries: [] });
  expect(await open.control.deliverWebhook(webhook?.id ?? "", 2)).toEqual([200, 200]);
  expect(receiver.about(lost)).toHaveLength(2);
  await expect(open.control.deliverWebhook("none")).rejects.toThrow("no such webhook");
});
