/** Puts the demo on its feet, one thing after the other, and tells the story once. */
import { setTimeout as sleep } from "node:timers/promises";
import { OrderServiceControl } from "../sandbox/order-service/control.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { startApp, type App } from "../src/app.js";
import { systemClock } from "../src/clock.js";
import type { Config } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { portProblem, urlHostOf } from "../src/app/listen-address.js";
import { developmentIssuer } from "../src/app/issuer.js";
import { migrate } from "../src/migrate.js";
import { createLogger } from "../src/telemetry/logger.js";
import { openDatabases } from "./databases.js";
import type { Shutdown } from "./shutdown.js";
import { explorerIsBuilt, mountExplorer } from "./explorer.js";
import { controlsAt, startGateways, type SandboxAddress } from "./gateways.js";
import { openOrderService } from "./order-service.js";
import { beginSeed } from "./seed/seed-progress.js";
import { runSeed } from "./seed/run-seed.js";
import { seedOrders } from "./seed/seed-orders.js";
import { startBanner } from "./start-banner.js";

/** The sandbox has no provider behind it that might still be at work after a lost answer, so its silence proves more. */
const ABSENCE_HORIZON_MS = 2 * 60_000;
/** Somebody at a keyboard has pressed Ctrl-C. */
const DRAIN_TIMEOUT_MS = 12_000;
const READY_WITHIN_MS = 30_000;
const READY_POLL_MS = 100;

export async function runDemo(given: Config, shutdown: Shutdown): Promise<void> {
  const { signal } = shutdown;
  const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
  const next = (line: string): void => {
    signal.throwIfAborted();
    say(line);
  };

  next("환불 · Hwanbul demo");
  const databases = await openDatabases(given);
  shutdown.add({ name: "PostgreSQL", stop: () => databases.stop(), abandon: () => databases.abandon() });
  next(databases.address);
  await migrate(databases.serviceUrl);

  const gateways = await startGateways(given, databases.sandboxUrl, shutdown);
  next(`${gateways.addresses.length} pretend gateways`);

  const config: Config = {
    ...given,
    ...gateways.settings,
    DATABASE_URL: databases.serviceUrl,
    PORTONE_V2_ABSENCE_HORIZON_MS: Math.min(given.PORTONE_V2_ABSENCE_HORIZON_MS, ABSENCE_HORIZON_MS),
    DRAIN_TIMEOUT_MS: Math.min(given.DRAIN_TIMEOUT_MS, DRAIN_TIMEOUT_MS),
  };
  const issuer = config.JWT_JWKS_URL ? null : developmentIssuer(config, systemClock);
  const addresses = [...gateways.addresses];
  const app = await openService(config, issuer, addresses);
  shutdown.add({ name: "refund service", stop: () => app.stop() });
  const url = `http://${urlHostOf(config.HOST)}:${app.port}`;
  gateways.sendWebhooksTo(url);
  await untilReady(url, signal);

  // With somebody else's issuer nobody here has the tokens to tell the story with, or to book points.
  if (issuer) {
    const orderService = await openOrderService(given, databases.sandboxUrl, { url, issuer });
    shutdown.add({ name: "order service", stop: () => orderService.close() });
    addresses.push({ gateway: "MERCHANT_LEDGER", name: "order service", url: orderService.url });
    const progress = await beginSeed(databases.serviceUrl, systemClock.now());
    if (!progress.done) {
      const audience = { controls: controlsAt(config), orderService: new OrderServiceControl(orderService.url) };
      await runSeed(seedOrders(progress.begins), { ...audience, url, issuer, signal });
      await progress.finish();
    }
  }
  signal.throwIfAborted();
  process.stdout.write(await startBanner({ url, addresses, issuer, explorer: explorerIsBuilt(), signal }));
}

async function openService(
  config: Config,
  issuer: DevelopmentIssuer | null,
  addresses: readonly SandboxAddress[],
): Promise<App> {
  // The end of the start is a page for a person; what goes on is told in the API. LOG_LEVEL=debug tells it here, too.
  const level = config.LOG_LEVEL === "info" ? "warn" : config.LOG_LEVEL;
  try {
    return await startApp(config, {
      log: createLogger({ level, pretty: true }),
      mount: (server) => mountExplorer(server, issuer, addresses),
    });
  } catch (cause) {
    throw portProblem(cause, config.PORT, "API", `PORT=${config.PORT + 1}`) ?? cause;
  }
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const tooLate = AbortSignal.timeout(READY_WITHIN_MS);
  while (!tooLate.aborted) {
    const response = await fetch(`${url}/readyz`, { signal });
    if (response.ok) return;
    await sleep(READY_POLL_MS, undefined, { signal });
  }
  throw new StartUpProblem(`The service was not ready within ${READY_WITHIN_MS / 1_000} s: ask ${url}/readyz why.`);
}
