/** A refund service and its server on one database, with the three sandboxes that send webhooks to it, and a clock the test moves. */
import { createHmac } from "node:crypto";
import { startApp, type App } from "../../src/app.js";
import { systemClock } from "../../src/clock.js";
import { readConfig } from "../../src/config.js";
import { Secret } from "../../src/secret.js";
import { silentLogger, type Logger } from "../../src/telemetry/logger.js";
import { ebp as ebpDriver } from "../gateways/contract/ebp.js";
import { iamportV1 as iamportDriver } from "../gateways/contract/iamport-v1.js";
import { handClock, type HandClock } from "../kit/clock.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { collectedReturn, everyRow } from "../kit/fixtures.js";
import { openEbp, type OpenEbp } from "../sandbox/ebp/open-ebp.js";
import { openIamport, type OpenIamport } from "../sandbox/iamport-v1/open-iamport-v1.js";

const secretOf = (text: string): string => `whsec_${Buffer.from(text).toString("base64")}`;
/** Two at once, as while one is being rotated. */
export const PORTONE_SECRETS = [
  secretOf("the-older-secret-of-this-shop-01"),
  secretOf("the-newer-secret-of-this-shop-02"),
];
export const EBP_SECRET = "ebp-webhook-secret-canary";

export interface Hooks {
  t: TestService;
  app: App;
  clock: HandClock;
  iamport: OpenIamport;
  ebp: OpenEbp;
  /** Where each gateway's webhooks go. */
  url: { portone: string; iamport: string; ebp: string };
  /** A payment at i'mport of which everything came back. */
  iamportReturn(amount: number): Promise<{ impUid: string; paymentId: string }>;
  /** A payment at EBP of which everything came back. */
  ebpReturn(amount: number): Promise<{ orderNo: string; paymentId: string }>;
  /** Moves the clock, and runs every job whose time has come by it. */
  pass(ms: number): Promise<void>;
  /** Posts text as it stands; the status of the answer. */
  post(url: string, body: string | Uint8Array, headers?: Record<string, string>): Promise<number>;
  close(): Promise<void>;
}

let count = 0;

export async function openHooks(log: Logger = silentLogger()): Promise<Hooks> {
  const clock = handClock();
  const now = () => clock.now();
  const iamport = await openIamport({ now });
  const ebp = await openEbp({ now });
  // EBP tells an old signature by the real time, in which the sandbox signs.
  const atEbp = ebpDriver.settings({ clock: systemClock, baseUrl: ebp.sandbox.url }).ebp;
  const t = await openTestService({
    clock,
    portone: { webhookSecrets: PORTONE_SECRETS.map((secret) => new Secret(secret)) },
    gateways: () => ({
      ...iamportDriver.settings({ clock, baseUrl: iamport.sandbox.url }),
      ...(atEbp && { ebp: { ...atEbp, webhookSecrets: [new Secret(EBP_SECRET)] } }),
    }),
  });
  // Hundreds of forged ones in a second are what these tests are about; the limits have a test of their own.
  // So are answers that are lost one after the other.
  const limits = {
    RATE_LIMIT_REFUSED_WEBHOOKS: "0",
    RATE_LIMIT_WEBHOOK_HINTS: "0",
    GATEWAY_CIRCUIT_FAILURES: "1000",
  };
  const config = readConfig({ NODE_ENV: "test", PORT: "0", ROLE: "api", DATABASE_URL: t.databaseUrl, ...limits });
  const app = await startApp(config, { clock, gateways: t.context.gateways, log });

  const unpaid = (gateway: "IAMPORT_V1" | "EBP", amount: number, gatewayPaymentId: string) =>
    collectedReturn(t, [{ amount, gateway, gatewayPaymentId, provider: "INICIS" }]);
  return {
    t,
    app,
    clock,
    iamport,
    ebp,
    url: {
      portone: `${app.url}/webhooks/portone-v2`,
      iamport: `${app.url}/webhooks/iamport-v1`,
      ebp: `${app.url}/webhooks/ebp`,
    },
    async iamportReturn(amount) {
      const impUid = `imp_${process.pid}${(count += 1)}`;
      await iamport.control.createPayment({ id: impUid, amount: { total: amount } });
      const { refund } = await unpaid("IAMPORT_V1", amount, impUid);
      return { impUid, paymentId: refund.paymentId };
    },
    async ebpReturn(amount) {
      const orderNo = `ORD_${process.pid}_${(count += 1)}`;
      await ebp.control.createPayment({ id: orderNo, amount: { total: amount } });
      const { refund } = await unpaid("EBP", amount, orderNo);
      return { orderNo, paymentId: refund.paymentId };
    },
    async pass(ms) {
      clock.advance(ms);
      // The database's clock starts jobs; the test's clock says when.
      await t.rows(
        `update pgboss.job set start_after = now() where state in ('created', 'retry') and start_after between now() and ?
         returning 1`,
        [clock.now()],
      );
      await app.drainJobs();
    },
    async post(url, body, headers = { "content-type": "application/json" }) {
      const answer = await fetch(url, {
        method: "POST",
        headers,
        body: typeof body === "string" ? body : new Uint8Array(body),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    async close() {
      await app.stop();
      await t.close();
      await ebp.end();
      await iamport.end();
    },
  };
}

/** Posts a body as EBP does, signed now. */
export function signedAtEbp(h: Hooks, body: string, secret = EBP_SECRET): Promise<number> {
  const time = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return h.post(h.url.ebp, body, { "x-webhook-signature": mac, "x-webhook-signature-timestamp": time });
}

export interface StoredDelivery {
  delivery_id: string;
  type: string;
  gateway_payment_id: string | null;
  body_digest: string | null;
  handled: boolean;
  requestedCount: number;
  wakeCount: number;
}

/** The rows kept about one payment. */
export const storedAbout = (h: Hooks, gatewayPaymentId: string): Promise<StoredDelivery[]> =>
  h.t.rows(
    `select delivery_id, type, gateway_payment_id, body_digest, handled_at is not null as handled, requested_count as "requestedCount", wake_count as "wakeCount"
     from webhook_delivery where gateway_payment_id = ? order by received_at, delivery_id`,
    [gatewayPaymentId],
  );

/** How many jobs wait to handle a delivery, whenever they are due. */
export async function waitingJobs(h: Hooks, deliveryId: string): Promise<number> {
  const [row] = await h.t.rows<{ count: number }>(
    `select count(*)::int as count from pgboss.job
     where name like 'webhook.handle%' and state in ('created', 'retry', 'active') and data->>'deliveryId' = ?`,
    [deliveryId],
  );
  return row?.count ?? 0;
}

/** Every row that was received, as text. */
export const storedRows = async (h: Hooks): Promise<string[] | undefined> => (await everyRow(h.t))["webhook_delivery"];

/** Every other row of every table. An event is the same before and after the relay has given it its place. */
export async function businessRows(h: Hooks): Promise<Record<string, string[]>> {
  const rows = await everyRow(h.t);
  delete rows["webhook_delivery"];
  rows["event_log"] = (rows["event_log"] ?? []).map((row) => row.replace(/^\((\d+),\d*,/, "($1,")).sort();
  return rows;
}
