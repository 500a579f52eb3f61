/** `npm start`: PostgreSQL, four pretend gateways and an order service, the refund desk with its workers, and a story to work on. Ctrl-C ends all of it. */
import { ConfigurationProblem, readConfig } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { Ending } from "./ending.js";

/** What a shell expects of a process that a signal ended. */
const INTERRUPTED = 130;
/** npm passes a Ctrl-C on that the terminal has delivered already: one key press may arrive twice. */
const SAME_KEY_PRESS_MS = 500;

const ending = new Ending();
const playing = run();
hearSignals();
await playing.catch(async (error: unknown) => {
  if (ending.signal.aborted) return; // giving up was asked for
  process.stderr.write(`\n${sentenceOf(error)}\n`);
  await ending.stopAll();
  process.exit(1);
});

async function run(): Promise<void> {
  const config = readConfig();
  if (config.production)
    throw new StartUpProblem(
      "`npm start` is the demo, with open doors and pretend money, and does not run with NODE_ENV=production: start dist/src/main.js instead.",
    );
  // Not before the settings are known to be valid: the list of entities reads them, too.
  const { play } = await import("./play.js");
  await play(config, ending);
}

function hearSignals(): void {
  let askedAt: number | null = null;
  const hear = (): void => {
    if (askedAt !== null) {
      if (performance.now() - askedAt < SAME_KEY_PRESS_MS) return;
      ending.abandonAll();
      process.exit(INTERRUPTED);
    }
    askedAt = performance.now();
    process.stdout.write("\n  Stopping … (Ctrl-C again: at once)\n");
    ending.ask();
    playing
      .catch(() => undefined)
      .then(() => ending.stopAll())
      .then(
        (inTime) => {
          process.stdout.write(inTime ? "  Stopped. The data is kept for the next start.\n" : "  Ended by force.\n");
          process.exit(0);
        },
        (error: unknown) => {
          process.stderr.write(`${sentenceOf(error)}\n`);
          ending.abandonAll();
          process.exit(1);
        },
      );
  };
  process.on("SIGINT", hear);
  process.on("SIGTERM", hear);
}

/** What a person can mend is one sentence; anything else is a fault of ours and needs its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationProblem || error instanceof StartUpProblem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
