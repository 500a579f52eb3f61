/** Tells the demo's story to a desk and a sandbox that run already: what `npm run hwanbul -- seed` starts. Told twice, it changes nothing. */
import { PortoneV2Control } from "../sandbox/portone-v2/control.js";
import { borrowDatabase } from "../src/app/bring-database.js";
import { developmentIssuer } from "../src/app/issuer.js";
import { systemClock } from "../src/clock.js";
import { ConfigurationProblem, readConfig } from "../src/config.js";
import { StartUpProblem } from "../src/database/start-up-problem.js";
import { beginStory } from "./story/begin.js";
import { seed } from "./story/seed.js";
import { tellStory } from "./story/story.js";

try {
  await tell();
} catch (error) {
  const expected = error instanceof ConfigurationProblem || error instanceof StartUpProblem;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}

async function tell(): Promise<void> {
  const config = readConfig();
  if (config.production) throw new StartUpProblem("The demo's story is pretend money: it is not told in production.");
  const url = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  await mustAnswer(`${url}/readyz`, "the refund desk", "PORT");
  await mustAnswer(config.PORTONE_V2_BASE_URL, "the PortOne sandbox", "PORTONE_V2_BASE_URL");

  const database = await borrowDatabase(config);
  try {
    const beginning = await beginStory(database.url, systemClock.now());
    const { signal } = new AbortController();
    const control = new PortoneV2Control(config.PORTONE_V2_BASE_URL);
    const issuer = developmentIssuer(config, systemClock);
    await seed(tellStory(beginning.begins), { control, url, issuer, signal });
    await beginning.finish();
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
