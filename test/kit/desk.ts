/** A refund desk on a database of its own, against a real PortOne sandbox over real HTTP, with a clock the test moves. */
import { MikroORM } from "@mikro-orm/postgresql";
import { PortoneV2Control } from "../../sandbox/portone-v2/control.js";
import { startPortoneV2Sandbox, type PortoneV2Sandbox } from "../../sandbox/portone-v2/server.js";
import { DEMO_SECRETS } from "../../src/config.js";
import { connect } from "../../src/database/orm.js";
import { placeEvents } from "../../src/events/relay.js";
import { createGateways, type GatewaySettings } from "../../src/gateways/registry.js";
import { startJobs, type Handlers } from "../../src/jobs/queue.js";
import { won } from "../../src/money/minor-units.js";
import { entities } from "../../src/orm.config.js";
import { cipherKeysOf } from "../../src/personal-data/cipher-keys.js";
import { createCipher } from "../../src/personal-data/cipher.js";
import { reconcileJob } from "../../src/reconciliation/reconcile-gateway.js";
import type { ReconciliationSettings } from "../../src/reconciliation/settings.js";
import type { Desk, RefundSettings } from "../../src/refund/desk.js";
import { lookUpAttempt, lookUpPayment } from "../../src/refund/attempt/look-up-attempt.js";
import { retryDeferred } from "../../src/refund/retry-refund.js";
import { sendAttempt } from "../../src/refund/attempt/send-attempt.js";
import { sweep } from "../../src/refund/sweep.js";
import { Secret } from "../../src/secret.js";
import { silentLogger } from "../../src/telemetry/logger.js";
import { createMetrics } from "../../src/telemetry/metrics.js";
import { handClock, HOUR, MINUTE, SECOND, type HandClock } from "./clock.js";
import { createEmptyDatabase, createMigratedDatabase } from "./database.js";

export const API_SECRET = "test-portone-api-secret";
export const STORE_ID = "store-test";

export interface TestDesk {
  desk: Desk;
  clock: HandClock;
  orm: MikroORM;
  databaseUrl: string;
  sandbox: PortoneV2Control;
  sandboxUrl: string;
  /** Ends the sandbox, as an outage; `restoreSandbox` starts it again on the same port and ledger. */
  stopSandbox(): Promise<void>;
  restoreSandbox(): Promise<void>;
  /** Runs every job that is due, until none is left. */
  drain(): Promise<void>;
  /** Lets time pass: moves the clock, finds what has come due, and runs it. */
  pass(ms: number): Promise<void>;
  /** Rows straight from the database. */
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const SETTINGS: RefundSettings = {
  fourEyesLimit: won(1_000_000),
  splitStrategy: "PROPORTIONAL",
  refundContracts: new Set(["KCP", "INICIS"]),
  leaseMarginMs: 5 * SECOND,
  lookUpPausesMs: [2 * SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
  deferPauseMs: 10 * MINUTE,
  sendTries: 3,
  sendPauseMs: 3 * SECOND,
  sweepGraceMs: SECOND,
};

export const RECONCILIATION: ReconciliationSettings = { atMs: 4 * HOUR, pauseMs: 10 * MINUTE, lateAfterMs: 24 * HOUR };

/** Long enough for a loaded machine, short enough for a test that waits for it. */
const READ_TIMEOUT_MS = 2_500;
const POOL = 12;

export async function openDesk(
  options: {
    settings?: Partial<RefundSettings>;
    portone?: Partial<NonNullable<GatewaySettings["portoneV2"]>>;
    /** Gateways beside PortOne V2, against sandboxes the test has started. */
    gateways?(clock: HandClock): Omit<GatewaySettings, "portoneV2">;
    clock?: HandClock;
  } = {},
): Promise<TestDesk> {
  const clock = options.clock ?? handClock();
  const database = await createMigratedDatabase();
  const ledger = await createEmptyDatabase();
  const start = (port = 0): Promise<PortoneV2Sandbox> =>
    startPortoneV2Sandbox({
      databaseUrl: ledger.url,
      apiSecret: API_SECRET,
      storeId: STORE_ID,
      now: () => clock.now(),
      port,
    });
  let sandbox = await start();
  const { port, url: sandboxUrl } = sandbox;

  const orm = await connect({ url: database.url, entities, pool: POOL });
  const errors: Error[] = [];
  const jobs = await startJobs({
    url: database.url,
    pollMs: 500,
    drainTimeoutMs: 5_000,
    onError: (error) => errors.push(error),
  });
  const desk: Desk = {
    root: orm.em.fork(),
    clock,
    jobs,
    gateways: createGateways({
      ...options.gateways?.(clock),
      portoneV2: {
        baseUrl: sandboxUrl,
        apiSecret: new Secret(API_SECRET),
        storeId: STORE_ID,
        webhookSecrets: [new Secret(DEMO_SECRETS.portoneWebhookSecret)],
        readTimeoutMs: READ_TIMEOUT_MS,
        clock,
        ...options.portone,
      },
    }),
    cipher: createCipher(cipherKeysOf(DEMO_SECRETS.encryptionKeys)),
    settings: { ...SETTINGS, ...options.settings },
    log: silentLogger(),
    metrics: createMetrics({ processMetrics: false }),
    wake: () => {},
  };
  const handlers = handlersOf(desk);
  const drain = async () => {
    await jobs.drain(handlers);
    while ((await placeEvents(desk.root)) > 0);
  };
  return {
    desk,
    clock,
    orm,
    databaseUrl: database.url,
    sandbox: new PortoneV2Control(sandboxUrl),
    sandboxUrl,
    stopSandbox: () => sandbox.close(),
    restoreSandbox: async () => {
      sandbox = await start(port);
    },
    drain,
    async pass(ms) {
      clock.advance(ms);
      await sweep(desk);
      await drain();
    },
    rows: (sql, values = []) => orm.em.fork().execute(sql, values),
    async close() {
      await jobs.stop();
      await orm.close(true);
      await sandbox.close();
      await database.drop();
      await ledger.drop();
    },
  };
}

/** The handlers of the refund room's own jobs. Webhooks come with the app. */
export const handlersOf = (desk: Desk): Handlers => ({
  "attempt.send": ({ attemptId }) => sendAttempt(desk, attemptId),
  "attempt.look-up": ({ attemptId }) => lookUpAttempt(desk, attemptId),
  "refund.retry": ({ refundId }) => retryDeferred(desk, refundId),
  "payment.look-up": ({ paymentId }) => lookUpPayment(desk, paymentId, "RECONCILER"),
  "webhook.handle": async () => {},
  "gateway.reconcile": (data) => reconcileJob(desk, RECONCILIATION, data),
});
