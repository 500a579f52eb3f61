/** Remembers when the story began and whether it has been told to its end, in the desk's own database. */
import pg from "pg";

export interface Beginning {
  /** Everything in the story happened before it. Whole seconds. */
  begins: Date;
  told: boolean;
  /** The whole story is in the desk: the next start tells nothing. */
  finish(): Promise<void>;
}

/** A killed first start goes on with the same beginning: the same facts under the same keys. */
export async function beginStory(databaseUrl: string, now: Date): Promise<Beginning> {
  const [row] = await ask<{ begins: Date; told: boolean }>(
    databaseUrl,
    `create schema if not exists demo;
     create table if not exists demo.story (
       only_one boolean primary key default true check (only_one), begins timestamptz(0) not null, told boolean not null)`,
    [`insert into demo.story (begins, told) values ($1, false) on conflict do nothing`, [now]],
    [`select begins, told from demo.story`, []],
  );
  if (!row) throw new Error("the story's beginning was not kept");
  return {
    ...row,
    finish: async () => {
      await ask(databaseUrl, [`update demo.story set told = true`, []]);
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
