/** Refuses a PostgreSQL server older than the oldest one the migrations are written for. */
import { StartUpProblem } from "./start-up-problem.js";

/** PostgreSQL 15 brought `unique nulls not distinct`, `merge` and the `file_copy` strategy the tests clone with. */
const OLDEST_SERVER_MAJOR = 15;

/** `server_version_num` counts a major release as 10 000: 150004 is 15.4. */
const NUMBERS_PER_MAJOR = 10_000;

/** The part of a `pg` client, pool or pooled client that is needed here. */
export interface Queryable {
  query(sql: string): Promise<{ rows: unknown[] }>;
}

/**
 * Answers the server's version as it names itself ("18.4").
 *
 * @throws StartUpProblem when its major version is below `minimum`.
 */
export async function requireServerVersion(client: Queryable, minimum = OLDEST_SERVER_MAJOR): Promise<string> {
  const { rows } = await client.query(
    "select current_setting('server_version') as name, current_setting('server_version_num')::int as number",
  );
  const { name, number } = rows[0] as { name: string; number: number };
  if (Math.floor(number / NUMBERS_PER_MAJOR) < minimum) {
    throw new StartUpProblem(
      `The database server is PostgreSQL ${name}, but ${minimum} or newer is needed: point DATABASE_URL at a newer server, or leave it empty to use the embedded one.`,
    );
  }
  return name;
}
