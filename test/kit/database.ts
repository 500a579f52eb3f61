/** Databases for test files on the server of `global-setup.mjs`: one of its own for each file, empty or migrated. */
import { randomBytes } from "node:crypto";
import pg from "pg";

export interface TestDatabase {
  url: string;
  /** Cuts what is still connected. Call it in `afterAll`. */
  drop(): Promise<void>;
}

/** A database without any table. */
export const createEmptyDatabase = (): Promise<TestDatabase> =>
  create((name) => `create database ${name} template template0 encoding 'UTF8'`);

/** A clone of the template: all migrations and the queue's tables, no rows. 20 to 120 ms, hence one per file. */
export const createMigratedDatabase = (): Promise<TestDatabase> =>
  create((name) => `create database ${name} template ${variable("TEST_TEMPLATE")} strategy file_copy`);

async function create(sql: (name: string) => string): Promise<TestDatabase> {
  // t_<run>_<random>: the teardown finds by the run what a failed file left behind on an outside server.
  const name = `t_${variable("TEST_RUN")}_${randomBytes(6).toString("hex")}`;
  await asAdmin(sql(name));
  return {
    url: variable("TEST_ADMIN_URL") + name,
    drop: () => asAdmin(`drop database if exists ${name} with (force)`),
  };
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${variable("TEST_ADMIN_URL")}postgres` });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function variable(name: "TEST_ADMIN_URL" | "TEST_TEMPLATE" | "TEST_RUN"): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through Jest, whose global set-up starts the server`);
  return value;
}
