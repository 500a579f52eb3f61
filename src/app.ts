/** Starts and stops the service: the only place that puts adapters, rooms and doors together. */
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Express } from "express";
import { validateMachine } from "../machines/validate.js";
import type { DevelopmentIssuer } from "./access/development-issuer.js";
import { systemClock, type Clock } from "./clock.js";
import { ConfigurationProblem, crashPointOf, type Config } from "./config.js";
import { armCrashPoint } from "./crash-point.js";
import { connect } from "./database/orm.js";
import { requireServerVersion } from "./database/server-version.js";
import { StartUpProblem } from "./database/start-up-problem.js";
import { openDoor } from "./app/door.js";
import { tokensOf } from "./app/issuer.js";
import { reconciliationSettingsOf, settingsOf } from "./app/settings.js";
import { everySoOften, gatewaysOf, handlersOf } from "./app/work.js";
import { startRelay } from "./events/relay.js";
import { watchGrowth, type Growth } from "./events/stream.js";
import type { Gateways } from "./gateways/registry.js";
import { startJobs, type Handlers, type Jobs } from "./jobs/queue.js";
import { pendingMigrations, reachDatabase } from "./migrate.js";
import { entities } from "./orm.config.js";
import { createCipher } from "./personal-data/cipher.js";
import { cipherKeysOf } from "./personal-data/cipher-keys.js";
import { scheduleReconciliation } from "./reconciliation/schedule.js";
import type { Desk } from "./refund/desk.js";
import { sweep } from "./refund/sweep.js";
import { sweepDeliveries } from "./webhooks/sweep-deliveries.js";
import { createLogger, type Logger } from "./telemetry/logger.js";
import { createMetrics } from "./telemetry/metrics.js";

export interface App {
  /** Where others reach it: PUBLIC_URL, or the address it listens on. */
  url: string;
  port: number;
  desk: Desk;
  jobs: Jobs;
  handlers: Handlers;
  growth: Growth;
  /** Makes tokens, where the development issuer is in use. */
  issuer: DevelopmentIssuer | null;
  /** Runs whatever jobs are due, here and now, until nothing is left. */
  drainJobs(): Promise<void>;
  /** Lets everything that was begun come to its end, then closes. Safe to call twice. */
  stop(): Promise<void>;
}

/** What tests and the demo put in the place of the real thing. */
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
  const url = config.DATABASE_URL;
  if (!url)
    throw new StartUpProblem("No database is named: set DATABASE_URL, or start with `npm start`, which brings one.");

  const onError = (error: Error) => log.error(error, "background work failed");
  const { cipher, gateways, settings, verifier, issuer } = asConfigured(() => ({
    settings: settingsOf(config),
    cipher: createCipher(cipherKeysOf(config.ENCRYPTION_KEYS)),
    gateways: overrides.gateways ?? gatewaysOf(config, clock),
    ...tokensOf(config, clock, (error) => onError(error as Error)),
  }));

  const orm = await openDatabase(url, config);
  stops.push(() => orm.close());
  const metrics = createMetrics({ processMetrics: config.NODE_ENV !== "test" });
  const growth = watchGrowth(url, { pollMs: config.EVENT_POLL_MS, onError });
  stops.push(() => growth.stop());
  const relay = startRelay(orm.em, {
    pollMs: config.EVENT_POLL_MS,
    onError,
    onPlaced: (count) => metrics.eventsPublished.inc(count),
  });
  stops.push(() => relay.stop());
  const jobs = await startJobs({
    url,
    pollMs: config.JOB_POLL_MS,
    drainTimeoutMs: config.DRAIN_TIMEOUT_MS,
    onError,
    onOutcome: (queue, outcome) => metrics.jobs.inc({ queue, outcome }),
  });
  stops.push(() => jobs.stop());

  const desk: Desk = {
    root: orm.em,
    clock,
    jobs,
    gateways,
    cipher,
    settings,
    log,
    metrics,
    wake() {
      relay.wake();
      jobs.wake();
    },
  };
  const reconciliation = reconciliationSettingsOf(config);
  const handlers = handlersOf(desk, reconciliation);

  const door = await openDoor({ config, desk, growth, verifier, issuer, orm, mount: overrides.mount });
  // Requests first: until the last one is answered, everything below must still work.
  stops.push(() => door.close());

  if (config.ROLE !== "api") {
    await jobs.work(handlers);
    const sweeper = everySoOften(
      config.SWEEP_INTERVAL_MS,
      () => Promise.all([sweep(desk), sweepDeliveries(desk)]),
      onError,
    );
    stops.push(() => sweeper.stop());
    const reconciler = everySoOften(
      config.RECONCILE_INTERVAL_MS,
      () => scheduleReconciliation(desk, reconciliation),
      onError,
    );
    stops.push(() => reconciler.stop());
  }
  log.info({ port: door.port, role: config.ROLE, production: config.production }, "started");

  let stopping: Promise<void> | undefined;
  return {
    url: config.PUBLIC_URL ?? `http://${hostOf(config.HOST)}:${door.port}`,
    port: door.port,
    desk,
    jobs,
    handlers,
    growth,
    issuer,
    drainJobs: async () => {
      await jobs.drain(handlers);
    },
    stop: () => (stopping ??= stopAll().then(() => log.info("stopped"))),
  };
}

/** What rooms object to in their settings is the operator's to mend, and told in one sentence like any other setting. */
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

/** An IPv6 address stands in brackets in a URL; "any address" is reached through loopback. */
const hostOf = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
