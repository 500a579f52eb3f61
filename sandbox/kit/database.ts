/** A sandbox's own PostgreSQL: its tables, whole numbers read as numbers, and transactions. */
import pg from "pg";

/** Enough for a burst of concurrent cancels; more callers wait their turn. */
const POOL_SIZE = 10;
const INT8_OID = 20;

export type Tx = pg.PoolClient;
export type Queryable = Pick<pg.Pool, "query">;

export interface DatabaseOptions {
  databaseUrl: string;
  /** SQL that makes what is not there yet and leaves the rest alone; it runs at every start. */
  tables: string;
  /** Any fixed number, another for each vendor: two sandboxes that start at once on one database create the tables one after the other. */
  lockNumber: number;
}

/** Opens the pool and makes sure the tables exist. The parser of int8 is this pool's own: `pg` is shared with others in the process. */
export async function openDatabase({ databaseUrl, tables, lockNumber }: DatabaseOptions): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary"): ((value: string) => unknown) =>
        oid === INT8_OID ? readWholeNumber : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
    },
  });
  // An idle connection may break when the server restarts; the pool opens a new one for the next query.
  pool.on("error", () => undefined);
  await inTransaction(pool, async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [lockNumber]);
    await tx.query(tables);
  });
  return pool;
}

export async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two queries has nobody else to tell; the next query fails by itself.
  const onBroken = (error: Error): void => void (broken = error);
  tx.on("error", onBroken);
  try {
    await tx.query("BEGIN");
    const result = await work(tx);
    await tx.query("COMMIT");
    return result;
  } catch (error) {
    await tx.query("ROLLBACK").catch((reason: Error) => (broken = reason));
    throw error;
  } finally {
    tx.off("error", onBroken);
    tx.release(broken);
  }
}

/**
 * Names of tables and columns are plain SQL of the sandboxes' own; only values travel as parameters.
 * @param conflict such as `ON CONFLICT DO NOTHING`; nothing else makes the row `null`
 */
export async function insertRow<Row extends object>(
  db: Queryable,
  table: string,
  columns: object,
  conflict = "",
): Promise<Row | null> {
  const names = Object.keys(columns);
  const { rows } = await db.query<Row>(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map((_, at) => `$${at + 1}`).join(", ")})
     ${conflict} RETURNING *`,
    Object.values(columns),
  );
  return rows[0] ?? null;
}

/** @param key the column that tells the row, and its value @param added amounts by which columns grow */
export async function updateRow<Row extends object>(
  db: Queryable,
  table: string,
  key: Readonly<Record<string, unknown>>,
  columns: object,
  added: Readonly<Record<string, number>> = {},
): Promise<Row> {
  const names = [...Object.keys(key), ...Object.keys(columns), ...Object.keys(added)];
  const [where, ...set] = names.map((name, at) =>
    Object.hasOwn(added, name) ? `${name} = ${name} + $${at + 1}` : `${name} = $${at + 1}`,
  );
  const { rows } = await db.query<Row>(`UPDATE ${table} SET ${set.join(", ")} WHERE ${where} RETURNING *`, [
    ...Object.values(key),
    ...Object.values(columns),
    ...Object.values(added),
  ]);
  return rows[0] as Row;
}

function readWholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} cannot be held exactly`);
  return value;
}
