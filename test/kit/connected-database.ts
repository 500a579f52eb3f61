/** A database of a test file's own, with a connection to it. */
import { MikroORM } from "@mikro-orm/postgresql";
import { connect, ormOptions } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from "./database.js";

export interface ConnectedDatabase {
  url: string;
  orm: MikroORM;
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const connected = (database: TestDatabase, orm: MikroORM): ConnectedDatabase => ({
  url: database.url,
  orm,
  rows: (sql, values = []) => orm.em.fork().execute(sql, values),
  async close() {
    await orm.close(true);
    await database.drop();
  },
});

/** With all migrations, and no rows. */
export async function openMigratedDatabase({ pool = 10 }: { pool?: number } = {}): Promise<ConnectedDatabase> {
  const database = await createMigratedDatabase();
  return connected(database, await connect({ url: database.url, entities, pool }));
}

/** With the migrations up to this one; `orm.migrator` goes on from there. */
export async function openDatabaseAt(migration: string): Promise<ConnectedDatabase> {
  const database = await createEmptyDatabase();
  const options = ormOptions({ url: database.url, entities: [], pool: 2 });
  const migrations = { ...options.migrations, snapshot: false };
  const orm = await MikroORM.init({ ...options, logger: () => {}, migrations });
  await orm.migrator.up({ to: migration });
  return connected(database, orm);
}

/** Attempts with these columns, whose refunds and payments do not exist: for migrations that look at nothing but attempts. */
export const insertAttempts = (
  { orm }: ConnectedDatabase,
  attempts: readonly Record<string, string | boolean | Date | null>[],
): Promise<void> =>
  orm.em.fork().transactional(async (em) => {
    const foreign = ["refund_id", "payment_id"].map((column) => `drop constraint gateway_attempt_${column}_foreign`);
    await em.execute(`alter table gateway_attempt ${foreign.join(", ")}`);
    for (const [sequence, attempt] of attempts.entries())
      await em.execute(
        `insert into gateway_attempt (id, refund_id, payment_id, sequence, amount_total, amount_taxable, amount_vat, amount_tax_free,
           amount_service_fee, uses_account, known_cancellation_ids, tries, fence, look_ups, created_at, ${Object.keys(attempt).join(", ")})
         values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), ?, 1, 1, 0, 0, 0, false, '[]', 1, 1, 0, now(),
           ${Object.keys(attempt)
             .map(() => "?")
             .join(", ")})`,
        [sequence, ...Object.values(attempt)],
      );
  });
