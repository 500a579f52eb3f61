/** A refund service on a database of its own, against a real PortOne sandbox over real HTTP, with a clock the test moves. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MikroORM } from "@mikro-orm/postgresql";
import { PortoneV2Control } from "../../sandbox/portone-v2/control.js";
import { startPortoneV2Sandbox, type PortoneV2Sandbox } from "../../sandbox/portone-v2/server.js";
import { checkpointKeysOf } from "../../src/audit/checkpoint-keys.js";
import type { AuditSettings } from "../../src/audit/nightly.js";
import { handlersOf } from "../../src/app/job-handlers.js";
import { DEMO_SECRETS } from "../../src/config.js";
import { connect } from "../../src/database/orm.js";
import { assignPositions } from "../../src/events/relay.js";
import type { ProviderName } from "../../src/gateways/port.js";
import { createGateways, type GatewaySettings } from "../../src/gateways/registry.js";
import { startJobs, type Handlers } from "../../src/jobs/queue.js";
import { won } from "../../src/money/minor-units.js";
import { entities } from "../../src/orm.config.js";
import { cipherKeysOf } from "../../src/personal-data/cipher-keys.js";
import { createCipher } from "../../src/personal-data/cipher.js";
import type { ReconciliationSettings } from "../../src/reconciliation/settings.js";
import type { RefundContext, RefundSettings } from "../../src/refund/context.js";
import { heldQueues } from "../../src/refund/settlement/circuit.js";
import { sweep } from "../../src/refund/settlement/sweep.js";
import { Secret } from "../../src/secret.js";
import { silentLogger } from "../../src/telemetry/logger.js";
import { createMetrics } from "../../src/telemetry/metrics.js";
import { handClock, HOUR, MINUTE, SECOND, type HandClock } from "./clock.js";
import { recordContracts } from "./contracts.js";
import { createEmptyDatabase, createMigratedDatabase } from "./database.js";

export const API_SECRET = "test-portone-api-secret";
export const STORE_ID = "store-test";

export interface TestService {
  context: RefundContext;
  audit: AuditSettings;
  handlers: Handlers;
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
  fourEyesLimit: new Map([["KRW", won(1_000_000)]]),
  splitStrategy: "PROPORTIONAL",
  labourDay: true,
  leaseMarginMs: 5 * SECOND,
  lookUpPausesMs: [2 * SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
  deferPauseMs: 10 * MINUTE,
  sendTries: 3,
  sendPauseMs: 3 * SECOND,
  deferTries: 3,
  deferPatienceMs: 7 * 24 * HOUR,
  acceptedHorizonMs: 6 * HOUR,
  pendingLongMs: 24 * HOUR,
  deferredLongMs: 24 * HOUR,
  blockedLongMs: 24 * HOUR,
  // Answers are lost one after the other here: what follows from that is for the circuit's own tests.
  circuitFailures: 1_000,
  revealsPerHour: 30,
  probePauseMs: MINUTE,
  sweepGraceMs: SECOND,
};

/** Checkpoints are kept beside no database: each service has a directory of its own. */
const auditSettings = (directory: string): AuditSettings => ({
  atMs: 3 * HOUR,
  directory,
  keys: checkpointKeysOf([new Secret(DEMO_SECRETS.checkpointKey)]),
  accessRetentionMonths: 24,
});

export const RECONCILIATION: ReconciliationSettings = {
  atMs: 4 * HOUR,
  pauseMs: 10 * MINUTE,
  lateAfterMs: 24 * HOUR,
  lookBackDays: 3,
};

const POOL = 12;

export async function openTestService(
  options: {
    settings?: Partial<RefundSettings>;
    portone?: Partial<NonNullable<GatewaySettings["portoneV2"]>>;
    /** Gateways beside PortOne V2, against sandboxes the test has started. */
    gateways?(clock: HandClock): Omit<GatewaySettings, "portoneV2">;
    clock?: HandClock;
    /** Providers the shop has its refund contract with. */
    contracts?: readonly ProviderName[];
  } = {},
): Promise<TestService> {
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
  await recordContracts(orm, options.contracts ?? ["KCP", "INICIS"]);
  const errors: Error[] = [];
  const jobs = await startJobs({
    url: database.url,
    pollMs: 500,
    drainTimeoutMs: 5_000,
    onError: (error) => errors.push(error),
  });
  const context: RefundContext = {
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
        clock,
        ...options.portone,
      },
    }),
    cipher: createCipher(cipherKeysOf(DEMO_SECRETS.encryptionKeys)),
    settings: { ...SETTINGS, ...options.settings },
    log: silentLogger(),
    metrics: createMetrics({ processMetrics: false }),
    onError: (error) => errors.push(error),
    wake: () => {},
  };
  const directory = mkdtempSync(join(tmpdir(), "hwanbul-checkpoints-"));
  const audit = auditSettings(directory);
  const handlers = handlersOf(context, { reconciliation: RECONCILIATION, audit });
  const drain = async () => {
    await jobs.drain(handlers, () => heldQueues(context));
    while ((await assignPositions(context.root)) > 0);
  };
  return {
    context,
    audit,
    handlers,
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
      await sweep(context);
      await drain();
    },
    rows: (sql, values = []) => orm.em.fork().execute(sql, values),
    async close() {
      await jobs.stop();
      await orm.close(true);
      await sandbox.close();
      await database.drop();
      await ledger.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
