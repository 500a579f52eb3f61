/** The process: reads its settings, brings PostgreSQL along when none is named, starts the service, and stops it in order. */
import { portProblem } from "./app/listen-address.js";
import { onSignals, sentenceOf } from "./app/on-signals.js";
import { readConfig, type Config } from "./config.js";
import { loadEnvironmentFile } from "./config/environment-file.js";
import { requireNode } from "./config/node-version.js";

/** For what comes after the drain: pools, timers, the embedded server. */
const CLOSE_WITHIN_MS = 10_000;
/** Of a stopping process where no setting says so: production's default. */
const LONGEST_NOTICE_MS = 15_000;

try {
  requireNode();
  loadEnvironmentFile();
  await run(readConfig());
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}

async function run(given: Config): Promise<void> {
  // Not before the settings are known to be valid: the list of entities reads them, too.
  const [{ startApp }, { startDatabase }, { migrate }, { endOnFault }] = await Promise.all([
    import("./app.js"),
    import("./app/open-database.js"),
    import("./migrate.js"),
    import("./app/end-on-fault.js"),
  ]);
  const database = await startDatabase(given);
  try {
    await migrate(database.url);
    const app = await startApp({ ...given, DATABASE_URL: database.url });
    const stop = async () => {
      await app.stop();
      await database.close();
    };
    // Requests are drained first, then running jobs.
    const stopWithinMs = (given.DRAIN_NOTICE_MS ?? LONGEST_NOTICE_MS) + 2 * given.DRAIN_TIMEOUT_MS + CLOSE_WITHIN_MS;
    endOnFault({ log: app.refundContext.log, stop, stopWithinMs });
    onSignals({ stop });
  } catch (error) {
    await database.close();
    throw portProblem(error, given.PORT, "API", `PORT=${given.PORT + 1}`) ?? error;
  }
}
