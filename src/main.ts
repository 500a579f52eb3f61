/** The process: reads its settings, brings PostgreSQL along when none is named, starts the service, and stops it in order. */
import { ConfigurationProblem, readConfig, type Config } from "./config.js";
import { StartUpProblem } from "./database/start-up-problem.js";

/** What a shell expects of a process that a signal ended. */
const INTERRUPTED = 130;

try {
  await run(readConfig());
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}

async function run(given: Config): Promise<void> {
  // Not before the settings are known to be valid: the list of entities reads them, too.
  const [{ startApp }, { bringDatabase }, { migrate }] = await Promise.all([
    import("./app.js"),
    import("./app/bring-database.js"),
    import("./migrate.js"),
  ]);
  const database = await bringDatabase(given);
  try {
    await migrate(database.url);
    const app = await startApp({ ...given, DATABASE_URL: database.url });
    onSignal(async () => {
      await app.stop();
      await database.close();
    });
  } catch (error) {
    await database.close();
    throw portProblem(error, given.PORT) ?? error;
  }
}

/** The first signal stops in order; the second one is somebody who does not want to wait. */
function onSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const hear = (): void => {
    if (stopping) process.exit(INTERRUPTED);
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${sentenceOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", hear);
  process.on("SIGINT", hear);
}

function portProblem(error: unknown, port: number): StartUpProblem | null {
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === "EADDRINUSE")
    return new StartUpProblem(
      `Port ${port} is taken by another program: stop it, or set PORT to another one (0 takes any free one).`,
    );
  if (code === "EACCES")
    return new StartUpProblem(`This user may not listen on port ${port}: set PORT to one above 1023.`);
  return null;
}

/** What a person can mend is one sentence; anything else is a fault of ours and needs its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationProblem || error instanceof StartUpProblem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
