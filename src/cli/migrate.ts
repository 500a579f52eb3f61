/** `migrate`: brings the database up to date. */
import { openDatabase } from "../app/open-database.js";
import type { Config } from "../config.js";
import { migrate } from "../migrate.js";
import { print } from "./print.js";

export async function migrateCommand(config: Config): Promise<boolean> {
  const database = await openDatabase(config);
  try {
    const run = await migrate(database.url);
    for (const name of run) print(`ran ${name}`);
    print(run.length === 0 ? "The database was up to date." : "The database is up to date.");
    return true;
  } finally {
    await database.close();
  }
}
