/** `npm start`: PostgreSQL, four pretend gateways and an order service, the refund service with its workers, and data to work on. Ctrl-C ends all of it. */
import { onSignals, sentenceOf } from "../src/app/on-signals.js";
import { readConfig } from "../src/config.js";
import { endOnFault } from "../src/app/end-on-fault.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { loadEnvironmentFile } from "../src/config/environment-file.js";
import { requireNode } from "../src/config/node-version.js";
import { createLogger } from "../src/telemetry/logger.js";
import { Shutdown } from "./shutdown.js";

/** A Ctrl-C arrives from the terminal and from npm. */
const SAME_KEY_PRESS_MS = 500;
/** Longer than `Shutdown` gives everything it started. */
const END_WITHIN_MS = 30_000;

const shutdown = new Shutdown();
const running = run();
onSignals({
  stop: async () => {
    process.stdout.write("\n  Stopping … (Ctrl-C again: at once)\n");
    const inTime = await stop();
    process.stdout.write(inTime ? "  Stopped. The data is kept for the next start.\n" : "  Ended by force.\n");
  },
  abandon: () => shutdown.abandonAll(),
  sameKeyPressMs: SAME_KEY_PRESS_MS,
});
endOnFault({
  log: createLogger({ level: "fatal", pretty: true }),
  stop: async () => void (await stop()),
  stopWithinMs: END_WITHIN_MS,
});
await running.catch(async (error: unknown) => {
  if (shutdown.signal.aborted) return; // giving up was asked for
  process.stderr.write(`\n${sentenceOf(error)}\n`);
  await shutdown.stopAll();
  process.exit(1);
});

async function run(): Promise<void> {
  requireNode();
  loadEnvironmentFile();
  const config = readConfig();
  if (config.production)
    throw new StartUpProblem(
      "`npm start` is the demo, with open doors and pretend money, and does not run with NODE_ENV=production: start dist/src/main.js instead.",
    );
  // Not before the settings are known to be valid: the list of entities reads them, too.
  const { runDemo } = await import("./run-demo.js");
  await runDemo(config, shutdown);
}

/** @returns false when something did not end in time. */
async function stop(): Promise<boolean> {
  shutdown.ask();
  await running.catch(() => undefined);
  return shutdown.stopAll();
}
