/** What was stored is handled although its job was lost; what was not stored is not said to be. */
import pg from "pg";
import { MINUTE, SECOND } from "../kit/clock.js";
import { balanceOf, collectedReturn } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { sweepDeliveries } from "../../src/webhooks/sweep-deliveries.js";
import { storedAbout, openHooks, PORTONE_SECRETS, waitingJobs } from "./open-hooks.js";
import { signedWebhook } from "./signed.js";

const h = shared(openHooks);

const loseAllJobs = (): Promise<unknown> =>
  h.t.rows(`delete from pgboss.job where name like 'webhook.handle%' returning 1`);
const sweep = (): Promise<number> => sweepDeliveries(h.app.refundContext);
const HOUR = 60 * MINUTE;
/** Handles whatever the tests before have left. */
async function settle(): Promise<void> {
  await h.pass(MINUTE);
  await h.t.rows(`update webhook_delivery set handled_at = received_at where handled_at is null returning 1`);
}
beforeEach(settle);

async function notifyFromIamport(impUid: string): Promise<number> {
  return h.post(h.url.iamport, JSON.stringify({ imp_uid: impUid, status: "cancelled" }));
}
async function notifyFromPortone(paymentId: string, id?: string) {
  const webhook = signedWebhook(PORTONE_SECRETS[0] ?? "", { paymentId, ...(id !== undefined && { id }) });
  return { id: webhook.id, status: await h.post(h.url.portone, webhook.body, webhook.headers) };
}
const outcomes = async (outcome: string): Promise<number> => {
  const { values } = await h.app.refundContext.metrics.webhooks.get();
  return values.filter(({ labels }) => labels.outcome === outcome).reduce((sum, { value }) => sum + value, 0);
};

it("a signed webhook and a hint, whose jobs were lost, are woken and handled", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(h.t, 10_000);
  const { impUid, paymentId } = await h.iamportReturn(10_000);
  await h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
  await h.iamport.control.cancelInConsole(impUid, { amount: 3_000 });
  expect((await notifyFromPortone(gatewayPaymentId)).status).toBe(200);
  expect(await notifyFromIamport(impUid)).toBe(200);
  await loseAllJobs();
  h.clock.advance(MINUTE);
  expect(await sweep()).toBe(0);
  h.clock.advance(5 * MINUTE);
  expect(await Promise.all([sweep(), sweep()]).then(([a, b]) => a + b)).toBe(2);
  expect(await sweep()).toBe(0);
  await h.app.drainJobs();
  expect((await balanceOf(h.t, refund.paymentId)).refundedAtGateway).toBe(4_000);
  expect((await balanceOf(h.t, paymentId)).refundedAtGateway).toBe(3_000);
  for (const id of [gatewayPaymentId, impUid]) expect(await storedAbout(h, id)).toMatchObject([{ handled: true }]);
  h.clock.advance(24 * HOUR);
  expect(await sweep()).toBe(0);
});

it("poison is woken six times, ever more rarely, then given up once; a new hint is heard all the same", async () => {
  const { impUid, paymentId } = await h.iamportReturn(10_000);
  await h.iamport.control.cancelInConsole(impUid, { amount: 3_000 });
  await notifyFromIamport(impUid);
  const wokenAfter: number[] = [];
  const givenUp = await outcomes("GIVEN_UP");
  for (let minutes = 1; minutes <= 24 * 60; minutes += 1) {
    await loseAllJobs();
    h.clock.advance(MINUTE);
    if ((await sweep()) > 0) wokenAfter.push(minutes);
  }
  // Each later than 5, 10, 20 … minutes after the webhook.
  expect(wokenAfter).toEqual([6, 11, 21, 41, 81, 161]);
  expect(await outcomes("GIVEN_UP")).toBe(givenUp + 1);
  expect(await waitingJobs(h, impUid)).toBe(0);
  expect(await storedAbout(h, impUid)).toMatchObject([{ handled: false, wakeCount: 7 }]);

  expect(await notifyFromIamport(impUid)).toBe(200);
  await h.pass(10 * SECOND);
  expect((await balanceOf(h.t, paymentId)).refundedAtGateway).toBe(3_000);
  expect(await storedAbout(h, impUid)).toMatchObject([{ handled: true, wakeCount: 0 }]);
});

it("one sweep wakes no more than 200, the next one the rest", async () => {
  const { gatewayPaymentId } = await collectedReturn(h.t, 10_000);
  await h.t.rows(
    `insert into webhook_delivery (gateway, delivery_id, type, gateway_payment_id, received_at)
     select 'PORTONE_V2', 'many-' || n, 'Transaction.Cancelled', ?, ? from generate_series(1, 230) n returning 1`,
    [gatewayPaymentId, h.clock.now()],
  );
  h.clock.advance(6 * MINUTE);
  expect(await sweep()).toBe(200);
  expect(await sweep()).toBe(30);
  await loseAllJobs();
});

it("while the database is away no webhook is answered with success, so that it is sent again", async () => {
  const { gatewayPaymentId } = await collectedReturn(h.t, 10_000);
  const { impUid } = await h.iamportReturn(10_000);
  const { pathname } = new URL(h.t.databaseUrl);
  const name = pathname.slice(1);
  const admin = new pg.Client({ connectionString: `${process.env["TEST_ADMIN_URL"]}postgres` });
  await admin.connect();
  const order = JSON.stringify({ imp_uid: impUid, status: "cancelled" });
  try {
    await admin.query(`alter database ${name} with allow_connections false`);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]);
    expect(await h.post(h.url.iamport, order)).toBe(503);
    expect((await notifyFromPortone(gatewayPaymentId, "while-away")).status).toBe(503);
  } finally {
    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
  }
  let iamport = 503;
  while (iamport !== 200) iamport = await h.post(h.url.iamport, order);
  let again = 503;
  while (again !== 200) ({ status: again } = await notifyFromPortone(gatewayPaymentId, "while-away"));
  expect(await storedAbout(h, impUid)).toHaveLength(1);
  expect((await storedAbout(h, gatewayPaymentId)).map((row) => row.delivery_id)).toEqual(["while-away"]);
  expect(await waitingJobs(h, impUid)).toBe(1);
});
