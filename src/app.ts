/** Starts and stops the service: the only place that puts adapters, rooms and doors together. */
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Express } from "express";
import { validateMachine } from "../machines/validate.js";
import type { DevelopmentIssuer } from "./access/development-issuer.js";
import { notingCallers, openDirectory } from "./access/directory.js";
import { watchHolidays } from "./calendar/watch.js";
import { systemClock, type Clock } from "./clock.js";
import { ConfigurationProblem, crashPointOf, type Config } from "./config.js";
import { armCrashPoint } from "./crash-point.js";
import { connect } from "./database/orm.js";
import { requireServerVersion } from "./database/server-version.js";
import { StartUpProblem } from "./database/start-up-problem.js";
import { watchDatabase } from "./database/watch.js";
import { openHttpServer } from "./app/http-server.js";
import { tokensOf } from "./app/issuer.js";
import { auditSettingsOf, reconciliationSettingsOf, settingsOf } from "./app/settings.js";
import { urlHostOf } from "./app/listen-address.js";
import { runPeriodically, gatewaysOf, handlersOf } from "./app/job-handlers.js";
import { scheduleAudit } from "./audit/nightly.js";
import { startRelay } from "./events/relay.js";
import { watchEvents } from "./events/stream.js";
import { openTail } from "./events/tail.js";
import { foldFigures } from "./figures/fold.js";
import type { Gateways } from "./gateways/registry.js";
import { startJobs, type Handlers, type Jobs } from "./jobs/queue.js";
import { pendingMigrations, reachDatabase } from "./migrate.js";
import { entities } from "./orm.config.js";
import { dropOldMonths } from "./personal-data/access-months.js";
import { createCipher } from "./personal-data/cipher.js";
import { cipherKeysOf } from "./personal-data/cipher-keys.js";
import { scheduleReconciliation } from "./reconciliation/schedule.js";
import type { RefundContext } from "./refund/context.js";
import { noteBlocked, type Position } from "./refund/eligibility/blocked-items.js";
import { fillFingerprints } from "./refund/record/fill-fingerprints.js";
import { heldQueues } from "./refund/settlement/circuit.js";
import { noteDeadJobs } from "./refund/settlement/dead-jobs.js";
import { sweep } from "./refund/settlement/sweep.js";
import { sweepDeliveries } from "./webhooks/sweep-deliveries.js";
import { createLogger, type Logger } from "./telemetry/logger.js";
import { createMetrics } from "./telemetry/metrics.js";
import { recordOutages } from "./telemetry/outage.js";

export interface App {
  /** Where others reach it: PUBLIC_URL, or the address it listens on. */
  url: string;
  port: number;
  refundContext: RefundContext;
  jobs: Jobs;
  handlers: Handlers;
  /** Makes tokens, where the development issuer is in use. */
  issuer: DevelopmentIssuer | null;
  /** Runs whatever jobs are due, here and now, until nothing is left. */
  drainJobs(): Promise<void>;
  /** Lets everything that was begun come to its end, then closes. Safe to call twice. */
  stop(): Promise<void>;
}

/** Replacements by tests and the demo for the real thing. */
export interface Overrides {
  clock?: Clock;
  gateways?: Gateways;
  log?: Logger;
  /** More routes on the same server, ahead of the answer "not found". */
  mount?: (server: Express) => void;
}

/**
 * @throws StartUpProblem for what a person can mend; the system's error when the port cannot be had.
 */
export async function startApp(config: Config, overrides: Overrides = {}): Promise<App> {
  validateMachine();
  const crash = crashPointOf(config);
  if (crash) armCrashPoint(crash.point, crash.onHit);

  const stops: (() => Promise<unknown>)[] = [];
  const stopAll = async () => {
    const faults: unknown[] = [];
    // In the reverse order of the start; one that fails must not keep the others open.
    for (const stop of stops.splice(0).reverse()) await stop().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw new AggregateError(faults, "not everything stopped in order");
  };
  try {
    return await start(config, overrides, stops, stopAll);
  } catch (error) {
    await stopAll().catch(() => undefined);
    throw error;
  }
}

async function start(
  config: Config,
  overrides: Overrides,
  stops: (() => Promise<unknown>)[],
  stopAll: () => Promise<void>,
): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLogger({ level: config.LOG_LEVEL, pretty: config.NODE_ENV === "development" });
  for (const warning of config.warnings) log.warn(warning);
  const url = config.DATABASE_URL;
  if (!url)
    throw new StartUpProblem("No database is named: set DATABASE_URL, or start with `npm start`, which brings one.");

  const metrics = createMetrics({ processMetrics: config.NODE_ENV !== "test" });
  watchHolidays(metrics.registry, clock);
  const database = watchDatabase({ url, backOffMaxMs: config.DATABASE_BACK_OFF_MAX_MS, log, metrics });
  const { untilBack } = database;
  // Whatever fails in the background comes by here: an outage is one line, anything else is a fault of ours.
  const onError = (error: Error) => {
    if (!database.failed(error)) log.error(error, "background work failed");
  };
  const keyOutages = recordOutages({ dependency: "keys", log, metrics });
  const { cipher, gateways, settings, audit, verifier, issuer } = asConfigured(() => ({
    settings: settingsOf(config),
    audit: auditSettingsOf(config, url),
    cipher: createCipher(cipherKeysOf(config.ENCRYPTION_KEYS)),
    gateways: overrides.gateways ?? gatewaysOf(config, clock),
    ...tokensOf(config, clock, {
      onKeysFailure: (error) => keyOutages.failed(error instanceof Error ? error.message : String(error)),
      onKeysRead: () => keyOutages.ended(),
    }),
  }));

  const orm = await openDatabase(url, config);
  stops.push(() => orm.close());
  const directory = openDirectory({ root: orm.em, clock, onError });
  stops.push(() => directory.stop());
  const signals = watchEvents(url, { pollMs: config.EVENT_POLL_MS, onError, untilBack });
  stops.push(() => signals.stop());
  const tail = openTail({
    root: orm.em,
    signals,
    onError,
    untilBack,
    onRead: (reader) => metrics.eventReads.inc({ reader }),
  });
  stops.push(() => tail.stop());
  const relay = startRelay(orm.em, {
    pollMs: config.EVENT_POLL_MS,
    onError,
    untilBack,
    onPositioned: (count) => metrics.eventsPublished.inc(count),
  });
  stops.push(() => relay.stop());
  const jobs = await startJobs({
    url,
    pollMs: config.JOB_POLL_MS,
    drainTimeoutMs: config.DRAIN_TIMEOUT_MS,
    onError,
    untilBack,
    concurrency: config.JOB_CONCURRENCY,
    onOutcome: (queue, outcome) => metrics.jobs.inc({ queue, outcome }),
  });
  stops.push(() => jobs.stop());
  // Before them: whoever waits for the database to come back would wait on.
  stops.push(async () => database.stop());

  const refundContext: RefundContext = {
    root: orm.em,
    clock,
    jobs,
    gateways,
    cipher,
    settings,
    log,
    metrics,
    onError,
    wake() {
      relay.wake();
      jobs.wake();
    },
  };
  const reconciliation = reconciliationSettingsOf(config);
  const handlers = handlersOf(refundContext, { reconciliation, audit });
  const askHeld = () => heldQueues(refundContext);

  const httpServer = await openHttpServer({
    config,
    refundContext,
    tail,
    database,
    verifier: notingCallers(verifier, directory),
    issuer,
    orm,
    mount: overrides.mount,
  });
  // Requests first: until the last one is answered, everything below must still work.
  stops.push(() => httpServer.close());

  if (config.ROLE !== "api") {
    jobs.work(handlers, askHeld);
    let blocked: Position | null = null;
    const sweeper = runPeriodically(
      config.SWEEP_INTERVAL_MS,
      () =>
        Promise.all([
          sweep(refundContext),
          sweepDeliveries(refundContext),
          noteDeadJobs(refundContext),
          fillFingerprints(orm.em, cipher),
          noteBlocked(refundContext, blocked).then((reached) => void (blocked = reached)),
          foldFigures(orm.em),
        ]),
      onError,
      untilBack,
    );
    stops.push(() => sweeper.stop());
    const daily = runPeriodically(
      config.RECONCILE_INTERVAL_MS,
      () =>
        Promise.all([
          scheduleReconciliation(refundContext, reconciliation),
          scheduleAudit(refundContext, audit),
          dropOldMonths(orm.em, clock.now(), audit.accessRetentionMonths),
        ]),
      onError,
      untilBack,
    );
    stops.push(() => daily.stop());
  }
  log.info({ port: httpServer.port, role: config.ROLE, production: config.production }, "started");

  let stopping: Promise<void> | undefined;
  return {
    url: config.PUBLIC_URL ?? `http://${urlHostOf(config.HOST)}:${httpServer.port}`,
    port: httpServer.port,
    refundContext,
    jobs,
    handlers,
    issuer,
    drainJobs: async () => {
      await jobs.drain(handlers, askHeld);
    },
    stop: () => (stopping ??= stopAll().then(() => log.info("stopped"))),
  };
}

/** Objections of rooms to their settings are the operator's to fix, and reported in one sentence like any other setting. */
function asConfigured<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new ConfigurationProblem(cause instanceof Error ? cause.message : String(cause));
  }
}

/** @throws StartUpProblem unless the server is new enough and every migration has run. */
async function openDatabase(url: string, config: Config): Promise<MikroORM> {
  const client = await reachDatabase(url);
  try {
    await requireServerVersion(client);
  } finally {
    await client.end();
  }
  const orm = await connect({ url, entities, pool: config.DATABASE_POOL });
  try {
    const pending = await pendingMigrations(orm);
    if (pending.length > 0)
      throw new StartUpProblem(
        `The database lacks ${pending.length} migration(s) (the first: ${pending[0]}): run \`npm run hwanbul -- migrate\`, then start again.`,
      );
    return orm;
  } catch (error) {
    await orm.close();
    throw error;
  }
}
