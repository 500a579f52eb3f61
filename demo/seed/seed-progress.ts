/** Remembers when the seed began and whether it is complete, in the service's own database. */
import pg from "pg";

export interface SeedProgress {
  /** Everything in the demo data happened before it. Whole seconds. */
  begins: Date;
  done: boolean;
  /** All demo data is in the service: the next start writes nothing. */
  finish(): Promise<void>;
}

/** A killed first start goes on with the same beginning: the same facts under the same keys. */
export async function beginSeed(databaseUrl: string, now: Date): Promise<SeedProgress> {
  const [row] = await ask<{ begins: Date; done: boolean }>(
    databaseUrl,
    // Named otherwise until 2026-11; a demo that was seeded then is not seeded twice.
    `create schema if not exists demo;
     do $$ begin
       if to_regclass('demo.story') is not null then
         alter table demo.story rename to seed_progress;
         alter table demo.seed_progress rename column told to done;
       end if;
     end $$;
     create table if not exists demo.seed_progress (
       only_one boolean primary key default true check (only_one), begins timestamptz(0) not null, done boolean not null)`,
    [`insert into demo.seed_progress (begins, done) values ($1, false) on conflict do nothing`, [now]],
    [`select begins, done from demo.seed_progress`, []],
  );
  if (!row) throw new Error("the beginning of the seed was not stored");
  return {
    ...row,
    finish: async () => {
      await ask(databaseUrl, [`update demo.seed_progress set done = true`, []]);
    },
  };
}

/** @returns the rows of the last statement. */
async function ask<T extends pg.QueryResultRow>(
  databaseUrl: string,
  ...statements: (string | [string, unknown[]])[]
): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "hwanbul-demo" });
  await client.connect();
  try {
    let rows: T[] = [];
    for (const statement of statements) {
      const [sql, values] = typeof statement === "string" ? [statement, undefined] : statement;
      ({ rows } = await client.query<T>(sql, values));
    }
    return rows;
  } finally {
    await client.end();
  }
}
