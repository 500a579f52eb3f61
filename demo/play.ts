/** Puts the demo on its feet, one thing after the other, and tells the story once. */
import { setTimeout as sleep } from "node:timers/promises";
import { OrderServiceControl } from "../sandbox/order-service/control.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { startApp, type App } from "../src/app.js";
import { systemClock } from "../src/clock.js";
import type { Config } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { developmentIssuer } from "../src/app/issuer.js";
import { migrate } from "../src/migrate.js";
import { createLogger } from "../src/telemetry/logger.js";
import { openDatabases } from "./databases.js";
import type { Ending } from "./ending.js";
import { explorerIsBuilt, mountExplorer } from "./explorer.js";
import { controlsAt, startGateways, type Place } from "./gateways.js";
import { openOrderService } from "./order-service.js";
import { isTaken, portTaken } from "./places.js";
import { beginStory } from "./story/begin.js";
import { seed } from "./story/seed.js";
import { tellStory } from "./story/story.js";
import { welcome } from "./welcome.js";

/** The sandbox has no provider behind it that might still be at work after a lost answer, so its silence proves more. */
const ABSENCE_HORIZON_MS = 2 * 60_000;
/** Somebody at a keyboard has pressed Ctrl-C. */
const DRAIN_TIMEOUT_MS = 12_000;
const READY_WITHIN_MS = 30_000;
const READY_POLL_MS = 100;

export async function play(given: Config, ending: Ending): Promise<void> {
  const { signal } = ending;
  const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
  const next = (line: string): void => {
    signal.throwIfAborted();
    say(line);
  };

  next("환불 · Hwanbul demo");
  const databases = await openDatabases(given);
  ending.add({ name: "PostgreSQL", stop: () => databases.stop(), abandon: () => databases.abandon() });
  next(databases.place);
  await migrate(databases.deskUrl);

  const gateways = await startGateways(given, databases.sandboxUrl, ending);
  next(`${gateways.places.length} pretend gateways`);

  const config: Config = {
    ...given,
    ...gateways.settings,
    DATABASE_URL: databases.deskUrl,
    PORTONE_V2_ABSENCE_HORIZON_MS: Math.min(given.PORTONE_V2_ABSENCE_HORIZON_MS, ABSENCE_HORIZON_MS),
    DRAIN_TIMEOUT_MS: Math.min(given.DRAIN_TIMEOUT_MS, DRAIN_TIMEOUT_MS),
  };
  const issuer = config.JWT_JWKS_URL ? null : developmentIssuer(config, systemClock);
  const places = [...gateways.places];
  const app = await openDesk(config, issuer, places);
  ending.add({ name: "refund desk", stop: () => app.stop() });
  const url = `http://${reachable(config.HOST)}:${app.port}`;
  gateways.sendWebhooksTo(url);
  await untilReady(url, signal);

  // With somebody else's issuer nobody here has the tokens to tell the story with, or to book points.
  if (issuer) {
    const orderService = await openOrderService(given, databases.sandboxUrl, { url, issuer });
    ending.add({ name: "order service", stop: () => orderService.close() });
    places.push({ gateway: "MERCHANT_LEDGER", name: "order service", url: orderService.url });
    const beginning = await beginStory(databases.deskUrl, systemClock.now());
    if (!beginning.told) {
      const audience = { controls: controlsAt(config), orderService: new OrderServiceControl(orderService.url) };
      await seed(tellStory(beginning.begins), { ...audience, url, issuer, signal });
      await beginning.finish();
    }
  }
  signal.throwIfAborted();
  process.stdout.write(await welcome({ url, places, issuer, explorer: explorerIsBuilt(), signal }));
}

async function openDesk(config: Config, issuer: DevelopmentIssuer | null, places: readonly Place[]): Promise<App> {
  // The end of the start is a page for a person; what goes on is told in the API. LOG_LEVEL=debug tells it here, too.
  const level = config.LOG_LEVEL === "info" ? "warn" : config.LOG_LEVEL;
  try {
    return await startApp(config, {
      log: createLogger({ level, pretty: true }),
      mount: (server) => mountExplorer(server, issuer, places),
    });
  } catch (cause) {
    if (isTaken(cause)) throw portTaken("API", config.PORT, `PORT=${config.PORT + 1}`, cause);
    throw cause;
  }
}

/** "Any address" is reached through loopback; an IPv6 address stands in brackets. */
const reachable = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const tooLate = AbortSignal.timeout(READY_WITHIN_MS);
  while (!tooLate.aborted) {
    const response = await fetch(`${url}/readyz`, { signal });
    if (response.ok) return;
    await sleep(READY_POLL_MS, undefined, { signal });
  }
  throw new StartUpProblem(`The desk was not ready within ${READY_WITHIN_MS / 1_000} s: ask ${url}/readyz why.`);
}
