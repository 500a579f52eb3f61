/** Tells the demo's story to a service and sandboxes that run already: what `npm run hwanbul -- seed` starts. Told twice, it changes nothing. */
import { OrderServiceControl } from "../sandbox/order-service/control.js";
import { openDatabase } from "../src/app/open-database.js";
import { developmentIssuer } from "../src/app/issuer.js";
import { systemClock } from "../src/clock.js";
import { ConfigurationProblem, readConfig } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { controlsAt } from "./gateways.js";
import { beginSeed } from "./seed/seed-progress.js";
import { runSeed } from "./seed/run-seed.js";
import { seedOrders } from "./seed/seed-orders.js";

try {
  await seedRunningService();
} catch (error) {
  const expected = error instanceof ConfigurationProblem || error instanceof StartUpProblem;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}

async function seedRunningService(): Promise<void> {
  const config = readConfig();
  if (config.production) throw new StartUpProblem("The demo data is pretend money: it is not written in production.");
  const url = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  await mustAnswer(`${url}/readyz`, "the refund service", "PORT");
  await mustAnswer(config.PORTONE_V2_BASE_URL, "the PortOne sandbox", "PORTONE_V2_BASE_URL");
  await mustAnswer(config.IAMPORT_V1_BASE_URL, "the i'mport sandbox", "IAMPORT_V1_BASE_URL");
  await mustAnswer(config.TOSS_PAY_BASE_URL, "the Toss Pay sandbox", "TOSS_PAY_BASE_URL");
  await mustAnswer(config.EBP_BASE_URL, "the EBP sandbox", "EBP_BASE_URL");
  await mustAnswer(config.ORDER_SERVICE_URL, "the order service", "ORDER_SERVICE_URL");

  const database = await openDatabase(config);
  try {
    const progress = await beginSeed(database.url, systemClock.now());
    const { signal } = new AbortController();
    const orderService = new OrderServiceControl(config.ORDER_SERVICE_URL);
    const issuer = developmentIssuer(config, systemClock);
    await runSeed(seedOrders(progress.begins), { controls: controlsAt(config), orderService, url, issuer, signal });
    await progress.finish();
  } finally {
    await database.close();
  }
}

async function mustAnswer(url: string, who: string, setting: string): Promise<void> {
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok)
    throw new StartUpProblem(
      `At ${url} ${who} does not answer: start it (npm start), or set ${setting} to where it is.`,
    );
}
